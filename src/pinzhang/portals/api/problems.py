"""Refusals as RFC 9457 problems: name, sentence, reasons, fields."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from pinzhang.domain.connections.refusals import TokenRefused
from pinzhang.domain.core.refusals import ChangedMeanwhile, Refusal
from pinzhang.portals.api.callers import ScopeMissing, TooManyRequests

MEDIA_TYPE = "application/problem+json"
BAD, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE, TOO_MANY = 400, 401, 403, 404, 409, 422, 429


class BadRequest(Refusal):
    """The request cannot be read as this operation writes it (请求不能识别)."""


class NotThere(Refusal):
    """There is no such object, or it is not for this caller (没有这个对象)."""

    def __init__(self) -> None:
        super().__init__("没有这个对象，或者您的令牌看不到它。")


STATUSES: dict[type[Refusal], int] = {
    TokenRefused: UNAUTHORIZED,
    ScopeMissing: FORBIDDEN,
    ChangedMeanwhile: CONFLICT,
    TooManyRequests: TOO_MANY,
    NotThere: NOT_FOUND,
}
"""Every other refusal of the domain is 422; what cannot be read is 400."""


class Problem(Schema):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(description="Address of the description of this refusal, relative to this host.")
    title: str = Field(description="The sentence of the refusal, in Chinese.")
    status: int
    refusal: str = Field(description="The name of the refusal, such as CannotSubmit.")
    reasons: list[str] = Field(default=[], description="The reasons one by one.")
    fields: dict[str, str] = Field(default={}, description="What is wrong with which field.")


def problem(refusal: Refusal) -> HttpResponse:
    """Return a refusal as the answer of an operation."""
    name = type(refusal).__name__
    code = BAD if isinstance(refusal, BadRequest) else STATUSES.get(type(refusal), UNPROCESSABLE)
    content: dict[str, Any] = {
        "type": f"/api/v1/problems#{name}",
        "title": refusal.sentence,
        "status": code,
        "refusal": name,
    }
    if refusal.reasons:
        content["reasons"] = list(refusal.reasons)
    if refusal.fields:
        content["fields"] = refusal.fields
    response = HttpResponse(json.dumps(content, ensure_ascii=False), status=code, content_type=MEDIA_TYPE)
    if code == UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if code == TOO_MANY:
        response["Retry-After"] = "60"
    return response


def on_refusal(_request: HttpRequest, refusal: Any) -> HttpResponse:
    """Answer with what the domain refused."""
    return problem(refusal)


def on_not_there(_request: HttpRequest, _error: Any) -> HttpResponse:
    """Answer that there is nothing, as to somebody who may not see it."""
    return problem(NotThere())


def on_bad_request(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer which fields cannot be read, each with its own place."""
    if not isinstance(error, ValidationError):
        return problem(BadRequest("请求内容不能识别；JSON 须是完整的 UTF-8 文本。"))
    fields = {".".join(str(part) for part in each["loc"][1:]): each["msg"] for each in error.errors}
    return problem(BadRequest("请求里有不能识别的内容。", fields=fields))
