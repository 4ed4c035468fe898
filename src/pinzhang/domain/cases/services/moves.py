"""Open a case and move it from stage to stage."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.cases.clocks import due_on_entry
from pinzhang.domain.cases.models import Batch, Case, StageVisit
from pinzhang.domain.cases.refusals import CannotMove
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import events, numbering
from pinzhang.domain.parties.models import User
from pinzhang.domain.reference.models import Authority
from pinzhang.engine.stages import Action, Actor, CaseState, NotPossible, OutOfTurn, Plan, act, start


@transaction.atomic
def open_batch(*, authority: Authority, title: str) -> Batch:
    """Open a batch for cases that will be decided together (开批次)."""
    return Batch.objects.create(authority=authority, title=title)


@transaction.atomic
def open_case(
    *,
    kind: str,
    authority: Authority,
    plan: Plan,
    prefix: str,
    title: str,
    by: User | None,
    at: datetime,
    batch: Batch | None = None,
) -> Case:
    """Open a case at the first stage of its plan, with a number of its own (立件)."""
    state = start(plan)
    entered_on = local_day(at)
    case = Case.objects.create(
        number=numbering.next_number(prefix, year=entered_on.year),
        kind=kind,
        authority=authority,
        batch=batch,
        title=title,
        stage=state.stage,
        opened_at=at,
    )
    _enter(case, plan, at=at)
    events.record("cases.case.opened", subject=case, by=by, at=at, data={"stage": case.stage})
    return case


def locked(case: Case, *, expected_version: int | None = None) -> Case:
    """Lock a case for this transaction, refusing where somebody has moved it since the page was loaded."""
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    if expected_version is not None and fresh.version != expected_version:
        raise ChangedMeanwhile
    return fresh


@transaction.atomic
def move(
    *,
    case: Case,
    plan: Plan,
    action: Action,
    role: Actor,
    by: User | None,
    at: datetime,
    to: str | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> Case:
    """Take one step of the stage engine, with its record, its clock and its event (办理).

    :raises CannotMove: it is not this role's turn, or the case does not stand so.
    :raises ChangedMeanwhile: somebody else moved the case after the page was loaded.
    """
    case = locked(case, expected_version=expected_version)
    before = case.state
    try:
        after = act(plan, before, action, role=role, to=to)
    except (OutOfTurn, NotPossible) as refusal:
        raise CannotMove(str(refusal)) from refusal
    _store(case, after, at=at)
    if action is Action.RETURN:
        _void(case, plan, target=after.stage)
    if after.stage != before.stage or after.outcome:
        _leave(case, before.stage, action=action, note=note, by=by, at=at)
        if not after.outcome:
            _enter(case, plan, at=at)
    events.record(f"cases.case.{_PAST[action]}", subject=case, by=by, at=at, data=_data(before, after, role))
    return case


_PAST = {
    Action.COMPLETE: "advanced",
    Action.SKIP: "skipped",
    Action.REFUSE: "refused",
    Action.RETURN: "returned",
    Action.ASK: "correction_asked",
    Action.ANSWER: "correction_answered",
    Action.WITHDRAW_REQUEST: "correction_withdrawn",
    Action.HOLD: "held",
    Action.RELEASE: "released",
    Action.WITHDRAW: "withdrawn",
    Action.LAPSE: "lapsed",
    Action.VOID: "voided",
}


def _data(before: CaseState, after: CaseState, role: str) -> dict[str, Any]:
    return {"from": before.stage, "to": after.stage, "role": role, "outcome": after.outcome or ""}


def _store(case: Case, after: CaseState, *, at: datetime) -> None:
    case.stage, case.waiting, case.held = after.stage, after.waiting, after.held
    case.passed, case.outcome = list(after.passed), after.outcome.value if after.outcome else ""
    case.ended_at = at if after.outcome else None
    if after.outcome:
        case.due_on = None
    moved = Case.objects.filter(pk=case.pk, version=case.version).update(
        stage=case.stage,
        waiting=case.waiting,
        held=case.held,
        passed=case.passed,
        outcome=case.outcome,
        ended_at=case.ended_at,
        due_on=case.due_on,
        version=case.version + 1,
    )
    if not moved:
        raise ChangedMeanwhile
    case.version += 1


def _enter(case: Case, plan: Plan, *, at: datetime) -> None:
    due = due_on_entry(plan.stage(case.stage), local_day(at))
    StageVisit.objects.create(case=case, stage=case.stage, entered_at=at, due_on=due.on if due else None)
    set_due(case, due.on if due else None, provisional=bool(due and due.provisional))


def set_due(case: Case, on: date | None, *, provisional: bool) -> None:
    """Write the day by which the present stage should end."""
    case.due_on, case.due_is_provisional = on, provisional
    Case.objects.filter(pk=case.pk).update(due_on=on, due_is_provisional=provisional)


def _leave(case: Case, stage: str, *, action: Action, note: str, by: User | None, at: datetime) -> None:
    StageVisit.objects.filter(case=case, stage=stage, left_at__isnull=True).update(
        left_at=at, action=action.value, note=note, by=by
    )


def _void(case: Case, plan: Plan, *, target: str) -> None:
    later = [stage.key for stage in plan.stages if not plan.comes_before(stage.key, target)]
    StageVisit.objects.filter(case=case, stage__in=later, left_at__isnull=False).update(voided=True)


@transaction.atomic
def hand_over(*, case: Case, to: Authority, by: User, at: datetime) -> Case:
    """Give a case to another authority, which answers for it from now on (移交)."""
    Case.objects.filter(pk=case.pk).update(authority=to, assignee=None)
    case.authority, case.assignee = to, None
    events.record("cases.case.handed_over", subject=case, by=by, at=at, data={"authority": to.code})
    return case


@transaction.atomic
def take_assignment_back(
    *, case: Case, given_to: User, version: int, back_to: User | None, by: User, at: datetime
) -> bool:
    """Undo an assignment on which nobody has acted yet, and tell whether it could be undone (撤销分派)."""
    untouched = Case.objects.filter(pk=case.pk, assignee=given_to, version=version, outcome="")
    if not untouched.update(assignee=back_to):
        return False
    case.assignee = back_to
    back = {"to": back_to.pk if back_to else None, "from": given_to.pk}
    events.record("cases.case.assignment_taken_back", subject=case, by=by, at=at, data=back)
    return True


@transaction.atomic
def assign_case(*, case: Case, to: User, by: User, at: datetime) -> Case:
    """Give a case to an officer (分派经办人)."""
    Case.objects.filter(pk=case.pk).update(assignee=to)
    case.assignee = to
    events.record("cases.case.assigned", subject=case, by=by, at=at, data={"to": to.pk})
    return case
