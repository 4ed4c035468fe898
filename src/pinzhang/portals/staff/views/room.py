"""The room of a panel: open it, seat members, put votes to them, count, give the names back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.models import BallotVoter, PanelMember, PanelRoom
from pinzhang.domain.review.selectors import reviewers_for
from pinzhang.domain.review.services import ballots, rooms
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.staff.pages.lists import OpenedList
from pinzhang.portals.staff.pages.room import room_page
from pinzhang.portals.staff.views.lists import found_list
from pinzhang.portals.ui.refusals import refused


def _acted_on(request: StaffRequest, pk: int) -> tuple[OpenedList, PanelRoom]:
    """Return a list the official works on, and its room."""
    found = found_list(request, pk)
    if "office" not in found.roles:
        raise Http404
    return found, get_object_or_404(PanelRoom, batch_stage=found.opened)


def _attempt(request: HttpRequest, pk: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal, next_url=reverse("staff:room", args=[pk]), layout="ui/staff.html")
    messages.success(request, done)
    return redirect("staff:room", pk=pk)


@require_safe
@staff_required
def room(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the room of a panel, or how to open it (评审会)."""
    found = found_list(request, pk)
    meeting = PanelRoom.objects.filter(batch_stage=found.opened).first()
    return render(request, "staff/judging/room.html", room_page(found, meeting, timezone.now()))


@require_POST
@staff_required
def open_room(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the room with the members chosen (开会)."""
    found = found_list(request, pk)
    if "office" not in found.roles:
        raise Http404
    chosen = set(request.POST.getlist("members"))
    members = [each for each in reviewers_for(found.round.authority) if str(each.pk) in chosen]

    def act() -> None:
        rooms.open_room(opened=found.opened, round_=found.round, members=members, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, "评审会已开始，申报组织以代号显示。")


@require_POST
@staff_required
def seat(request: StaffRequest, pk: int, member: int) -> HttpResponse:
    """Record that a member is in the room or has left (到会)."""
    _, meeting = _acted_on(request, pk)
    sitting = get_object_or_404(PanelMember, pk=member, room=meeting)
    present = request.POST.get("present") == "yes"

    def act() -> None:
        rooms.set_presence(member=sitting, present=present, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, "已记录。")


@require_POST
@staff_required
def bring_forward(request: StaffRequest, pk: int, application: int) -> HttpResponse:
    """Discuss an application first (提前讨论)."""
    _, meeting = _acted_on(request, pk)

    def act() -> None:
        rooms.bring_forward(room=meeting, application=application, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, "已排到最前。")


@require_POST
@staff_required
def open_ballots(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the tiers chosen to the vote (开始表决)."""
    found, meeting = _acted_on(request, pk)
    tiers = {int(key): tier for key in meeting.codes if (tier := request.POST.get(f"tier-{key}", ""))}

    def act() -> None:
        ballots.open_ballots(room=meeting, round_=found.round, tiers=tiers, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, f"已开始 {len(tiers)} 项表决，评委在各自的页面投票。")


@require_POST
@staff_required
def excuse(request: StaffRequest, pk: int, voter: int) -> HttpResponse:
    """Take a member off a vote they have not cast (退出表决)."""
    _, meeting = _acted_on(request, pk)
    owing = get_object_or_404(BallotVoter, pk=voter, ballot__room=meeting)
    ground = request.POST.get("ground", "")

    def act() -> None:
        ballots.excuse_voter(voter=owing, ground=ground, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, "已退出这项表决。")


@require_POST
@staff_required
def count(request: StaffRequest, pk: int) -> HttpResponse:
    """Count the votes that are running (计票)."""
    found, meeting = _acted_on(request, pk)

    def act() -> None:
        ballots.count_ballots(room=meeting, round_=found.round, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, "已计票。")


@require_POST
@staff_required
def unblind(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the applicants their names back (公开身份)."""
    _, meeting = _acted_on(request, pk)

    def act() -> None:
        rooms.unblind_room(room=meeting, by=request.user, at=timezone.now())

    return _attempt(request, pk, act, "身份已经公开。")
