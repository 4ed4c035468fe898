"""Rounds: set up, open, close, clone, extend, finish (届次)."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pinzhang.domain.applications.selectors import tallies_of
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.selectors import edition_document, editions_run_by, rounds_read_by
from pinzhang.domain.programmes.services import rounds as services
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_office import CloneForm, ExtensionForm, RoundForm, first_dates
from pinzhang.portals.staff.pages import rounds as shown
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import refused

officer_required = post_required(PostRole.OFFICER)
MOVES = {
    "open": (services.open_round, "已开始申报。"),
    "close": (services.close_applications, "已截止申报，已提交的继续办理。"),
    "finish": (services.finish_round, "本届已结束。"),
}


@staff_required
def index(request: StaffRequest) -> HttpResponse:
    """List the rounds of the official's authorities (届次列表)."""
    found = rounds_read_by(request.posts)
    state, programme = request.GET.get("state", ""), request.GET.get("programme", "")
    if state in RoundState.values:
        found = found.filter(state=state)
    if programme:
        found = found.filter(edition__code=programme)
    page = numbered_page(found, request)
    context = {
        "page": page,
        "rows": tallies_of(page.rows),
        "editions": editions_run_by(request.posts, timezone.localdate()),
        "programmes": rounds_read_by(request.posts).order_by().values_list("edition__code", "edition__name").distinct(),
        "states": RoundState.choices,
        "state": state,
        "programme": programme,
    }
    return render(request, "staff/rounds/index.html", context)


@officer_required
def set_up(request: StaffRequest, code: str) -> HttpResponse:
    """Set up a round of the edition in force (筹备一届)."""
    edition = get_object_or_404(editions_run_by(request.posts, timezone.localdate()), code=code)
    outcomes = edition_document(edition).outcomes
    form = RoundForm(request.POST or None, outcomes=outcomes, initial=first_dates(timezone.now()))
    if request.method == "POST" and form.is_valid():
        given = {
            name: form.cleaned_data[name] for name in ("label", "label_en", "opens_at", "closes_at", "reference_on")
        }
        try:
            made = services.set_up_round(
                edition=edition, quotas=form.quotas(), by=request.user, at=timezone.now(), **given
            )
        except Refusal as refusal:
            shown.show_on_form(form, refusal)
        else:
            messages.success(request, "已建立，到开始时间会自动开放，也可以现在就开放。")
            return redirect("staff:round", pk=made.pk)
    context = {"form": form, "edition": edition}
    return render(request, "staff/rounds/set_up.html", context, status=422 if form.errors else 200)


@staff_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a round: counts per stage, lists, what can be done next (届次)."""
    round_ = get_object_or_404(rounds_read_by(request.posts), pk=pk)
    return render(request, "staff/rounds/detail.html", shown.round_page(round_, request.posts, at=timezone.now()))


@require_POST
@officer_required
def move(request: StaffRequest, pk: int, action: str) -> HttpResponse:
    """Open, close or finish a round."""
    round_ = get_object_or_404(rounds_read_by(request.posts), pk=pk)
    service, done = MOVES[action]
    try:
        service(round_=round_, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, layout="ui/staff.html")
    messages.success(request, done)
    return redirect("staff:round", pk=pk)


@officer_required
def clone(request: StaffRequest, pk: int) -> HttpResponse:
    """Set up a round like an earlier one (复制一届)."""
    round_ = get_object_or_404(rounds_read_by(request.posts), pk=pk)
    dates = first_dates(timezone.now())
    form = CloneForm(request.POST or None, initial=dates)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.clone_round(round_=round_, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            shown.show_on_form(form, refusal)
        else:
            messages.success(request, f"已按“{round_.label}”建立新的一届。")
            return redirect("staff:round", pk=made.pk)
    context = {"form": form, "round": round_}
    return render(request, "staff/rounds/clone.html", context, status=422 if form.errors else 200)


@officer_required
def extend(request: StaffRequest, pk: int) -> HttpResponse:
    """Let one applicant hand in later (个别延期)."""
    round_ = get_object_or_404(rounds_read_by(request.posts), pk=pk)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = organisation_by_credit_code(form.cleaned_data["credit_code"])
        if organisation is None:
            form.add_error("credit_code", "没有找到这个单位，请核对代码。")
        else:
            given = {name: form.cleaned_data[name] for name in ("closes_at", "ground")}
            try:
                services.extend_for(
                    round_=round_, organisation=organisation, by=request.user, at=timezone.now(), **given
                )
            except Refusal as refusal:
                shown.show_on_form(form, refusal)
            else:
                messages.success(request, f"{organisation.name} 可以延至所定时间申报。")
                return redirect("staff:round", pk=pk)
    context = {"form": form, "round": round_}
    return render(request, "staff/rounds/extend.html", context, status=422 if form.errors else 200)


@staff_required
def export(request: StaffRequest, pk: int) -> FileResponse:
    """Send the round's applicants as a spreadsheet (导出申报名单)."""
    return shown.spreadsheet(get_object_or_404(rounds_read_by(request.posts), pk=pk))
