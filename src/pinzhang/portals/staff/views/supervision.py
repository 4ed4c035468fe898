"""Alerts, procedures and checks of marks (预警、处置程序、监督检查)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pinzhang.domain.marks.selectors import marks_visible_to
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.supervision.choices import AlertState
from pinzhang.domain.supervision.models import Consequence
from pinzhang.domain.supervision.selectors import (
    alerts_visible_to,
    checks_visible_to,
    open_alerts_for,
    procedures_visible_to,
)
from pinzhang.domain.supervision.services import alerts, checks, procedures
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_marks import (
    CheckForm,
    DecisionForm,
    HearingForm,
    NoteForm,
    ProcedureForm,
    ReasonForm,
)
from pinzhang.portals.staff.pages import supervision as page
from pinzhang.portals.staff.pages.deeds import acted, deed, status_of
from pinzhang.portals.ui.pagination import numbered_page

officer_required = post_required(PostRole.OFFICER)


@staff_required
def alert_list(request: StaffRequest) -> HttpResponse:
    """List what facts, reports and checks suggest to look into (预警)."""
    state = request.GET.get("state", AlertState.OPEN)
    state = state if state in AlertState.values else AlertState.OPEN.value
    found = numbered_page(alerts_visible_to(request.user).filter(state=state), request)
    context = {"page": found, "lines": page.alert_lines(found.rows), "state": state, "states": AlertState.choices}
    return render(request, "staff/marks/alerts.html", context | page.frame(request, "alerts"))


@require_POST
@officer_required
def watch(request: StaffRequest) -> HttpResponse:
    """Watch the official's marks at once (现在核对)."""
    fresh = alerts.watch_now(by=request.user, at=timezone.now())
    messages.success(request, f"已按现在登记的事实核对，新增 {fresh} 条预警。")
    return redirect("staff:alerts")


@officer_required
def dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide that an alert calls for nothing (不处置)."""
    alert = get_object_or_404(open_alerts_for(request.user), pk=pk)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        alerts.dismiss_alert(alert=alert, by=request.user, at=timezone.now(), **form.cleaned_data)

    done = acted(request, form, act, "已记为不处置。", reverse("staff:alerts"))
    return done or deed(request, form, alert.mark, "不处置这条预警", "确认不处置")


@staff_required
def procedure_list(request: StaffRequest) -> HttpResponse:
    """List procedures, those whose term ends first at the head (处置程序)."""
    found = numbered_page(procedures_visible_to(request.user), request)
    context = {"page": found, "lines": page.procedure_lines(found.rows), "today": timezone.localdate()}
    return render(request, "staff/marks/procedures.html", context | page.frame(request, "procedures"))


@officer_required
def open_procedure(request: StaffRequest, pk: int, effect: str) -> HttpResponse:
    """Give notice that a mark may be suspended or revoked (立案告知)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    alert = open_alerts_for(request.user).filter(mark=mark, pk=request.GET.get("alert") or 0).first()
    initial = {"ground": alert.ground} if alert else {}
    form = ProcedureForm(request.POST or None, initial=initial, mark=mark, effect=effect)

    def act() -> None:
        procedures.open_procedure(
            mark=mark, effect=effect, alert=alert, by=request.user, at=timezone.now(), **form.cleaned_data
        )

    done = acted(request, form, act, "已立案，告知书随后发给持有单位。", reverse("staff:mark", args=[pk]))
    context = {"mark": mark, "form": form, "effect": effect, "alert": alert, **page.opening(mark, effect)}
    return done or render(request, "staff/marks/open.html", context, status=status_of(form))


@staff_required
def procedure(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a procedure: notice, statement, hearing, decision, what follows (处置程序)."""
    found = get_object_or_404(procedures_visible_to(request.user), pk=pk)
    return render(request, "staff/marks/procedure.html", page.procedure_page(found, request))


@officer_required
def hearing(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that the holder was heard in person (听证情况)."""
    found = get_object_or_404(procedures_visible_to(request.user), pk=pk)
    form = HearingForm(request.POST or None)

    def act() -> None:
        procedures.record_hearing(procedure=found, by=request.user, at=timezone.now(), **form.cleaned_data)

    done = acted(request, form, act, "听证情况已登记。", reverse("staff:procedure", args=[pk]))
    return done or deed(request, form, found.mark, "登记听证情况", "保存")


@officer_required
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide a procedure; list and page show it at once (作出决定)."""
    found = get_object_or_404(procedures_visible_to(request.user), pk=pk)
    form = DecisionForm(request.POST or None, procedure=found)

    def act() -> None:
        given = form.cleaned_data
        procedures.decide_procedure(
            procedure=found, apply=given["apply"] == "yes", text=given["text"], by=request.user, at=timezone.now(),
            expected_version=given["version"],
        )  # fmt: skip

    done = acted(request, form, act, "决定已作出。公开榜单和标识页面已经同步。", reverse("staff:procedure", args=[pk]))
    context = {"form": form, **page.procedure_page(found, request)}
    return done or render(request, "staff/marks/decide.html", context, status=status_of(form))


@officer_required
def consequence(request: StaffRequest, pk: int, step: int) -> HttpResponse:
    """Say that something that follows from a measure is done (办结后续事项)."""
    found = get_object_or_404(procedures_visible_to(request.user), pk=pk)
    one = get_object_or_404(Consequence, procedure=found, pk=step)
    form = NoteForm(request.POST or None)

    def act() -> None:
        procedures.do_consequence(consequence=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    done = acted(request, form, act, "已记为办结。", reverse("staff:procedure", args=[pk]))
    return done or deed(request, form, found.mark, "办结后续事项", "已办结", note=one.text)


@staff_required
def check_list(request: StaffRequest) -> HttpResponse:
    """List the checks that editions plan, the next due first (监督检查)."""
    found = numbered_page(checks_visible_to(request.user), request)
    context = {"page": found, "lines": page.check_lines(found.rows), "today": timezone.localdate()}
    return render(request, "staff/marks/checks.html", context | page.frame(request, "checks"))


@officer_required
def record_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what a check found (登记检查结果)."""
    check = get_object_or_404(checks_visible_to(request.user).filter(done_on__isnull=True), pk=pk)
    form = CheckForm(request.POST or None, check=check)

    def act() -> None:
        given = {**form.cleaned_data, "passed": form.cleaned_data["passed"] == "yes"}
        checks.record_check(check=check, by=request.user, at=timezone.now(), **given)

    done = acted(request, form, act, "检查结果已登记。", reverse("staff:checks"))
    return done or deed(request, form, check.mark, "登记检查结果", "保存")
