"""Keep a table and look at it; take it over whole or not at all; give it up."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, files
from pinzhang.domain.imports.choices import ImportKind, ImportState
from pinzhang.domain.imports.columns import record_facts
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.refusals import CannotImport
from pinzhang.domain.imports.selectors import MOST_ROWS, plan_of_import, rows_of
from pinzhang.domain.imports.services import taking
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.reference.models import Authority
from pinzhang.engine.sheets import CannotReadWorkbook, Limits, Problem, read_workbook

MOST_KEPT, LARGEST_MB = 1_000, 10


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is said of a table beside its rows: what it is about, whose it is, where it comes from."""

    kind: str
    authority: Authority
    supplied_by: str = ""
    source: str = ""
    as_of: date | None = None
    fact: str = ""
    round: Round | None = None
    stage: str = ""


@transaction.atomic
def upload_table(*, head: Head, content: bytes, name: str, by: User, at: datetime) -> Import:
    """Keep a table and look at every row of it; nothing is taken over yet (上传表格).

    :raises CannotImport: the file is no workbook that can be read safely, or something is not said that its kind needs.
    """
    said = {each.name: getattr(head, each.name) for each in fields(head)}
    table = Import(**said, uploaded_by=by, uploaded_at=at)
    _check_head(table, on=local_day(at))
    try:
        sheet = read_workbook(content, limits=Limits(rows=MOST_ROWS))
    except CannotReadWorkbook as refusal:
        raise CannotImport(str(refusal), fields={"file": str(refusal)}) from refusal
    table.file = files.keep_file(content, name=name, accept=("xlsx",), max_mb=LARGEST_MB, by=by, at=at)
    table.sheet = sheet.name[:100]
    plan = plan_of_import(table, sheet)
    table.rows = rows_of(plan.table)
    _note(table, plan.faults)
    table.save()
    events.record("imports.import.uploaded", subject=table, by=by, at=at, data=_told(table))
    return table


@transaction.atomic
def commit_import(*, table: Import, by: User, at: datetime) -> Import:
    """Take over every row of a table in one transaction (确认导入); it is looked at once more before.

    :raises CannotImport: it was taken over or given up already, has faults, or has some since it was looked at.
    """
    table = _open(table)
    if table.state == ImportState.FAULTY:
        raise CannotImport("表里还有问题，没有导入。请下载标注了问题的表，改好再上传。")
    with table.file.content.open("rb") as file:
        sheet = read_workbook(file.read(), limits=Limits(rows=MOST_ROWS))
    plan = plan_of_import(table, sheet)
    if plan.faults:
        reasons = tuple(f"第 {problem.row} 行：{problem.text}" for problem in plan.faults[:20])
        raise CannotImport("上传以后情况有了变化，没有导入。请重新上传。", reasons=reasons)
    take: Callable[..., None] = taking.TAKERS[ImportKind(table.kind)]
    take(table, plan, by=by, at=at)
    table.state, table.committed_at = ImportState.COMMITTED, at
    table.save(update_fields=["state", "committed_at"])
    events.record("imports.import.committed", subject=table, by=by, at=at, data=_told(table))
    return table


@transaction.atomic
def discard_import(*, table: Import, by: User, at: datetime) -> None:
    """Give up a table that was not taken over (放弃导入).

    :raises CannotImport: it was taken over or given up already.
    """
    table = _open(table)
    table.state = ImportState.DISCARDED
    table.save(update_fields=["state"])
    events.record("imports.import.discarded", subject=table, by=by, at=at, data=_told(table))


def _open(table: Import) -> Import:
    fresh = Import.objects.select_for_update(of=("self",)).select_related("authority", "file", "round__edition")
    table = fresh.get(pk=table.pk)
    if table.state in (ImportState.COMMITTED, ImportState.DISCARDED):
        raise CannotImport(f"这张表{'已经导入过' if table.state == ImportState.COMMITTED else '已经放弃'}。")
    return table


def _check_head(table: Import, *, on: date) -> None:
    missing: dict[str, str] = {}
    if table.kind in (ImportKind.LEDGER, ImportKind.RECORDS):
        missing |= {} if table.supplied_by else {"supplied_by": "请选择数据由谁提供。"}
    if table.kind in (ImportKind.LEDGER, ImportKind.RECORDS, ImportKind.RIGHTS):
        missing |= {} if table.source.strip() else {"source": "请写明数据来源，如“2025 年第四季度监督抽查通报”。"}
    if table.kind == ImportKind.LEDGER and (table.as_of is None or table.as_of > on):
        missing["as_of"] = "请填数据日期，不晚于今天。"
    if table.kind == ImportKind.RECORDS and table.fact not in record_facts(on, table.supplied_by):
        missing["fact"] = "这个提供方不掌握这类记录，请重新选择。"
    if table.kind == ImportKind.SCORES and (table.round is None or not table.stage):
        missing["stage"] = "请选择届次和环节。"
    if missing:
        raise CannotImport("还有没有填好的地方。", fields=missing)


def _note(table: Import, faults: list[Problem]) -> None:
    table.problems = [[fault.row, fault.column, fault.text] for fault in faults[:MOST_KEPT]]
    table.problem_count = len(faults)
    table.state = ImportState.FAULTY if faults else ImportState.CHECKED


def _told(table: Import) -> dict[str, Any]:
    return {"kind": table.kind, "rows": table.rows, "problems": table.problem_count, "file": table.file.sha256}
