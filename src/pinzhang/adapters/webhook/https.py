"""Posts over HTTPS to an address that was looked up once and found public; redirects are not followed."""

import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from pinzhang.adapters.webhook.addresses import is_public
from pinzhang.domain.connections.refusals import NotCarried

SECONDS = 10
TAKEN = range(200, 300)
PORTS = {"https": 443, "http": 80}


class HttpsCourier:
    """Carries content to public HTTPS addresses; a demonstration and the suite may reach this machine as well."""

    def __init__(self, *, strict: bool | None = None) -> None:
        self.strict = not (settings.DEMO or settings.TESTING) if strict is None else strict

    def check(self, url: str) -> None:
        """Refuse an address that is not https, has a password in it, or leads inside this network.

        :raises NotCarried: it is refused.
        """
        self._looked_up(self._parts(url))

    def carry(self, url: str, content: bytes, headers: dict[str, str]) -> int:
        """Post content to the very address that was checked, and return the status.

        :raises NotCarried: it is refused, does not answer in time, or does not take it.
        """
        parts = self._parts(url)
        target = self._looked_up(parts)
        connection = _connection(parts, target, self._reached)
        try:
            connection.request("POST", _path(parts), body=content, headers={**headers, "Host": parts.netloc})
            status = connection.getresponse().status
        except (OSError, HTTPException, ValueError) as error:
            raise NotCarried(f"对方没有应答：{type(error).__name__}") from error
        finally:
            connection.close()
        if status not in TAKEN:
            raise NotCarried(f"对方没有接收，状态码 {status}", status=status)
        return status

    def _parts(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            sound = bool(parts.hostname) and parts.username is None and (parts.port is None or parts.port > 0)
        except ValueError as error:
            raise NotCarried("这不是一个网址。") from error
        if not sound or parts.scheme not in PORTS or not url.isascii() or not url.isprintable() or " " in url:
            raise NotCarried("这不是一个可以推送的网址。")
        if self.strict and parts.scheme != "https":
            raise NotCarried("推送地址须以 https:// 开头。")
        return parts

    def _looked_up(self, parts: SplitResult) -> str:
        """Return the first address of a host, all of whose addresses are public."""
        try:
            found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NotCarried("找不到这个主机。") from error
        addresses = [str(each[4][0]) for each in found]
        if self.strict and not all(map(is_public, addresses)):
            raise NotCarried("推送地址须在公开网络上。")
        return addresses[0]

    def _reached(self, address: str) -> None:
        """Look once more at what was reached, now that it is known."""
        if self.strict and not is_public(address):
            raise NotCarried("推送地址须在公开网络上。")


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _connection(parts: SplitResult, target: str, reached: Any) -> HTTPConnection:
    """Return a connection that goes to the address looked up and speaks TLS in the name of the host."""
    host, port = parts.hostname or "", _port(parts)
    base: type[HTTPConnection] = HTTPSConnection if parts.scheme == "https" else HTTPConnection

    class Pinned(base):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            plain = socket.create_connection((target, port), SECONDS)
            try:
                reached(plain.getpeername()[0])
                secure = parts.scheme == "https"
                self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
            except BaseException:
                plain.close()
                raise

    return Pinned(host, port, timeout=SECONDS)
