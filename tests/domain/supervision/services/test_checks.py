"""Checks are planned as the edition says; one that fails raises an alert."""

from datetime import date

import pytest

from pinzhang.domain.supervision.models import Alert, SurveillanceCheck
from pinzhang.domain.supervision.refusals import CannotRecordCheck
from pinzhang.domain.supervision.services import checks
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.outcomes import Surveillance
from tests.domain.supervision.casting import AT, DAY, GROUND, refused, set_the_stage
from tests.factories import load, make_round
from tests.factories.marks import make_held_mark, premium_edition
from tests.factories.programmes import PREMIUM_PACK

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def _cast(*every: str):
    plan = tuple(
        Surveillance(every=one, text=Words(zh="监督检查"), clause="第八条", source="opinions") for one in every
    )
    rule = load(PREMIUM_PACK).outcomes.mark.model_copy(update={"surveillance": plan})
    return set_the_stage(make_held_mark(make_round(premium_edition(mark=rule))))


def test_the_next_check_of_every_kind_is_planned_once():
    _cast("1y", "6m", "10d")

    checks.plan_checks({}, AT)
    checks.plan_checks({}, AT)

    due = list(SurveillanceCheck.objects.order_by("position").values_list("due_on", flat=True))
    assert due == [date(2027, 1, 31), date(2026, 7, 31), date(2026, 3, 2)]
    checks.plan_checks({}, AT + DAY)
    assert SurveillanceCheck.objects.filter(position=2).count() == 2


def test_an_edition_that_plans_nothing_gets_no_check():
    set_the_stage()

    checks.plan_checks({}, AT)

    assert not SurveillanceCheck.objects.exists()


def test_a_check_that_fails_raises_an_alert_on_the_ground_that_was_named():
    cast = _cast("10d")
    checks.plan_checks({}, AT)
    check = SurveillanceCheck.objects.get()
    given = {"check": check, "done_on": AT.date(), "by": cast.wang, "at": AT}
    refused(CannotRecordCheck, checks.record_check, passed=False, finding="不合格", **given)
    refused(CannotRecordCheck, checks.record_check, passed=True, finding=" ", **given)
    ahead = {**given, "done_on": (AT + DAY).date()}
    refused(CannotRecordCheck, checks.record_check, passed=True, finding="合格", **ahead)

    checks.record_check(passed=False, finding="含量不足", ground=GROUND, **given)

    alert = Alert.objects.get()
    assert (alert.ground, alert.origin, alert.reference) == (GROUND, "check", f"check:{check.pk}")
    refused(CannotRecordCheck, checks.record_check, passed=True, finding="合格", **given)


def test_a_check_that_is_passed_alerts_nobody():
    cast = _cast("10d")
    checks.plan_checks({}, AT)

    checks.record_check(
        check=SurveillanceCheck.objects.get(), done_on=AT.date(), passed=True, finding="合格", by=cast.wang, at=AT
    )

    assert not Alert.objects.exists()
