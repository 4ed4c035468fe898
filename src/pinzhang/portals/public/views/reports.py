"""Report a fake or a misuse without an account, and look up what became of it (举报)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.marks.selectors import mark_numbered
from pinzhang.domain.protection.selectors import report_looked_up
from pinzhang.domain.protection.services.reports import take_report
from pinzhang.portals.public.forms_reports import LookupForm
from pinzhang.portals.public.pages import reports as page
from pinzhang.portals.public.refusing import show_refusal, status_of
from pinzhang.portals.public.throttle import count_one

RECEIPT = "public.report"
"""Where the session keeps number and code of the report that was just sent in, to be shown once."""


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: str = "") -> HttpResponse:
    """Take a report of a fake, of misuse or of unauthorised use; nobody has to say who they are (举报)."""
    form = page.report_form(request, number)
    if form.is_bound and form.is_valid():
        try:
            count_one(request, "report")
            receipt = take_report(at=timezone.now(), **page.given(form))
        except CannotKeepFile:
            form.add_error("photos", _("照片须是 JPG 或 PNG，每张不超过 8 MB。"))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            request.session[RECEIPT] = [receipt.report.case.number, receipt.code]
            return redirect("public:report_receipt")
    mark = mark_numbered(number) if number else None
    return render(request, "public/report.html", {"form": form, "mark": mark, "number": number}, status=status_of(form))


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Confirm a report with its number and its code, to whoever sent it in from this browser (回执)."""
    kept = request.session.get(RECEIPT)
    if not kept:
        return redirect("public:report_lookup")
    return render(request, "public/report_receipt.html", {"number": kept[0], "code": kept[1]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Show what became of a report, to whoever has its number and code (查举报)."""
    form, found = LookupForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        try:
            count_one(request, "report-lookup")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            found = report_looked_up(**form.cleaned_data)
            if found is None:
                form.add_error(None, _("编号和查询码对不上。请对照回执再填一次。"))
    context = {"form": form, "report": page.progress(found) if found else None}
    return render(request, "public/report_lookup.html", context, status=status_of(form))
