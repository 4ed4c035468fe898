"""Fairness reports that were published: how a round was judged, without a name."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pinzhang.domain.review.fairness import published_reports
from pinzhang.domain.review.models import FairnessReport
from pinzhang.portals.public.pages.fairness import fairness_page
from pinzhang.portals.ui.downloads import private_file


def _report(code: str, pk: int) -> FairnessReport:
    return get_object_or_404(published_reports(code), pk=pk)


@require_safe
def fairness(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a published fairness report (公平性报告)."""
    return render(request, "public/fairness.html", fairness_page(_report(code, pk)))


@require_safe
def fairness_paper(_request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Hand out a published fairness report as PDF."""
    return private_file(_report(code, pk).file)
