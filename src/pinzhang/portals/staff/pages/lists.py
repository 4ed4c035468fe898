"""A list of a round at one of its batch stages: who is on it, what was said of them, how it is closed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import F

from pinzhang.domain.applications.models import Application, Objection, Opinion
from pinzhang.domain.applications.permissions import list_role_for, list_roles_of
from pinzhang.domain.applications.selectors import applications, list_plan
from pinzhang.domain.cases.clocks import Reading, reading_on
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import Evaluation, PanelEntry
from pinzhang.domain.review.services.calibrations import is_corrected
from pinzhang.domain.review.services.panel import places_of
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Action, Actor, verb
from pinzhang.portals.staff.forms_cases import CloseListForm, ProposalForm, ReturnListForm
from pinzhang.portals.staff.pages.names import clause_url, tier_names
from pinzhang.portals.staff.pages.ranking import blind_room, names_of

WANTS: dict[str, tuple[str, ...]] = {
    "consultation": ("refuse",),
    "public_notice": (),
    "public_vote": ("refuse", "minutes"),
    "panel": ("refuse", "minutes"),
    "approval": ("refuse", "minutes"),
    "decision": ("refuse", "minutes", "document_number"),
}
"""What is asked for when a list of a kind is closed."""


@dataclass(frozen=True)
class OpenedList:
    """A list with the round and the stage it belongs to, and what somebody may do to it."""

    opened: BatchStage
    round: Round
    stage: Stage
    roles: tuple[Actor, ...]
    today: date

    @property
    def is_open(self) -> bool:
        return self.opened.closed_at is None

    @property
    def clock(self) -> Reading | None:
        if not self.is_open or self.opened.due_on is None:
            return None
        provisional = self.opened.due_is_provisional
        return reading_on(self.opened.due_on, self.stage, today=self.today, provisional=provisional)

    @property
    def closing_role(self) -> Actor | None:
        """As which role the list is closed; nothing where it is not this official's turn."""
        return self.role_for(Action.COMPLETE)

    def role_for(self, action: Action) -> Actor | None:
        """Return the first of the official's roles that may take a step in this kind of stage."""
        return list_role_for(action, self.roles, self.stage) if self.is_open else None

    @property
    def closing_label(self) -> str:
        return verb(self.stage.kind, Action.COMPLETE).zh

    @property
    def return_targets(self) -> list[tuple[str, str]]:
        """Return where the list may be sent back to."""
        if self.role_for(Action.RETURN) is None:
            return []
        plan = list_plan(self.round)
        return [(key, plan.stage(key).name.zh) for key in plan.return_targets(self.stage.key)]


def opened_list(opened: BatchStage, user: User, today: date) -> OpenedList:
    """Return a list with everything that belongs to it."""
    round_ = Round.objects.select_related("edition", "authority").defer("edition__content").get(batch=opened.batch_id)
    stage = list_plan(round_).stage(opened.stage)
    return OpenedList(opened, round_, stage, list_roles_of(user, round_.authority), today)


def listed(found: OpenedList) -> list[Application]:
    """Return the applications of the frozen list, in its order."""
    return list(applications().filter(case__number__in=found.opened.frozen).order_by("case__number"))


def entries_of(opened: BatchStage) -> list[PanelEntry]:
    """Return the proposal of a list in the order of ranks; those without a score last."""
    return list(
        PanelEntry.objects.filter(batch_stage=opened)
        .select_related("application__case", "application__applicant__region", "application__subject")
        .defer("application__findings", "application__answers")
        .order_by(F("rank").asc(nulls_last=True), "application__case__number")
    )


def close_form(found: OpenedList, numbers: Sequence[str], data: Any = None) -> CloseListForm:
    """Return the form that closes a list of this kind."""
    wants = set(WANTS.get(found.stage.kind, ()))
    if found.stage.document_number:
        wants.add("document_number")
    return CloseListForm(data, numbers=numbers, wants=wants)


def proposal_form(found: OpenedList, entries: Sequence[PanelEntry], data: Any = None) -> ProposalForm:
    """Return the form of a proposal as it was last kept."""
    tiers = {key: name.zh for key, name in tier_names(found.round).items()}
    numbered = found.stage.document_number or found.stage.kind == "decision"
    initial = {"minutes": found.opened.minutes}
    return ProposalForm(data, entries=entries, tiers=tiers, numbered=numbered, initial=initial)


@dataclass(frozen=True)
class Place:
    """How many places of a tier are taken (名额)."""

    name: str
    taken: int
    places: int | None
    may_stay_vacant: bool

    @property
    def is_over(self) -> bool:
        return self.places is not None and self.taken > self.places


