"""Dates in sentences, in tables and as ranges, in Chinese and in English."""

from datetime import date, datetime

from django.utils import timezone

from pinzhang.portals.ui.context import reader_language

ABSENT = "—"
WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def as_day(value: object) -> date | None:
    """Return the local day of a date or an instant; anything else is no day."""
    if isinstance(value, datetime):
        return timezone.localdate(value)
    return value if isinstance(value, date) else None


def day(value: object) -> str:
    """2026年11月23日, 23 November 2026: a date in a sentence."""
    on = as_day(value)
    if on is None:
        return ABSENT
    if reader_language() == "en":
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def day_short(value: object, today: date | None = None) -> str:
    """11月25日, 25 Nov: a date of the current year; another year is written out."""
    on = as_day(value)
    if on is None:
        return ABSENT
    if on.year != (today or timezone.localdate()).year:
        return day(on)
    if reader_language() == "en":
        return f"{on.day} {MONTHS[on.month - 1][:3]}"
    return f"{on.month}月{on.day}日"


def day_table(value: object) -> str:
    """2026-11-23: a date in a table, in either language."""
    on = as_day(value)
    return on.isoformat() if on else ABSENT


def hour(value: object) -> str:
    """17:00: the local time of an instant."""
    return timezone.localtime(value).strftime("%H:%M") if isinstance(value, datetime) else ABSENT


def moment(value: object) -> str:
    """2026年11月23日 10:26: an instant in a sentence."""
    if not isinstance(value, datetime):
        return day(value)
    separator = ", " if reader_language() == "en" else " "
    return f"{day(value)}{separator}{hour(value)}"


def moment_short(value: object, today: date | None = None) -> str:
    """12月11日 17:00: an instant of the current year."""
    if not isinstance(value, datetime):
        return day_short(value, today)
    separator = ", " if reader_language() == "en" else " "
    return f"{day_short(value, today)}{separator}{hour(value)}"


def moment_table(value: object) -> str:
    """2026-11-23 10:26: an instant in a table."""
    return f"{day_table(value)} {hour(value)}" if isinstance(value, datetime) else day_table(value)


def weekday(value: object) -> str:
    """星期一, Monday."""
    on = as_day(value)
    return WEEKDAYS[reader_language()][on.weekday()] if on else ABSENT


def day_range(start: object, end: object, today: date | None = None) -> str:
    """11月19日至11月25日, 19 Nov to 25 Nov; the year is written where it is not plain. An open end is said."""
    first, last = as_day(start), as_day(end)
    if first is None and last is None:
        return ABSENT
    english = reader_language() == "en"
    if first is None:
        return f"until {day(last)}" if english else f"{day(last)}前"
    if last is None:
        return f"from {day(first)}" if english else f"{day(first)}起"
    if first.year == last.year == (today or timezone.localdate()).year:
        texts = day_short(first, first), day_short(last, last)
    elif first.year == last.year and not english:
        texts = day(first), day_short(last, last)
    else:
        texts = day(first), day(last)
    return (" to " if english else "至").join(texts)
