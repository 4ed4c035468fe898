"""An alert is kept once for the same facts, proposes, and is decided by a person."""

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.supervision.models import Alert
from pinzhang.domain.supervision.refusals import CannotHandleAlert
from pinzhang.domain.supervision.services import alerts
from tests.domain.supervision.casting import AT, DAY, fail_sampling, refused, set_the_stage

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def cast():
    return set_the_stage()


def test_facts_raise_one_alert_for_each_ground_that_holds_and_change_no_mark(cast):
    fail_sampling(cast.mark)

    alerts.watch_all({}, AT)
    alerts.watch_all({}, AT + DAY)

    assert sorted(Alert.objects.values_list("ground", "origin", "state", "clause")) == [
        ("standard-not-met", "facts", "open", "四（三）"),
        ("standard-not-met-suspension", "facts", "open", "四（三）"),
    ]
    assert Mark.objects.get().state == "active"
    assert Event.objects.filter(name="supervision.alert.raised").count() == 2


def test_without_facts_there_is_no_alert_and_an_official_watches_only_their_own_marks(cast):
    assert alerts.watch_now(by=cast.wang, at=AT) == 0
    fail_sampling(cast.mark)
    assert alerts.watch_now(by=cast.lin, at=AT) == 0
    assert alerts.watch_now(by=cast.wang, at=AT) == 2


def test_what_was_dismissed_is_not_raised_by_the_same_facts_but_by_new_ones(cast):
    fail_sampling(cast.mark)
    alerts.watch_all({}, AT)
    for alert in Alert.objects.all():
        alerts.dismiss_alert(alert=alert, reason="复检合格", by=cast.wang, at=AT)
    alerts.watch_all({}, AT + DAY)
    assert not Alert.objects.filter(state="open").exists()

    fail_sampling(cast.mark, on=(AT + DAY).date())
    alerts.watch_all({}, AT + 2 * DAY)

    assert Alert.objects.filter(state="open").count() == 2


def test_dismissing_needs_a_reason_and_happens_once(cast):
    fail_sampling(cast.mark)
    alerts.watch_all({}, AT)
    alert = Alert.objects.first()
    given = {"alert": alert, "by": cast.wang, "at": AT}
    assert list(refused(CannotHandleAlert, alerts.dismiss_alert, reason=" ", **given).fields) == ["reason"]

    alerts.dismiss_alert(reason="复检合格", **given)

    refused(CannotHandleAlert, alerts.dismiss_alert, reason="复检合格", **given)
