"""Collections: the years of a series, dated records, rows and lists, and what may be said of their members."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, cast

from pinzhang.engine.rules.logic import conjunction, counted, disjunction
from pinzhang.engine.rules.runs import longest
from pinzhang.engine.rules.situation import Situation
from pinzhang.engine.rules.values import Collection, Item, Range, Reading, Records, Row, Truth, Unknown, merged

Predicate = Callable[[Any], Truth]
ONE_DAY = timedelta(days=1)


def as_collection(source: Any, situation: Situation) -> Collection:
    """Return the members of a source, with the gap where there may be more than are known."""
    if isinstance(source, Records):
        return _in_window(source, situation)
    if isinstance(source, tuple):
        return _listed(source)
    collection: Collection = source
    return collection


def filtered(source: Any, holds: Predicate) -> Reading:
    """Return the members that satisfy a predicate; where that is unknown, whether they belong is unknown too."""
    if isinstance(source, tuple):
        source = _listed(source)
    kept = [(item, _belongs(item, holds)) for item in source.items]
    items = tuple(
        replace(item, belongs=belongs if isinstance(belongs, Unknown) else None)
        for item, belongs in kept
        if belongs is not False
    )
    narrowed: Reading = replace(source, items=items)
    return narrowed


def any_member(collection: Collection, holds: Predicate) -> Truth:
    """Return whether some member satisfies a predicate; one that does decides, however much is missing."""
    return disjunction([*(_belongs(item, holds) for item in collection.items), *_gap(collection)])


def size(collection: Collection) -> Fraction | Range:
    """Return how many members there are, as bounds where that is not exactly known."""
    return count_of(collection, lambda _: True)


def count_of(collection: Collection, holds: Predicate) -> Fraction | Range:
    """Return how many members satisfy a predicate, as bounds where that is not exactly known."""
    count = counted(_belongs(item, holds) for item in collection.items)
    if collection.gap is None:
        return count
    if isinstance(count, Range):
        return Range(count.low, None, merged((count.because, collection.gap)))
    return Range(count, None, collection.gap)


def longest_run(collection: Collection, holds: Predicate) -> Fraction | Range:
    """Return the longest run of consecutive years that satisfy a predicate."""
    truths = [_belongs(item, holds) for item in collection.items]
    low = longest(truth is True for truth in truths)
    high = longest(truth is not False for truth in truths)
    if low == high:
        return Fraction(low)
    because = merged(truth for truth in truths if isinstance(truth, Unknown))
    return Range(Fraction(low), Fraction(high), because, tuple(truths))


def narrowed_to(records: Records, after: Any, until: Any) -> Records:
    """Return the records of a window that excludes its first bound and includes its last."""
    unknowns = [bound for bound in (after, until) if isinstance(bound, Unknown)]
    if unknowns:
        lacking = [] if records.complete else [Unknown(frozenset({records.missing}))]
        gap = merged([*unknowns, *lacking, *([records.gap] if records.gap else [])])
        return replace(records, gap=gap)
    return replace(
        records,
        after=after if records.after is None else max(records.after, after),
        until=until if records.until is None else min(records.until, until),
    )


def _listed(values: tuple[Any, ...]) -> Collection:
    return Collection(tuple(Item(value) for value in values))


def _belongs(item: Item, holds: Predicate) -> Truth:
    held = holds(item.value)
    return held if item.belongs is None else conjunction((item.belongs, held))


def _gap(collection: Collection) -> tuple[Unknown, ...]:
    return () if collection.gap is None else (collection.gap,)


def _in_window(records: Records, situation: Situation) -> Collection:
    until = situation.on if records.until is None else records.until
    items = tuple(item for item in records.items if _is_in(item.value, records.after, until))
    if records.gap is not None:
        items = tuple(replace(item, belongs=merged((records.gap, *_doubt(item)))) for item in items)
        return Collection(items, records.gap)
    return Collection(items, _uncovered(records, until, situation))


def _doubt(item: Item) -> tuple[Unknown, ...]:
    return () if item.belongs is None else (item.belongs,)


def _is_in(row: Row, after: date | None, until: date) -> bool:
    day = cast("date", row.columns["on"])
    return (after is None or day > after) and day <= until


def _uncovered(records: Records, until: date, situation: Situation) -> Unknown | None:
    """Return what keeps an empty list from meaning *none*: days of the window that the source is not complete for."""
    if records.after is not None and records.after >= until:
        return None
    first, doubt = _first_day(records.after, situation)
    if first is not None and first > until:
        return None
    if records.complete is None:
        return Unknown(frozenset({records.missing}) | doubt, (f"没有“{records.title}”的完整记录",))
    start, end = records.complete[0], situation.complete_until(records.complete[1])
    if first is not None and start <= first and end >= until:
        return None
    window = f"{first.isoformat() if first else '成立'}至{until.isoformat()}"
    return Unknown(frozenset({records.missing}) | doubt, (f"“{records.title}”的记录不完整，未覆盖{window}",))


def _first_day(after: date | None, situation: Situation) -> tuple[date | None, frozenset[str]]:
    founding = situation.founding
    opening = None if after is None else after + ONE_DAY
    if founding is None:
        return opening, situation.founding_missing
    return max(founding, opening or founding), frozenset()
