"""Assign files to reviewers; declare conflicts, score and submit."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services import events, files
from pinzhang.domain.parties.models import User
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.review.choices import ConflictAnswer, RelationKind
from pinzhang.domain.review.models import Reviewer, ReviewTask, SiteFinding
from pinzhang.domain.review.refusals import CannotAssign, CannotDeclare, CannotScore
from pinzhang.domain.review.selectors import OFF, scheme_of
from pinzhang.domain.review.selectors.conflicts import conflicts_between
from pinzhang.domain.review.services.relations import keep_declaration
from pinzhang.engine.assignment.conflicts import Conflict
from pinzhang.engine.packs.schema.criteria import Scale, Scheme
from pinzhang.engine.scoring.marks import NOT_APPLICABLE, Mark, mark_problems, scored_criteria
from pinzhang.engine.scoring.points import weighted_score
from pinzhang.engine.scoring.refusals import ScoringRefused

REVIEWED_KINDS = ("document_review", "site_visit", "defence")


@transaction.atomic
def enrol_reviewer(
    *,
    user: User,
    authority: Authority,
    level: str = "",
    employer: str = "",
    employer_credit_code: str = "",
    fields: list[str] | None = None,
    load_limit: int = 20,
) -> Reviewer:
    """Put a person into the pool of reviewers (专家入库)."""
    reviewer, _ = Reviewer.objects.update_or_create(
        user=user,
        defaults={
            "authority": authority,
            "level": level,
            "employer": employer,
            "employer_credit_code": employer_credit_code,
            "fields": fields or [],
            "load_limit": load_limit,
        },
    )
    return reviewer


@transaction.atomic
def assign_reviewer(*, application: Application, reviewer: Reviewer, by: User, at: datetime) -> ReviewTask:
    """Give a file to a reviewer for the stage it stands in (分派评审).

    :raises CannotAssign: the stage has no reviewers, the person has left the pool or is out of term, must not judge
        the applicant, has the file already, or has as many as they may take.
    """
    application.case = moves.locked(application.case)
    stage = application_plan(application).stage(application.case.stage)
    if stage.kind not in REVIEWED_KINDS or application.case.outcome:
        raise CannotAssign("这个环节不由评审专家办理。")
    reviewer = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    if not reviewer.serves_on(local_day(at)):
        raise CannotAssign(
            f"{reviewer.user} 已不在专家库。" if not reviewer.active else f"{reviewer.user} 不在聘期内。"
        )
    bars = [each for each in conflicts_between([reviewer], [application], on=local_day(at)).conflicts if is_hard(each)]
    if bars:
        raise CannotAssign(f"{reviewer.user} {bars[0].text}，须回避。")
    living = ReviewTask.objects.filter(reviewer=reviewer, submitted_at__isnull=True).exclude(OFF)
    if living.count() >= reviewer.most:
        raise CannotAssign(f"{reviewer.user} 手上已有 {reviewer.most} 件，不能再分派。")
    try:
        with transaction.atomic():
            task = ReviewTask.objects.create(
                application=application, stage=stage.key, reviewer=reviewer, assigned_by=by, assigned_at=at
            )
    except IntegrityError as error:
        raise CannotAssign(f"{reviewer.user} 已经有这件材料。") from error
    events.record("review.task.assigned", subject=application, by=by, at=at, data={"task": task.pk})
    return task


@transaction.atomic
def assign_reviewers(
    *, application: Application, reviewers: Iterable[Reviewer], by: User, at: datetime
) -> list[ReviewTask]:
    """Give a file to several reviewers, to all of them or to none (分派一组专家).

    :raises CannotAssign: nobody is chosen, or one of them cannot take it.
    """
    chosen = list(reviewers)
    if not chosen:
        raise CannotAssign("请选择评审专家。", fields={"reviewers": "请选择评审专家。"})
    return [assign_reviewer(application=application, reviewer=each, by=by, at=at) for each in chosen]


@transaction.atomic
def withdraw_task(*, task: ReviewTask, by: User, at: datetime) -> None:
    """Take a file back from a reviewer who has not submitted (撤回分派); taken back already, nothing happens.

    :raises CannotAssign: the reviewer has submitted, or has declared a conflict or declined, which stays on record.
    """
    found = ReviewTask.objects.select_for_update().filter(pk=task.pk).first()
    if found is None:
        return
    task = found
    if task.submitted_at:
        raise CannotAssign("专家已经提交评分，不能撤回。")
    if task.is_recused:
        raise CannotAssign("专家已经申请回避，记录须保留。")
    if task.is_off:
        raise CannotAssign("专家已经谢绝，记录须保留。")
    events.record("review.task.withdrawn", subject=task.application, by=by, at=at, data={"task": task.pk})
    task.delete()


@transaction.atomic
def declare_conflict(
    *, task: ReviewTask, conflict: bool, ground: str, at: datetime, kind: str = RelationKind.OTHER
) -> ReviewTask:
    """Declare a conflict of interest or none; only after that does the file open (利害关系声明).

    A conflict may be declared at any time before submission, and stays on record; "none" is said once.

    :raises CannotDeclare: scores are submitted, the task is given back, a conflict comes without its ground, or none
        is declared where one is known.
    """
    task = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if task.submitted_at or task.is_off:
        raise CannotDeclare("已经提交、谢绝或回避，不能再改。")
    if conflict and not ground.strip():
        raise CannotDeclare("请说明是哪一种利害关系。", fields={"ground": "请说明是哪一种利害关系。"})
    if conflict:
        keep_declaration(task=task, kind=RelationKind(kind), ground=ground.strip(), at=at)
    elif any(is_hard(each) for each in _known_conflicts(task, at)):
        raise CannotDeclare("登记信息显示您与申报组织有须回避的关系，材料不能打开。请联系主管部门。")
    task.conflict = ConflictAnswer.CONFLICT if conflict else ConflictAnswer.NONE
    task.conflict_ground, task.declared_at = ground.strip(), at
    task.save(update_fields=["conflict", "conflict_ground", "declared_at"])
    data = {"task": task.pk, "conflict": conflict}
    events.record("review.conflict.declared", subject=task.application, by=task.reviewer.user, at=at, data=data)
    return task


def is_hard(conflict: Conflict) -> bool:
    """Tell whether a conflict keeps a reviewer from the file."""
    return conflict.strength == "hard"


def _known_conflicts(task: ReviewTask, at: datetime) -> tuple[Conflict, ...]:
    return conflicts_between([task.reviewer], [task.application], on=local_day(at)).conflicts


@transaction.atomic
def decline_task(*, task: ReviewTask, ground: str, at: datetime) -> ReviewTask:
    """Give a file back for another reason than a conflict (谢绝评审); the task and what was declared stay on record.

    :raises CannotDeclare: scores are submitted, the task is given back already, or no reason is given.
    """
    task = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if task.submitted_at or task.is_off:
        raise CannotDeclare("已经提交、谢绝或回避，不能再改。")
    if not ground.strip():
        raise CannotDeclare("请写明不能承担的理由。", fields={"ground": "请写明不能承担的理由。"})
    task.declined_at, task.decline_ground = at, ground.strip()
    task.save(update_fields=["declined_at", "decline_ground"])
    data = {"task": task.pk}
    events.record("review.task.declined", subject=task.application, by=task.reviewer.user, at=at, data=data)
    return task


@transaction.atomic
def save_marks(
    *, task: ReviewTask, marks: dict[str, Any], summary: str, confidence: int | None, at: datetime
) -> ReviewTask:
    """Keep a draft of the scores as typed (暂存评分).

    :raises CannotScore: no conflict declaration yet, recused, or submitted already.
    """
    task = _scorable(task)
    task.marks, task.summary, task.confidence, task.saved_at = marks, summary, confidence, at
    task.save(update_fields=["marks", "summary", "confidence", "saved_at"])
    return task


@transaction.atomic
def save_mark(*, task: ReviewTask, criterion: str, mark: dict[str, str], at: datetime) -> ReviewTask:
    """Keep the draft of one criterion as typed, the others untouched (暂存一项评分).

    :raises CannotScore: no conflict declaration yet, recused, or submitted already.
    """
    task = _scorable(task)
    task.marks, task.saved_at = {**task.marks, criterion: mark}, at
    task.save(update_fields=["marks", "saved_at"])
    return task


@transaction.atomic
def save_summary(*, task: ReviewTask, summary: str, confidence: int | None, at: datetime) -> ReviewTask:
    """Keep the draft of the overall judgement, the scores untouched (暂存总体评价).

    :raises CannotScore: no conflict declaration yet, recused, or submitted already.
    """
    task = _scorable(task)
    task.summary, task.confidence, task.saved_at = summary.strip(), confidence, at
    task.save(update_fields=["summary", "confidence", "saved_at"])
    return task


@transaction.atomic
def submit_marks(*, task: ReviewTask, at: datetime) -> ReviewTask:
    """Submit the saved scores; they cannot be changed afterwards (提交评分).

    :raises CannotScore: a criterion has no score or no ground, or a score is off its scale.
    """
    task = _scorable(task)
    stage = application_plan(task.application).stage(task.stage)
    if task.application.case.stage != task.stage or task.application.case.outcome:
        raise CannotScore("这个环节已经结束。")
    if stage.criteria:
        scheme, scales = scheme_of(task.application, stage.criteria)
        task.score = _score(scheme, scales, task)
    elif not task.summary.strip():
        raise CannotScore("请写明评审意见。", fields={"summary": "请写明评审意见。"})
    task.submitted_at = at
    task.save(update_fields=["score", "submitted_at"])
    events.record(
        "review.marks.submitted", subject=task.application, by=task.reviewer.user, at=at, data={"task": task.pk}
    )
    return task


def _score(scheme: Scheme, scales: tuple[Scale, ...], task: ReviewTask) -> Decimal:
    """Check that everything is scored with a ground, and add it up by the scheme."""
    problems: dict[str, str] = {}
    marks: dict[str, Mark] = {}
    for criterion in scored_criteria(scheme.criteria):
        given = task.marks.get(criterion.key, {})
        if not str(given.get("ground", "")).strip():
            problems[f"ground-{criterion.key}"] = f"请写明“{criterion.title}”的打分依据。"
        mark = _mark(str(given.get("score", "")).strip())
        if mark is not None:
            marks[criterion.key] = mark
    for problem in mark_problems(scheme, marks, scales):
        problems[f"score-{problem.criterion}"] = problem.reason
    if problems:
        raise CannotScore(f"还有 {len(problems)} 处没有填好。", fields=problems)
    try:
        return weighted_score(scheme, marks, scales).value
    except ScoringRefused as refusal:
        raise CannotScore(str(refusal)) from refusal


def _mark(text: str) -> Mark | None:
    if text == "na":
        return NOT_APPLICABLE
    try:
        score = Decimal(text)
    except InvalidOperation:
        return None
    return score if score.is_finite() else None


def _scorable(task: ReviewTask) -> ReviewTask:
    fresh = (
        ReviewTask.objects.select_for_update(of=("self",))
        .select_related("application__case", "application__round__edition", "reviewer__user")
        .get(pk=task.pk)
    )
    if fresh.declined_at:
        raise CannotScore("您已谢绝评审这件材料。")
    if fresh.conflict != ConflictAnswer.NONE:
        raise CannotScore("请先声明有无利害关系。" if not fresh.conflict else "您已申请回避。")
    if fresh.submitted_at:
        raise CannotScore("已经提交，不能再改。")
    return fresh


@transaction.atomic
def add_site_finding(
    *, task: ReviewTask, text: str, criterion: str, photo: bytes | None, photo_name: str, at: datetime
) -> SiteFinding:
    """Record what was found on site, with a photograph (记录现场发现).

    :raises CannotScore: nothing is written, or the task is not open.
    """
    task = _scorable(task)
    if not text.strip():
        raise CannotScore("请写下发现了什么。", fields={"text": "请写下发现了什么。"})
    stored = None
    if photo:
        try:
            stored = files.keep_file(
                photo, name=photo_name, accept=("jpg", "png"), max_mb=20, by=task.reviewer.user, at=at
            )
        except Refusal as refusal:
            raise CannotScore(str(refusal), fields={"photo": str(refusal)}) from refusal
    return SiteFinding.objects.create(task=task, criterion=criterion, text=text.strip(), photo=stored, found_at=at)
