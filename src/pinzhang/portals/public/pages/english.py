"""Amounts that the engine says in Chinese, for readers of English."""

import re
from collections.abc import Callable
from decimal import Decimal

from pinzhang.portals.ui.components.dates import MONTHS
from pinzhang.portals.ui.context import reader_language

MYRIAD = 10_000
_NUMBER = r"(-?[\d,]+(?:\.\d+)?)"
_UNITS: dict[str, tuple[str, str]] = {
    "天": ("day", "days"),
    "年": ("year", "years"),
    "个月": ("month", "months"),
    "条": ("record", "records"),
    "人": ("person", "people"),
    "项": ("item", "items"),
    "个": ("item", "items"),
    "次": ("time", "times"),
    "位": ("place", "places"),
}


def _day(match: re.Match[str]) -> str:
    return f"{int(match[3])} {MONTHS[int(match[2]) - 1]} {match[1]}"


def _myriads(match: re.Match[str]) -> str:
    return f"CNY {Decimal(match[1].replace(',', '')) * MYRIAD:,.2f}"


def _counted(match: re.Match[str]) -> str:
    one, many = _UNITS[match[2]]
    return f"{match[1]} {one if match[1] == '1' else many}"


_STEPS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"(\d{4})年(\d{1,2})月(\d{1,2})日", _day),
    (_NUMBER + r" 万元", _myriads),
    (_NUMBER + r" 元", r"CNY \1"),
    (_NUMBER + r" 个百分点", r"\1 percentage points"),
    (_NUMBER + rf" ({'|'.join(_UNITS)})", _counted),
    (r"^不以“(.*)”开头$", r"not beginning with “\1”"),
    (r"^以“(.*)”开头$", r"beginning with “\1”"),
    (r"^不是(.+)$", r"not \1"),
    (r"^(.+)之一$", r"one of \1"),
    (r"^是$", "yes"),
    (r"^否$", "no"),
    (r"、", ", "),
)


def amount(said: str) -> str:
    """Return an amount in the reader's language; names of options stay as they are printed."""
    if reader_language() != "en":
        return said
    for pattern, replacement in _STEPS:
        said = re.sub(pattern, replacement, said)
    return said
