"""Days and spans of days, counted as regulations count them."""

import re
from calendar import monthrange
from datetime import date, timedelta

PERIOD = re.compile(r"([0-9]{1,4})([ymd])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTHS_IN_A_YEAR = 12


def moved(day: date, period: str, *, back: bool) -> date | None:
    """Return the same day years or months away (29 February becomes 28 February), or days away.

    Nothing where the calendar ends before.
    """
    count, unit = int(period[:-1]) * (-1 if back else 1), period[-1]
    try:
        if unit == "d":
            return day + timedelta(days=count)
        return _moved_by_months(day, count * (MONTHS_IN_A_YEAR if unit == "y" else 1))
    except (ValueError, OverflowError):
        return None


def _moved_by_months(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    month += 1
    if not date.min.year <= year <= date.max.year:
        raise ValueError(year)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_from(text: str) -> date | None:
    """Return the day an ISO text names, strictly ``2024-03-01``."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
