"""The state of the work for whoever leads it (统计)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.staff.pages import dashboard as page
from pinzhang.portals.staff.pages.names import stage_in
from pinzhang.portals.ui.pagination import numbered_page


@require_safe
@staff_required
def dashboard(request: StaffRequest) -> HttpResponse:
    """Show what needs the reader, and the figures (质量工作总览)."""
    shown = page.dashboard(request.user, request.posts, local_day(timezone.now()))
    return render(request, "staff/dashboard/index.html", {**shown, "at": timezone.now()})


@require_safe
@staff_required
def briefing(request: StaffRequest) -> HttpResponse:
    """Show the same on one page for printing (一页纸简报)."""
    shown = page.dashboard(request.user, request.posts, local_day(timezone.now()))
    return render(request, "staff/dashboard/briefing.html", {**shown, "at": timezone.now()})


@require_safe
@staff_required
def late_visits(request: StaffRequest) -> HttpResponse:
    """List the stages that ended late this year (逾期办结)."""
    found = numbered_page(page.late_visits(request.user, local_day(timezone.now())), request)
    rows = [(visit, stage_in(visit.case.application.round.edition, visit.stage)) for visit in found.rows]
    return render(request, "staff/dashboard/late.html", {"page": found, "rows": rows, "nav": "dashboard"})
