"""Reads of imports, and what a table will do."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from pinzhang.domain.core.days import local_day
from pinzhang.domain.imports.choices import ImportKind
from pinzhang.domain.imports.columns import columns_of
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan
from pinzhang.domain.imports.plans.ledger import plan_ledger
from pinzhang.domain.imports.plans.records import plan_records
from pinzhang.domain.imports.plans.reviewers import plan_reviewers
from pinzhang.domain.imports.plans.rights import plan_rights
from pinzhang.domain.imports.plans.scores import plan_scores
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.engine.sheets import Limits, Sheet, Table, read_table, read_workbook

MOST_ROWS = 2_000
"""How many rows are taken over at once: all of them in one transaction, while somebody waits."""
PLANNERS: dict[ImportKind, Callable[[Import, Table], Plan[Any]]] = {
    ImportKind.LEDGER: plan_ledger,
    ImportKind.RECORDS: plan_records,
    ImportKind.REVIEWERS: plan_reviewers,
    ImportKind.SCORES: plan_scores,
    ImportKind.RIGHTS: plan_rights,
}


def imports_visible_to(user: User) -> QuerySet[Import]:
    """Return the imports of the authorities in which a person is an officer and of those below, the newest first."""
    condition = Q(pk__in=[])
    for path in Post.objects.filter(user=user, role=PostRole.OFFICER).values_list("authority__path", flat=True):
        condition |= Q(authority__path__startswith=path)
    return (
        Import.objects.filter(condition)
        .select_related("authority", "file", "uploaded_by", "round__edition")
        .defer("problems", "round__edition__content")
        .order_by("-uploaded_at", "-pk")
    )


def sheet_of(table: Import) -> Sheet:
    """Return the sheet of a kept table."""
    with table.file.content.open("rb") as file:
        return read_workbook(file.read(), limits=Limits(rows=MOST_ROWS))


def plan_of_import(table: Import, sheet: Sheet) -> Plan[Any]:
    """Return what a table will do as things stand now, and everything that is wrong with it."""
    columns = columns_of(table, on=local_day(table.uploaded_at))
    return PLANNERS[ImportKind(table.kind)](table, read_table(sheet, columns))


def rows_of(table: Table) -> int:
    """Return how many rows of a table have anything in them: sound ones, and those at fault."""
    at_fault = {problem.row for problem in table.problems if problem.row > table.header_row}
    return len(at_fault | {line.row for line in table.lines})
