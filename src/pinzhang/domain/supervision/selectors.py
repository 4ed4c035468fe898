"""Reads of alerts, procedures, appeals and checks."""

from datetime import date

from django.db.models import Q, QuerySet

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.selectors import grounds_of
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import paths_of
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.selectors import within
from pinzhang.domain.supervision.choices import AlertState
from pinzhang.domain.supervision.models import Alert, Appeal, Procedure, SurveillanceCheck
from pinzhang.domain.supervision.plans import appeal_plan, procedure_plan
from pinzhang.engine.packs.schema.outcomes import AppealRule, Ground, HearingRule
from pinzhang.engine.stages import Plan, due, published_calendar

SHOWN = ("mark__edition", "mark__holder__region", "mark__subject", "mark__authority")


def hearing_rule(mark: Mark) -> HearingRule | None:
    """Return what the edition of a mark says of notice and hearing; nothing where it is silent."""
    return edition_document(mark.edition).outcomes.hearing


def appeal_rule(mark: Mark) -> AppealRule | None:
    """Return what the edition of a mark says of appeals; nothing where it is silent."""
    return edition_document(mark.edition).outcomes.appeal


def all_grounds(mark: Mark) -> list[Ground]:
    """Return the grounds of an edition that may suspend or revoke a mark."""
    return [one for effect in ("suspend", "revoke") for one in grounds_of(mark.edition, effect, mark.subject.kind)]


def open_grounds(mark: Mark, effect: str) -> list[Ground]:
    """Return the grounds for an effect; where the edition has none to suspend, those to revoke, while one looks."""
    found = grounds_of(mark.edition, effect, mark.subject.kind)
    return found if found or effect != "suspend" else grounds_of(mark.edition, "revoke", mark.subject.kind)


def ground_of(procedure: Procedure) -> Ground:
    """Return the ground that a procedure is about."""
    grounds = edition_document(procedure.mark.edition).outcomes.grounds
    return next(one for one in grounds if one.key == procedure.ground)


def ground_named(mark: Mark, key: str) -> Ground | None:
    """Return a ground of the edition of a mark."""
    return next((one for one in edition_document(mark.edition).outcomes.grounds if one.key == key), None)


def plan_of_procedure(mark: Mark, ground: Ground) -> Plan:
    """Return the stages of a procedure."""
    return procedure_plan(ground, hearing_rule(mark))


def plan_of_appeal(change: MarkChange) -> Plan:
    """Return the stages of an appeal against a change."""
    grounds = edition_document(change.mark.edition).outcomes.grounds
    ground = next(one for one in grounds if one.key == change.ground)
    return appeal_plan(ground, appeal_rule(change.mark))


def last_day_to_appeal(change: MarkChange) -> date | None:
    """Return until when a holder may appeal; nothing where the edition names no term."""
    rule = appeal_rule(change.mark)
    if rule is None or rule.within is None:
        return None
    return due(local_day(change.at), rule.within, published_calendar()).on


def _under(user: User) -> Q:
    return within(paths_of(user), "mark__authority")


def alerts_visible_to(user: User) -> QuerySet[Alert]:
    """Return the alerts about marks that an official answers for, the newest first."""
    shown = Alert.objects.filter(_under(user)).select_related(*SHOWN, "decided_by", "procedure__case")
    return shown.defer("mark__edition__content").order_by("-raised_at", "-pk")


def open_alerts_for(user: User) -> QuerySet[Alert]:
    """Return the alerts that wait for a decision."""
    return alerts_visible_to(user).filter(state=AlertState.OPEN)


def procedures() -> QuerySet[Procedure]:
    """Return procedures with what every list of them shows, those that run out first at the head."""
    shown = Procedure.objects.select_related(*SHOWN, "case__authority", "decided_by", "opened_by", "change")
    return shown.defer("mark__edition__content").order_by("decision", "statement_until_on", "-pk")


def procedures_visible_to(user: User) -> QuerySet[Procedure]:
    """Return the procedures about marks that an official answers for."""
    return procedures().filter(_under(user))


def procedures_against(organisation: Organisation) -> QuerySet[Procedure]:
    """Return the procedures about the marks of a holder."""
    return procedures().filter(mark__holder=organisation)


def appeals() -> QuerySet[Appeal]:
    """Return appeals with what every list of them shows, the undecided first."""
    shown = Appeal.objects.select_related(
        *SHOWN, "case", "change__mark__edition", "decided_by", "first_decided_by", "raised_by"
    )
    return shown.defer("mark__edition__content", "change__mark__edition__content").order_by(
        "outcome", "raised_at", "pk"
    )


def appeals_visible_to(user: User) -> QuerySet[Appeal]:
    """Return the appeals about marks that an official answers for."""
    return appeals().filter(_under(user))


def checks_visible_to(user: User) -> QuerySet[SurveillanceCheck]:
    """Return the planned checks of marks that an official answers for, the next due first."""
    shown = SurveillanceCheck.objects.filter(_under(user)).select_related(*SHOWN, "done_by")
    return shown.defer("mark__edition__content").order_by("done_on", "due_on", "pk")


def appealable_change(mark: Mark) -> MarkChange | None:
    """Return the suspension or revocation of a mark that its holder may still appeal against."""
    last = MarkChange.objects.filter(mark=mark, to_holder__isnull=True).select_related("mark__edition").last()
    if last is None or last.to_state not in ("suspended", "revoked") or last.annuls_id or last.to_state != mark.state:
        return None
    return None if Appeal.objects.filter(change=last).exists() else last
