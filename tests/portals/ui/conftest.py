"""A server for the browser, without a database, and the compiled translations."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.utils import translation

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import compile_messages  # noqa: E402 - a script beside the package

compile_messages.main()


@pytest.fixture(autouse=True)
def _static_files_need_not_be_collected(settings):
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _chinese_is_spoken() -> Iterator[None]:
    """Whatever language a request before left active."""
    with translation.override("zh-hans"):
        yield


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the browser's own findings are asserted."""


@pytest.fixture
def address(settings) -> Iterator[str]:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.portals.ui.addresses"
    with make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=QuietHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
