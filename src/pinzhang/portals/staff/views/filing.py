"""Filing on behalf of whoever comes to the counter (窗口代办)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.sections import Saved, save_section
from pinzhang.domain.applications.services.stages import answer_corrections
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.cases.services.correspondence import remove_attachment
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.selectors import organisations_matching
from pinzhang.domain.parties.services import register_organisation
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.models import Region
from pinzhang.engine.forms import section_of
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_cases import ApplicantForm, FilingForm, VersionedForm, blame
from pinzhang.portals.staff.pages import filing as shown
from pinzhang.portals.staff.views.application import acted_on
from pinzhang.portals.ui.pack_forms import raw_answers
from pinzhang.portals.ui.refusals import UNPROCESSABLE

MATCHES_SHOWN = 20


def _typed(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(*, failed: bool) -> int:
    return UNPROCESSABLE if failed else 200


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(PostRole.OFFICER)
def file(request: StaffRequest) -> HttpResponse:
    """Choose the round and find the organisation; one that is not known yet is registered here (窗口代办)."""
    text = request.GET.get("q", "")
    initial = {"credit_code" if text.isascii() else "name": text}
    form = ApplicantForm(_typed(request), regions=Region.objects.order_by("code"), initial=initial)
    context: dict[str, Any] = {
        "rounds": shown.open_counters(request.posts),
        "q": text,
        "found": organisations_matching(text)[:MATCHES_SHOWN],
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            known = register_organisation(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, f"已登记 {known.name}。")
            return redirect(f"{reverse('staff:file')}?{urlencode({'q': known.credit_code or known.name})}")
        except Refusal as refusal:
            blame(form, refusal)
            context["refusal"] = refusal
    return render(request, "staff/file.html", context, status=_status(failed=request.method == "POST"))


@require_http_methods(["GET", "HEAD", "POST"])
@post_required(PostRole.OFFICER)
def begin(request: StaffRequest, round_pk: int, organisation: int) -> HttpResponse:
    """Begin an application for an organisation, in time or not (代为申报)."""
    round_ = get_object_or_404(shown.open_counters(request.posts), pk=round_pk)
    applicant = get_object_or_404(Organisation, pk=organisation)
    form = FilingForm(_typed(request), document=edition_document(round_.edition))
    context: dict[str, Any] = {"round": round_, "applicant": applicant, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            begun = _begin(request, round_, applicant, form)
            return redirect("staff:application", pk=begun.pk)
        except Refusal as refusal:
            blame(form, refusal)
            context["refusal"] = refusal
    return render(request, "staff/begin.html", context, status=_status(failed=request.method == "POST"))


def _begin(request: StaffRequest, round_: Round, applicant: Organisation, form: FilingForm) -> Application:
    return start_application(
        round_=round_, applicant=applicant, by=request.user, at=timezone.now(), by_office=True, **form.cleaned_data
    )


def _filled_by_office(request: StaffRequest, pk: int) -> shown.Filling:
    """Return a form that the office fills in on somebody's behalf; what applicants file themselves is theirs."""
    found, _ = acted_on(request, pk, "office")
    filling = shown.filling_of(found)
    if not found.filed_by_office or not filling.steps:
        raise Http404
    return filling


