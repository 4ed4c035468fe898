"""A panel as its members see it: codes, standing, and the votes they are asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.models import PanelMember
from pinzhang.domain.review.services.ballots import cast_votes
from pinzhang.portals.reviewer.access import ReviewerRequest, reviewer_required
from pinzhang.portals.reviewer.pages.panels import panel_page, seats_of
from pinzhang.portals.ui.refusals import refused


def _seat(request: ReviewerRequest, pk: int) -> PanelMember:
    """Return the reviewer's own seat in a panel; others do not exist for them."""
    return get_object_or_404(seats_of(request.user), room=pk)


@reviewer_required
@require_safe
def panels(request: ReviewerRequest) -> HttpResponse:
    """List the panels the reviewer sits in (评审会)."""
    return render(request, "reviewer/panels.html", {"seats": list(seats_of(request.user))})


@reviewer_required
@require_safe
def panel(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Show a panel: what is discussed, and what is voted on (评审会)."""
    return render(request, "reviewer/panel.html", panel_page(_seat(request, pk), timezone.now()))


@reviewer_required
@require_POST
def vote(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Cast the votes marked (投票)."""
    seat = _seat(request, pk)
    prefix = "ballot-"
    votes = {int(k[len(prefix) :]): str(v) for k, v in request.POST.items() if k[len(prefix) :].isdigit() and v}
    try:
        cast_votes(room=seat.room, reviewer=seat.reviewer, votes=votes, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, layout="ui/reviewer.html")
    messages.success(request, _("已投票。您投了什么，没有任何记录能对应到您。"))
    return redirect("reviewer:panel", pk=pk)
