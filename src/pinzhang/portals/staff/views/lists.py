"""Lists of a round at its batch stages: open, consult, propose, approve, decide, confer, print."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.applications.permissions import list_roles_of
from pinzhang.domain.applications.selectors import list_plan, lists_for, opinions_for
from pinzhang.domain.applications.services import lists as services
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.services import confer as confer_marks
from pinzhang.domain.programmes.selectors import rounds_of
from pinzhang.domain.review.services import panel
from pinzhang.engine.stages import Action, Actor
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.staff.forms_cases import CloseListForm, OpenListForm, OpinionForm, ReturnListForm, blame
from pinzhang.portals.staff.pages import lists as shown
from pinzhang.portals.staff.pages import opening
from pinzhang.portals.ui.refusals import UNPROCESSABLE


def found_list(request: StaffRequest, pk: int) -> shown.OpenedList:
    """Return a list that the official works on or leads; others do not exist for them."""
    opened = get_object_or_404(lists_for(request.posts), pk=pk)
    return shown.opened_list(opened, request.user, local_day(timezone.now()))


def page(
    request: StaffRequest,
    found: shown.OpenedList,
    kept: dict[str, forms.BaseForm] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Show the page of a list; with what was refused, and what was typed, where it was."""
    context = {**shown.context_of(found, kept or {}), "refusal": refusal}
    return render(request, "staff/list.html", context, status=UNPROCESSABLE if kept or refusal else 200)


