"""Which days are worked (工作日): weekends, public holidays and the make-up days of the yearly notices."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from pinzhang.engine.stages.refusals import NaiveTime

_FRIDAY = 4
_SURE_UNTIL = (12, 24)


class WorkingCalendar(Protocol):
    """What the clocks ask of a calendar (工作日历)."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day is worked."""
        ...

    @property
    def known_until(self) -> date:
        """The last day that no later notice will change."""
        ...


@dataclass(frozen=True, slots=True)
class ChineseCalendar:
    """The calendar of the State Council's yearly holiday notices (国务院办公厅节假日安排).

    Beyond the last notice only the weekends are known, so whatever reaches further is provisional.
    """

    known_until: date
    days_off: frozenset[date] = field(repr=False)
    make_up_days: frozenset[date] = field(repr=False)

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day is worked, as far as the notices say."""
        return day in self.make_up_days or (day.weekday() <= _FRIDAY and day not in self.days_off)


@lru_cache(maxsize=1)
def published_calendar() -> ChineseCalendar:
    """Return the calendar of all notices published when the program was built.

    The notice for a year has more than once moved days of the last December week before it, so the last week of the
    last published year is not yet sure.
    """
    last_year = max(constants.holidays).year
    return ChineseCalendar(
        known_until=date(last_year, *_SURE_UNTIL),
        days_off=frozenset(constants.holidays),
        make_up_days=frozenset(constants.workdays),
    )


def local_day(at: datetime, zone: str = "Asia/Shanghai") -> date:
    """Return the day it is at an instant, where the office is.

    :raises NaiveTime: the instant has no time zone.
    """
    if at.tzinfo is None:
        raise NaiveTime("an instant needs a time zone")
    return at.astimezone(ZoneInfo(zone)).date()
