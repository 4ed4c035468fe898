"""What is known is never changed, only ended and written anew; what is not known is absent."""

from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.facts import services
from pinzhang.domain.facts.models import FactCoverage, FactEntry
from pinzhang.domain.facts.selectors import facts_of, public_facts_of
from pinzhang.domain.facts.services import CannotRecordFact
from tests.factories import AT, load, make_enterprise
from tests.factories.flow import DAY
from tests.factories.programmes import PREMIUM_PACK

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)


def _facts(*names: str):
    return [fact for fact in load(PREMIUM_PACK).facts if fact.name in names]


def _value(firm, name, value, *, at=AT, **more):
    given = {"supplied_by": "register", "source": "登记", "as_of": ON, "by": None, **more}
    return services.record_value(organisation=firm, name=name, value=value, at=at, **given)


def _sampling(firm, result="failed", on=ON, at=AT):
    return services.record_dated(
        organisation=firm,
        name="samplings",
        on=on,
        record={"result": result},
        supplied_by="supervisor",
        source="抽查",
        by=None,
        at=at,
    )


def test_a_new_value_ends_the_old_one_and_the_past_can_still_be_asked():
    firm = make_enterprise()
    _value(firm, "established_on", "2019-05-01")
    _value(firm, "established_on", "2018-05-01", at=AT + 2 * DAY)
    asked = _facts("established_on")

    assert facts_of(firm, asked) == {"established_on": "2018-05-01"}
    assert facts_of(firm, asked, at=AT + DAY) == {"established_on": "2019-05-01"}
    assert facts_of(firm, asked, at=AT - DAY) == {}
    assert FactEntry.objects.count() == 2


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_cannot_be_recorded_as_a_value(nothing):
    firm = make_enterprise()
    events = Event.objects.count()

    with pytest.raises(CannotRecordFact):
        _value(firm, "established_on", nothing)

    assert not FactEntry.objects.exists()
    assert Event.objects.count() == events


def test_no_and_nought_are_values():
    firm = make_enterprise()
    _value(firm, "in_dishonesty_list", value=False)
    _value(firm, "revenue", "0", year=2025)

    assert facts_of(firm, _facts("in_dishonesty_list")) == {"in_dishonesty_list": False}
    assert FactEntry.objects.get(year=2025).value == "0"


def test_the_same_record_twice_is_one_and_no_second_event():
    firm = make_enterprise()

    assert _sampling(firm) == _sampling(firm, at=AT + DAY)
    assert Event.objects.filter(name="facts.entry.recorded").count() == 1


def test_an_empty_list_means_none_only_where_the_source_is_complete():
    firm = make_enterprise()
    asked = _facts("samplings")
    before = facts_of(firm, asked)

    services.declare_complete(
        organisation=firm, name="samplings", from_on=date(2020, 1, 1), to_on=ON, source="抽查", at=AT
    )

    assert before == {}
    assert facts_of(firm, asked) == {
        "samplings": {"records": [], "complete": {"from": "2020-01-01", "to": "2026-03-01"}}
    }


def test_a_window_that_runs_backwards_is_refused():
    firm = make_enterprise()

    with pytest.raises(CannotRecordFact):
        services.declare_complete(
            organisation=firm, name="samplings", from_on=ON, to_on=date(2020, 1, 1), source="x", at=AT
        )

    assert not FactCoverage.objects.exists()


def test_records_are_ended_by_what_they_carry():
    firm = make_enterprise()
    _sampling(firm, "failed")
    _sampling(firm, "passed")

    ended = services.end_dated(organisation=firm, name="samplings", key={"result": "failed"}, by=None, at=AT + DAY)
    again = services.end_dated(organisation=firm, name="samplings", key={"result": "failed"}, by=None, at=AT + DAY)

    assert (ended, again) == (1, 0)
    assert [entry.value for entry in FactEntry.objects.filter(ended_at=None)] == [{"result": "passed"}]


def test_an_entry_that_is_ended_twice_is_told_once():
    firm = make_enterprise()
    entry = _value(firm, "established_on", "2019-05-01")

    for _ in range(2):
        services.end_entry(entry=entry, by=None, at=AT + DAY)

    assert facts_of(firm, _facts("established_on")) == {}
    assert Event.objects.filter(name="facts.entry.ended").count() == 1


def test_what_the_firm_said_of_itself_is_not_open_to_anybody():
    firm = make_enterprise()
    asked = _facts("in_dishonesty_list")
    _value(firm, "in_dishonesty_list", value=False)
    public = public_facts_of(firm, asked)
    _value(firm, "in_dishonesty_list", value=True, supplied_by="applicant")

    assert public == {"in_dishonesty_list": False}
    assert public_facts_of(firm, asked) == {}
