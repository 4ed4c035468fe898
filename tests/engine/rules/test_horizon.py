"""From which day a rule is met if nothing changes but the date."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.engine.rules import explain
from pinzhang.engine.rules.book import rule_book
from pinzhang.engine.rules.horizon import met_from
from pinzhang.engine.rules.judging import verdict_of
from pinzhang.engine.rules.situation import Situation
from tests.engine.rules.editions import ON, PARAMETERS, make_edition, make_rule, samplings

AGE = make_rule("e.established_on <= minus(on, '3y')", id="age")


def day_of(rule, facts, *, on=ON, **parts):
    (found,) = explain(make_edition(rule), {"facts": facts, **parts}, on=on)["rules"]
    return found.get("met_from")


@pytest.mark.parametrize(
    ("founded", "day"),
    [
        ("2024-05-01", "2027-05-01"),
        ("2024-02-29", "2027-03-01"),
        ("2025-02-28", "2028-02-28"),
        ("2026-11-23", "2029-11-23"),
    ],
)
def test_a_firm_grows_old_enough(founded, day):
    assert day_of(AGE, {"established_on": founded}) == day


def test_a_leap_day_does_not_bring_the_day_forward():
    older = make_rule("minus(on, '3y') > e.established_on")

    assert day_of(older, {"established_on": "2025-02-28"}) == "2028-03-01"


def test_a_look_back_runs_out():
    clean = make_rule(
        "within(e.samplings, minus(on, p.look_back), on).exists(r, r.result == 'failed')", kind="exclusion"
    )

    assert day_of(clean, samplings(("2024-03-01", "failed"), ("2025-06-30", "failed"))) == "2028-06-30"


def test_a_source_that_has_ended_already_is_not_taken_to_stay_complete():
    clean = make_rule("within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')", kind="exclusion")
    stale = samplings(("2024-03-01", "failed"), complete=("2020-01-01", "2026-11-22"))

    assert day_of(clean, stale) is None


def test_a_new_year_can_bring_it():
    closed = make_rule("last(e.revenue) >= 100")

    assert day_of(closed, {"revenue": {"2025": "50", "2026": "200"}}) == "2027-01-01"


def test_a_new_value_of_a_parameter_can_bring_it():
    assert day_of(make_rule("p.floor > 20000000"), {}) == "2027-01-01"


def test_a_written_day_can_bring_it():
    assert day_of(make_rule("on >= '2030-06-01'"), {}) == "2030-06-01"
    assert day_of(make_rule("on > p.opening"), {}, on=date(2020, 1, 1)) is None


def test_a_day_in_a_list_or_a_row_can_bring_it():
    assert day_of(make_rule("on in [e.established_on]"), {"established_on": "2026-12-24"}) == "2026-12-24"
    ends = samplings(("2026-01-01", "passed"))
    ends["samplings"]["records"][0]["until"] = "2027-02-03"
    assert (
        day_of(make_rule("e.samplings.exists(r, r.until < on)"), {**ends, "established_on": "2020-01-01"})
        == "2027-02-04"
    )


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (make_rule("e.staff_count >= 50"), {"staff_count": 3}),
        (make_rule("e.established_on <= minus(on, '40y')"), {"established_on": "2026-01-01"}),
        (
            make_rule("run(years(e.net_profit, 3), y, y < 0) >= 2", kind="exclusion"),
            {"net_profit": {"2024": "-1", "2025": "-1"}},
        ),
        (make_rule("e.established_on > minus(on, '1y')"), {"established_on": "2020-01-01"}),
    ],
)
def test_what_time_alone_does_not_bring_has_no_day(rule, facts):
    assert day_of(rule, facts) is None


def test_what_is_unknown_or_met_has_no_day():
    assert day_of(AGE, {}) is None
    assert day_of(AGE, {"established_on": "2001-01-01"}) is None


def test_at_the_end_of_the_calendar_nothing_breaks():
    assert day_of(AGE, {"established_on": "9998-12-30"}, on=date(9999, 12, 1)) is None
    assert day_of(make_rule("on < e.established_on"), {"established_on": "9999-12-31"}, on=date(9999, 12, 31)) is None


def test_very_many_days_are_not_all_tried():
    days = [(ON - timedelta(days=ago)).isoformat() for ago in range(1000)]
    clean = make_rule("size(within(e.samplings, minus(minus(on, '3y'), '6m'), on)) == 0")

    assert day_of(clean, samplings(*((day, "failed") for day in days[:50]))) == "2030-05-23"
    assert day_of(clean, samplings(*((day, "failed") for day in days))) is None


def test_a_look_back_that_becomes_shorter_is_looked_ahead_to():
    shorter = [{"from_on": "2023-01-01", "value": "9y", "clause": "一", "source": "measures"},
               {"from_on": "2027-01-01", "value": "3y", "clause": "一", "source": "measures"}]  # fmt: skip
    parameters = [
        {**parameter, "values": shorter} if parameter["name"] == "look_back" else parameter for parameter in PARAMETERS
    ]
    edition = make_edition(make_rule("e.established_on <= minus(on, p.look_back)"), parameters=parameters)

    (found,) = explain(edition, {"facts": {"established_on": "2024-05-01"}}, on=ON)["rules"]

    assert found["met_from"] == "2027-05-01"


def _brute(bound, known, limit):
    for ahead in range(1, limit):
        day = known.on + timedelta(days=ahead)
        if verdict_of(bound, known.at(day), {}) is True:
            return day
    return None


DAYS = st.dates(date(2023, 1, 1), date(2026, 11, 23))
SPANS = st.sampled_from(["1y", "2y", "3y", "1m", "6m", "13m", "30d", "400d"])
SENTENCES = st.one_of(
    st.builds("e.established_on {} minus(on, '{}')".format, st.sampled_from(["<", "<="]), SPANS),
    st.builds("on {} plus(e.established_on, '{}')".format, st.sampled_from([">", ">="]), SPANS),
    st.builds("!within(e.samplings, minus(on, '{}'), on).exists(r, r.result == 'failed')".format, SPANS),
    st.builds(
        "size(within(e.samplings, minus(minus(on, '{}'), '{}'), minus(on, '{}'))) == 0".format, SPANS, SPANS, SPANS
    ),
    st.builds(
        "!within(e.samplings, minus(on, '1y'), on).exists(r, plus(plus(r.on, '{}'), '{}') > on)".format, SPANS, SPANS
    ),
    st.builds("year(on) - year(e.established_on) >= {}".format, st.integers(1, 4)),
)


@settings(deadline=None, max_examples=80)
@given(SENTENCES, DAYS, st.lists(DAYS, max_size=3), DAYS)
def test_the_day_found_is_the_first_one(sentence, founded, failed, on):
    facts = {**samplings(*((day.isoformat(), "failed") for day in failed), complete=("2000-01-01", "2026-11-23")),
             "established_on": founded.isoformat()}  # fmt: skip
    book = rule_book(make_edition(make_rule(sentence)))
    known = Situation.of({"facts": facts}, on=on, scope=book.scope)
    bound = book.rules[0]
    if verdict_of(bound, known, {}) is not False:
        return

    found = met_from(bound, known, {})

    assert found == _brute(bound, known, 365 * 9)
