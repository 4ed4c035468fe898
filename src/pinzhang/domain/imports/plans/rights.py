"""Registers of intellectual property (知识产权登记): trademarks, patents, copyrights, indications, recordals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pinzhang.domain.core.days import local_day
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan, Step
from pinzhang.domain.imports.plans.ledger import AT_ONCE, organisations_by_code
from pinzhang.domain.imports.plans.records import obstacle_of
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.protection.choices import RightKind
from pinzhang.domain.protection.models import Right
from pinzhang.domain.reference.selectors import regions_under
from pinzhang.engine.sheets import Line, Table

Key = tuple[int, str, str]
COMPARED = ("patent_kind", "name", "scope", "owned", "registered_on", "valid_until")


@dataclass(frozen=True)
class RightEntry:
    """A right of an organisation, and what the register holds of it already."""

    organisation: Organisation
    given: dict[str, Any]
    known: Right | None
    changed: bool


def plan_rights(table: Import, found: Table) -> Plan[RightEntry]:
    """Return what a table of rights will do: a number is entered once, and brought up to date where it differs."""
    plan: Plan[RightEntry] = Plan(found)
    firms = organisations_by_code(str(line.values["credit_code"]) for line in found.lines)
    regions = {region.pk for region in regions_under(table.authority)}
    known, first_rows = _known(firms.values()), dict[Key, int]()
    for line in found.lines:
        firm = firms.get(str(line.values["credit_code"]))
        if (text := obstacle_of(line, firm, regions)) or firm is None:
            plan.problems.append(found.problem(line, "credit_code", text))
            continue
        given = _given(line)
        key = (firm.pk, given["kind"], given["number"])
        problems = _problems(given, first_rows.setdefault(key, line.row), line.row, today=local_day(table.uploaded_at))
        plan.problems += [found.problem(line, column, text) for column, text in problems.items()]
        if not problems:
            plan.steps.append(_step(line, firm, given, known.get(key)))
    return plan


def _known(firms: Iterable[Organisation]) -> dict[Key, Right]:
    """Return the living rights of some organisations, some hundreds of organisations at a time."""
    pks, found = [firm.pk for firm in firms], dict[Key, Right]()
    for start in range(0, len(pks), AT_ONCE):
        rights = Right.objects.filter(organisation__in=pks[start : start + AT_ONCE], ended_at__isnull=True)
        found |= {(right.organisation_id, right.kind, right.number): right for right in rights}
    return found


def _given(line: Line) -> dict[str, Any]:
    values = line.values
    return {
        "kind": str(values["kind"]),
        "patent_kind": str(values.get("patent_kind", "")),
        "number": str(values["number"]).strip(),
        "name": str(values["title"]).strip(),
        "scope": str(values.get("scope", "")),
        "owned": values.get("owned", True) is True,
        "registered_on": values["registered_on"],
        "valid_until": values.get("valid_until"),
    }


def _problems(given: dict[str, Any], before: int, row: int, *, today: date) -> dict[str, str]:
    found = {}
    if before != row:
        found["number"] = f"与第 {before} 行是同一个登记号。"
    if (given["kind"] == RightKind.PATENT) != bool(given["patent_kind"]):
        found["patent_kind"] = "专利须写明种类，其他类别不填这一列。"
    if given["registered_on"] > today:
        found["registered_on"] = "不能晚于今天。"
    if given["valid_until"] is not None and given["valid_until"] < given["registered_on"]:
        found["valid_until"] = "不能早于登记日期。"
    return found


def _step(line: Line, firm: Organisation, given: dict[str, Any], known: Right | None) -> Step[RightEntry]:
    changed = known is not None and any(getattr(known, name) != given[name] for name in COMPARED)
    said = "新登记" if known is None else "已登记，按表更新" if changed else "已登记，没有变化"
    kind = RightKind(given["kind"]).label
    return Step(line.row, firm.name, f"{kind} {given['number']}：{said}", RightEntry(firm, given, known, changed))
