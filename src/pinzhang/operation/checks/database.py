"""The database: there, migrated, and set so that what was acknowledged is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.selectors import broken_links
from pinzhang.domain.core.services.readiness import missing_migrations
from pinzhang.operation.checks.finding import Finding, bad, ok, warn

OLDEST_POSTGRESQL = 150000
FULL = 2
MOST_DRIFT = timedelta(seconds=5)


def checks(*, at: datetime) -> Iterator[Finding]:
    """Look at the database and its clock."""
    yield from _postgresql() if connection.vendor == "postgresql" else _sqlite()
    missing = missing_migrations()
    if missing:
        yield bad("migrations", f"数据库还差 {len(missing)} 步升级：{missing[0]} 等。", "执行 pinzhang migrate。")
        return
    yield ok("migrations", "数据库结构与本版本一致")
    yield _clock(at)


def _asked(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _postgresql() -> Iterator[Finding]:
    version = int(_asked("SHOW server_version_num"))
    if version < OLDEST_POSTGRESQL:
        yield bad("database", f"PostgreSQL 版本 {version // 10000} 太旧。", "升级到 15 或更新。")
    else:
        yield ok("database", f"PostgreSQL {version // 10000} 已连接")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if _asked(f"SHOW {name}") == "off":
            yield bad("durability", f"PostgreSQL 的 {name} 关闭，断电会丢失已受理的数据。", f"设 {name} = on。")
            return
    yield ok("durability", "数据库断电不丢数据")
    if _asked("SHOW server_encoding") != "UTF8":
        yield bad("encoding", "数据库编码不是 UTF8，有些字存不下。", "用 --encoding UTF8 重建数据库，再恢复备份。")


def _sqlite() -> Iterator[Finding]:
    yield ok("database", f"SQLite {_asked('SELECT sqlite_version()')} 已打开；多台主机或全市使用请改用 PostgreSQL")
    mode, level = _asked("PRAGMA journal_mode"), int(_asked("PRAGMA synchronous"))
    if mode != "wal" or level < FULL:
        yield bad(
            "durability",
            f"SQLite 以 journal_mode={mode}、synchronous={level} 运行，断电可能丢失已受理的数据。",
            "不要用演示或测试方式运行。",
        )
    else:
        yield ok("durability", "数据库断电不丢数据")


def _clock(at: datetime) -> Finding:
    """Hold the clock of this host against that of the database, and against what has happened already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (there,) = cursor.fetchone() or (at,)
        drift = abs(there - datetime.now(UTC))
        if drift > MOST_DRIFT:
            return bad(
                "clock", f"本机与数据库的时钟相差 {drift.total_seconds():.0f} 秒。", "在两边启用时间同步（NTP）。"
            )
    last = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is not None and last > at + MOST_DRIFT:
        return warn(
            "clock", f"最近的事件记在将来（{last:%Y-%m-%d %H:%M} UTC），时钟可能被拨慢了。", "启用时间同步（NTP）。"
        )
    return ok("clock", "时钟正常")


def audit_check() -> Finding:
    """Hold every chain of events against its digests."""
    broken = next(broken_links(), None)
    if broken is not None:
        where = f"{broken.stream} 第 {broken.sequence} 条"
        return bad("audit", f"事件链在 {where} 断开。", "执行 pinzhang audit verify 查看，与备份核对。")
    return ok("audit", "事件链全部完好")
