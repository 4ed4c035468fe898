from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from pinzhang.portals.ui.components import dates

DAY = date(2026, 11, 23)
INSTANT = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)  # 07:05 on the 23rd in Qingdao


@pytest.mark.parametrize(
    ("draw", "chinese", "english"),
    [
        (dates.day, "2026年11月23日", "23 November 2026"),
        (dates.day_table, "2026-11-23", "2026-11-23"),
        (dates.weekday, "星期一", "Monday"),
        (dates.moment, "2026年11月23日", "23 November 2026"),
        (dates.moment_table, "2026-11-23", "2026-11-23"),
        (dates.hour, "—", "—"),
    ],
)
def test_a_day_is_written_in_the_language_of_the_reader(draw, chinese, english):
    assert draw(DAY) == chinese
    with override("en"):
        assert draw(DAY) == english


@pytest.mark.parametrize(
    ("draw", "chinese", "english"),
    [
        (dates.day, "2026年11月23日", "23 November 2026"),
        (dates.moment, "2026年11月23日 07:05", "23 November 2026, 07:05"),
        (dates.moment_table, "2026-11-23 07:05", "2026-11-23 07:05"),
        (dates.hour, "07:05", "07:05"),
    ],
)
def test_an_instant_is_written_as_the_local_day_and_hour(draw, chinese, english):
    assert draw(INSTANT) == chinese
    with override("en"):
        assert draw(INSTANT) == english


def test_a_day_of_this_year_is_written_without_the_year_and_another_with_it():
    assert dates.day_short(DAY, date(2026, 1, 1)) == "11月23日"
    assert dates.day_short(DAY, date(2027, 1, 1)) == "2026年11月23日"
    assert dates.moment_short(INSTANT, date(2026, 1, 1)) == "11月23日 07:05"
    assert dates.moment_short(DAY, date(2026, 1, 1)) == "11月23日"
    with override("en"):
        assert dates.day_short(DAY, date(2026, 1, 1)) == "23 Nov"
        assert dates.moment_short(INSTANT, date(2026, 1, 1)) == "23 Nov, 07:05"


@pytest.mark.parametrize("draw", [dates.day, dates.day_short, dates.day_table, dates.hour, dates.moment, dates.weekday])
def test_nothing_is_written_as_a_dash(draw):
    assert draw(None) == "—"
    assert draw("") == "—"


@pytest.mark.parametrize(
    ("start", "end", "chinese", "english"),
    [
        (date(2026, 11, 19), date(2026, 11, 25), "11月19日至11月25日", "19 Nov to 25 Nov"),
        (date(2025, 11, 19), date(2025, 11, 25), "2025年11月19日至11月25日", "19 November 2025 to 25 November 2025"),
        (date(2026, 12, 30), date(2027, 1, 5), "2026年12月30日至2027年1月5日", "30 December 2026 to 5 January 2027"),
        (None, date(2026, 11, 25), "2026年11月25日前", "until 25 November 2026"),
        (date(2026, 11, 19), None, "2026年11月19日起", "from 19 November 2026"),
        (None, None, "—", "—"),
    ],
)
def test_a_range_says_the_year_where_it_is_not_plain(start, end, chinese, english):
    assert dates.day_range(start, end, date(2026, 11, 1)) == chinese
    with override("en"):
        assert dates.day_range(start, end, date(2026, 11, 1)) == english
