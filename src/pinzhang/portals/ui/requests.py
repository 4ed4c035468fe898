"""Every request has a number: it stands in the log lines it caused and in its answer; secrets stand in neither."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
NONE = "-"
HIDDEN = "[secret]"
SHORTEST_SECRET = 6
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default=NONE)
logger = logging.getLogger("pinzhang.requests")


class RequestIdMiddleware:
    """Numbers a request, or keeps the number that the proxy gave it, and logs one line about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token, started = _current.set(number), time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = number
            logger.info("request", extra=_about(request, response, started))
        finally:
            _current.reset(token)
        return response


def _about(request: HttpRequest, response: HttpResponse, started: float) -> dict[str, object]:
    """Return what a line says of a request: the name of the page, never what was asked or who asked."""
    match = request.resolver_match
    return {
        "method": request.method,
        "page": match.view_name if match else "",
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }


class Redaction(logging.Filter):
    """Gives a log line the number of its request, and strikes the secrets of this instance out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        record.msg, record.args = self._struck(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._struck(record.exc_text)
        return True

    def _struck(self, text: str) -> str:
        for secret in settings.SECRETS:
            text = text.replace(secret, HIDDEN)
        return text


def secrets_of(*found: object) -> list[str]:
    """Return the secrets among some settings that are long enough to be told from a word."""
    return [text for text in map(str, found) if len(text) >= SHORTEST_SECRET]
