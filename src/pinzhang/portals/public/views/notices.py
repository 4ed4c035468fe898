"""Public notices: the lists, an objection, its receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.applications.models import Objection
from pinzhang.domain.applications.selectors import noticed_applications, public_notices
from pinzhang.domain.applications.services.lists import raise_objection
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.public.forms import ObjectionForm
from pinzhang.portals.public.pages import notices as pages
from pinzhang.portals.public.pages.names import application_line
from pinzhang.portals.public.refusing import show_refusal, status_of
from pinzhang.portals.public.throttle import count_one
from pinzhang.portals.ui.pagination import numbered_page

RECEIPTS = "public.receipts"
"""Where the session keeps the numbers of the objections that were sent in from it."""


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the public notices, those that run first (公示)."""
    today = local_day(timezone.now())
    page = numbered_page(public_notices().filter(closed_at__isnull=False), request)
    context = {
        "open": [pages.notice_line(opened, today) for opened in public_notices().filter(closed_at__isnull=True)],
        "past": [pages.notice_line(opened, today) for opened in page.rows],
        "page": page,
    }
    return render(request, "public/notices.html", context)


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice with its frozen list."""
    opened = get_object_or_404(public_notices(), pk=pk)
    lines = pages.listed(opened)
    line = pages.notice_line(opened, local_day(timezone.now()))
    return render(request, "public/notice.html", {"line": line, "lines": lines, **pages.columns(lines)})


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int, application_pk: int) -> HttpResponse:
    """Object to one applicant of a notice (提出异议); it holds that one and nobody else."""
    opened = get_object_or_404(public_notices(), pk=pk)
    application = get_object_or_404(noticed_applications(opened), pk=application_pk)
    form, at = ObjectionForm(request.POST or None), timezone.now()
    if form.is_bound and form.is_valid():
        try:
            count_one(request, "objection")
            raised = raise_objection(opened=opened, application=application, at=at, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            request.session[RECEIPTS] = [*request.session.get(RECEIPTS, []), raised.number]
            return redirect("public:receipt", number=raised.number)
    line = pages.notice_line(opened, local_day(at))
    context = {"form": form, "line": line, "applicant": application_line(application)}
    return render(request, "public/objection.html", context, status=status_of(form))


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm an objection to whoever sent it in from this browser, with its number (回执)."""
    if number not in request.session.get(RECEIPTS, []):
        raise Http404
    raised = get_object_or_404(Objection.objects.select_related("application__applicant"), number=number)
    return render(request, "public/receipt.html", {"objection": raised})
