"""The functions of the rule language that need no more than their arguments and the situation."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from pinzhang.engine.rules.days import moved
from pinzhang.engine.rules.members import as_collection, narrowed_to, size
from pinzhang.engine.rules.situation import MOST_YEARS, Situation
from pinzhang.engine.rules.values import Collection, Range, Reading, Records, Unknown, Yearly, merged, strictest

NO_YEAR = Unknown(reasons=("所要求的年度都在成立之前",))
NO_SUCH_DAY = Unknown(reasons=("推算的日期超出日历范围",))
NO_SUCH_WINDOW = Unknown(reasons=(f"年数须为 1 至 {MOST_YEARS} 的整数",))

Arguments = list[Any]


def _years(arguments: Arguments, situation: Situation) -> Reading:
    fact, count = arguments
    unknown = strictest([count])
    if unknown is not None:
        return unknown
    if count.denominator != 1 or not 1 <= count <= MOST_YEARS:
        return NO_SUCH_WINDOW
    return situation.closed_years(fact, int(count))


def _numbers(arguments: Arguments) -> list[Any]:
    series: Collection = arguments[0]
    return [item.value for item in series.items]


def _sum(arguments: Arguments, _: Situation) -> Reading:
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    numbers = _numbers(arguments)
    return strictest(numbers) or sum(numbers, start=Fraction(0))


def _average(arguments: Arguments, _: Situation) -> Reading:
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    numbers = _numbers(arguments)
    if not numbers:
        return NO_YEAR
    return strictest(numbers) or sum(numbers, start=Fraction(0)) / len(numbers)


def _last(arguments: Arguments, situation: Situation) -> Reading:
    series = arguments[0]
    if isinstance(series, Yearly):
        series = situation.closed_years(series, 1)
    if isinstance(series, Unknown):
        return series
    values = _numbers([series])
    return values[-1] if values else NO_YEAR


def _extreme(pick: Callable[[Any], Fraction], *, upper: bool) -> Callable[[Arguments, Situation], Reading]:
    def extreme(arguments: Arguments, _: Situation) -> Reading:
        if isinstance(arguments[0], Unknown):
            return arguments[0]
        numbers = _numbers(arguments)
        if not numbers:
            return NO_YEAR
        unknowns = [number for number in numbers if isinstance(number, Unknown)]
        known = [number for number in numbers if isinstance(number, Fraction)]
        if not unknowns:
            return pick(known)
        bound = pick(known) if known else None
        return Range(bound, None, merged(unknowns)) if upper else Range(None, bound, merged(unknowns))

    return extreme


def _size(arguments: Arguments, situation: Situation) -> Reading:
    source = arguments[0]
    return source if isinstance(source, Unknown) else size(as_collection(source, situation))


def _within(arguments: Arguments, _: Situation) -> Reading:
    records: Records = arguments[0]
    _, after, until = arguments
    return narrowed_to(records, after, until)


def _moved(*, back: bool) -> Callable[[Arguments, Situation], Reading]:
    def move(arguments: Arguments, _: Situation) -> Reading:
        unknown = strictest(arguments)
        if unknown is not None:
            return unknown
        day, period = arguments
        return moved(day, period, back=back) or NO_SUCH_DAY

    return move


def _year(arguments: Arguments, _: Situation) -> Reading:
    day = arguments[0]
    return Fraction(day.year) if isinstance(day, date) else day


def _starts_with(arguments: Arguments, _: Situation) -> Reading:
    text, prefix = arguments
    return strictest(arguments) or text.startswith(prefix)


FUNCTIONS: dict[str, Callable[[Arguments, Situation], Reading]] = {
    "years": _years, "sum": _sum, "avg": _average, "last": _last, "min": _extreme(min, upper=False),
    "max": _extreme(max, upper=True), "size": _size, "within": _within, "minus": _moved(back=True),
    "plus": _moved(back=False), "year": _year, "startsWith": _starts_with,
}  # fmt: skip
