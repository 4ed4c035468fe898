"""One application: its page, and what officers and recommenders do to it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.applications.models import Application, Objection
from pinzhang.domain.applications.permissions import official_roles, role_for
from pinzhang.domain.applications.selectors import readable_by
from pinzhang.domain.applications.services import lists, stages
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.cases.services import correspondence, moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services.access import record_access
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.selectors import officers_beside
from pinzhang.domain.review.services import panel
from pinzhang.engine.stages import Action, Actor
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.staff.forms_cases import (
    AsideForm,
    AssignForm,
    MessageForm,
    ObjectionForm,
    RuleForm,
    StepForm,
    TierForm,
    VersionedForm,
    blame,
)
from pinzhang.portals.staff.pages import acting
from pinzhang.portals.staff.pages.application import Reader, context_of
from pinzhang.portals.staff.pages.names import tier_names
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.refusals import UNPROCESSABLE


def readable(request: StaffRequest, pk: int) -> Application:
    """Return an application that the official may read; others do not exist for them."""
    return get_object_or_404(readable_by(request.user), pk=pk)


def acted_on(request: StaffRequest, pk: int, role: Actor | None = None) -> tuple[Application, tuple[Actor, ...]]:
    """Return an application towards which the official has a role (this one, where it is named)."""
    application = readable(request, pk)
    roles = official_roles(request.user, application)
    if not roles or (role and role not in roles):
        raise Http404
    return application, roles


def page(
    request: StaffRequest,
    application: Application,
    kept: dict[str, forms.BaseForm] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Show the page of an application; with what was refused, and what was typed, where it was."""
    application = readable(request, application.pk)
    record_access(application, by=request.user, what="file", at=timezone.now())
    reader = Reader(request.user, request.posts, local_day(timezone.now()))
    context = {**context_of(application, reader, kept or {}), "refusal": refusal}
    return render(request, "staff/application.html", context, status=UNPROCESSABLE if kept or refusal else 200)


