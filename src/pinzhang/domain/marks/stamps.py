"""Reads past the object layer, for the page that everybody opens: is what was shown a moment ago still true?

A stamp holds everything of a mark that can change what its page says. The connection can only read, and every
answer is read anew, so that a change is seen by the very next reader.
"""

import sqlite3
import threading
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import psycopg
from django.db import connections

Row = tuple[Any, ...]

_STAMP = """
SELECT m.number, m.state, m.version, m.valid_until, m.conferred_on, m.tier, m.sector, m.document_number, m.scope,
  m.edition_id,
  m.holder_id, m.authority_id, h.name, h.name_en, s.name, s.kind, s.gtin, a.name, a.name_en,
  (SELECT MAX(c.id) FROM marks_markchange c WHERE c.mark_id = m.id),
  (SELECT MAX(r.seq) FROM trust_logrecord r WHERE r.about = m.number),
  (SELECT MAX(k.id) FROM trust_credential k JOIN trust_statusentry e ON e.id = k.entry_id WHERE e.number = m.number),
  (SELECT MAX(n.id) FROM marks_mark n WHERE n.renews_id = m.id),
  (SELECT COUNT(*) FROM marks_mark o WHERE o.holder_id = m.holder_id),
  (SELECT SUM(o.version + CASE o.state WHEN 'active' THEN 0 WHEN 'suspended' THEN 1000000
     WHEN 'revoked' THEN 2000000 ELSE 3000000 END) FROM marks_mark o WHERE o.holder_id = m.holder_id)
FROM marks_mark m
JOIN parties_organisation h ON h.id = m.holder_id
JOIN parties_subject s ON s.id = m.subject_id
JOIN reference_authority a ON a.id = m.authority_id
WHERE m.number = {0}
"""
_BY_GTIN = "SELECT number FROM trust_statusentry WHERE gtin = {0} LIMIT 2"
_BY_GTIN_AND_SERIAL = """
SELECT l.number FROM trust_label l JOIN trust_statusentry e ON e.number = l.number WHERE l.serial = {0} AND e.gtin = {0}
"""
_BY_SERIAL = "SELECT number FROM trust_label WHERE number = {0} AND serial = {0}"
_SCANS = """
SELECT COALESCE(SUM(CASE WHEN day = {0} THEN count ELSE 0 END), 0), COALESCE(SUM(count), 0)
FROM trust_scancount WHERE number = {0} AND serial = {0}
"""


class Connection(Protocol):
    """What both drivers share."""

    def execute(self, statement: Any, given: Any = ..., /) -> Any: ...

    def close(self) -> None: ...


class Found(NamedTuple):
    """How often a serial was looked up on a day, and altogether (查验次数)."""

    today: int
    total: int


class Stamps:
    """Reads stamps over a connection of its own in each thread, which cannot write (核验快速读取)."""

    def __init__(self) -> None:
        self._own = threading.local()

    def of(self, number: str) -> Row | None:
        """Return the stamp of a mark; None where there is no such mark."""
        return self._one(_STAMP, (number,))

    def number_of(self, *, gtin: str, serial: str) -> str | None:
        """Return the mark that a link means; None where there is none, or more than one."""
        rows = self._all(_BY_GTIN_AND_SERIAL, (serial, gtin)) if serial else self._all(_BY_GTIN, (gtin,))
        return str(rows[0][0]) if len(rows) == 1 else None

    def has_serial(self, number: str, serial: str) -> bool:
        """Tell whether a serial was printed for a mark."""
        return self._one(_BY_SERIAL, (number, serial)) is not None

    def scans(self, number: str, serial: str, *, day: date) -> Found:
        """Return how often a serial was looked up."""
        row = self._one(_SCANS, (day if self._is_postgresql() else day.isoformat(), number, serial))
        return Found(int(row[0]), int(row[1])) if row else Found(0, 0)

    def close(self) -> None:
        """Close the connection of this thread."""
        kept = getattr(self._own, "connection", None)
        if kept is not None:
            self._own.connection = None
            kept.close()

    def _one(self, statement: str, given: Sequence[object]) -> Row | None:
        rows = self._all(statement, given)
        return rows[0] if rows else None

    def _all(self, statement: str, given: Sequence[object]) -> list[Row]:
        mark = "%s" if self._is_postgresql() else "?"
        try:
            found: list[Row] = self._connection().execute(statement.replace("{0}", mark), given).fetchall()
        except (sqlite3.Error, psycopg.Error):
            self.close()  # the next reader opens a fresh one
            raise
        return found

    def _is_postgresql(self) -> bool:
        return connections["default"].vendor == "postgresql"

    def _connection(self) -> Connection:
        kept: Connection | None = getattr(self._own, "connection", None)
        if kept is None:
            kept = self._own.connection = _opened()
        return kept


def _opened() -> Connection:
    """Open a connection that can only read, to the database that the settings name."""
    bound = connections["default"]
    given = bound.settings_dict
    if bound.vendor != "postgresql":
        return sqlite3.connect(f"file:{given['NAME']}?mode=ro", uri=True, timeout=5, isolation_level=None)
    return psycopg.connect(
        dbname=given["NAME"],
        user=given["USER"] or None,
        password=given["PASSWORD"] or None,
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        autocommit=True,
        options="-c default_transaction_read_only=on -c statement_timeout=5000",
    )
