from datetime import date

import pytest

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.stages import (
    BrokenPause,
    ChineseCalendar,
    Clock,
    Due,
    Pause,
    clock_due,
    clock_sentence,
    due,
    months_after,
    published_calendar,
    remaining,
    urgency,
)
from tests.engine.stages.samples import make_term

PUBLISHED = published_calendar()
EVERY_DAY = ChineseCalendar(date(2100, 12, 24), frozenset(), frozenset())
FIVE = make_term(5, "working_days")
MONDAY = date(2026, 11, 23)


def november(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2024-09-30", 1, "2024-10-08"),
        ("2024-09-30", 5, "2024-10-12"),
        ("2025-01-27", 10, "2025-02-17"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 5, "2026-02-28"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-24", 6, "2026-10-10"),
    ],
)
def test_working_days_are_those_of_the_notices(start, count, last):
    term = make_term(count, "working_days")

    assert due(date.fromisoformat(start), term, PUBLISHED) == Due(date.fromisoformat(last))


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-23", 4, "2026-11-27"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-23", 7, "2026-11-30"),
        ("2026-02-07", 7, "2026-02-14"),
        ("2026-02-08", 7, "2026-02-24"),
        ("2026-09-24", 7, "2026-10-08"),
    ],
)
def test_calendar_days_end_on_a_working_day(start, count, last):
    assert due(date.fromisoformat(start), make_term(count, "days"), PUBLISHED) == Due(date.fromisoformat(last))


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-29", 1, "2028-02-29"),
        ("2028-01-28", 1, "2028-02-28"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-31", 12, "2027-12-31"),
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_on_its_last(start, count, last):
    assert months_after(date.fromisoformat(start), count) == date.fromisoformat(last)


def test_months_end_on_a_working_day():
    assert due(date(2026, 9, 3), make_term(1, "months"), PUBLISHED) == Due(date(2026, 10, 8))
    assert due(date(2026, 1, 31), make_term(1, "months"), PUBLISHED) == Due(date(2026, 2, 28))
    assert due(date(2025, 12, 31), make_term(2, "months"), PUBLISHED) == Due(date(2026, 2, 28))


def test_a_term_that_reaches_beyond_the_notices_is_provisional():
    sure = PUBLISHED.known_until

    assert due(sure.replace(day=23), make_term(1, "days"), PUBLISHED) == Due(sure, provisional=False)
    assert due(sure, make_term(3, "months"), PUBLISHED).provisional is True
    assert clock_due(sure.replace(day=23), make_term(1, "days"), (), PUBLISHED) == Due(sure, provisional=False)
    assert clock_due(sure, make_term(3, "months"), (), PUBLISHED) == due(sure, make_term(3, "months"), PUBLISHED)


def test_the_days_of_a_pause_do_not_count_its_ends_included():
    pause = Pause(november(25), november(27))

    assert [day for day in range(23, 31) if pause.covers(november(day))] == [25, 26, 27]
    assert clock_due(MONDAY, FIVE, (), PUBLISHED) == Due(november(30))
    assert clock_due(MONDAY, FIVE, (pause,), PUBLISHED) == Due(date(2026, 12, 3))


def test_a_pause_of_one_day_costs_that_day():
    assert clock_due(MONDAY, FIVE, (Pause(november(25), november(25)),), PUBLISHED) == Due(date(2026, 12, 1))


def test_a_pause_over_a_weekend_costs_no_working_day():
    assert clock_due(MONDAY, FIVE, (Pause(november(28), november(29)),), PUBLISHED) == Due(november(30))


def test_pauses_add_up_and_their_overlap_counts_once():
    apart = (Pause(november(24), november(24)), Pause(november(26), november(26)))
    overlapping = (Pause(november(24), november(26)), Pause(november(25), november(27)))

    assert clock_due(MONDAY, FIVE, apart, PUBLISHED) == Due(date(2026, 12, 2))
    assert clock_due(MONDAY, FIVE, overlapping, PUBLISHED) == Due(date(2026, 12, 4))


def test_a_paused_clock_has_no_due_day():
    assert clock_due(MONDAY, FIVE, (Pause(november(25)),), PUBLISHED) is None


def test_a_clock_paused_on_its_last_day_has_no_due_day_and_ends_after_the_pause():
    assert clock_due(MONDAY, FIVE, (Pause(november(30)),), PUBLISHED) is None
    assert clock_due(MONDAY, FIVE, (Pause(november(30), date(2026, 12, 3)),), PUBLISHED) == Due(date(2026, 12, 4))


def test_a_pause_after_the_last_day_changes_nothing():
    assert clock_due(MONDAY, FIVE, (Pause(date(2026, 12, 1)),), PUBLISHED) == Due(november(30))


def test_calendar_days_and_months_pause_too():
    pause = Pause(november(25), november(26))

    assert clock_due(MONDAY, make_term(7, "days"), (pause,), PUBLISHED) == Due(date(2026, 12, 2))
    assert clock_due(MONDAY, make_term(1, "months"), (pause,), EVERY_DAY) == Due(date(2026, 12, 25))


def test_a_last_day_never_falls_into_a_pause():
    saturday = Pause(november(29), date(2026, 12, 1))

    assert clock_due(MONDAY, make_term(5, "days"), (saturday,), PUBLISHED) == Due(date(2026, 12, 2))
    assert clock_due(MONDAY, make_term(5, "days"), (Pause(november(29)),), PUBLISHED) is None


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(BrokenPause) as refusal:
        Pause(november(25), november(24))

    assert str(refusal.value) == "a pause ends before it begins"


def test_a_correction_request_pauses_the_clock_until_the_answer():
    clock = Clock(MONDAY, FIVE)

    asked = clock.when_asked(november(25))

    assert asked == Clock(MONDAY, FIVE, (Pause(november(25)),))
    assert (clock.is_paused, asked.is_paused) == (False, True)
    assert asked.due(PUBLISHED) is None
    answered = asked.when_answered(november(27))
    assert answered == Clock(MONDAY, FIVE, (Pause(november(25), november(27)),))
    assert answered.due(PUBLISHED) == Due(date(2026, 12, 3))
    assert asked.when_request_withdrawn(november(27)) == answered


def test_a_second_request_leaves_the_first_pause_as_it_was():
    clock = Clock(MONDAY, FIVE).when_asked(november(24)).when_answered(november(24)).when_asked(november(26))

    assert clock.pauses == (Pause(november(24), november(24)), Pause(november(26)))
    assert clock.when_answered(november(26)).due(PUBLISHED) == Due(date(2026, 12, 2))


def test_a_clock_is_replaced_by_a_fresh_one_where_the_term_says_so():
    term = make_term(5, "working_days", on_correction="replace")
    asked = Clock(MONDAY, term).when_asked(november(25))

    assert asked == Clock(MONDAY, term, (Pause(november(25)),))
    assert asked.when_answered(november(27)) == Clock(november(27), term)
    assert asked.when_answered(november(27)).due(PUBLISHED) == Due(date(2026, 12, 4))


def test_a_request_taken_back_does_not_replace_the_clock():
    term = make_term(5, "working_days", on_correction="replace")
    asked = Clock(MONDAY, term).when_asked(november(25))

    assert asked.when_request_withdrawn(november(25)) == Clock(MONDAY, term, (Pause(november(25), november(25)),))


def test_a_clock_runs_on_where_the_term_says_so():
    clock = Clock(MONDAY, make_term(5, "working_days", on_correction="run"))

    assert clock.when_asked(november(25)) == clock
    assert clock.when_answered(november(27)) == clock
    assert clock.when_request_withdrawn(november(27)) == clock


def test_a_clock_is_not_paused_twice():
    with pytest.raises(BrokenPause) as refusal:
        Clock(MONDAY, FIVE).paused(november(24)).paused(november(25))

    assert str(refusal.value) == "the clock is already paused"


@pytest.mark.parametrize("on_correction", ["pause", "replace"])
def test_a_running_clock_is_not_resumed(on_correction):
    with pytest.raises(BrokenPause) as refusal:
        Clock(MONDAY, make_term(5, "days", on_correction=on_correction)).when_answered(november(25))

    assert str(refusal.value) == "the clock is not paused"


def test_a_clock_is_not_resumed_before_its_pause():
    with pytest.raises(BrokenPause):
        Clock(MONDAY, FIVE).paused(november(25)).resumed(november(24))


@pytest.mark.parametrize(
    ("due_on", "zh", "en", "pressing"),
    [
        ("2026-11-20", "超期 1 个工作日", "1 working day overdue", "overdue"),
        ("2026-11-18", "超期 3 个工作日", "3 working days overdue", "overdue"),
        ("2026-10-31", "超期 16 个工作日", "16 working days overdue", "overdue"),
        ("2026-11-23", "今天到期", "Due today", "pressing"),
        ("2026-11-24", "剩 1 个工作日", "1 working day left", "pressing"),
        ("2026-11-25", "剩 2 个工作日", "2 working days left", "running"),
        ("2026-11-27", "剩 4 个工作日", "4 working days left", "running"),
        ("2026-12-02", "剩 7 个工作日", "7 working days left", "running"),
    ],
)
def test_a_clock_says_what_is_left(due_on, zh, en, pressing):
    day = Due(date.fromisoformat(due_on))

    assert clock_sentence(day, MONDAY, "working_days", PUBLISHED) == Words(zh=zh, en=en)
    assert urgency(day, MONDAY, PUBLISHED) == pressing


def test_calendar_days_and_months_are_told_in_days():
    assert clock_sentence(Due(november(27)), MONDAY, "days", PUBLISHED) == Words(zh="剩 4 天", en="4 days left")
    assert clock_sentence(Due(november(24)), MONDAY, "months", PUBLISHED) == Words(zh="剩 1 天", en="1 day left")
    assert clock_sentence(Due(november(20)), MONDAY, "days", PUBLISHED) == Words(zh="超期 3 天", en="3 days overdue")


def test_a_paused_clock_says_so():
    assert clock_sentence(None, MONDAY, "days", PUBLISHED) == Words(zh="暂停计时", en="Clock paused")
    assert urgency(None, MONDAY, PUBLISHED) == "paused"


def test_a_provisional_clock_says_so():
    sentence = clock_sentence(Due(november(24), provisional=True), MONDAY, "days", PUBLISHED)

    assert sentence == Words(zh="剩 1 天（暂定）", en="1 day left (provisional)")


def test_a_clock_on_a_day_off_is_overdue_and_not_due_today():
    friday, saturday, sunday = november(20), november(21), november(22)

    assert remaining(friday, saturday, "working_days", PUBLISHED) == -1
    assert remaining(friday, sunday, "working_days", PUBLISHED) == -1
    assert remaining(friday, MONDAY, "working_days", PUBLISHED) == -1
    assert remaining(friday, november(24), "working_days", PUBLISHED) == -2
    assert remaining(sunday, saturday, "working_days", PUBLISHED) == 1
    assert remaining(MONDAY, friday, "working_days", PUBLISHED) == 1
    assert urgency(Due(MONDAY), friday, PUBLISHED) == "pressing"
