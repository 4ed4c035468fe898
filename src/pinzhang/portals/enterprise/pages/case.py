"""The page of one application: what to do, where it stands, what was found and decided, who said what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pinzhang.domain.applications.models import Application, HumanDecision, Objection
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.cases.models import CorrectionRequest, StageVisit
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.review.selectors import feedback_sections
from pinzhang.engine.stages import Action, allowed_actions
from pinzhang.portals.enterprise.pages.desk import card_of
from pinzhang.portals.enterprise.pages.outline import outline_of, places_of
from pinzhang.portals.enterprise.pages.own import document_of, is_declaring, is_draft, is_supplementing
from pinzhang.portals.enterprise.pages.progress import timeline_of
from pinzhang.portals.enterprise.pages.verdicts import findings_page, title_of
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import reader_language


@dataclass(frozen=True)
class Asked:
    """A correction request with the field it points at, and the answer as typed."""

    request: CorrectionRequest
    label: str
    url: str
    answer: str
    problem: str


@dataclass(frozen=True)
class Judged:
    """A rule that an officer decided, with the ground."""

    title: str
    clause: str
    decision: HumanDecision


def may_withdraw(application: Application) -> bool:
    """Tell whether the applicant may take the application back now."""
    case = application.case
    return Action.WITHDRAW in allowed_actions(application_plan(application), case.state, "applicant")


def asked_corrections(
    application: Application, *, typed: Mapping[str, Any], problems: Mapping[str, str]
) -> list[Asked]:
    """Return the open correction requests, each at its field."""
    places = places_of(application)
    requests = CorrectionRequest.objects.filter(
        case=application.case, answered_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("pk")
    found = []
    for one in requests:
        place = places.get(one.field.split(".")[0])
        name = f"answer-{one.pk}"
        found.append(
            Asked(
                one,
                place.label if place else "",
                place.url if place else "",
                str(typed.get(name, "")),
                problems.get(name, ""),
            )
        )
    return found


def case_page(application: Application, *, today: date) -> dict[str, Any]:
    """Return everything that the page of an application shows."""
    case = application.case
    document = document_of(application)
    mark = Mark.objects.filter(application=application).first()
    about = [f"application:{application.pk}", *([f"mark:{mark.pk}"] if mark else [])]
    draft = is_draft(application)
    return {
        "application": application,
        "card": card_of(application, today=today),
        "timeline": timeline_of(application, today=today),
        "is_draft": draft,
        "is_declaring": is_declaring(application),
        "is_supplementing": is_supplementing(application),
        "outline": outline_of(application) if draft else None,
        "returned": _last(application, Action.RETURN) if draft else None,
        "refused": _last(application, Action.REFUSE) if case.outcome == "refused" else None,
        "may_withdraw": may_withdraw(application),
        "corrections": _past_corrections(application),
        "findings": findings_page(application),
        "judged": _judged(application),
        "objections": Objection.objects.filter(application=application).order_by("pk"),
        "thread": case.messages.select_related("author").order_by("sent_at", "pk"),
        "letters": Letter.objects.filter(organisation=application.applicant, about__in=about).order_by("pk"),
        "mark": mark,
        "tier": next((words(tier.name) for tier in document.outcomes.tiers if mark and tier.key == mark.tier), ""),
        "feedback": _feedback(application),
    }


def _last(application: Application, action: Action) -> StageVisit | None:
    return StageVisit.objects.filter(case_id=application.case_id, action=action.value).order_by("left_at", "pk").last()


def _past_corrections(application: Application) -> list[Asked]:
    places = places_of(application)
    past = CorrectionRequest.objects.filter(case=application.case).order_by("asked_at", "pk")
    return [
        Asked(one, places[key].label if (key := one.field.split(".")[0]) in places else "", "", one.answer, "")
        for one in past
    ]


def _judged(application: Application) -> list[Judged]:
    rules = {rule.id: rule for rule in document_of(application).eligibility.rules}
    decisions = HumanDecision.objects.filter(application=application).order_by("at", "pk")
    return [Judged(title_of(rules[one.rule]), rules[one.rule].clause, one) for one in decisions if one.rule in rules]


def _feedback(application: Application) -> list[dict[str, Any]]:
    """Return the feedback of the review, once the application has ended, in sections in the reader's language."""
    if not application.case.outcome or not application.feedback:
        return []
    return feedback_sections(application.feedback, reader_language())
