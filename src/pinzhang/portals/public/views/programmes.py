"""Programmes: what there is, what the regulation says, and how one edition differs from another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import edition_document, editions_of, latest_editions
from pinzhang.portals.public.pages import programmes as pages
from pinzhang.portals.public.pages.names import name_of
from pinzhang.portals.ui.differences import differences


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """List every programme, with the round that is open (项目)."""
    return render(request, "public/programmes.html", {"lines": pages.programme_lines(timezone.now())})


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """Show one programme: its rules in plain words with their clauses, stages, outcomes and sources."""
    at = timezone.now()
    edition = _edition_or_404(code, request.GET.get("edition", ""))
    context = pages.programme_page(edition, sector=request.GET.get("sector"), at=at)
    return render(request, "public/programme.html", context)


@require_safe
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """Compare two editions of a programme, entry by entry (版本比较)."""
    new = _edition_or_404(code, request.GET.get("to", ""))
    old = get_object_or_404(editions_of(code), edition=request.GET.get("from", ""))
    found = differences(edition_document(old), edition_document(new))
    context = {"old": old, "new": new, "name": name_of(new), "parts": found}
    return render(request, "public/changes.html", context)


@require_safe
def edition_file(_request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Send the canonical bytes of an edition, over which its digest is taken."""
    row = get_object_or_404(ProgrammeEdition, code=code, edition=edition)
    response = HttpResponse(bytes(row.content), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{row.code}-{row.edition}.json"'
    return response


def _edition_or_404(code: str, asked: str) -> ProgrammeEdition:
    """Return the edition asked for; where none is, the one in force or the newest."""
    if asked:
        return get_object_or_404(editions_of(code), edition=asked)
    today = local_day(timezone.now())
    found = next((edition for edition in latest_editions(today) if edition.code == code), None)
    if found is None:
        raise Http404
    return found
