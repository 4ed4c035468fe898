"""What the scores of a round come to: ranking, agreement, the fairness report."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import rounds_of
from pinzhang.domain.review.models import FairnessReport
from pinzhang.domain.review.ratings import inputs_digest, scored_stages
from pinzhang.domain.review.services import reports
from pinzhang.domain.review.services.calibrations import cross_checked, freshness
from pinzhang.portals.staff.access import StaffRequest, has_post, post_required, staff_required
from pinzhang.portals.staff.pages import ranking as shown
from pinzhang.portals.staff.pages.agreement import agreement_page
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.refusals import refused


def _round(request: StaffRequest, pk: int) -> Round:
    return get_object_or_404(rounds_of(request.posts), pk=pk)


@require_safe
@staff_required
def ranking(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the ranking of a round, raw and corrected, with its uncertainty (排名)."""
    round_ = _round(request, pk)
    found = freshness(round_=round_, at=timezone.now())
    return render(request, "staff/judging/ranking.html", shown.ranking_page(request, round_, found))


@require_safe
@staff_required
def agreement(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how severe, how consistent and how decisive each reviewer was (宽严和一致性)."""
    round_ = _round(request, pk)
    calibrations = cross_checked(round_=round_, at=timezone.now())
    found = freshness(round_=round_, at=timezone.now())
    context = {"blind": shown.blind_room(round_) is not None, "round": round_, "stages": []}
    if found.ranking is not None:
        context |= agreement_page(round_, found.ranking, calibrations)
    return render(request, "staff/judging/agreement.html", context)


@require_safe
@staff_required
def fairness(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the fairness reports of a round: drawn up, published (公平性报告)."""
    round_ = _round(request, pk)
    current = inputs_digest(round_, scored_stages(round_))
    drawn_up = list(
        FairnessReport.objects.filter(round=round_)
        .select_related("ranking", "file", "drawn_up_by", "published_by")
        .defer("content", "ranking__results")
        .order_by("-drawn_up_at", "-pk")
    )
    context = {
        "round": round_,
        "reports": drawn_up,
        "current": current,
        "up_to_date": any(each.ranking.inputs_digest == current for each in drawn_up),
        "is_officer": has_post(request.posts, PostRole.OFFICER),
    }
    return render(request, "staff/judging/fairness.html", context)


@require_POST
@post_required(PostRole.OFFICER)
def draw_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Draw up the fairness report of the scores as they are now (编制公平性报告)."""
    round_ = _round(request, pk)
    try:
        reports.draw_up_report(round_=round_, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, next_url=reverse("staff:fairness", args=[pk]), layout="ui/staff.html")
    messages.success(request, "已编制，公开之前请先看一遍 PDF。")
    return redirect("staff:fairness", pk=pk)


@require_POST
@post_required(PostRole.OFFICER)
def publish(request: StaffRequest, pk: int, report: int) -> HttpResponse:
    """Publish a fairness report (公开公平性报告)."""
    round_ = _round(request, pk)
    mine = get_object_or_404(FairnessReport, pk=report, round=round_)
    try:
        reports.publish_report(report=mine, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, next_url=reverse("staff:fairness", args=[pk]), layout="ui/staff.html")
    messages.success(request, "已公开，任何人都可以在项目页面看到。")
    return redirect("staff:fairness", pk=pk)


@require_safe
@staff_required
def paper(request: StaffRequest, pk: int, report: int) -> FileResponse:
    """Hand out the PDF of a fairness report to the office."""
    return private_file(get_object_or_404(FairnessReport, pk=report, round=_round(request, pk)).file)
