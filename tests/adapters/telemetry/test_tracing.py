"""A span for every request, sent to a collector; it says neither what was asked nor who asked."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

tracing = pytest.importorskip("pinzhang.adapters.telemetry.tracing", exc_type=ImportError)


class _Collector(BaseHTTPRequestHandler):
    received: list[bytes] = []

    def do_POST(self):
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments):
        pass


def test_a_request_becomes_a_span_without_personal_text(settings):
    with HTTPServer(("127.0.0.1", 0), _Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.OTLP_ENDPOINT = f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
        middleware = tracing.TracingMiddleware(lambda _request: HttpResponse(status=500))
        middleware(RequestFactory().post("/lists?q=lin", headers={"user-agent": "Marked/1"}))
        middleware.provider.shutdown()
        server.shutdown()

    sent = b"".join(_Collector.received)
    assert b"pinzhang" in sent
    assert b"POST" in sent
    assert b"lin" not in sent
    assert b"Marked" not in sent
