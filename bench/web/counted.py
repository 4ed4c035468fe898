"""The instance as granian serves it, with what each answer cost in its headers: processor time and SQL statements."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import connection

from pinzhang.config.wsgi import application as served


def _database_ms() -> float:
    """Processor time of the connection's own database process so far; SQLite works in ours."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    status = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(status.read_text().split()[0]) / 1e6


class Statements:
    """Counts the statements of one request, and the texts that differ."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        self.texts.append(sql)
        return execute(sql, params, many, context)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve a request and tell what it cost."""
    counted = Statements()
    connection.ensure_connection()
    database, began = _database_ms(), time.thread_time()
    kept: list[Any] = []
    with connection.execute_wrapper(counted):
        body = served(environ, lambda status, headers, *_more: kept.extend((status, headers)))
        content = b"".join(body)
        close = getattr(body, "close", None)
        if close:
            close()
    spent = (time.thread_time() - began) * 1000 + _database_ms() - database
    status, headers = kept
    told = [
        ("X-Cpu-Ms", f"{spent:.3f}"),
        ("X-Sql", str(len(counted.texts))),
        ("X-Sql-Texts", str(len(set(counted.texts)))),
    ]
    start_response(status, [*headers, *told])
    return [content]
