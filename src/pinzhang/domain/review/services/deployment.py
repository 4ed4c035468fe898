"""Deploy a proposal: the files are given out at once, all of them or none."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.choices import RunState
from pinzhang.domain.review.models import AssignmentRun, ProposedSeat, Reviewer, ReviewTask
from pinzhang.domain.review.refusals import CannotDeploy
from pinzhang.domain.review.selectors.conflicts import conflicts_between
from pinzhang.domain.review.selectors.judging import OFF
from pinzhang.domain.review.selectors.posing import applications_to_deal, basis_of
from pinzhang.domain.review.services.tasks import withdraw_task


@transaction.atomic
def deploy_run(*, run: AssignmentRun, by: User, at: datetime) -> AssignmentRun:
    """Give the files out as a proposal says (下达分派方案), in one transaction; each reviewer is told once.

    :raises CannotDeploy: it is not a proposal any more or gives nothing out, files or tasks have changed since, or a
        reviewer can no longer take a seat; nothing is given to anybody.
    """
    run = _locked(run)
    seats = list(run.seats.filter(is_kept=False).select_related("reviewer__user", "application").order_by("pk"))
    released = list(ReviewTask.objects.filter(pk__in=run.metrics["released"] if run.metrics else ()))
    if not seats and not released:
        raise CannotDeploy("这个方案没有新的分派，不用下达。")
    _refuse_unfit(seats, released, at)
    for task in released:
        withdraw_task(task=task, by=by, at=at)
    tasks = ReviewTask.objects.bulk_create(
        [
            ReviewTask(
                application=seat.application,
                stage=run.stage,
                reviewer=seat.reviewer,
                assigned_by=by,
                assigned_at=at,
                run=run,
            )
            for seat in seats
        ],
        batch_size=1000,
    )
    for task in tasks:
        events.record("review.task.dealt", subject=task.application, by=by, at=at, data={"task": task.pk})
    run.state, run.deployed_by, run.deployed_at = RunState.DEPLOYED, by, at
    run.save(update_fields=["state", "deployed_by", "deployed_at"])
    events.record("review.run.deployed", subject=run, by=by, at=at, data={"tasks": len(tasks)})
    return run


def _locked(run: AssignmentRun) -> AssignmentRun:
    """Lock the round, its run and the files, so that two officers who deploy at once leave one effect."""
    Round.objects.select_for_update().get(pk=run.round_id)
    run = AssignmentRun.objects.select_for_update(of=("self",)).select_related("round__edition").get(pk=run.pk)
    if run.state != RunState.PROPOSED:
        raise CannotDeploy(f"这个方案{run.get_state_display()}，不能下达。")
    applications = applications_to_deal(run.round, run.stage)
    list(Case.objects.select_for_update().filter(pk__in=[each.case_id for each in applications]).order_by("pk"))
    applications = applications_to_deal(run.round, run.stage)
    tasks = list(ReviewTask.objects.filter(application__in=applications, stage=run.stage).order_by("pk"))
    if basis_of(applications, tasks) != run.basis:
        raise CannotDeploy("提出方案之后，待评审的申报或已分派的任务有了变化。请重新计算一个方案。")
    return run


def _refuse_unfit(seats: Sequence[ProposedSeat], released: Sequence[ReviewTask], at: datetime) -> None:
    """Refuse where a reviewer has left, is out of term, is tied to an applicant by now, or has too many files."""
    wanted = Counter(seat.reviewer_id for seat in seats)
    reviewers = list(
        Reviewer.objects.select_for_update(of=("self",)).select_related("user").filter(pk__in=wanted).order_by("pk")
    )
    standing = conflicts_between(reviewers, [seat.application for seat in seats], on=local_day(at))
    in_hand = _in_hand(reviewers, released)
    unfit: dict[str, list[str]] = defaultdict(list)
    for reviewer in reviewers:
        if not reviewer.serves_on(local_day(at)):
            unfit[str(reviewer.user)].append("已不在专家库或不在聘期内")
        if in_hand[reviewer.pk] + wanted[reviewer.pk] > reviewer.most:
            unfit[str(reviewer.user)].append(f"手上会超过 {reviewer.most} 件")
    for seat in seats:
        if standing.is_barred(seat.reviewer_id, seat.application_id):
            unfit[str(seat.reviewer.user)].append(f"与 {seat.application.applicant.name} 有须回避的关系")
    if unfit:
        reasons = tuple(f"{name}：{'，'.join(why)}" for name, why in unfit.items())
        raise CannotDeploy("有专家已经不能承担方案里的任务。请重新计算一个方案。", reasons=reasons)


def _in_hand(reviewers: Sequence[Reviewer], released: Sequence[ReviewTask]) -> Counter[int]:
    living = ReviewTask.objects.filter(reviewer__in=reviewers, submitted_at__isnull=True)
    left = living.exclude(OFF).exclude(pk__in=[task.pk for task in released])
    return Counter(left.values_list("reviewer", flat=True))
