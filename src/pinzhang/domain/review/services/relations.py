"""Record what ties reviewers to organisations, declared by themselves or found by the office."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.choices import RelationKind, RelationSource
from pinzhang.domain.review.models import Reviewer, ReviewerRelation, ReviewTask
from pinzhang.domain.review.refusals import CannotRecord
from pinzhang.engine.identifiers import check_credit_code


@dataclass(frozen=True)
class Tie:
    """What ties a reviewer to an organisation, as it is entered."""

    kind: RelationKind
    organisation_name: str
    credit_code: str
    from_on: date | None = None
    to_on: date | None = None
    note: str = ""


@transaction.atomic
def record_relation(
    *, reviewer: Reviewer, tie: Tie, source: RelationSource, by: User, at: datetime
) -> ReviewerRelation:
    """Record what ties a reviewer to an organisation (登记利害关系).

    Files that the reviewer has of this applicant close at once where the policy says so.

    :raises CannotRecord: the organisation has no name or no valid code, or the relation ends before it begins.
    """
    checked = check_credit_code(tie.credit_code)
    problems = {}
    if not tie.organisation_name.strip():
        problems["organisation_name"] = "请填写单位名称。"
    if checked.problem:
        problems["credit_code"] = checked.problem
    if tie.from_on and tie.to_on and tie.to_on < tie.from_on:
        problems["to_on"] = "结束日期早于开始日期。"
    if problems:
        raise CannotRecord("利害关系没有登记。", fields=problems, reasons=tuple(problems.values()))
    relation = ReviewerRelation.objects.create(
        reviewer=reviewer,
        kind=tie.kind,
        organisation_name=tie.organisation_name.strip(),
        credit_code=checked.code,
        from_on=tie.from_on,
        to_on=tie.to_on,
        source=source,
        note=tie.note.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    _tell("review.relation.recorded", relation, by, at)
    return relation


def keep_declaration(*, task: ReviewTask, kind: RelationKind, ground: str, at: datetime) -> ReviewerRelation:
    """Keep what a reviewer declares before a file, as a relation to its applicant, for every file of theirs."""
    applicant = task.application.applicant
    relation, is_new = ReviewerRelation.objects.get_or_create(
        reviewer=task.reviewer,
        application=task.application,
        kind=kind,
        source=RelationSource.DECLARED,
        withdrawn_at=None,
        defaults={
            "organisation_name": applicant.name,
            "credit_code": applicant.credit_code or "",
            "note": ground,
            "recorded_by": task.reviewer.user,
            "recorded_at": at,
        },
    )
    if is_new:
        _tell("review.relation.recorded", relation, task.reviewer.user, at)
    return relation


@transaction.atomic
def withdraw_relation(*, relation: ReviewerRelation, ground: str, by: User, at: datetime) -> ReviewerRelation:
    """Withdraw what was recorded in error (撤销登记); the entry stays with the ground.

    :raises CannotRecord: it is withdrawn already, or no ground is given.
    """
    relation = ReviewerRelation.objects.select_for_update().get(pk=relation.pk)
    if relation.withdrawn_at:
        raise CannotRecord("这条登记已经撤销。")
    if not ground.strip():
        raise CannotRecord("请写明撤销登记的理由。", fields={"ground": "请写明撤销登记的理由。"})
    relation.withdrawn_at, relation.withdrawn_ground = at, ground.strip()
    relation.save(update_fields=["withdrawn_at", "withdrawn_ground"])
    _tell("review.relation.withdrawn", relation, by, at)
    return relation


def _tell(name: str, relation: ReviewerRelation, by: User, at: datetime) -> None:
    events.record(name, subject=relation.reviewer, by=by, at=at, data={"relation": relation.pk})