def places(found: OpenedList, entries: Sequence[PanelEntry], form: ProposalForm) -> list[Place]:
    """Return the places of every tier, with those taken elsewhere in the round and those proposed here."""
    here = [entry.application_id for entry in entries]
    elsewhere = Application.objects.filter(round=found.round, ended=False, case__outcome__in=("", "granted"))
    taken = Counter(elsewhere.exclude(pk__in=here).exclude(tier="").values_list("tier", flat=True))
    taken.update(str(form[f"tier-{pk}"].value() or "") for pk in here)
    limits = places_of(found.round)
    tiers = edition_document(found.round.edition).outcomes.tiers
    return [Place(tier.name.zh, taken[tier.key], limits[tier.key], tier.quota.may_stay_vacant) for tier in tiers]


Forms = dict[str, forms.BaseForm]


def context_of(found: OpenedList, kept: Forms) -> dict[str, Any]:
    """Return everything the page of a list shows."""
    everybody = listed(found)
    entries = entries_of(found.opened)
    names = {key: name.zh for key, name in tier_names(found.round).items()}
    targets = found.return_targets
    return {
        "found": found,
        "opened": found.opened,
        "round": found.round,
        "stage": found.stage,
        "stage_url": clause_url(found.round.edition, f"stage-{found.stage.key}"),
        "kept_numbers": set(found.opened.yielded),
        "return_form": kept.get("return") or (ReturnListForm(targets=targets) if targets else None),
        **(_proposal(found, entries, kept) if entries else {}),
        **_rows(found, everybody, {entry.application_id for entry in entries}, names, kept),
        **(_consultation(found, everybody) if found.stage.kind == "consultation" else {}),
        **(_objections(found) if found.stage.kind == "public_notice" else {}),
    }


def _rows(
    found: OpenedList, everybody: Sequence[Application], proposed: set[int], names: dict[str, str], kept: Forms
) -> dict[str, Any]:
    """Return those on the list whose tier is not proposed here, each with the control that refuses them."""
    rest = [each for each in everybody if each.pk not in proposed]
    form = kept.get("close") or close_form(found, [each.case.number for each in rest])
    rows = []
    for each in rest:
        control = form[f"refuse-{each.case.number}"] if f"refuse-{each.case.number}" in form.fields else None
        rows.append((each, names.get(each.tier, ""), control))
    may_refuse = found.closing_role is not None and any(control for _, _, control in rows)
    return {
        "rows": rows,
        "close_form": form,
        "has_tiers": any(each.tier for each in rest),
        "can_refuse": may_refuse and not proposed,
        "show_rows": (bool(rest) or not proposed) and (found.is_open or found.stage.kind != "consultation"),
    }


def _proposal(found: OpenedList, entries: list[PanelEntry], kept: Forms) -> dict[str, Any]:
    form = kept.get("proposal") or proposal_form(found, entries)
    conclusions = _conclusions(entries)
    sectors = {each.key: each.name.zh for each in edition_document(found.round.edition).programme.sectors}
    names = {key: name.zh for key, name in tier_names(found.round).items()}
    called = names_of(found.round)
    return {
        "proposal_form": form,
        "corrected": is_corrected(found.round),
        "blind": blind_room(found.round) is not None,
        "entries": [
            (
                entry,
                form[f"tier-{entry.application_id}"],
                form[f"ground-{entry.application_id}"],
                conclusions[entry.application_id],
                names.get(entry.tier, ""),
                sectors.get(entry.application.sector, ""),
                called[entry.application_id],
            )
            for entry in entries
        ],
        "places": places(found, entries, form) if isinstance(form, ProposalForm) else [],
        "has_conclusions": any(conclusions.values()),
        "has_sectors": bool(sectors),
    }


def _conclusions(entries: Sequence[PanelEntry]) -> dict[int, list[Evaluation]]:
    """Return what institutions concluded of each application."""
    found: dict[int, list[Evaluation]] = defaultdict(list)
    signed = Evaluation.objects.filter(
        application__in=[entry.application_id for entry in entries], signed_at__isnull=False
    )
    for each in signed.select_related("institution"):
        found[each.application_id].append(each)
    return {entry.application_id: found[entry.application_id] for entry in entries}


def _consultation(found: OpenedList, everybody: Sequence[Application]) -> dict[str, Any]:
    """Return the matrix of departments and applicants, and who has not answered."""
    opinions = list(Opinion.objects.filter(batch_stage=found.opened).order_by("pk"))
    departments = dict.fromkeys((each.department_key, each.department_name) for each in opinions)
    given = {(each.application_id, each.department_key): each for each in opinions}
    missing = Counter(each.department_name for each in opinions if not each.kind)
    return {
        "departments": [name for _, name in departments],
        "department_choices": list(departments),
        "matrix": [(each, [given.get((each.pk, key)) for key, _ in departments]) for each in everybody],
        "missing": sorted(missing.items()),
        "answered": sum(bool(each.kind) for each in opinions),
        "asked": len(opinions),
    }


def _objections(found: OpenedList) -> dict[str, Any]:
    raised = Objection.objects.filter(batch_stage=found.opened)
    return {"raised": list(raised.select_related("application__case", "application__applicant").order_by("raised_at"))}
