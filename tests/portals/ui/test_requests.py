"""A request has a number; log lines say neither secrets nor what was asked."""

import io
import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from pinzhang.portals.ui.requests import HEADER, Redaction, RequestIdMiddleware, logger, secrets_of

SECRET = "s3cret-of-this-instance"


@pytest.fixture
def lines(settings):
    """What stands in the log, as the console handler of the settings would write it."""
    settings.SECRETS = [SECRET]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction())
    handler.setFormatter(logging.Formatter("{request_id} {message}", style="{"))
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


def _answer(request):
    logger.info("inside with %s", SECRET)
    return HttpResponse()


def test_a_request_gets_a_number_that_stands_in_its_lines_and_its_answer(lines):
    response = RequestIdMiddleware(_answer)(RequestFactory().get("/lists?q=林"))

    number = response.headers[HEADER]
    assert lines.getvalue().splitlines() == [f"{number} inside with [secret]", f"{number} request"]
    assert len(number) == 32


@pytest.mark.parametrize(
    ("given", "kept"), [("proxy-0123456789", True), ("short", False), ("x" * 65, False), ("a\tbcdefgh", False)]
)
def test_the_number_of_the_proxy_is_kept_when_it_is_one(given, kept):
    request = RequestFactory().get("/", headers={"x-request-id": given})

    response = RequestIdMiddleware(lambda _request: HttpResponse())(request)

    assert (response.headers[HEADER] == given) is kept


def test_a_secret_in_an_error_is_struck_out(lines):
    try:
        int(f"could not connect with {SECRET}")
    except ValueError:
        logger.exception("failed")

    assert SECRET not in lines.getvalue()
    assert "could not connect with [secret]" in lines.getvalue()


def test_only_what_is_long_enough_counts_as_a_secret():
    assert secrets_of("", "abc", None, "long enough") == ["long enough"]


def test_json_lines_can_be_read_by_machines(lines):
    formatter = pytest.importorskip("pythonjsonlogger.json").JsonFormatter(
        "{levelname} {request_id} {message}", style="{", json_ensure_ascii=False
    )
    logger.handlers[-1].setFormatter(formatter)

    RequestIdMiddleware(lambda _request: HttpResponse(status=404))(RequestFactory().get("/lists?q=林"))

    (line,) = lines.getvalue().splitlines()
    read = json.loads(line)
    assert (read["message"], read["method"], read["status"], read["levelname"]) == ("request", "GET", 404, "INFO")
    assert set(read) == {"message", "levelname", "request_id", "method", "page", "status", "milliseconds"}
