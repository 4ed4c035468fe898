"""Terms on any calendar: more time is never less, pauses only postpone, and the sign of a clock never lies."""

from datetime import date, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.stages import (
    ChineseCalendar,
    Clock,
    Pause,
    clock_due,
    due,
    months_after,
    published_calendar,
    remaining,
    urgency,
)
from tests.engine.stages.samples import make_term

UNITS = st.sampled_from(["working_days", "days", "months"])
DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
PUBLISHED_DAYS = st.dates(date(2004, 1, 1), date(2026, 6, 30))
SHORT = st.integers(1, 40)
TERMS = st.builds(make_term, SHORT, UNITS)
CALENDARS = st.builds(
    ChineseCalendar,
    known_until=DAYS,
    days_off=st.frozensets(DAYS, max_size=30),
    make_up_days=st.frozensets(DAYS, max_size=30),
) | st.just(published_calendar())


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    start = draw(DAYS)
    return Pause(start, start + timedelta(days=draw(st.integers(0, 40))))


PAUSES = st.lists(pauses(), max_size=4)


def days_between(first: date, last: date) -> list[date]:
    """The days after the first, until the last."""
    return [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]


@given(PUBLISHED_DAYS, SHORT)
def test_working_days_are_counted_as_the_package_would(start, count):
    ahead = (day for day in days_between(start, start + timedelta(days=180)) if chinese_calendar.is_workday(day))

    assert due(start, make_term(count, "working_days"), published_calendar()).on == list(ahead)[count - 1]


@given(DAYS, SHORT, UNITS, CALENDARS)
def test_a_longer_term_never_ends_earlier(start, count, unit, calendar):
    shorter = due(start, make_term(count, unit), calendar).on
    longer = due(start, make_term(count + 1, unit), calendar).on

    assert start < shorter
    assert shorter < longer if unit == "working_days" else shorter <= longer


@given(DAYS, TERMS, CALENDARS)
def test_a_later_start_never_ends_earlier(start, term, calendar):
    assert due(start, term, calendar).on <= due(start + timedelta(days=1), term, calendar).on


@given(DAYS, TERMS, CALENDARS)
def test_a_term_ends_on_a_working_day_and_says_when_it_is_provisional(start, term, calendar):
    last = due(start, term, calendar)

    assert calendar.is_working_day(last.on)
    assert last.provisional == (last.on > calendar.known_until)


@given(DAYS, TERMS, CALENDARS)
def test_a_clock_that_never_pauses_is_the_plain_term(start, term, calendar):
    assert clock_due(start, term, (), calendar) == due(start, term, calendar)


@given(DAYS, TERMS, CALENDARS, PAUSES, pauses())
def test_another_pause_only_postpones(start, term, calendar, some, another):
    before = clock_due(start, term, some, calendar)
    after = clock_due(start, term, [*some, another], calendar)

    assert before is not None
    assert after is not None
    assert before.on <= after.on
    assert calendar.is_working_day(after.on)
    assert not any(pause.covers(after.on) for pause in [*some, another])


@given(DAYS, SHORT, st.sampled_from(["working_days", "days"]), CALENDARS, PAUSES)
def test_a_paused_clock_counts_neither_more_nor_fewer_days(start, count, unit, calendar, some):
    last = clock_due(start, make_term(count, unit), some, calendar)

    assert last is not None
    counted = [day for day in days_between(start, last.on) if not any(pause.covers(day) for pause in some)]
    if unit == "working_days":
        assert sum(calendar.is_working_day(day) for day in counted) == count
    else:
        assert len(counted) >= count
        assert not any(calendar.is_working_day(day) for day in counted[count - 1 : -1])


@given(DAYS, TERMS, CALENDARS, PAUSES, st.integers(0, 60))
def test_a_clock_has_no_due_day_exactly_if_it_is_paused_in_time(start, term, calendar, some, after):
    asked_on = start + timedelta(days=after)
    ended = clock_due(start, term, some, calendar)

    paused = clock_due(start, term, [*some, Pause(asked_on)], calendar)

    assert ended is not None
    assert paused == (None if asked_on <= ended.on else ended)


@given(DAYS, SHORT, st.sampled_from(["pause", "replace", "run"]), CALENDARS, st.data())
def test_an_answer_never_leaves_less_time_than_no_request(start, count, on_correction, calendar, data):
    clock = Clock(start, make_term(count, "working_days", on_correction=on_correction))
    asked_on = start + timedelta(days=data.draw(st.integers(1, 20)))
    answered_on = asked_on + timedelta(days=data.draw(st.integers(0, 30)))

    after = clock.when_asked(asked_on).when_answered(answered_on).due(calendar)

    before = clock.due(calendar)
    assert before is not None
    assert after is not None
    assert before.on <= after.on


@given(DAYS, DAYS, UNITS, CALENDARS)
def test_the_sign_of_what_is_left_never_lies(due_on, today, unit, calendar):
    left = remaining(due_on, today, unit, calendar)

    assert (left > 0, left == 0, left < 0) == (today < due_on, today == due_on, today > due_on)


@given(DAYS, SHORT, CALENDARS)
def test_on_the_first_day_the_whole_term_is_left(start, count, calendar):
    last = due(start, make_term(count, "working_days"), calendar)

    assert remaining(last.on, start, "working_days", calendar) == count


@given(DAYS, DAYS, CALENDARS)
def test_what_is_left_never_grows_from_one_day_to_the_next(due_on, today, calendar):
    for unit in ("working_days", "days"):
        tomorrow = remaining(due_on, today + timedelta(days=1), unit, calendar)
        assert tomorrow <= remaining(due_on, today, unit, calendar)


@given(DAYS, SHORT, CALENDARS, st.integers(0, 90))
def test_a_clock_presses_from_its_last_working_day_on(start, count, calendar, later):
    last = due(start, make_term(count, "working_days"), calendar)
    today = start + timedelta(days=later)
    worked_until_then = sum(calendar.is_working_day(day) for day in days_between(today, last.on))

    expected = "overdue" if today > last.on else "pressing" if worked_until_then <= 1 else "running"

    assert urgency(last, today, calendar) == expected


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 600))
def test_a_corresponding_day_lies_in_its_month_and_keeps_its_number_where_it_can(start, count):
    there = months_after(start, count)

    assert (there.year * 12 + there.month) - (start.year * 12 + start.month) == count
    assert there.day == start.day or (there + timedelta(days=1)).day == 1
    assert there.day <= start.day