@require_safe
@staff_required
def fill(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what is still to be filled in, submitted or answered on somebody's behalf (代为填报)."""
    return _fill_page(request, _filled_by_office(request, pk))


def _fill_page(
    request: StaffRequest, filling: shown.Filling, refusal: Refusal | None = None, form: Any = None
) -> HttpResponse:
    case = filling.application.case
    context = {
        "application": filling.application,
        "case": case,
        "filling": filling,
        "answers_form": (form or shown.answers_form(filling.application)) if case.waiting else None,
        "refusal": refusal,
    }
    return render(request, "staff/fill.html", context, status=_status(failed=refusal is not None or form is not None))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def section(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """Fill in one section on somebody's behalf (代填一页)."""
    filling = _filled_by_office(request, pk)
    if key not in filling.keys:
        raise Http404
    if request.method != "POST":
        problems = filling.problems_in(key) if "check" in request.GET else {}
        return _section_page(request, filling, key, problems)
    try:
        saved = _save(request, filling.application, key)
    except Refusal as refusal:
        return _section_page(request, filling, key, {}, refusal)
    return _onwards(request, pk, key, saved)


def _save(request: StaffRequest, application: Application, key: str) -> Saved:
    version = request.POST.get("answers_version", "")
    uploads = {name: [(one.name or "", one.read()) for one in request.FILES.getlist(name)] for name in request.FILES}
    return save_section(
        application=application,
        section=key,
        raw=raw_answers(section_of(edition_document(application.round.edition).form, key), request.POST),
        uploads=uploads,
        by=request.user,
        at=timezone.now(),
        expected_version=int(version) if version.isdecimal() else 0,
    )


def _onwards(request: StaffRequest, pk: int, key: str, saved: Saved) -> HttpResponse:
    """Go on to the next section; what is wrong, or one more row, keeps one on the page."""
    filling = _filled_by_office(request, pk)
    here = reverse("staff:section", args=[pk, key])
    if added := request.POST.get("add"):
        return redirect(f"{here}?add={added}#{added}")
    problems = {**filling.problems_in(key), **saved.problems, **saved.refused_files}
    if problems:
        return _section_page(request, filling, key, problems)
    messages.success(request, "已保存。")
    following = filling.after(key)
    return redirect("staff:section", pk=pk, key=following) if following else redirect("staff:fill", pk=pk)


def _section_page(
    request: StaffRequest, filling: shown.Filling, key: str, problems: dict[str, str], refusal: Refusal | None = None
) -> HttpResponse:
    posted = request.POST if refusal else None
    sheet = shown.sheet_of(filling, key, problems=problems, posted=posted, add=request.GET.get("add", ""))
    context = {
        "application": filling.application,
        "case": filling.application.case,
        "filling": filling,
        "key": key,
        "sheet": sheet,
        "refusal": refusal,
    }
    return render(request, "staff/section.html", context, status=_status(failed=request.method == "POST"))


@require_POST
@staff_required
def remove(request: StaffRequest, pk: int, attachment: int) -> HttpResponse:
    """Take a file out of a form that the office fills in (删除附件)."""
    filling = _filled_by_office(request, pk)
    one = get_object_or_404(Attachment, pk=attachment, case=filling.application.case_id, removed_at__isnull=True)
    remove_attachment(attachment=one, by=request.user, at=timezone.now())
    messages.success(request, f"已删除 {one.file.name}。")
    return redirect("staff:fill", pk=pk)


@require_POST
@staff_required
def submit(request: StaffRequest, pk: int) -> HttpResponse:
    """Submit on somebody's behalf; the signed original stays with the office (代为提交)."""
    filling = _filled_by_office(request, pk)
    form = VersionedForm(request.POST)
    if not form.is_valid():
        return _fill_page(request, filling, form=form)
    try:
        submit_application(
            application=filling.application,
            by=request.user,
            at=timezone.now(),
            expected_version=form.cleaned_data["version"],
        )
    except Refusal as refusal:
        return _fill_page(request, filling, refusal)
    messages.success(request, "已代为提交。")
    return redirect("staff:application", pk=pk)


@require_POST
@staff_required
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer correction requests on somebody's behalf (代为答复补正)."""
    filling = _filled_by_office(request, pk)
    form = shown.answers_form(filling.application, request.POST)
    if not form.is_valid():
        return _fill_page(request, filling, form=form)
    try:
        answer_corrections(
            application=filling.application,
            answers=form.answers(),
            by=request.user,
            at=timezone.now(),
            expected_version=form.cleaned_data["version"],
        )
    except Refusal as refusal:
        blame(form, refusal)
        return _fill_page(request, filling, refusal, form)
    messages.success(request, "已代为答复。")
    return redirect("staff:application", pk=pk)
