"""Reports of fakes and misuse: queue, triage, measures, answer (举报)."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.protection.models import ReportPhoto
from pinzhang.domain.protection.selectors import reports_visible_to
from pinzhang.domain.protection.services import reports
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_protection import AnswerForm, AssignForm, ConclusionForm, FirmForm
from pinzhang.portals.staff.pages import reports as page
from pinzhang.portals.staff.pages.deeds import acted
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.pagination import numbered_page

officer_required = post_required(PostRole.OFFICER)


@staff_required
def queue(request: StaffRequest) -> HttpResponse:
    """List reports with their clocks and what makes them part of a pattern (举报)."""
    found, chosen = page.narrowed(reports_visible_to(request.user), request.GET)
    rows = numbered_page(found, request)
    context = {"page": rows, "lines": page.lines(rows.rows), "tabs": page.tabs(request.user, chosen["view"]), **chosen}
    return render(request, "staff/reports/index.html", context | {"nav": "reports"})


@staff_required
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a report with its photographs, its pattern and what may be done now (举报)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    return render(request, "staff/reports/detail.html", page.detail(found, request))


@staff_required
def photo(request: StaffRequest, pk: int, photo: int) -> HttpResponseBase:
    """Hand out a photograph to whoever answers for the report (举报照片)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    return private_file(get_object_or_404(ReportPhoto.objects.select_related("file"), report=found, pk=photo).file)


@require_POST
@officer_required
def assign(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a report up and give it to the authority that is competent (分办)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    form = AssignForm(request.POST, authorities=page.competent(found))

    def act() -> None:
        given = form.cleaned_data
        reports.assign_report(
            report=found, authority=page.authority_of(given["authority"]), until_on=given["until_on"],
            organisation=page.firm_of(given["credit_code"]), by=request.user, at=timezone.now(),
            expected_version=given["version"],
        )  # fmt: skip

    return _answered(request, form, act, "已分办。", pk, "assign")


@require_POST
@officer_required
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Refuse to take a report up (不予受理)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        reports.refuse_report(
            report=found, answer=given["answer"], by=request.user, at=timezone.now(), expected_version=given["version"]
        )

    return _answered(request, form, act, "已记为不予受理，理由举报人可以看到。", pk, "refuse")


@require_POST
@officer_required
def conclude(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what was found and done (核查结论)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    form = ConclusionForm(request.POST, report=found)

    def act() -> None:
        given = dict(form.cleaned_data)
        version = given.pop("version")
        reports.conclude_report(report=found, by=request.user, at=timezone.now(), expected_version=version, **given)

    return _answered(request, form, act, "结论已登记。属实且由持有单位负责的，已转到标识监管的预警。", pk, "conclude")


@require_POST
@officer_required
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer the reporter and close the report (答复办结)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        reports.answer_report(
            report=found, answer=given["answer"], by=request.user, at=timezone.now(), expected_version=given["version"]
        )

    return _answered(request, form, act, "已答复办结。", pk, "answer")


@require_POST
@officer_required
def name_firm(request: StaffRequest, pk: int) -> HttpResponse:
    """Write which firm a report is about (被举报单位)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    form = FirmForm(request.POST)

    def act() -> None:
        firm = page.firm_of(form.cleaned_data["credit_code"])
        if firm is not None:
            reports.name_organisation(report=found, organisation=firm, by=request.user, at=timezone.now())

    return _answered(request, form, act, "被举报单位已写明。", pk, "firm")


@require_POST
@officer_required
def erase(request: StaffRequest, pk: int) -> HttpResponse:
    """Erase who reported, at their wish (删除举报人资料)."""
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    form = page.NothingAsked(request.POST)

    def act() -> None:
        reports.erase_reporter(report=found, by=request.user, at=timezone.now())

    return _answered(request, form, act, "举报人资料已删除。", pk, "erase")


def _answered(request: StaffRequest, form: page.AnyForm, act: page.Act, done: str, pk: int, step: str) -> HttpResponse:
    """Go on, or show the page again with what was typed."""
    moved = acted(request, form, act, done, reverse("staff:case_report", args=[pk]))
    if moved is not None:
        return moved
    found = get_object_or_404(reports_visible_to(request.user), pk=pk)
    return render(request, "staff/reports/detail.html", page.detail(found, request, refused={step: form}), status=422)
