"""Dated records of supervision and credit: samplings, penalties, accidents (监督与信用记录)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pinzhang.domain.imports.columns import FACT
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan, Step
from pinzhang.domain.imports.plans.ledger import organisations_by_code, same_name, stored
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.reference.selectors import regions_under
from pinzhang.engine.sheets import Line, Table


@dataclass(frozen=True)
class RecordEntry:
    """One record of an organisation."""

    organisation: Organisation
    on: date
    record: dict[str, Any]


def plan_records(table: Import, found: Table) -> Plan[RecordEntry]:
    """Return what a table of records will do; only organisations that are entered have records."""
    plan: Plan[RecordEntry] = Plan(found)
    known = organisations_by_code(str(line.values["credit_code"]) for line in found.lines)
    regions = {region.pk for region in regions_under(table.authority)}
    first_rows: dict[str, int] = {}
    for line in found.lines:
        before = first_rows.setdefault(repr(sorted(line.values.items())), line.row)
        organisation = known.get(str(line.values["credit_code"]))
        if before != line.row:
            plan.problems.append(found.problem(line, "on", f"与第 {before} 行完全相同，请删去一行。"))
        elif (text := obstacle_of(line, organisation, regions)) or organisation is None:
            plan.problems.append(found.problem(line, "credit_code", text))
        elif isinstance(on := line.values["on"], date):
            entry = RecordEntry(organisation, on, _record(line))
            plan.steps.append(Step(line.row, organisation.name, f"{on:%Y-%m-%d} 的记录", entry))
    return plan


def obstacle_of(line: Line, organisation: Organisation | None, regions: set[int]) -> str:
    """Say why an authority of some regions cannot take over a row about an organisation; nothing where it can."""
    if organisation is None:
        return "没有登记这家单位。请先导入企业台账，或核对代码。"
    if not same_name(organisation.name, line.values["name"]):
        return f"这个代码登记的名称是“{organisation.name}”，请核对是哪一家。"
    if organisation.region_id is not None and organisation.region_id not in regions:
        return "这家单位不在您所在机关的辖区内。"
    return ""


def _record(line: Line) -> dict[str, Any]:
    return {key.removeprefix(FACT): stored(value) for key, value in line.values.items() if key.startswith(FACT)}
