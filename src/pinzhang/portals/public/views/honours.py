"""Lists of honours that other authorities conferred: on the page and to take along (其他机关的荣誉榜单)."""

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.portals.public.pages import honours as pages
from pinzhang.portals.ui.pagination import numbered_page


@require_safe
def honours(request: HttpRequest, code: str) -> HttpResponse:
    """Show who holds an honour of another authority, since when, until when, and who conferred it."""
    found = _found(request, code)
    page = numbered_page(found.honours(), request)
    context = {"list": found, "page": page, "lines": [found.line(one) for one in page.rows]}
    return render(request, "public/honours.html", context)


@require_safe
def honours_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Send the rows of the page, all of them, as CSV."""
    return pages.as_csv(_found(request, code))


@require_safe
def honours_workbook(request: HttpRequest, code: str) -> FileResponse:
    """Send the rows of the page, all of them, as a workbook."""
    return pages.as_workbook(_found(request, code))


@require_safe
def honours_json(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Send the rows of the page, all of them, as JSON."""
    return pages.as_json(_found(request, code))


def _found(request: HttpRequest, code: str) -> pages.HonourPage:
    return pages.honour_page_or_404(code, request.GET, local_day(timezone.now()))
