"""Days as they stand in sheets: real dates, numbers of days, and the many ways to write one."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from pinzhang.engine.sheets.refusals import CannotReadCell
from pinzhang.engine.sheets.values import Percent, Raw

FIRST_YEAR, LAST_YEAR = 1900, 2200
FIRST_SERIAL = 61
"""1 March 1900: before it, spreadsheets count a 29 February that never was."""
DAY_ZERO, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_EIGHT = re.compile(r"\d{8}")
_DAY_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_MONTH_ONLY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?")
EXPECTED = "请写成 2026-03-01 这样的日期。"


def read_day(raw: Raw, *, since_1904: bool = False) -> date:
    """Return the day that a cell means.

    :raises CannotReadCell: it is no day, or could be two different ones.
    """
    if isinstance(raw, datetime):
        return _plausible(raw.year, raw.month, raw.day)
    if isinstance(raw, date):
        return _plausible(raw.year, raw.month, raw.day)
    if isinstance(raw, str):
        return _written(unicodedata.normalize("NFKC", raw).strip())
    if isinstance(raw, bool | Percent) or not isinstance(raw, int | float):
        raise CannotReadCell(f"不是日期。{EXPECTED}")
    return _numbered(raw, since_1904=since_1904)


def _written(text: str) -> date:
    if found := _WRITTEN.fullmatch(text):
        return _plausible(*(int(part) for part in found.groups()))
    if _EIGHT.fullmatch(text):
        return _plausible(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _DAY_FIRST.fullmatch(text):
        raise CannotReadCell(f"“{text}”分不清年、月、日的先后。{EXPECTED}")
    if _MONTH_ONLY.fullmatch(text):
        raise CannotReadCell(f"“{text}”没有写到日。{EXPECTED}")
    raise CannotReadCell(f"“{text[:30]}”不是日期。{EXPECTED}")


def _numbered(number: float, *, since_1904: bool) -> date:
    """Return the day of a number: 20260301 as it is written, or days counted from the sheet's first one."""
    whole = int(number) if abs(number) < 10**9 else 0
    if whole >= FIRST_YEAR * 10_000:
        if whole != number:
            raise CannotReadCell(f"“{number}”不是日期。{EXPECTED}")
        return _plausible(whole // 10_000, whole // 100 % 100, whole % 100)
    last = (date(LAST_YEAR, 12, 31) - DAY_ZERO).days
    if not (0 if since_1904 else FIRST_SERIAL) <= whole <= last:
        raise CannotReadCell(f"“{number:g}”不是日期。{EXPECTED}")
    return (DAY_ZERO_1904 if since_1904 else DAY_ZERO) + timedelta(days=whole)


def _plausible(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CannotReadCell(f"年份 {year} 不对，请核对。")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CannotReadCell(f"没有 {year} 年 {month} 月 {day} 日这一天，请核对。") from error
