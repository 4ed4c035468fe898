"""Numbers, days and options in Chinese words."""

from datetime import date
from fractions import Fraction
from typing import Any

from pinzhang.engine.rules.amounts import shown, text_of
from pinzhang.engine.rules.days import PERIOD, day_from
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.values import Choice

_YUAN = {"", "CNY", "元"}
_MYRIAD = 10_000
_SPANS = {"y": "年", "m": "个月", "d": "天"}


def amount_words(number: Fraction, kind: Kind) -> str:
    """Write a number with its unit: money in 元 or 万元, shares in per cent."""
    if kind.grain == "money" and kind.unit in _YUAN:
        return _money(number)
    if kind.grain == "share" and not kind.unit:
        return f"{_grouped(shown(number * 100))}%"
    unit = "元" if kind.unit == "CNY" else kind.unit
    return f"{_grouped(shown(number))} {unit}".rstrip()


def difference_words(number: Fraction, kind: Kind) -> str:
    """Write how far two numbers are apart; two shares are percentage points apart."""
    if kind.grain == "share" and not kind.unit:
        return f"{_grouped(shown(number * 100))} 个百分点"
    return amount_words(number, kind)


def day_words(day: date) -> str:
    """Write a day as sentences do."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_words(period: str) -> str:
    """Write a span of time: ``3y`` is 3 年."""
    match = PERIOD.fullmatch(period)
    return period if match is None else f"{int(match[1])} {_SPANS[match[2]]}"


def value_words(value: Any, kind: Kind) -> str:
    """Write a single value as its kind is spoken of."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return amount_words(value, kind)
    if isinstance(value, date):
        return day_words(value)
    day = day_from(value) if kind.sort == "date" and isinstance(value, str) else None
    if day is not None:
        return day_words(day)
    key = value.key if isinstance(value, Choice) else str(value)
    option = kind.option(key)
    return f"“{option.name.zh if option else key}”"


def _money(number: Fraction) -> str:
    if number == 0:
        return "0 元"
    if abs(number) >= _MYRIAD:
        return f"{_grouped(shown(number / _MYRIAD), places=2)} 万元"
    return f"{_grouped(shown(number), places=2)} 元"


def _grouped(number: Fraction, *, places: int = 0) -> str:
    whole, point, decimals = text_of(abs(number), least_places=places).partition(".")
    return ("-" if number < 0 else "") + f"{int(whole):,}{point}{decimals}"
