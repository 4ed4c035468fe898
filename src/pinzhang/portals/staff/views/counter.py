"""The office itself opens a file for an organisation (主管部门立件)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import start_application
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.portals.staff.access import StaffRequest, post_required
from pinzhang.portals.staff.forms_cases import blame
from pinzhang.portals.staff.forms_counter import CounterForm, office_routes
from pinzhang.portals.staff.pages.filing import open_counters
from pinzhang.portals.ui.refusals import UNPROCESSABLE

UNKNOWN = "本平台没有登记这个代码的单位，请先登记。"


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(PostRole.OFFICER)
def start(request: StaffRequest, round_pk: int) -> HttpResponse:
    """Open a file by a route that only the office can begin (主管部门立件)."""
    round_ = get_object_or_404(open_counters(request.posts), pk=round_pk)
    document = edition_document(round_.edition)
    if not office_routes(document):
        raise Http404
    form = CounterForm(request.POST or None, document=document)
    if request.method == "POST" and form.is_valid():
        try:
            application = _opened(request, round_, form)
        except Refusal as refusal:
            blame(form, refusal)
            if not refusal.fields:
                form.add_error(None, refusal.sentence)
        else:
            if application is not None:
                return redirect("staff:application", pk=application.pk)
            form.add_error("credit_code", UNKNOWN)
    context = {"round": round_, "form": form}
    return render(request, "staff/counter.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _opened(request: StaffRequest, round_: Round, form: CounterForm) -> Application | None:
    """Return the file that was opened; nothing where nobody of that code is known."""
    given = dict(form.cleaned_data)
    applicant = organisation_by_credit_code(given.pop("credit_code"))
    if applicant is None:
        return None
    return start_application(
        round_=round_, applicant=applicant, by=request.user, at=timezone.now(), by_office=True, **given
    )
