"""What a request is known by: its key, and a digest of what it asks."""

import hashlib
import re

from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from pinzhang.portals.api.problems import BadRequest

KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,128}")


class KeyMissing(BadRequest):
    """A POST comes with a key of 8 to 128 printable characters (缺少幂等键)."""


def key_of(request: HttpRequest) -> str:
    """Return the idempotency key of a request.

    :raises KeyMissing: there is none, or it is too short, too long, or not printable.
    """
    key = request.headers.get(KEY_HEADER, "")
    if not KEY.fullmatch(key):
        raise KeyMissing(f"请在 {KEY_HEADER} 头里给出 8 到 128 个可见字符，每个请求一个新的键。")
    return key


def digest_of(request: HttpRequest) -> str:
    """Return a digest of method, address and content; the same form sent again has the same, whatever its boundary."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode(errors="surrogateescape"))
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    try:
        for name in sorted(request.POST):
            found.update(f"{name}={request.POST.getlist(name)}\n".encode(errors="surrogateescape"))
        for name in sorted(request.FILES):
            for upload in request.FILES.getlist(name):
                content = hashlib.sha256(upload.read()).hexdigest()
                upload.seek(0)
                found.update(f"{name}:{upload.name}:{content}\n".encode(errors="surrogateescape"))
    except MultiPartParserError as error:
        raise BadRequest("上传的内容不完整。") from error
    return found.hexdigest()
