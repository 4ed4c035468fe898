"""The queue of a city: thousands of cases, and as few questions to the database as for a few."""

from datetime import timedelta

import pytest

from pinzhang.portals.staff.pages import queue
from tests.factories import AT, make_officer, make_round
from tests.portals.staff.makers import signed_in, submitted
from tests.portals.staff.office import queries_of

pytestmark = pytest.mark.django_db
QUEUE = "/staff/"


def test_where_there_are_too_many_to_sort_all_cases_come_by_key_and_are_not_counted(monkeypatch):
    monkeypatch.setattr(queue, "COUNTED", 2)
    round_ = make_round()
    officer = make_officer(round_.authority)
    cases = [submitted(round_, at=AT + timedelta(minutes=minute)) for minute in range(4)]

    page = signed_in(officer).get(QUEUE, {"view": "all"})

    assert [row.application.pk for row in page.context["rows"]] == [one.pk for one in reversed(cases)]
    assert page.context["page"].total is None
    assert "新收的在前" in page.content.decode()
    assert signed_in(officer).get(QUEUE, {"view": "mine"}).context["page"].total == 4


@pytest.mark.parametrize("view", ["mine", "all"])
def test_the_queue_asks_as_often_for_thirty_cases_as_for_one(view):
    round_ = make_round()
    officer = make_officer(round_.authority)
    submitted(round_)
    one = queries_of(signed_in(officer), f"{QUEUE}?view={view}")
    for _ in range(29):
        submitted(round_)

    assert queries_of(signed_in(officer), f"{QUEUE}?view={view}") == one <= 12