def attempt(
    request: StaffRequest,
    application: Application,
    part: tuple[str, forms.BaseForm],
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Do one thing to an application and go back to its page; a refusal shows there with everything typed."""
    name, form = part
    if not form.is_valid():
        return page(request, application, {name: form})
    try:
        act()
    except Refusal as refusal:
        blame(form, refusal)
        return page(request, application, {name: form}, refusal)
    messages.success(request, done)
    return redirect("staff:application", pk=application.pk)


@require_safe
@staff_required
def application(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an application to whoever may read it (办件页)."""
    return page(request, readable(request, pk))


@require_POST
@staff_required
def step(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass, refuse, return, recommend or decline one application (环节办理)."""
    found, roles = acted_on(request, pk)
    form = StepForm(request.POST, targets=acting.return_targets(found))
    action = _action(request, acting.DECIDING)
    form.require_target(when=action is Action.RETURN)

    def act() -> None:
        stages.decide_stage(
            application=found,
            action=action,
            role=role_for(action, roles, found),
            by=request.user,
            at=timezone.now(),
            note=form.cleaned_data["note"],
            to=form.cleaned_data.get("to") if action is Action.RETURN else None,
            expected_version=form.cleaned_data["version"],
        )

    return attempt(request, found, ("step", form), act, "已办理。")


def _action(request: StaffRequest, known: tuple[Action, ...]) -> Action:
    asked = request.POST.get("action", "")
    if asked not in known:
        raise Http404
    return Action(asked)


@require_POST
@staff_required
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    """Hold, release, skip, or end one application without a decision (其他办理)."""
    found, _ = acted_on(request, pk, "office")
    form = AsideForm(request.POST)
    action = _action(request, stages.SETTING_ASIDE)

    def act() -> None:
        stages.set_aside(
            application=found,
            action=action,
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
            expected_version=form.cleaned_data["version"],
        )

    return attempt(request, found, ("aside", form), act, "已办理。")


@require_POST
@staff_required
def set_tier(request: StaffRequest, pk: int) -> HttpResponse:
    """Name the tier of an application that no panel ranks (直接列入的等次)."""
    found, _ = acted_on(request, pk, "office")
    form = TierForm(request.POST, tiers={key: name.zh for key, name in tier_names(found.round).items()})

    def act() -> None:
        panel.set_tier(application=found, tier=form.cleaned_data["tier"], by=request.user, at=timezone.now())

    return attempt(request, found, ("tier", form), act, "等次已写明，作决定时列入名单。")


@require_POST
@staff_required
def withdraw_corrections(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the open correction requests back (撤回补正通知)."""
    found, roles = acted_on(request, pk)
    form = VersionedForm(request.POST)

    def act() -> None:
        stages.withdraw_corrections(
            application=found,
            by=request.user,
            at=timezone.now(),
            expected_version=form.cleaned_data["version"],
            role=role_for(Action.WITHDRAW_REQUEST, roles, found),
        )

    return attempt(request, found, ("withdraw", form), act, "已撤回补正通知，继续计时。")


@require_POST
@staff_required
def decide_rule(request: StaffRequest, pk: int, rule: str) -> HttpResponse:
    """Decide a rule that the text leaves to judgement (人工认定)."""
    found, _ = acted_on(request, pk, "office")
    form = RuleForm(request.POST, prefix=f"rule-{rule}")

    def act() -> None:
        stages.decide_rule(
            application=found,
            rule=rule,
            met=form.cleaned_data["met"] == "yes",
            ground=form.cleaned_data["ground"],
            by=request.user,
            at=timezone.now(),
        )

    return attempt(request, found, (f"rule-{rule}", form), act, "已认定，规则重新核对。")


@require_POST
@staff_required
def assign(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a case to an officer (分派经办人)."""
    found, _ = acted_on(request, pk, "office")
    form = AssignForm(request.POST, officers=officers_beside(request.user))

    def act() -> None:
        moves.assign_case(case=found.case, to=form.cleaned_data["to"], by=request.user, at=timezone.now())

    return attempt(request, found, ("assign", form), act, "已分派。")


@require_POST
@staff_required
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """Write to the applicant (发消息)."""
    found, _ = acted_on(request, pk, "office")
    form = MessageForm(request.POST)

    def act() -> None:
        correspondence.send_message(
            case=found.case, text=form.cleaned_data["text"], from_office=True, by=request.user, at=timezone.now()
        )

    return attempt(request, found, ("message", form), act, "消息已发给申报组织。")


@require_POST
@staff_required
def decide_objection(request: StaffRequest, pk: int, objection: int) -> HttpResponse:
    """Decide an objection after looking into it (认定异议)."""
    found, _ = acted_on(request, pk, "office")
    disputed = get_object_or_404(Objection, pk=objection, application=found)
    name = f"objection-{disputed.pk}"
    form = ObjectionForm(request.POST, prefix=name)

    def act() -> None:
        lists.decide_objection(
            objection=disputed,
            upheld=form.cleaned_data["upheld"] == "yes",
            finding=form.cleaned_data["finding"],
            by=request.user,
            at=timezone.now(),
        )

    return attempt(request, found, (name, form), act, "异议已认定。")


@require_safe
@staff_required
def attachment(request: StaffRequest, pk: int, attachment: int) -> FileResponse:
    """Hand out a file of an application to whoever may read it (下载附件)."""
    found = readable(request, pk)
    record_access(found, by=request.user, what="attachment", at=timezone.now())
    return private_file(get_object_or_404(Attachment, pk=attachment, case_id=found.case_id).file)


@require_safe
@staff_required
def letter(request: StaffRequest, pk: int, letter: int) -> FileResponse:
    """Hand out a letter about the mark that came of an application (下载文书)."""
    found = readable(request, pk)
    mark = getattr(found, "mark", None)
    return private_file(get_object_or_404(Letter, pk=letter, about=f"mark:{mark.pk if mark else 0}").file)
