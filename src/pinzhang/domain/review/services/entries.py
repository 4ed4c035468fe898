"""Enter score sheets that were filled in on paper or in another system (补录评分)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.barred import barred_pairs
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.ratings import marks_of
from pinzhang.domain.review.refusals import CannotEnter
from pinzhang.engine.packs.schema.criteria import Scale, Scheme
from pinzhang.engine.scoring.points import weighted_score
from pinzhang.engine.scoring.refusals import ScoringRefused


@dataclass(frozen=True)
class EnteredSheet:
    """A reviewer's sheet as it is entered; a recusal has a ground and no marks (补录的评分表)."""

    application: Application
    reviewer: Reviewer
    at: datetime
    marks: Mapping[str, Mapping[str, str]]
    summary: str = ""
    recused_for: str = ""


@transaction.atomic
def enter_sheets(*, round_: Round, stage: str, sheets: Sequence[EnteredSheet], by: User, at: datetime) -> int:
    """Enter many sheets of one stage at once, all or none, and return how many were scored (批量补录评分).

    :raises CannotEnter: the stage is not scored, a mark does not fit its scale, a reviewer has a conflict of interest
        with the applicant, or a sheet is there twice.
    """
    document = edition_document(round_.edition)
    key = list_plan(round_).stage(stage).criteria
    scheme = next((each for each in document.criteria.schemes if each.key == key), None)
    if scheme is None:
        raise CannotEnter("这个环节不评分。")
    barred = barred_pairs(round_, on=local_day(at))
    rows = [_task(sheet, stage, scheme, document.criteria.scales, barred, by) for sheet in sheets]
    try:
        with transaction.atomic():
            ReviewTask.objects.bulk_create(rows)
    except IntegrityError as error:
        raise CannotEnter("有评分表重复，没有补录任何一份。") from error
    scored = sum(row.score is not None for row in rows)
    data = {"stage": stage, "sheets": scored, "recused": len(rows) - scored}
    events.record("review.sheets.entered", subject=round_, by=by, at=at, data=data)
    return scored


def _task(
    sheet: EnteredSheet,
    stage: str,
    scheme: Scheme,
    scales: tuple[Scale, ...],
    barred: set[tuple[int, int]],
    by: User,
) -> ReviewTask:
    task = ReviewTask(
        application=sheet.application,
        stage=stage,
        reviewer=sheet.reviewer,
        assigned_by=by,
        assigned_at=sheet.at,
        declared_at=sheet.at,
        conflict=ConflictAnswer.CONFLICT if sheet.recused_for else ConflictAnswer.NONE,
        conflict_ground=sheet.recused_for,
    )
    if sheet.recused_for:
        return task
    if (sheet.reviewer.pk, sheet.application.pk) in barred:
        raise CannotEnter(f"{sheet.reviewer.user} 与 {sheet.application} 有利害关系，须回避。")
    marks: dict[str, Any] = {key: dict(mark) for key, mark in sheet.marks.items()}
    try:
        task.score = weighted_score(scheme, marks_of(marks, scheme), scales).value
    except ScoringRefused as refusal:
        raise CannotEnter(f"{sheet.application}：{refusal}", reasons=refusal.reasons) from refusal
    task.marks, task.summary, task.saved_at, task.submitted_at = marks, sheet.summary, sheet.at, sheet.at
    return task
