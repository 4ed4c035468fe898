"""A real receiver on this machine; the strict courier must not reach it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pinzhang.adapters.webhook.https import HttpsCourier
from pinzhang.domain.connections.refusals import NotCarried


class _Receiver(BaseHTTPRequestHandler):
    status, got = 200, []

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((self.path, self.headers["Pinzhang-Event"], self.headers["Host"], content))
        self.send_response(type(self).status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def receiver() -> Iterator[HTTPServer]:
    _Receiver.status, _Receiver.got = 200, []
    server = HTTPServer(("127.0.0.1", 0), _Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def address(server, host="127.0.0.1"):
    return f"http://{host}:{server.server_port}/hook?a=1"


def test_content_is_posted_once_to_the_address_given(receiver):
    status = HttpsCourier(strict=False).carry(address(receiver), b"{}", {"Pinzhang-Event": "marks.mark.revoked"})

    assert status == 200
    assert _Receiver.got == [("/hook?a=1", "marks.mark.revoked", f"127.0.0.1:{receiver.server_port}", b"{}")]


@pytest.mark.parametrize("status", [301, 302, 307, 400, 500])
def test_anything_but_success_is_not_taken_and_no_redirect_is_followed(receiver, status):
    _Receiver.status = status

    with pytest.raises(NotCarried) as refusal:
        HttpsCourier(strict=False).carry(address(receiver), b"{}", {})

    assert refusal.value.status == status
    assert len(_Receiver.got) == 1


def test_nobody_there_is_said_without_more(receiver):
    receiver.socket.close()

    with pytest.raises(NotCarried) as refusal:
        HttpsCourier(strict=False).carry("http://127.0.0.1:9/", b"{}", {})

    assert str(refusal.value).startswith("对方没有应答")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://1.1.1.1/", "推送地址须以 https:// 开头。"),
        ("https://127.0.0.1/", "推送地址须在公开网络上。"),
        ("https://localhost/", "推送地址须在公开网络上。"),
        ("https://[::1]/", "推送地址须在公开网络上。"),
        ("https://2130706433/", "推送地址须在公开网络上。"),
        ("https://169.254.169.254/latest", "推送地址须在公开网络上。"),
        ("https://user:word@1.1.1.1/", "这不是一个可以推送的网址。"),
        ("ftp://1.1.1.1/", "这不是一个可以推送的网址。"),
        ("https://1.1.1.1/a b", "这不是一个可以推送的网址。"),
        ("https://1.1.1.1:99999/", "这不是一个网址。"),
        ("https://", "这不是一个可以推送的网址。"),
    ],
)
def test_the_strict_courier_refuses_what_leads_inside(url, sentence):
    with pytest.raises(NotCarried) as refusal:
        HttpsCourier(strict=True).check(url)

    assert str(refusal.value) == sentence


def test_the_strict_courier_looks_again_at_what_it_has_reached(receiver, monkeypatch):
    """A name that was public when it was looked up must not lead inside when it is connected to."""
    courier = HttpsCourier(strict=True)
    monkeypatch.setattr(courier, "_looked_up", lambda _parts: "127.0.0.1")

    with pytest.raises(NotCarried) as refusal:
        courier.carry(f"https://name.example:{receiver.server_port}/", b"{}", {})

    assert str(refusal.value) == "推送地址须在公开网络上。"
    assert _Receiver.got == []
