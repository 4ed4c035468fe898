"""The panel in its room: who sits in it, under which codes it sees the applicants, when they get their names back."""

from collections.abc import Sequence
from datetime import datetime
from secrets import SystemRandom

from django.db import IntegrityError, transaction

from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.services import batches
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.models import Ballot, PanelEntry, PanelMember, PanelRoom, Reviewer
from pinzhang.domain.review.refusals import CannotMeet
from pinzhang.domain.review.services.calibrations import rank_round
from pinzhang.engine.scoring.decision import SURE


@transaction.atomic
def open_room(*, opened: BatchStage, round_: Round, members: Sequence[Reviewer], by: User, at: datetime) -> PanelRoom:
    """Open the room of a panel over a proposal: applicants become codes, those near a line come first (开会).

    :raises CannotMeet: the list proposes nothing, the room is open already, or nobody sits in it.
    :raises CannotMove: the list is closed already.
    """
    opened = batches.locked_list(opened)
    if not members:
        raise CannotMeet("请选择评委。", fields={"members": "请至少选择一位评委。"})
    entries = list(
        PanelEntry.objects.filter(batch_stage=opened).order_by("pk").values_list("application_id", flat=True)
    )
    if not entries:
        raise CannotMeet("这份名单不拟定等次，不用开评审会。")
    try:
        with transaction.atomic():
            room = PanelRoom.objects.create(
                batch_stage=opened, codes=_codes(entries), agenda=_agenda(round_, entries, at), opened_at=at
            )
    except IntegrityError as error:
        raise CannotMeet("这份名单的评审会已经开始。") from error
    PanelMember.objects.bulk_create([PanelMember(room=room, reviewer=each) for each in dict.fromkeys(members)])
    data = {"list": opened.pk, "members": sorted({each.pk for each in members}), "applications": len(entries)}
    events.record("review.panel_room.opened", subject=room, by=by, at=at, data=data)
    return room


def _codes(entries: Sequence[int]) -> dict[str, str]:
    """Give every application a code that says nothing of it."""
    numbers = list(range(1, len(entries) + 1))
    SystemRandom().shuffle(numbers)
    width = max(2, len(str(len(entries))))
    return {str(pk): f"{number:0{width}d}" for pk, number in zip(entries, numbers, strict=True)}


def _agenda(round_: Round, entries: Sequence[int], at: datetime) -> list[int]:
    """Put those first whom a line leaves open, the least certain of all at the head; then the others by rank."""
    rows = {row["application"]: row for row in rank_round(round_=round_, at=at).results["rows"]}

    def place(pk: int) -> tuple[float, int]:
        row = rows.get(pk)
        if row is None:
            return (2.0, pk)
        doubt = min((abs(chance - 0.5) for chance in row["chances"]), default=1.0)
        return (doubt if doubt < SURE - 0.5 else 1.0, row["rank"])

    return sorted(entries, key=place)


@transaction.atomic
def set_presence(*, member: PanelMember, present: bool, by: User, at: datetime) -> PanelMember:
    """Record that a member is in the room or has left it; whoever left takes part in no vote opened later (到会).

    :raises CannotMove: the list is closed already.
    """
    member = PanelMember.objects.select_related("room__batch_stage").get(pk=member.pk)
    batches.locked_list(member.room.batch_stage)
    member.present = present
    member.save(update_fields=["present"])
    data = {"member": member.reviewer_id, "present": present}
    events.record("review.panel_member.seated", subject=member.room, by=by, at=at, data=data)
    return member


@transaction.atomic
def bring_forward(*, room: PanelRoom, application: int, by: User, at: datetime) -> PanelRoom:
    """Put an application at the head of the order of discussion (提前讨论).

    :raises CannotMeet: it is not before this panel.
    :raises CannotMove: the list is closed already.
    """
    batches.locked_list(room.batch_stage)
    room = PanelRoom.objects.select_for_update().get(pk=room.pk)
    if application not in room.agenda:
        raise CannotMeet("这件申报不在这次评审会上。")
    room.agenda = [application, *(pk for pk in room.agenda if pk != application)]
    room.save(update_fields=["agenda"])
    events.record("review.agenda.changed", subject=room, by=by, at=at, data={"first": application})
    return room


@transaction.atomic
def unblind_room(*, room: PanelRoom, by: User, at: datetime) -> PanelRoom:
    """Give the applicants their names back; it cannot be taken back (公开身份).

    :raises CannotMeet: a vote is still running, or it was done already.
    """
    room = PanelRoom.objects.select_for_update().get(pk=room.pk)
    if room.unblinded_at is not None:
        raise CannotMeet("身份已经公开。")
    if Ballot.objects.filter(room=room, closed_at__isnull=True).exists():
        raise CannotMeet("还有表决没有计票，计票后才能公开身份。")
    room.unblinded_at, room.unblinded_by = at, by
    room.save(update_fields=["unblinded_at", "unblinded_by"])
    events.record("review.panel_room.unblinded", subject=room, by=by, at=at, data={"list": room.batch_stage_id})
    return room
