"""Look ahead: the first day on which a rule is met if nothing changes but the date."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain

from pinzhang.engine.rules.book import BoundRule
from pinzhang.engine.rules.days import PERIOD, day_from, moved
from pinzhang.engine.rules.judging import judged
from pinzhang.engine.rules.situation import Situation
from pinzhang.engine.rules.syntax import Call, Field, Literal, Name, Node, walk
from pinzhang.engine.rules.values import Collection, Reading, Records, Row

YEARS_AHEAD = 30
MOST_DAYS_TRIED = 400
_NEAR = range(5)
"""A month's end makes several days fall on one: the turning point lies up to four days after the plain sum."""


def met_from(bound: BoundRule, situation: Situation, decisions: Mapping[str, bool]) -> date | None:
    """Return the first later day on which the rule is met by the passing of time alone, within thirty years."""
    nodes = _nodes(bound)
    if not _depends_on_time(nodes):
        return None
    for day in _turning_days(nodes, situation):
        if judged(bound, situation.at(day), decisions).verdict is True:
            return day
    return None


def _nodes(bound: BoundRule) -> list[Node]:
    sentences = (bound.expr, bound.applies_when, *(node for _, node in bound.exempt))
    return list(chain.from_iterable(walk(node) for node in sentences if node is not None))


def _depends_on_time(nodes: Iterable[Node]) -> bool:
    return any(
        (isinstance(node, Name) and node.name == "on")
        or (isinstance(node, Call) and node.function in {"years", "last", "rank"})
        or (isinstance(node, Field) and node.root == "p")
        for node in nodes
    )


def _turning_days(nodes: list[Node], situation: Situation) -> list[date]:
    """Return the days on which the verdict can turn: known days moved by periods of the rule, and new years."""
    periods = {text for node in nodes for text in _periods(node, situation)}
    days = {day for node in nodes for day in _days(node, situation)}
    reached = set(days)
    for _ in periods:
        reached |= {day for known in reached for day in _moved_by(known, periods)}
        if len(reached) > MOST_DAYS_TRIED:
            break
    turning = {near for day in reached for near in _after(day)}
    this_year = situation.on.year
    turning |= {date(year, 1, 1) for year in range(this_year + 1, min(this_year + YEARS_AHEAD, date.max.year) + 1)}
    last = moved(situation.on, f"{YEARS_AHEAD}y", back=False) or date.max
    return sorted(day for day in turning if situation.on < day <= last)[:MOST_DAYS_TRIED]


def _moved_by(day: date, periods: Iterable[str]) -> Iterator[date]:
    for period in periods:
        for back in (False, True):
            reached = moved(day, period, back=back)
            if reached is not None:
                yield reached


def _after(day: date) -> Iterator[date]:
    for ahead in _NEAR:
        if (date.max - day).days >= ahead:
            yield day + timedelta(days=ahead)


def _periods(node: Node, situation: Situation) -> Iterator[str]:
    if isinstance(node, Literal) and isinstance(node.value, str) and PERIOD.fullmatch(node.value):
        yield node.value
    if isinstance(node, Field) and node.root == "p":
        for _, value in situation.scope.parameters[node.name].values:
            if isinstance(value, str) and PERIOD.fullmatch(value):
                yield value


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
    elif isinstance(reading, tuple):
        yield from (member for member in reading if isinstance(member, date))
    elif isinstance(reading, Records | Collection):
        rows: list[Row] = [item.value for item in reading.items]
        for row in rows:
            yield from (value for value in row.columns.values() if isinstance(value, date))
