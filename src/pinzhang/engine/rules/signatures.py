"""The functions of the rule language as the checker knows them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pinzhang.engine.rules.days import PERIOD
from pinzhang.engine.rules.kinds import BOOL, COUNT, COUNTABLE, DATE, Kind
from pinzhang.engine.rules.situation import MOST_YEARS
from pinzhang.engine.rules.syntax import FACT_ROOTS, Call, Field, Literal, Node

if TYPE_CHECKING:
    from pinzhang.engine.rules.checking import Checker

MOST_PARTS = 64


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function is written, and how its call is checked."""

    shape: str
    check: Callable[["Checker", Call], Kind]
    fewest: int
    most: int
    is_method: bool = False


def _years(checker: "Checker", node: Call) -> Kind:
    fact, count = node.arguments
    kind = checker.kind_of(fact)
    fits = checker.demand(fact, kind, "yearly", "years")
    if isinstance(count, Literal) and isinstance(count.value, Decimal):
        if count.value not in range(1, MOST_YEARS + 1):
            checker.report(count, f"years counts 1 to {MOST_YEARS} whole years")
    elif checker.demand(count, checker.kind_of(count), "number", "years") and checker.kind_of(count).grain != "integer":
        checker.report(count, "years needs a whole number of years")
    return Kind("series", title=kind.title, of=kind.of) if fits else Kind("any")


def _aggregate(checker: "Checker", node: Call) -> Kind:
    series = node.arguments[0]
    kind = checker.kind_of(series)
    if node.function == "last" and kind.sort == "yearly" and kind.of is not None:
        return kind.of
    if not checker.demand(series, kind, "series", node.function) or kind.of is None:
        return Kind("any")
    if node.function == "last":
        return kind.of
    if kind.of.sort != "number":
        return checker.report(series, f"{node.function} needs numbers, found {kind.in_words()}")
    return replace(kind.of, grain="") if node.function == "avg" and kind.of.grain == "integer" else kind.of


def _size(checker: "Checker", node: Call) -> Kind:
    kind = checker.kind_of(node.arguments[0])
    if kind.sort not in (*COUNTABLE, "any"):
        return checker.report(node.arguments[0], f"size counts records, rows, years or a list, found {kind.in_words()}")
    return Kind("number", unit=kind.counted_in, grain="integer")


def _among_peers(checker: "Checker", node: Call) -> Kind:
    argument = node.arguments[0]
    kind = checker.kind_of(argument)
    single = kind.of if kind.sort == "yearly" and kind.of is not None else kind
    if not isinstance(argument, Field) or argument.root not in FACT_ROOTS:
        return checker.report(argument, f"{node.function} needs a fact", f"{node.function}(e.name)")
    if single.sort not in {"number", "any"}:
        return checker.report(argument, f"only numbers are ranked, found {kind.in_words()}")
    return Kind("number", unit="名", grain="integer")


def _has(checker: "Checker", node: Call) -> Kind:
    argument = node.arguments[0]
    if not isinstance(argument, Field) or argument.root == "p":
        checker.report(argument, "has asks whether a fact or an answer is known", "has(a.name)")
    else:
        checker.kind_of(argument)
    if not checker.allow_has:
        checker.report(node, "has() is for what a form shows; a rule may not depend on what happens to be known")
    return BOOL


def _at_least(checker: "Checker", node: Call) -> Kind:
    count, *parts = node.arguments
    checker.demand(count, checker.kind_of(count), "number", node.function)
    if isinstance(count, Literal) and isinstance(count.value, Decimal) and count.value not in range(1, len(parts) + 1):
        checker.report(count, f"at_least counts 1 to {len(parts)} of its {len(parts)} parts")
    for part in parts:
        checker.demand(part, checker.kind_of(part), "bool", node.function)
    return BOOL


def _any_of(checker: "Checker", node: Call) -> Kind:
    for part in node.arguments:
        checker.demand(part, checker.kind_of(part), "bool", node.function)
    return BOOL


def _moved(checker: "Checker", node: Call) -> Kind:
    day, period = node.arguments
    checker.demand(day, checker.kind_of(day), "date", node.function)
    for text in _periods(checker, period):
        if PERIOD.fullmatch(text) is None:
            checker.report(period, f"{text!r} is no span of time", "'3y', '6m' or '30d'")
    return DATE


def _periods(checker: "Checker", node: Node) -> list[str]:
    if isinstance(node, Literal) and isinstance(node.value, str):
        return [node.value]
    kind = checker.kind_of(node)
    if isinstance(node, Field) and node.root == "p" and kind.sort == "text":
        return [value for _, value in checker.scope.parameters[node.name].values if isinstance(value, str)]
    if kind.sort != "any":
        checker.report(node, "a span of time is a text or a parameter", "'3y', '6m' or '30d'")
    return []


def _within(checker: "Checker", node: Call) -> Kind:
    records, after, until = node.arguments
    kind = checker.kind_of(records)
    fits = checker.demand(records, kind, "records", "within")
    for day in (after, until):
        checker.demand(day, checker.kind_of(day), "date", "within")
    return kind if fits else Kind("any")


def _year(checker: "Checker", node: Call) -> Kind:
    checker.demand(node.arguments[0], checker.kind_of(node.arguments[0]), "date", "year")
    return replace(COUNT, unit="年")


def _starts_with(checker: "Checker", node: Call) -> Kind:
    for argument in node.arguments:
        checker.demand(argument, checker.kind_of(argument), "text", "startsWith")
    return BOOL


SIGNATURES: dict[str, Signature] = {
    "years": Signature("years(e.revenue, 3)", _years, 2, 2),
    **{
        name: Signature(f"{name}(years(e.revenue, 3))", _aggregate, 1, 1)
        for name in ("sum", "avg", "last", "min", "max")
    },
    "size": Signature("size(e.samplings)", _size, 1, 1),
    "rank": Signature("rank(e.market_share)", _among_peers, 1, 1),
    "peers": Signature("peers(e.market_share)", _among_peers, 1, 1),
    "has": Signature("has(a.name)", _has, 1, 1),
    "at_least": Signature("at_least(2, first, second, third)", _at_least, 2, MOST_PARTS),
    "any_of": Signature("any_of(first, second)", _any_of, 1, MOST_PARTS),
    "minus": Signature("minus(on, '3y')", _moved, 2, 2),
    "plus": Signature("plus(e.conferred_on, '6m')", _moved, 2, 2),
    "within": Signature("within(e.samplings, minus(on, '3y'), on)", _within, 3, 3),
    "year": Signature("year(on)", _year, 1, 1),
    "startsWith": Signature("e.industry_code.startsWith('C13')", _starts_with, 2, 2, is_method=True),
}
