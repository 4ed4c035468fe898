"""What ``pinzhang doctor`` looks at."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError

from pinzhang.operation.checks import database, running, surroundings
from pinzhang.operation.checks.finding import Finding, bad

__all__ = ["Finding", "examine"]


def examine(*, at: datetime, audit: bool = False) -> Iterator[Finding]:
    """Return what was found, settings first; without a database nothing is asked of it."""
    yield from surroundings.settings_checks()
    try:
        yield from database.checks(at=at)
        yield from running.checks(at=at)
        if audit:
            yield database.audit_check()
    except DatabaseError as error:
        yield bad("database", f"数据库连不上：{error}".strip(), "检查 PINZHANG_DATABASE、数据库服务和网络。")
    yield from surroundings.checks(at=at)
