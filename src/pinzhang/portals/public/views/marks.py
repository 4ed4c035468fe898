"""Check a mark: the form, and the page of one number, product or serial."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import mark_numbered, marks_numbered
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.services.scans import Scanned
from pinzhang.engine.signing.answers import Unverifiable
from pinzhang.engine.signing.digital_link import parse_link
from pinzhang.portals.public.forms import VerifyForm
from pinzhang.portals.public.language import in_asked_language
from pinzhang.portals.public.pages.links import refused_page, several_page
from pinzhang.portals.public.pages.marks import mark_page
from pinzhang.portals.public.scanning import SCANS, region_of

NOT_FOUND = 404


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the number on the package, and lead to its page (查标识)."""
    form = VerifyForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("public:mark", number=form.cleaned_data["number"])
    return render(request, "public/verify.html", {"form": form})


@require_safe
@never_cache
@in_asked_language
def mark(request: HttpRequest, number: str, serial: str = "") -> HttpResponse:
    """Say of one number what is true at this moment: genuine, suspended, revoked, expired or not known (标识核验)."""
    found = mark_numbered(number)
    if found is None or (serial and selectors.labelled(serial.upper(), number=found.number) is None):
        return _unknown(request, f"{number} / {serial}" if serial else number)
    return _page(request, found, serial.upper())


@require_safe
@never_cache
@in_asked_language
def product(request: HttpRequest, rest: str) -> HttpResponse:
    """Say of the link on a product, in the form of GS1 Digital Link, what is true at this moment (商品标识核验)."""
    query = request.META.get("QUERY_STRING", "") if "lang" not in request.GET else ""
    try:
        link = parse_link(f"{settings.SITE_URL}/01/{rest}" + (f"?{query}" if query else ""))
    except Unverifiable as refusal:
        return render(request, "public/link_refused.html", refused_page(refusal), status=NOT_FOUND)
    gtin, serial = link.gtin or "", (link.serial or "").upper()
    one = selectors.labelled(serial, gtin=gtin) if serial else None
    numbers = [one] if one else [] if serial else selectors.numbers_with_gtin(gtin)
    marks = marks_numbered(numbers)
    if not marks:
        return _unknown(request, f"{gtin} / {serial}" if serial else gtin)
    if len(marks) > 1:
        return render(request, "public/link_several.html", several_page(marks, gtin, timezone.now()))
    return _page(request, marks[0], serial)


def _page(request: HttpRequest, found: Mark, serial: str) -> HttpResponse:
    context = mark_page(found, timezone.now(), serial=serial)
    if request.method == "GET":
        SCANS.add(Scanned(found.number, serial, region_of(request.META)))
    return render(request, "public/mark.html", context)


def _unknown(request: HttpRequest, number: str) -> HttpResponse:
    context = {"number": number, "report_url": _report_url(number), "at": timezone.now()}
    return render(request, "public/mark_unknown.html", context, status=NOT_FOUND)


def _report_url(number: str) -> str:
    """Return where something that bears a number is reported: the number stands in the address where it can."""
    named = number.partition(" / ")[0]
    return reverse("public:report_mark", args=[named]) if named and "/" not in named else reverse("public:report")
