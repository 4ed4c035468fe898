"""The checks that an edition plans after conferral."""

from datetime import date, datetime, timedelta

from django.db import transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import marks
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.supervision.choices import AlertOrigin
from pinzhang.domain.supervision.models import SurveillanceCheck
from pinzhang.domain.supervision.refusals import CannotRecordCheck
from pinzhang.domain.supervision.selectors import all_grounds
from pinzhang.domain.supervision.services.alerts import basis_of, raise_alert
from pinzhang.engine.packs.schema.outcomes import Surveillance
from pinzhang.engine.stages import months_after


@jobs.daily
def plan_checks(_payload: dict[str, str], at: datetime) -> None:
    """Plan the next check of every mark in force whose edition plans any (安排监督检查)."""
    planned = []
    for mark in marks().filter(state__in=LIVING):
        rule = edition_document(mark.edition).outcomes.mark
        for position, surveillance in enumerate(rule.surveillance if rule else ()):
            planned.append(_next_check(mark, position, surveillance, today=local_day(at)))
    SurveillanceCheck.objects.bulk_create(planned, ignore_conflicts=True)


def _next_check(mark: Mark, position: int, surveillance: Surveillance, *, today: date) -> SurveillanceCheck:
    """Return the first check that falls on today or later, counted from the conferral."""
    turn = 1
    while (due_on := _due(mark.conferred_on, surveillance.every, turn)) < today:
        turn += 1
    return SurveillanceCheck(mark=mark, position=position, due_on=due_on)


def _due(conferred_on: date, every: str, turn: int) -> date:
    count, unit = int(every[:-1]) * turn, every[-1]
    if unit == "d":
        return conferred_on + timedelta(days=count)
    return months_after(conferred_on, count * (12 if unit == "y" else 1))


@transaction.atomic
def record_check(
    *, check: SurveillanceCheck, done_on: date, passed: bool, finding: str, by: User, at: datetime, ground: str = ""
) -> SurveillanceCheck:
    """Record what a check found; one that was not passed raises an alert on a ground (登记检查结果).

    :raises CannotRecordCheck: it is recorded, lies ahead, nothing is said, or it failed and no ground is named.
    """
    check = (
        SurveillanceCheck.objects.select_for_update(of=("self",))
        .select_related("mark__edition", "mark__subject")
        .get(pk=check.pk)
    )
    if check.done_on is not None:
        raise CannotRecordCheck("这次检查的结果已经登记。")
    if done_on > local_day(at) or not finding.strip():
        raise CannotRecordCheck("请写明检查情况；检查日期不能晚于今天。", fields={"finding": "请写明检查情况。"})
    grounds = {one.key: one for one in all_grounds(check.mark)}
    if not passed and grounds and ground not in grounds:
        raise CannotRecordCheck("不符合的，请选择对应的情形。", fields={"ground": "请选择情形。"})
    check.done_on, check.passed, check.finding, check.done_by = done_on, passed, finding.strip(), by
    check.save()
    events.record(
        "supervision.check.recorded", subject=check.mark, by=by, at=at, data={"check": check.pk, "passed": passed}
    )
    if not passed and ground in grounds and check.mark.state in (MarkState.ACTIVE, MarkState.SUSPENDED):
        reference = f"check:{check.pk}"
        raise_alert(
            mark=check.mark, ground=grounds[ground], origin=AlertOrigin.CHECK, basis=basis_of(reference),
            reference=reference, at=at,
        )  # fmt: skip
    return check
