"""A ledger of enterprises: organisations by their credit code, and facts about them (企业台账)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.services import NewValue
from pinzhang.domain.imports.choices import Supplier
from pinzhang.domain.imports.columns import FACT, facts_asked_for
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan, Step
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.reference.models import Region
from pinzhang.domain.reference.selectors import regions_under
from pinzhang.engine.sheets import Line, Problem, Table
from pinzhang.engine.sheets.cells import Value
from pinzhang.engine.sheets.columns import plain_heading

AT_ONCE = 500


@dataclass(frozen=True)
class LedgerEntry:
    """An organisation to be entered or known already, and what is said of it."""

    known: Organisation | None
    region: Region | None
    given: dict[str, Value]
    values: tuple[NewValue, ...]


def plan_ledger(table: Import, found: Table) -> Plan[LedgerEntry]:
    """Return what a ledger will do; it names nobody anew and enters nobody outside the authority's region."""
    plan: Plan[LedgerEntry] = Plan(found, problems=list(_foreign(table, found)))
    known = organisations_by_code(str(line.values["credit_code"]) for line in found.lines)
    regions = {key: region for region in regions_under(table.authority) for key in (region.code, region.name)}
    first_rows: dict[str, int] = {}
    for line in found.lines:
        code = str(line.values["credit_code"])
        before = first_rows.setdefault(code, line.row)
        if before != line.row:
            plan.problems.append(found.problem(line, "credit_code", f"与第 {before} 行是同一家单位，请合并成一行。"))
        elif (step := _step(plan, line, known.get(code), regions)) is not None:
            plan.steps.append(step)
    return plan


def _foreign(table: Import, found: Table) -> Iterator[Problem]:
    """Return a fault for each column of facts that the supplier of the table does not know."""
    facts = facts_asked_for(local_day(table.uploaded_at))
    for key, place in found.places.items():
        fact = facts[key.removeprefix(FACT).partition(":")[0]] if key.startswith(FACT) else None
        if fact is not None and table.supplied_by not in fact.supplied_by:
            names = "、".join(str(Supplier(each).label) for each in fact.supplied_by if each in Supplier.values)
            whose = f"由{names}提供" if names else "由单位自己填报"
            text = f"“{fact.title.zh}”{whose}，不由{table.get_supplied_by_display()}提供。请删去这一列，或另行导入。"
            yield Problem(found.header_row, place, text)


def _step(
    plan: Plan[LedgerEntry], line: Line, known: Organisation | None, regions: dict[str, Region]
) -> Step[LedgerEntry] | None:
    table, name = plan.table, str(line.values["name"])
    asked = str(line.values.get("region", ""))
    region = regions.get(asked)
    problems = []
    if asked and region is None:
        problems.append(table.problem(line, "region", f"“{asked[:30]}”不在您所在机关的辖区内，或者写法不对。"))
    if known is not None and not same_name(known.name, name):
        problems.append(table.problem(line, "name", f"这个代码登记的名称是“{known.name}”，请核对是哪一家。"))
    if known is not None and known.region is not None and known.region.code not in regions:
        problems.append(table.problem(line, "credit_code", "这家单位不在您所在机关的辖区内。"))
    plan.problems += problems
    if problems:
        return None
    values = tuple(_values(line))
    says = ("新登记" if known is None else "已登记") + (f"，写入 {len(values)} 项数据" if values else "")
    return Step(line.row, name, says, LedgerEntry(known, region, line.values, values))


def _values(line: Line) -> Iterator[NewValue]:
    for key, value in line.values.items():
        if key.startswith(FACT):
            name, _, year = key.removeprefix(FACT).partition(":")
            yield NewValue(name, stored(value), int(year) if year else None)


def stored(value: Value) -> Any:
    """Return a value as facts keep it: numbers as exact text, days as ISO."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def same_name(registered: str, given: object) -> bool:
    """Tell whether two names differ in nothing but width and blanks: brackets are typed either way."""
    return plain_heading(registered) == plain_heading(str(given))


def organisations_by_code(codes: Iterable[str]) -> dict[str, Organisation]:
    """Return the organisations that are entered already, by their code, some hundreds at a time."""
    wanted = sorted(set(codes))
    found: dict[str, Organisation] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = Organisation.objects.filter(credit_code__in=wanted[start : start + AT_ONCE]).select_related("region")
        found |= {str(row.credit_code): row for row in rows}
    return found
