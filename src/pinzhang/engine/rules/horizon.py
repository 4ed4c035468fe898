"""Look ahead: the first day on which a rule is met if nothing changes but the date."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain as joined
from itertools import product
from typing import TypeAlias

from pinzhang.engine.rules.book import BoundRule
from pinzhang.engine.rules.days import day_from, moved
from pinzhang.engine.rules.judging import verdict_of
from pinzhang.engine.rules.situation import Situation
from pinzhang.engine.rules.syntax import Call, Field, Literal, Name, Node, walk
from pinzhang.engine.rules.values import Collection, Reading, Records, Row

YEARS_AHEAD = 30
MOST_DAYS_TRIED = 1000
Move: TypeAlias = tuple[str, bool]
"""A span, and whether it leads back."""

MONTHS_END = 28
"""From this day of a month on several days are moved to one: the verdict can turn up to four days later."""


def met_from(bound: BoundRule, situation: Situation, decisions: Mapping[str, bool]) -> date | None:
    """Return the first later day on which the rule is met by the passing of time alone.

    Nothing where that takes more than thirty years, or more turning days than are tried.
    """
    nodes = _nodes(bound)
    if not _depends_on_time(nodes):
        return None
    for day in _turning_days(nodes, situation):
        if verdict_of(bound, situation.at(day), decisions) is True:
            return day
    return None


def _nodes(bound: BoundRule) -> list[Node]:
    sentences = (bound.expr, bound.applies_when, *(node for _, node in bound.exempt))
    return list(joined.from_iterable(walk(node) for node in sentences if node is not None))


def _depends_on_time(nodes: Iterable[Node]) -> bool:
    return any(
        (isinstance(node, Name) and node.name == "on")
        or (isinstance(node, Call) and node.function in {"years", "last", "rank"})
        or (isinstance(node, Field) and node.root == "p")
        for node in nodes
    )


def _turning_days(nodes: list[Node], situation: Situation) -> list[date]:
    """Return the days on which the verdict can turn: known days moved by the spans of the rule, and new years."""
    chains = [chain for node in nodes if _is_move(node) for chain in _chains(node, situation)]
    known = {day for node in nodes for day in _days(node, situation)}
    known |= {day for chain in chains if not chain.from_today for day in _moved(known, chain.moves)}
    backwards = [_reversed(chain.moves) for chain in chains if chain.from_today]
    reached = known | {day for moves in backwards for day in _moved(known, moves)}
    this_year = situation.on.year
    turning = {near for day in reached for near in _after(day)}
    turning |= {date(year, 1, 1) for year in range(this_year + 1, min(this_year + YEARS_AHEAD, date.max.year) + 1)}
    last = moved(situation.on, f"{YEARS_AHEAD}y", back=False) or date.max
    return sorted(day for day in turning if situation.on < day <= last)[:MOST_DAYS_TRIED]


@dataclass(frozen=True, slots=True)
class _Chain:
    """Spans that a day is moved by, one after the other: ``minus(minus(on, '3y'), '6m')``."""

    from_today: bool
    moves: tuple[Move, ...]


def _is_move(node: Node) -> bool:
    return isinstance(node, Call) and node.function in {"minus", "plus"}


def _chains(node: Node, situation: Situation) -> Iterator[_Chain]:
    """Yield the chain of moves that a node stands for, once for every value that a span of it ever has."""
    steps: list[list[Move]] = []
    while isinstance(node, Call) and _is_move(node):
        steps.insert(0, [(period, node.function == "minus") for period in _periods(node.arguments[1], situation)])
        node = node.arguments[0]
    from_today = isinstance(node, Name) and node.name == "on"
    yield from (_Chain(from_today, moves) for moves in product(*steps))


def _periods(node: Node, situation: Situation) -> list[str]:
    if isinstance(node, Field):
        return [str(value) for _, value in situation.scope.parameters[node.name].values]
    return [str(node.value)] if isinstance(node, Literal) else []


def _reversed(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    return tuple((period, not back) for period, back in reversed(moves))


def _moved(days: Iterable[date], moves: tuple[Move, ...]) -> set[date]:
    reached: set[date] = set()
    for start in days:
        day: date | None = start
        for period, back in moves:
            day = None if day is None else moved(day, period, back=back)
        if day is not None:
            reached.add(day)
    return reached


def _after(day: date) -> Iterator[date]:
    for ahead in range(5 if day.day >= MONTHS_END else 2):
        if (date.max - day).days >= ahead:
            yield day + timedelta(days=ahead)


def _days(node: Node, situation: Situation) -> Iterator[date]:
    if isinstance(node, Literal) and isinstance(node.value, str):
        day = day_from(node.value)
        if day is not None:
            yield day
    if isinstance(node, Field) and node.root == "p":
        parameter = situation.scope.parameters[node.name]
        yield from (since for since, _ in parameter.values)
        yield from (value for _, value in parameter.values if isinstance(value, date))
    elif isinstance(node, Field):
        yield from _days_in(situation.read(node.root, node.name))


def _days_in(reading: Reading) -> Iterator[date]:
    if isinstance(reading, date):
        yield reading
    elif isinstance(reading, Records | Collection):
        rows: list[Row] = [item.value for item in reading.items]
        for row in rows:
            yield from (value for value in row.columns.values() if isinstance(value, date))
