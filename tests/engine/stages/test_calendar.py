from datetime import UTC, date, datetime, timedelta, timezone

import chinese_calendar
import pytest

from pinzhang.engine.stages import ChineseCalendar, NaiveTime, local_day, published_calendar

PUBLISHED = published_calendar()

MAKE_UP_DAYS = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
"""Weekend days worked, as the State Council's notices print them."""

HOLIDAYS = {
    2024: [("01-01", 1), ("02-10", 8), ("04-04", 3), ("05-01", 5), ("06-08", 3), ("09-15", 3), ("10-01", 7)],
    2025: [("01-01", 1), ("01-28", 8), ("04-04", 3), ("05-01", 5), ("05-31", 3), ("10-01", 8)],
    2026: [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)],
}
"""First day and length of every holiday, as the notices print them."""


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


@pytest.mark.parametrize("year", MAKE_UP_DAYS)
def test_the_weekend_days_worked_are_those_of_the_notice(year):
    worked = [day for day in days_of(year) if day.weekday() > 4 and PUBLISHED.is_working_day(day)]

    assert [day.isoformat() for day in worked] == [f"{year}-{day}" for day in MAKE_UP_DAYS[year]]


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_weekdays_off_are_those_of_the_notice(year):
    off = [day for day in days_of(year) if day.weekday() <= 4 and not PUBLISHED.is_working_day(day)]
    printed = [
        date.fromisoformat(f"{year}-{first}") + timedelta(days=number)
        for first, length in HOLIDAYS[year]
        for number in range(length)
    ]

    assert off == [day for day in printed if day.weekday() <= 4]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_is_what_the_package_says(year):
    assert [PUBLISHED.is_working_day(day) for day in days_of(year)] == [
        chinese_calendar.is_workday(day) for day in days_of(year)
    ]


def test_the_last_week_of_the_last_published_year_is_not_yet_sure():
    last_year = max(chinese_calendar.constants.holidays).year

    assert PUBLISHED.known_until == date(last_year, 12, 24)
    assert min((day.month, day.day) for day in PUBLISHED.days_off | PUBLISHED.make_up_days if day.month == 12) > (
        12,
        24,
    )


def test_beyond_the_notices_only_the_weekends_are_known():
    assert PUBLISHED.is_working_day(date(2040, 10, 1)) is True
    assert PUBLISHED.is_working_day(date(2040, 10, 5)) is True
    assert PUBLISHED.is_working_day(date(2040, 10, 6)) is False
    assert PUBLISHED.is_working_day(date(2040, 10, 7)) is False


def test_a_calendar_is_made_of_days_off_and_days_made_up():
    calendar = ChineseCalendar(date(2027, 12, 24), frozenset({date(2027, 3, 1)}), frozenset({date(2027, 3, 6)}))

    week = [date(2027, 3, 1) + timedelta(days=number) for number in range(7)]

    assert [calendar.is_working_day(day) for day in week] == [False, True, True, True, True, True, False]


def test_a_day_is_the_day_at_the_office():
    at = datetime(2028, 2, 29, 23, 0, tzinfo=UTC)

    assert local_day(at) == date(2028, 3, 1)
    assert local_day(at.astimezone(timezone(timedelta(hours=-8)))) == date(2028, 3, 1)
    assert local_day(at, "Europe/Lisbon") == date(2028, 2, 29)


def test_an_instant_without_a_zone_has_no_day():
    with pytest.raises(NaiveTime):
        local_day(datetime(2026, 3, 1, 7))  # noqa: DTZ001 - the naive time is what is refused
