"""Signing in a process of its own: one JSON line asked, one answered, over a socket for this user and its group."""

import json
import os
import socket
import socketserver
import stat
import threading
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from django.conf import settings

from pinzhang.adapters.signing.local import Vault
from pinzhang.domain.trust.ports import SealedKey, SignerFault

LONGEST_LINE = 16 * 1024 * 1024
TIMEOUT_SECONDS = 10


class RemoteSigner:
    """Asks the signer at the other end of a socket; holds no wrapping key itself (独立进程签名)."""

    def __init__(self, path: str = "") -> None:
        self._path = path or settings.SIGNER_SOCKET
        self._own = threading.local()

    def generate(self, suite: str) -> SealedKey:
        """Return a new key of a suite, its secret sealed by the signer.

        :raises SignerFault: the signer does not answer, or says no.
        """
        told = self._ask({"do": "generate", "suite": suite})
        return SealedKey(told["kid"], told["suite"], b64decode(told["public"]), b64decode(told["sealed"]))

    def sign(self, key: SealedKey, message: bytes) -> bytes:
        """Return the signature of a key over a message.

        :raises SignerFault: the signer does not answer, or says no.
        """
        asked = {"do": "sign", "kid": key.kid, "suite": key.suite}
        asked |= {"sealed": b64encode(key.sealed).decode(), "message": b64encode(message).decode()}
        return b64decode(self._ask(asked)["signature"])

    def _ask(self, asked: dict[str, str]) -> dict[str, str]:
        try:
            answer = self._exchange(asked)
        except (OSError, ValueError):
            self._own.stream = None  # the signer may have been started anew since
            try:
                answer = self._exchange(asked)
            except (OSError, ValueError) as fault:
                raise SignerFault(f"{self._path}: {type(fault).__name__}") from fault
        if "fault" in answer:
            raise SignerFault(answer["fault"])
        return answer

    def _exchange(self, asked: dict[str, str]) -> dict[str, str]:
        stream = getattr(self._own, "stream", None)
        if stream is None:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(TIMEOUT_SECONDS)
            try:
                link.connect(self._path)
                stream = self._own.stream = link.makefile("rwb")
            finally:
                link.close()  # the stream keeps the connection
        stream.write(json.dumps(asked).encode() + b"\n")
        stream.flush()
        answer: dict[str, str] = json.loads(stream.readline(LONGEST_LINE))
        return answer


class _Desk(socketserver.StreamRequestHandler):
    """Answers one client until it hangs up."""

    server: "SignerServer"

    def handle(self) -> None:
        while line := self.rfile.readline(LONGEST_LINE):
            self.wfile.write(json.dumps(self.server.answer(line)).encode() + b"\n")


class SignerServer(socketserver.ThreadingUnixStreamServer):
    """The signing process: it knows the wrapping key and nothing of marks (签名进程)."""

    daemon_threads = True

    def __init__(self, path: Path, vault: Vault) -> None:
        self.vault = vault
        if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
            path.unlink()
        before = os.umask(0o117)
        try:
            super().__init__(str(path), _Desk)
        finally:
            os.umask(before)

    def answer(self, line: bytes) -> dict[str, str]:
        """Answer one request; whatever is wrong with it is an answer too."""
        try:
            asked = json.loads(line)
            return self._generated(asked) if asked["do"] == "generate" else self._signed(asked)
        except SignerFault as fault:
            return {"fault": str(fault)}
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            return {"fault": f"bad request: {type(fault).__name__}"}

    def _generated(self, asked: dict[str, Any]) -> dict[str, str]:
        made = self.vault.generate(asked["suite"])
        halves = {"public": b64encode(made.public).decode(), "sealed": b64encode(made.sealed).decode()}
        return {"kid": made.kid, "suite": made.suite, **halves}

    def _signed(self, asked: dict[str, Any]) -> dict[str, str]:
        key = SealedKey(asked["kid"], asked["suite"], b"", b64decode(asked["sealed"], validate=True))
        signature = self.vault.sign(key, b64decode(asked["message"], validate=True))
        return {"signature": b64encode(signature).decode()}
