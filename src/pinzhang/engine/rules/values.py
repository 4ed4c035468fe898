"""What an expression comes to: a value, bounds of a value, or unknown with what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from pinzhang.engine.packs.schema.facts import EnumOption


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known: ``missing`` names facts that would settle it, ``reasons`` say what no fact can settle."""

    missing: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()


Truth: TypeAlias = bool | Unknown


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of an enum; options are ordered as listed."""

    key: str
    options: tuple[EnumOption, ...] = field(default=(), compare=False, repr=False)

    def place(self, key: str) -> int | None:
        """Return where a key stands among the options of this one."""
        return next((place for place, option in enumerate(self.options) if option.key == key), None)


Value: TypeAlias = bool | Fraction | str | date | Choice


@dataclass(frozen=True, slots=True)
class Range:
    """A number known only to lie between two bounds, both included; an absent bound is open."""

    low: Fraction | None
    high: Fraction | None
    because: Unknown
    pattern: tuple[Truth, ...] = ()
    """For the longest run of years: which of them satisfy the predicate."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """A yearly fact as handed in: the values of the years that are known."""

    path: str
    title: str
    years: Mapping[int, Value]

    def missing_in(self, year: int) -> str:
        """Return how a missing year is named: the fact itself where no year of it is known."""
        return f"{self.path}.{year}" if self.years else self.path


@dataclass(frozen=True, slots=True)
class Row:
    """One record or one row of the form; ``path`` leads to it."""

    path: str
    columns: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a collection; ``belongs`` is unknown where a filter could not tell."""

    value: Any
    belongs: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """Members in order; ``gap`` says why there may be more of them than are known."""

    items: tuple[Item, ...]
    gap: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """Dated records in a window that excludes ``after`` and includes ``until``.

    A record is a member from the day before anything could happen, unless a window says otherwise.
    """

    title: str
    missing: str
    """How the lack of records, or of their completeness, is named."""
    items: tuple[Item, ...]
    complete: tuple[date, date] | None
    after: date | None = None
    until: date | None = None
    gap: Unknown | None = None
    """Set where the bounds of the window are not known."""


Reading: TypeAlias = Value | Unknown | Range | Yearly | Collection | Records | tuple[Any, ...]


def merged(unknowns: Iterable[Unknown]) -> Unknown:
    """Return the unknown that any of several could settle."""
    missing: set[str] = set()
    reasons: dict[str, None] = {}
    for unknown in unknowns:
        missing |= unknown.missing
        reasons.update(dict.fromkeys(unknown.reasons))
    return Unknown(frozenset(missing), tuple(reasons))


def strictest(readings: Iterable[Reading]) -> Unknown | None:
    """Return the unknown of an operation that needs all its operands, or nothing where all are known.

    What no fact can settle outweighs the rest: supplying the rest would change nothing.
    """
    unknowns = [why(reading) for reading in readings if isinstance(reading, Unknown | Range)]
    if not unknowns:
        return None
    hopeless = [unknown for unknown in unknowns if not unknown.missing]
    return merged(hopeless or unknowns)


def why(reading: Unknown | Range) -> Unknown:
    """Return why a value is not exactly known."""
    return reading.because if isinstance(reading, Range) else reading
