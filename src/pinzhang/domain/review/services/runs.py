"""Propose who judges what in a stage: computed at once where that is quick, else by a worker."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.choices import RunState
from pinzhang.domain.review.demands import Demand, demand_of
from pinzhang.domain.review.models import AssignmentRun, ProposedSeat
from pinzhang.domain.review.refusals import CannotDeploy, NoAssignment
from pinzhang.domain.review.selectors.posing import Posed, basis_of, pose
from pinzhang.domain.review.services.dealing import Solved, solve
from pinzhang.domain.review.services.tasks import REVIEWED_KINDS

AT_ONCE = 30_000
"""Pairs of reviewers and files up to which an officer waits for the result; levelling is left to a worker."""


def propose_run(*, round_: Round, stage: str, demand: Demand, by: User, at: datetime) -> AssignmentRun:
    """Propose who judges what in a stage of a round (提出分派方案); nobody is given anything yet.

    Tasks that were given stay, but for those the demand releases. What takes long is left to a worker.

    :raises NoAssignment: nobody judges in this stage, there are no files or no reviewers, or nothing keeps the
        demands; it names the one that makes it so. Nothing is kept of it.
    """
    if list_plan(round_).stage(stage).kind not in REVIEWED_KINDS:
        raise NoAssignment("这个环节不由评审专家办理。")
    posed = pose(round_, stage, demand, on=local_day(at))
    _refuse_empty(posed)
    is_quick = posed.size <= AT_ONCE and demand.objective != "leximin"
    solved = solve(posed) if is_quick else None
    with transaction.atomic():
        run = _enter(round_, stage, posed, by, at)
        if solved is None:
            jobs.enqueue(compute_run, key=f"run:{run.pk}", payload={"run": run.pk}, at=at)
        else:
            _keep(run, posed, solved)
        events.record("review.run.proposed", subject=run, by=by, at=at, data={"stage": stage})
    return run


@jobs.outside
def compute_run(payload: dict[str, Any], at: datetime) -> None:
    """Compute a run that was left to a worker; where nothing keeps its demands, the cause is kept with it.

    Nothing is locked while it is computed; run again after a worker was killed, it has one effect.
    """
    run = AssignmentRun.objects.select_related("round__edition", "round__authority").get(pk=payload["run"])
    if run.state != RunState.COMPUTING:
        return
    posed = pose(run.round, run.stage, demand_of(run.demand), on=local_day(at))
    solved: Solved | NoAssignment
    try:
        _refuse_empty(posed)
        solved = solve(posed)
    except NoAssignment as refusal:
        solved = refusal
    _settle(run, posed, solved)


@transaction.atomic
def _settle(run: AssignmentRun, posed: Posed, solved: Solved | NoAssignment) -> None:
    run = AssignmentRun.objects.select_for_update().get(pk=run.pk)
    if run.state != RunState.COMPUTING:
        return
    run.basis = basis_of(posed.applications, posed.tasks)
    if isinstance(solved, Solved):
        _keep(run, posed, solved)
    else:
        run.state, run.failure = RunState.INFEASIBLE, {"sentence": str(solved), "reasons": list(solved.reasons)}
        run.save()


@transaction.atomic
def discard_run(*, run: AssignmentRun, by: User, at: datetime) -> AssignmentRun:
    """Discard a proposal that is not wanted (放弃方案); it stays on record.

    :raises CannotDeploy: it is deployed or discarded already.
    """
    run = AssignmentRun.objects.select_for_update().get(pk=run.pk)
    if run.state in (RunState.DEPLOYED, RunState.DISCARDED):
        raise CannotDeploy(f"这个方案{run.get_state_display()}，不能放弃。")
    run.state = RunState.DISCARDED
    run.save(update_fields=["state"])
    events.record("review.run.discarded", subject=run, by=by, at=at)
    return run


def _refuse_empty(posed: Posed) -> None:
    if not posed.applications:
        raise NoAssignment("这个环节现在没有待评审的申报。")
    if not posed.reviewers:
        raise NoAssignment("专家库里没有在聘的评审专家。")


def _enter(round_: Round, stage: str, posed: Posed, by: User, at: datetime) -> AssignmentRun:
    Round.objects.select_for_update().get(pk=round_.pk)
    last = AssignmentRun.objects.filter(round=round_, stage=stage).aggregate(last=Max("sequence"))["last"]
    return AssignmentRun.objects.create(
        round=round_,
        stage=stage,
        sequence=(last or 0) + 1,
        state=RunState.COMPUTING,
        demand=posed.demand.as_json(),
        basis=basis_of(posed.applications, posed.tasks),
        proposed_by=by,
        proposed_at=at,
    )


def _keep(run: AssignmentRun, posed: Posed, solved: Solved) -> None:
    """Keep the result of a run with the reasons of every seat."""
    kept, linked = set(posed.kept), {tuple(pair) for pair in solved.run.links.tolist()}
    ProposedSeat.objects.bulk_create(
        [
            ProposedSeat(
                run=run,
                application=posed.applications[column],
                reviewer=posed.reviewers[row],
                affinity=float(posed.affinity[row, column]),
                reasons=[reason.text for reason in posed.explained(row, column).reasons]
                + posed.soft_reasons(row, column),
                is_kept=(row, column) in kept,
                is_link=(row, column) in linked,
            )
            for row, column in solved.run.pairs.tolist()
        ],
        batch_size=1000,
    )
    run.state, run.metrics = RunState.PROPOSED, solved.metrics
    run.save()
