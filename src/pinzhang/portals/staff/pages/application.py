"""One application as the office sees it: where it stands, what may be done, what is known, what happened."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Application, Objection
from pinzhang.domain.applications.permissions import is_inside, official_roles
from pinzhang.domain.applications.selectors import application_plan, opinions_for, recommendations_used
from pinzhang.domain.applications.services.stages import SETTING_ASIDE
from pinzhang.domain.cases.clocks import reading_of
from pinzhang.domain.cases.models import BatchStage, CorrectionRequest
from pinzhang.domain.messages.selectors import letters_about
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.parties.selectors import institutions, officers_beside
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.services.panel import passes_by_panel
from pinzhang.engine.stages import Action, Actor
from pinzhang.portals.staff.forms_cases import (
    AsideForm,
    AssignForm,
    CommissionForm,
    MessageForm,
    ObjectionForm,
    ReviewersForm,
    RuleForm,
    StepForm,
    TierForm,
)
from pinzhang.portals.staff.pages import acting, findings, history, reviewing
from pinzhang.portals.staff.pages.names import clause_url, route_name, sector_name, stage_of, tier_names
from pinzhang.portals.ui.answers import FilledSection, filled_sections


@dataclass(frozen=True)
class Reader:
    """Who looks at an application, and when."""

    user: User
    posts: tuple[Post, ...]
    today: date


CHECKING = ("submission", "recommendation", "nomination", "eligibility_check", "background_check")
"""Where the rules are what the work is about; later they stand by, folded."""

Forms = dict[str, forms.BaseForm]
"""Forms that came back with a refusal, by the part of the page they stand in."""


def context_of(application: Application, reader: Reader, kept: Forms) -> dict[str, Any]:
    """Return everything the page shows; a form that came back stands where it stood, as it was typed."""
    roles = official_roles(reader.user, application)
    inside = is_inside(reader.posts, application)
    buttons = acting.buttons_for(application, roles)
    sections = filled_sections(application)
    return {
        "application": application,
        "case": application.case,
        "roles": roles,
        "inside": inside,
        "sections": sections,
        "groups": _groups(application, sections, roles, kept),
        "rules_folded": stage_of(application).kind not in CHECKING and bool(application.findings),
        "timeline": history.timeline(application),
        "letters": letters_about(f"mark:{application.mark.pk}") if hasattr(application, "mark") else [],
        **_head(application, reader),
        **_steps(application, buttons, kept),
        "owes_opinion": _owes_opinion(application, reader),
        "tier_form": _tier_form(application, kept) if "office" in roles else None,
        **(_inside(application, roles, reader, kept) if inside else {}),
    }


def _head(application: Application, reader: Reader) -> dict[str, Any]:
    stage = stage_of(application)
    opened = BatchStage.objects.filter(batch=application.case.batch, stage=stage.key, closed_at__isnull=True).first()
    return {
        "stage": stage,
        "clock": reading_of(application.case, stage, today=reader.today),
        "stage_url": clause_url(application.round.edition, f"stage-{stage.key}"),
        "sector": sector_name(application),
        "route": route_name(application),
        "tier": tier_names(application.round).get(application.tier, ""),
        "open_list": opened,
        "is_recommended": any(each.kind == "recommendation" for each in application_plan(application).stages),
    }


def _steps(application: Application, buttons: list[acting.Button], kept: Forms) -> dict[str, Any]:
    stage, targets = stage_of(application), acting.return_targets(application)
    by_action = {button.action: button for button in buttons}
    fills_in = application.filed_by_office and stage.kind == "submission"
    places = recommendations_used(application) if stage.kind == "recommendation" else None
    return {
        "deciding": [by_action[each] for each in acting.DECIDING if each in by_action and not fills_in],
        "setting_aside": [by_action[each] for each in SETTING_ASIDE if each in by_action],
        "aside_form": kept.get("aside") or AsideForm(initial={"version": application.case.version}),
        "can_ask": by_action.get(Action.ASK),
        "can_withdraw_request": by_action.get(Action.WITHDRAW_REQUEST),
        "fills_in": fills_in and bool(buttons),
        "answers_for": application.filed_by_office and Action.ANSWER in by_action,
        "places": places,
        "step_form": kept.get("step") or StepForm(initial={"version": application.case.version}, targets=targets),
        "step_targets": targets,
        "corrections": corrections_of(application),
    }


def _owes_opinion(application: Application, reader: Reader) -> bool:
    """Tell whether a department of the reader is asked about this application and has not answered."""
    asked = opinions_for(reader.posts).filter(application=application)
    return asked.filter(kind="", batch_stage__closed_at__isnull=True).exists()


def _tier_form(application: Application, kept: Forms) -> forms.BaseForm | None:
    """Return the form that names the tier of an application that no panel ranks; later a list names it."""
    is_early = not application_plan(application).is_batch(application.case.stage)
    if application.case.outcome or not is_early or not passes_by_panel(application):
        return None
    tiers = {key: name.zh for key, name in tier_names(application.round).items()}
    return kept.get("tier") or TierForm(tiers=tiers, initial={"tier": application.tier})


def corrections_of(application: Application) -> list[tuple[CorrectionRequest, str]]:
    """Return the correction requests with the label of what each points at, the newest first."""
    form = edition_document(application.round.edition).form
    labels = {asked.name: asked.label.zh for section in form.sections for asked in section.fields}
    labels |= {group.name: group.label.zh for section in form.sections for group in section.groups}
    found = application.case.corrections.select_related("asked_by").order_by("-asked_at", "pk")
    return [(each, labels.get(each.field, "")) for each in found]


def _groups(
    application: Application, sections: list[FilledSection], roles: tuple[Actor, ...], kept: Forms
) -> list[tuple[findings.Group, list[tuple[findings.Finding, forms.BaseForm | None]]]]:
    """Return the rules in groups; beside those left to judgement stands the form to decide them, during the check."""
    decides = "office" in roles and stage_of(application).kind == "eligibility_check" and not application.case.outcome
    return [
        (
            group,
            [
                (each, _rule_form(each, kept) if decides and each.is_human and each.verdict else None)
                for each in group.findings
            ],
        )
        for group in findings.finding_groups(application, sections)
    ]


def _rule_form(finding: findings.Finding, kept: Forms) -> forms.BaseForm:
    decision = finding.decision
    initial = {"met": "yes" if decision.met else "no", "ground": decision.ground} if decision else {}
    name = f"rule-{finding.rule.id}"
    return kept.get(name) or RuleForm(prefix=name, initial=initial)


def _candidates(application: Application, present: reviewing.StageTasks, reader: Reader) -> list[reviewing.Candidate]:
    return reviewing.candidates_for(application, present.tasks, today=reader.today)


def _inside(application: Application, roles: tuple[Actor, ...], reader: Reader, kept: Forms) -> dict[str, Any]:
    """Return what only the office that runs the round sees."""
    stages = reviewing.stage_tasks(application)
    present = next((each for each in stages if each.is_present), None)
    may_assign = "office" in roles and present is not None and not application.case.waiting
    candidates = _candidates(application, present, reader) if present and may_assign else []
    options = [(str(each.reviewer.pk), str(each.reviewer.user)) for each in candidates if not each.obstacle]
    evaluations = reviewing.evaluations_about(application)
    stage = stage_of(application)
    is_open = any(each.stage == stage.key for each in evaluations)
    commissions = "office" in roles and stage.kind == "evaluation" and not application.case.outcome and not is_open
    return {
        "assign_form": kept.get("assign")
        or AssignForm(officers=officers_beside(reader.user), initial={"to": application.case.assignee_id}),
        "message_form": kept.get("message") or MessageForm(),
        "thread": application.case.messages.select_related("author").order_by("sent_at", "pk"),
        "happenings": history.happenings(application),
        "stage_tasks": stages,
        "candidates": candidates,
        "reviewers_form": kept.get("reviewers") or (ReviewersForm(candidates=options) if may_assign else None),
        "evaluations": evaluations,
        "commission_form": (kept.get("commission") or CommissionForm(institutions=institutions()))
        if commissions
        else None,
        "opinions": application.opinions.select_related("given_by", "batch_stage").order_by("batch_stage", "pk"),
        "objections": _objections(application, kept),
    }


def _objections(application: Application, kept: Forms) -> list[tuple[Objection, forms.BaseForm | None]]:
    found = application.objections.select_related("objector", "decided_by").order_by("raised_at")
    return [
        (each, (kept.get(f"objection-{each.pk}") or ObjectionForm(prefix=f"objection-{each.pk}")))
        if each.state == ObjectionState.RECEIVED
        else (each, None)
        for each in found
    ]
