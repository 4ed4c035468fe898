"""Alerts, procedures, appeals and checks as officials see them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from pinzhang.domain.cases.clocks import Reading, reading_on
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import state_on
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.supervision.models import Alert, Appeal, Procedure, SurveillanceCheck
from pinzhang.domain.supervision.plans import STATEMENT
from pinzhang.domain.supervision.selectors import (
    appeal_rule,
    ground_named,
    ground_of,
    hearing_rule,
    open_grounds,
    plan_of_appeal,
    plan_of_procedure,
)
from pinzhang.portals.staff.access import StaffRequest, has_post
from pinzhang.portals.staff.pages.marks import tabs


def frame(request: StaffRequest, current: str) -> dict[str, Any]:
    """Return what every view of surveillance shows around its list."""
    return {
        "tabs": tabs(request.user, current),
        "is_officer": has_post(request.posts, PostRole.OFFICER),
        "nav": "marks",
    }


def alert_lines(alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """Return alerts with their ground, and what may be done about them."""
    return [
        {
            "alert": alert,
            "ground": ground_named(alert.mark, alert.ground),
            "effects": [
                effect
                for effect in ("suspend", "revoke")
                if any(one.key == alert.ground for one in open_grounds(alert.mark, effect))
            ],
        }
        for alert in alerts
    ]


def clock_of(procedure: Procedure, today: date) -> Reading | None:
    """Return what the clock of the holder's statement says; nothing once it is over."""
    if procedure.decision or procedure.case.stage != STATEMENT:
        return None
    stage = plan_of_procedure(procedure.mark, ground_of(procedure)).stage(STATEMENT)
    return reading_on(procedure.statement_until_on, stage, today=today, provisional=procedure.case.due_is_provisional)


def procedure_lines(found: Iterable[Procedure]) -> list[dict[str, Any]]:
    """Return procedures with their ground, their clock and what comes next."""
    today = timezone.localdate()
    return [
        {
            "procedure": one,
            "ground": ground_of(one),
            "clock": clock_of(one, today),
            "next": _next(one, today),
        }
        for one in found
    ]


def _next(procedure: Procedure, today: date) -> str:
    if procedure.decision:
        return procedure.get_decision_display()
    if procedure.hearing_wanted and procedure.heard_on is None:
        return "等举行听证"
    over = procedure.case.stage != STATEMENT or today > procedure.statement_until_on
    return "等作出决定" if over else "等陈述申辩"


def opening(mark: Mark, effect: str) -> dict[str, Any]:
    """Return the grounds an official may choose from, and what the edition says of the procedure."""
    grounds = open_grounds(mark, effect)
    return {
        "grounds": grounds,
        "with_consequences": any(ground.consequences for ground in grounds),
        "hearing": hearing_rule(mark),
    }


def procedure_page(procedure: Procedure, request: StaffRequest) -> dict[str, Any]:
    """Return what the page of one procedure shows."""
    today = timezone.localdate()
    return {
        "procedure": procedure,
        "mark": procedure.mark,
        "state": state_on(procedure.mark, today),
        "ground": ground_of(procedure),
        "hearing": hearing_rule(procedure.mark),
        "clock": clock_of(procedure, today),
        "next": _next(procedure, today),
        "decidable": _next(procedure, today) == "等作出决定",
        "consequences": procedure.consequences.select_related("done_by").order_by("pk"),
        "is_officer": has_post(request.posts, PostRole.OFFICER),
        "nav": "marks",
    }


def appeal_lines(found: Iterable[Appeal]) -> list[dict[str, Any]]:
    """Return appeals with what they are against, and their clock."""
    today = timezone.localdate()
    return [
        {"appeal": one, "ground": ground_named(one.mark, one.change.ground), "clock": _appeal_clock(one, today)}
        for one in found
    ]


def _appeal_clock(appeal: Appeal, today: date) -> Reading | None:
    if appeal.outcome or appeal.case.due_on is None:
        return None
    stage = plan_of_appeal(appeal.change).stage(appeal.case.stage)
    return reading_on(appeal.case.due_on, stage, today=today, provisional=appeal.case.due_is_provisional)


def appeal_page(appeal: Appeal, request: StaffRequest) -> dict[str, Any]:
    """Return what the page of one appeal shows; who decided the measure reads it and cannot decide."""
    rule = appeal_rule(appeal.mark)
    may = has_post(request.posts, PostRole.OFFICER, PostRole.APPROVER)
    return {
        "appeal": appeal,
        "mark": appeal.mark,
        "ground": ground_named(appeal.mark, appeal.change.ground),
        "clock": _appeal_clock(appeal, timezone.localdate()),
        "rule": rule,
        "term_is_stated": rule is not None and rule.decide is not None,
        "may_decide": may and request.user.pk != appeal.first_decided_by_id,
        "decided_it": request.user.pk == appeal.first_decided_by_id,
        "nav": "marks",
    }


def check_lines(found: Iterable[SurveillanceCheck]) -> list[dict[str, Any]]:
    """Return checks with what their edition wants checked."""
    lines = []
    for check in found:
        rule = edition_document(check.mark.edition).outcomes.mark
        plans = rule.surveillance if rule else ()
        lines.append({"check": check, "plan": plans[check.position] if check.position < len(plans) else None})
    return lines