def attempt(
    request: StaffRequest,
    found: shown.OpenedList,
    part: tuple[str, forms.BaseForm],
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Do one thing to a list and go back to its page; a refusal shows there with everything typed."""
    name, form = part
    if not form.is_valid():
        return page(request, found, {name: form})
    try:
        act()
    except Refusal as refusal:
        blame(form, refusal)
        return page(request, found, {name: form}, refusal)
    messages.success(request, done)
    return redirect("staff:list", pk=found.opened.pk)


def _as(found: shown.OpenedList, action: Action) -> Actor:
    role = found.role_for(action) if found.is_open else next(iter(found.roles), None)
    if role is None:
        raise Http404
    return role


@require_safe
@staff_required
def opened_list(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a list as its kind asks: ranking, opinions, objections, approval, decision, conferral (名单).

    A department that is asked about it answers on a page of its own.
    """
    asked = opinions_for(request.posts).filter(batch_stage=pk)
    if not lists_for(request.posts).filter(pk=pk).exists() and asked.exists():
        return redirect("staff:opinions")
    return page(request, found_list(request, pk))


@require_safe
@staff_required
def paper(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a list as it is laid before a meeting, to be printed (送审名单)."""
    return render(request, "staff/list_paper.html", shown.context_of(found_list(request, pk), {}))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def open_list(request: StaffRequest, round_pk: int, stage: str) -> HttpResponse:
    """Show who would be on a list, and open it (生成名单)."""
    round_ = get_object_or_404(rounds_of(request.posts), pk=round_pk)
    stages = {each.key: each for each in list_plan(round_).stages if list_plan(round_).is_batch(each.key)}
    if stage not in stages or "office" not in list_roles_of(request.user, round_.authority):
        raise Http404
    ahead = opening.opening_of(round_, stages[stage])
    form = opening.form_for(ahead, request.POST if request.method == "POST" else None)
    context = {"opening": ahead, "form": form, "round": round_, "stage": stages[stage]}
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("staff:list", pk=_open(request, ahead, form).pk)
        except Refusal as refusal:
            blame(form, refusal)
            context["refusal"] = refusal
    return render(request, "staff/open_list.html", context, status=UNPROCESSABLE if request.method == "POST" else 200)


def _open(request: StaffRequest, ahead: opening.Opening, form: OpenListForm) -> BatchStage:
    given, round_, stage, now = form.cleaned_data, ahead.round, ahead.stage.key, timezone.now()
    ground, until_on = given.get("ground", ""), given.get("until_on")
    if ahead.proposes:
        return panel.open_panel(round_=round_, stage=stage, by=request.user, at=now, ground=ground, until_on=until_on)
    return services.open_list(
        round_=round_,
        stage=stage,
        by=request.user,
        at=now,
        ground=ground,
        until_on=until_on,
        departments=list(given.get("departments", ())),
    )


@require_POST
@staff_required
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a list: all go forward but those refused with a ground (办结名单)."""
    found = found_list(request, pk)
    role = _as(found, Action.COMPLETE)
    form = shown.close_form(found, found.opened.frozen, request.POST)

    def act() -> None:
        _close(request, found, form, role)

    return attempt(request, found, ("close", form), act, f"{found.stage.name.zh}：已办结。")


def _close(request: StaffRequest, found: shown.OpenedList, form: CloseListForm, role: Actor) -> None:
    opened, round_, refuse, now = found.opened, found.round, form.refused(), timezone.now()
    if found.stage.kind == "consultation":
        services.close_consultation(opened=opened, round_=round_, refuse=refuse, by=request.user, at=now)
        return
    services.close_list(
        opened=opened,
        round_=round_,
        refuse=refuse,
        minutes=form.cleaned_data.get("minutes", ""),
        document_number=form.cleaned_data.get("document_number", ""),
        role=role,
        by=request.user,
        at=now,
    )


@require_POST
@staff_required
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a proposal as a draft (暂存拟定名单)."""
    found = found_list(request, pk)
    if not found.roles:
        raise Http404
    form = shown.proposal_form(found, shown.entries_of(found.opened), request.POST)

    def act() -> None:
        tiers, grounds = form.proposal()
        minutes = form.cleaned_data["minutes"]
        panel.propose(opened=found.opened, round_=found.round, tiers=tiers, grounds=grounds, minutes=minutes)

    return attempt(request, found, ("proposal", form), act, "已暂存，还没有办结。")


@require_POST
@staff_required
def conclude(request: StaffRequest, pk: int) -> HttpResponse:
    """Conclude a proposal: those with a tier go forward, the others are told why (审议通过)."""
    found = found_list(request, pk)
    role = _as(found, Action.COMPLETE)
    form = shown.proposal_form(found, shown.entries_of(found.opened), request.POST)

    def act() -> None:
        panel.conclude_panel(
            opened=found.opened,
            round_=found.round,
            minutes=form.cleaned_data["minutes"],
            document_number=form.cleaned_data.get("document_number", ""),
            proposal=form.proposal(),
            role=role,
            by=request.user,
            at=timezone.now(),
        )

    return attempt(request, found, ("proposal", form), act, f"{found.stage.name.zh}：已办结。")


@require_POST
@staff_required
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a whole list back to an earlier stage with a reason (退回名单)."""
    found = found_list(request, pk)
    role = _as(found, Action.RETURN)
    form = ReturnListForm(request.POST, targets=found.return_targets)

    def act() -> None:
        services.return_list(
            opened=found.opened,
            round_=found.round,
            to=form.cleaned_data["to"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
            role=role,
        )

    return attempt(request, found, ("return", form), act, "名单已退回。")


@require_POST
@staff_required
def confer(request: StaffRequest, pk: int) -> HttpResponse:
    """Confer what was decided on everybody of the list (授予)."""
    found = found_list(request, pk)
    _as(found, Action.COMPLETE)
    if found.stage.kind != "conferral":
        raise Http404

    def act() -> None:
        confer_marks(opened=found.opened, round_=found.round, by=request.user, at=timezone.now())

    return attempt(request, found, ("close", forms.Form(request.POST)), act, "已授予，榜单和证书随即更新。")


@require_POST
@staff_required
def record_opinion(request: StaffRequest, pk: int, opinion: int) -> HttpResponse:
    """Enter an opinion that a department gave on paper (代录意见)."""
    found = found_list(request, pk)
    if "office" not in found.roles:
        raise Http404
    asked = get_object_or_404(Opinion, pk=opinion, batch_stage=found.opened)
    form = OpinionForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        services.give_opinion(opinion=asked, kind=given["kind"], text=given["text"], by=request.user, at=timezone.now())

    return attempt(request, found, ("opinion", form), act, f"已代录{asked.department_name}的意见。")
