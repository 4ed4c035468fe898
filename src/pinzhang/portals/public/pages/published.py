"""What is published for programs: the same bytes to everybody, with how long a copy may be kept."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def published(
    request: HttpRequest, content: bytes, media_type: str, *, seconds: int, status: int = 200
) -> HttpResponse:
    """Return a public document; a reader who has it already is told so, and pages of other sites may read it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    response: HttpResponse
    if tag in known and status == 200:  # noqa: PLR2004 - found
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type=media_type, status=status)
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def published_json(request: HttpRequest, answer: dict[str, Any], *, seconds: int, status: int = 200) -> HttpResponse:
    """Return a public answer as JSON."""
    content = json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n"
    return published(request, content, "application/json", seconds=seconds, status=status)
