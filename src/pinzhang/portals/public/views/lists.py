"""Public lists: who holds what, since when, until when; on the page, as a workbook, as CSV and as JSON."""

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.portals.public.pages import downloads
from pinzhang.portals.public.pages.front import list_lines
from pinzhang.portals.public.pages.honours import honour_lines
from pinzhang.portals.public.pages.lists import ListPage, list_page_or_404
from pinzhang.portals.ui.pagination import numbered_page


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Show every list with its counts (榜单)."""
    return render(
        request, "public/lists.html", {"lists": list_lines(local_day(timezone.now())), "honours": honour_lines()}
    )


@require_safe
def programme_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show who holds what of one programme (榜单)."""
    found = _found(request, code)
    page = numbered_page(found.marks(), request)
    return render(request, "public/list.html", {"list": found, "page": page, "lines": found.lines(page.rows)})


@require_safe
def list_csv(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Send the rows of the page, all of them, as CSV."""
    return downloads.as_csv(_found(request, code))


@require_safe
def list_workbook(request: HttpRequest, code: str) -> FileResponse:
    """Send the rows of the page, all of them, as a workbook."""
    return downloads.as_workbook(_found(request, code))


@require_safe
def list_json(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Send the rows of the page, all of them, as JSON."""
    return downloads.as_json(_found(request, code))


def _found(request: HttpRequest, code: str) -> ListPage:
    return list_page_or_404(code, request.GET, local_day(timezone.now()))
