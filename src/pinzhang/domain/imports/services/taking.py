"""Take over the rows of a table, each through the service that writes its kind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.facts.services import record_dated, record_values
from pinzhang.domain.imports.choices import ImportKind
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Plan
from pinzhang.domain.imports.plans.ledger import LedgerEntry
from pinzhang.domain.imports.plans.records import RecordEntry
from pinzhang.domain.imports.plans.reviewers import ReviewerEntry
from pinzhang.domain.imports.plans.rights import RightEntry
from pinzhang.domain.imports.plans.scores import ScoreEntry
from pinzhang.domain.imports.refusals import CannotImport
from pinzhang.domain.parties.choices import OrganisationKind
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.services import register_organisation, register_user, update_profile
from pinzhang.domain.protection.services.rights import end_right, register_right
from pinzhang.domain.review.services import tasks


def take_ledger(table: Import, plan: Plan[LedgerEntry], *, by: User, at: datetime) -> None:
    """Enter the organisations that are new, bring contact data up to date, record the facts (导入企业台账)."""
    assert table.as_of is not None  # noqa: S101 - checked when it was uploaded
    for step in plan.steps:
        organisation = step.entry.known or _registered(step.entry, by=by, at=at)
        _bring_up_to_date(organisation, step.entry, by=by, at=at)
        record_values(
            organisation=organisation,
            values=step.entry.values,
            supplied_by=table.supplied_by,
            source=table.source,
            as_of=table.as_of,
            by=by,
            at=at,
        )


def _registered(entry: LedgerEntry, *, by: User, at: datetime) -> Organisation:
    return register_organisation(
        name=str(entry.given["name"]),
        credit_code=str(entry.given["credit_code"]),
        kind=str(entry.given.get("kind", OrganisationKind.ENTERPRISE)),
        region=entry.region,
        name_en=str(entry.given.get("name_en", "")),
        by=by,
        at=at,
    )


def _bring_up_to_date(organisation: Organisation, entry: LedgerEntry, *, by: User, at: datetime) -> None:
    """Write contact data that the table has and that differ; a blank cell takes nothing away."""
    names = ("name_en", "address", "phone")
    now = {name: str(entry.given.get(name, getattr(organisation, name))) for name in names}
    if any(now[name] != getattr(organisation, name) for name in names):
        update_profile(organisation=organisation, by=by, at=at, **now)


def take_records(table: Import, plan: Plan[RecordEntry], *, by: User, at: datetime) -> None:
    """Record what happened on each day; what is known already stays once (导入监督与信用记录)."""
    for step in plan.steps:
        record_dated(
            organisation=step.entry.organisation,
            name=table.fact,
            on=step.entry.on,
            record=step.entry.record,
            supplied_by=table.supplied_by,
            source=table.source,
            by=by,
            at=at,
        )


def take_reviewers(table: Import, plan: Plan[ReviewerEntry], *, by: User, at: datetime) -> None:  # noqa: ARG001
    """Put the people into the pool (导入评审专家库); who is new gets an account without a password."""
    for step in plan.steps:
        given = step.entry.given
        user = step.entry.known or register_user(
            username=str(given["username"]), full_name=str(given["full_name"]), password=None
        )
        limit = given.get("load_limit", 20)
        tasks.enrol_reviewer(
            user=user,
            authority=table.authority,
            level=str(given.get("level", "")),
            employer=str(given.get("employer", "")),
            employer_credit_code=str(given.get("employer_credit_code", "")),
            fields=list(step.entry.fields),
            load_limit=limit if isinstance(limit, int) else 20,
        )


def take_scores(table: Import, plan: Plan[ScoreEntry], *, by: User, at: datetime) -> None:  # noqa: ARG001
    """Submit what reviewers wrote on paper, each in their own name (导入环节评分).

    :raises CannotImport: a score is off its scale or lacks its ground; said with the row.
    """
    for step in plan.steps:
        entry = step.entry
        try:
            if not entry.task.conflict:
                tasks.declare_conflict(task=entry.task, conflict=False, ground="", at=at)
            tasks.save_marks(
                task=entry.task, marks=entry.marks, summary=entry.summary, confidence=entry.confidence, at=at
            )
            tasks.submit_marks(task=entry.task, at=at)
        except Refusal as refusal:
            said = "；".join(refusal.fields.values()) or str(refusal)
            raise CannotImport("评分没有导入。", reasons=(f"第 {step.row} 行（{step.title}）：{said}",)) from refusal


def take_rights(table: Import, plan: Plan[RightEntry], *, by: User, at: datetime) -> None:
    """Enter rights with the facts that eligibility reads (导入知识产权登记); one that differs is entered anew."""
    for step in plan.steps:
        entry = step.entry
        if entry.known is not None and not entry.changed:
            continue
        if entry.known is not None:
            end_right(right=entry.known, by=by, at=at)
        register_right(
            organisation=entry.organisation, source=table.source, supplied_by="platform", by=by, at=at, **entry.given
        )


TAKERS: dict[ImportKind, Callable[..., Any]] = {
    ImportKind.LEDGER: take_ledger,
    ImportKind.RECORDS: take_records,
    ImportKind.REVIEWERS: take_reviewers,
    ImportKind.SCORES: take_scores,
    ImportKind.RIGHTS: take_rights,
}
