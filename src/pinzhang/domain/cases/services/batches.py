"""Open a batch stage on a frozen list, and close it with the list it yields."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from pinzhang.domain.cases.clocks import due_on_entry
from pinzhang.domain.cases.models import Batch, BatchStage, Case
from pinzhang.domain.cases.refusals import CannotMove, CannotOpenList
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Action, Actor, Due, Plan, batch_is_open, freeze


@transaction.atomic
def open_batch_stage(
    *,
    batch: Batch,
    plan: Plan,
    stage: str,
    by: User,
    at: datetime,
    ground: str = "",
    until_on: date | None = None,
    bypassing: Collection[str] = (),
) -> BatchStage:
    """Freeze the list of cases that stand at a batch stage, and open it (生成名单).

    Cases held or still earlier stay behind; earlier ones need an officer's ground to be left behind. ``until_on`` sets
    the last day where the edition names no term; ``bypassing`` are the cases whose way does not lead through the stage.

    :raises CannotOpenList: nobody stands there, a list is open already, cases are still in an earlier stage, or
        the last day given is not after today or contradicts the edition's term.
    """
    ready = _ready(batch, plan, stage, early=bool(ground.strip()), bypassing=bypassing)
    frozen = freeze(case.number for case in ready)
    due = _last_day(plan.stage(stage), local_day(at), until_on)
    opened = BatchStage.objects.create(
        batch=batch,
        stage=stage,
        sequence=BatchStage.objects.filter(batch=batch, stage=stage).count() + 1,
        opened_at=at,
        opened_by=by,
        ground=ground.strip(),
        frozen=list(frozen.items),
        frozen_digest=frozen.digest,
        due_on=due.on if due else None,
        due_is_provisional=bool(due and due.provisional),
    )
    data = {"stage": stage, "digest": frozen.digest, "count": len(frozen.items)}
    events.record("cases.list.opened", subject=batch, by=by, at=at, data=data)
    return opened


def _ready(batch: Batch, plan: Plan, stage: str, *, early: bool, bypassing: Collection[str]) -> list[Case]:
    """Return the cases for the list, where it may be frozen now."""
    Batch.objects.select_for_update().get(pk=batch.pk)
    if BatchStage.objects.filter(batch=batch, stage=stage, closed_at__isnull=True).exists():
        raise CannotOpenList("这个环节已有一份名单在办。")
    living = [case for case in Case.objects.filter(batch=batch, outcome="") if case.number not in bypassing]
    ready = [case for case in living if case.stage == stage and not case.held and not case.waiting]
    if not ready:
        raise CannotOpenList("还没有办件到这个环节。")
    before = (one.key for one in plan.stages if plan.comes_before(one.key, stage))
    if not batch_is_open(plan, stage, [case.state for case in living], closed_early=frozenset(before if early else ())):
        raise CannotOpenList("还有办件在前面的环节。需要先办完，或写明理由后提前生成名单。")
    return ready


@transaction.atomic
def close_batch_stage(
    *,
    opened: BatchStage,
    plan: Plan,
    keep: Iterable[str],
    role: Actor,
    by: User,
    at: datetime,
    document_number: str = "",
    minutes: str = "",
    notes: dict[str, str] | None = None,
) -> BatchStage:
    """Close a list: the cases named go forward, the others are refused; held ones stay where they are (办结名单).

    The list yields those that went forward, not those that were meant to and are held or ended.

    :raises CannotMove: the list is closed already, or names a case that was not frozen in it.
    """
    opened = locked_list(opened)
    named = set(keep)
    strangers = sorted(named - set(opened.frozen))
    if strangers:
        raise CannotMove(f"名单里没有 {strangers[0]}。")
    notes = notes or {}
    moved = list(movable(opened))
    for case in moved:
        action = Action.COMPLETE if case.number in named else Action.REFUSE
        moves.move(case=case, plan=plan, action=action, role=role, by=by, at=at, note=notes.get(case.number, ""))
    opened.yielded = [case.number for case in moved if case.number in named]
    opened.result = Action.COMPLETE.value
    opened.document_number, opened.minutes = document_number, minutes
    return _close(opened, by=by, at=at)


@transaction.atomic
def keep_minutes(*, opened: BatchStage, minutes: str) -> None:
    """Keep the minutes of a list that is not closed yet (暂存会议纪要).

    :raises CannotMove: the list is closed already.
    """
    opened = locked_list(opened)
    opened.minutes = minutes
    opened.save(update_fields=["minutes"])


@transaction.atomic
def return_batch_stage(
    *, opened: BatchStage, plan: Plan, to: str, role: Actor, note: str, by: User, at: datetime
) -> BatchStage:
    """Send a whole list back to an earlier stage; later approvals are void (退回名单)."""
    opened = locked_list(opened)
    if not note.strip():
        raise CannotMove("退回须写明理由。")
    for case in movable(opened):
        moves.move(case=case, plan=plan, action=Action.RETURN, role=role, by=by, at=at, to=to, note=note)
    opened.result, opened.minutes = Action.RETURN.value, note
    return _close(opened, by=by, at=at)


def _last_day(stage: Stage, today: date, until_on: date | None) -> Due | None:
    due = due_on_entry(stage, today)
    if until_on is None:
        return due
    if due is not None and until_on < due.on:
        raise CannotOpenList(f"规则要求到 {due.on} 为止，不能更早结束。", fields={"until_on": f"不早于 {due.on}。"})
    if until_on <= today:
        raise CannotOpenList("截止日期须在今天之后。", fields={"until_on": "须在今天之后。"})
    return Due(until_on)


def movable(opened: BatchStage) -> QuerySet[Case]:
    """Return the cases of the frozen list that still stand at its stage and are neither held nor waiting."""
    return Case.objects.filter(
        number__in=opened.frozen, batch=opened.batch, stage=opened.stage, outcome="", held=False, waiting=False
    ).order_by("number")


def locked_list(opened: BatchStage) -> BatchStage:
    """Lock a list for this transaction.

    :raises CannotMove: the list is closed already.
    """
    fresh = BatchStage.objects.select_for_update().get(pk=opened.pk)
    if fresh.closed_at is not None:
        raise CannotMove("这份名单已经办结。")
    return fresh


def _close(opened: BatchStage, *, by: User, at: datetime) -> BatchStage:
    opened.closed_at, opened.closed_by = at, by
    opened.save()
    data = {
        "stage": opened.stage,
        "result": opened.result,
        "yield": freeze(opened.yielded).digest,
        "count": len(opened.yielded),
        "document_number": opened.document_number,
    }
    events.record("cases.list.closed", subject=opened.batch, by=by, at=at, data=data)
    return opened
