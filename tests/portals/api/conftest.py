"""Callers: tokens of the cast, and a client that speaks as they do."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from pinzhang.domain.connections.services.tokens import issue_token

_serial = count(1)


class Speaker:
    """Speaks JSON with a token, and gives every POST a key of its own."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.secret = secret

    def send(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        if method == "POST":
            given["Idempotency-Key"] = f"key-{next(_serial):08d}"
        more = {} if content is None else {"data": content, "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1/{path}", headers={**given, **headers}, **_encoded(more))

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, content: Any = None, **headers: str) -> Any:
        return self.send("POST", path, content, **headers)

    def put(self, path: str, content: Any = None) -> Any:
        return self.send("PUT", path, content)

    def upload(self, path: str, fields: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": f"key-{next(_serial):08d}"}
        return self.client.post(f"/api/v1/{path}", fields, headers=headers)


def _encoded(more: dict[str, Any]) -> dict[str, Any]:
    return {**more, "data": json.dumps(more["data"])} if "data" in more else {}


@pytest.fixture(autouse=True)
def _no_counts_left(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("data"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def speaker() -> Callable[..., Speaker]:
    """Return a maker of speakers: for a holder, by a person, with scopes."""

    def make(holder: Any = None, by: Any = None, *scopes: str, for_holder: bool = False) -> Speaker:
        if holder is None:
            return Speaker()
        now = timezone.now()
        _, secret = issue_token(
            holder=holder,
            label="测试",
            scopes=scopes,
            expires_at=now + timedelta(days=30),
            by=by,
            at=now,
            for_holder=for_holder,
        )
        return Speaker(secret)

    return make


@pytest.fixture
def in_process() -> Iterator[None]:
    """Let the application be spoken to as a server in this process, on the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
