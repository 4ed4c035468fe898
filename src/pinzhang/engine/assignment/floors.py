"""The best floor: the greatest least total of any application, reached by exact search and bounded by proof."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pinzhang.engine.assignment.arrays import CHUNK, Floats, Ints
from pinzhang.engine.assignment.decision import PROOF
from pinzhang.engine.assignment.prices import best_of
from pinzhang.engine.assignment.search import Found, Search
from pinzhang.engine.assignment.task import Task

BACKSTEPS = (0.003, 0.05, 0.3, 1.0)
"""How far below the bound to look for a first level, as shares of the way down to what is known to be had."""


@dataclass(frozen=True, eq=False)
class Floor:
    """The best floor found, the assignment of greatest total that has it, and the bound on any floor."""

    found: Found
    level: float
    bound: float


@dataclass(eq=False)
class Bracket:
    """What is known of a level while it is sought."""

    low: float
    high: float
    """Nothing above was found."""
    bound: float
    """Nothing above exists."""
    best: Found | None = None

    @property
    def closed(self) -> bool:
        return self.best is not None and self.high - self.low <= PROOF


class FloorSearch:
    """The search for the highest level that every application reaches, save those whose cap is lower."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.grid = search.task.grid
        self.step = self.grid or PROOF / 2

    def best(self, caps: Floats, low: float, high: float) -> Floor | None:
        """Search for the highest level between two; None where not even the low one is found."""
        first = self.search.within(np.minimum(caps, high))
        if first.chosen is not None:
            return Floor(first, high, high)
        bracket = Bracket(low, high, high)
        self._narrow(bracket, caps, self._fail(bracket, caps, high, first, iter(BACKSTEPS)))
        if bracket.best is None:
            return None
        found = self.search.within(np.minimum(caps, bracket.low), incumbent=bracket.best.chosen)
        return Floor(found, bracket.low, max(bracket.bound, bracket.low))

    def best_between(self, caps: Floats, low: Floor, high: float, *, refuted: bool) -> Floor:
        """Search for the highest level between one that is had and one, the next cap, that was not found."""
        bracket = Bracket(low.level, high - self.step, self._below(high) if refuted else high, low.found)
        self._narrow(bracket, caps, self._middle(bracket))
        return Floor(bracket.best or low.found, bracket.low, max(bracket.bound, bracket.low))

    def _middle(self, bracket: Bracket) -> float:
        return self.search.task.on_grid((bracket.low + bracket.high + (self.grid or 0.0)) / 2)

    def _below(self, level: float) -> float:
        """Return the highest level that may be had when this one cannot."""
        return level - self.grid if self.grid else level

    def _narrow(self, bracket: Bracket, caps: Floats, first: float | None) -> None:
        """Step back from the bound until a level is found, then halve, asking after each failure for anything more."""
        level, backsteps = first, iter(BACKSTEPS)
        trials = self.search.effort.work // len(self.search.cells.places) + 1
        while level is not None and trials > 0 and not bracket.closed:
            trials -= 1
            found = self.search.within(np.minimum(caps, level), thorough=False)
            if found.chosen is None:
                level = self._fail(bracket, caps, level, found, backsteps)
            else:
                bracket.best, bracket.low = found, self._reached(found.chosen, caps, level)
                bracket.high = max(bracket.high, bracket.low)
                level = self._middle(bracket)

    def _fail(
        self, bracket: Bracket, caps: Floats, level: float, found: Found, backsteps: Iterator[float]
    ) -> float | None:
        """Learn from a level that was not found, and return the next one to try; None when out of ideas."""
        reach = self.search.highest_floor(found.weights, np.minimum(caps, level), caps >= level)
        proven = min(self.search.task.on_grid(reach), self._below(level) if found.refuted else np.inf)
        bracket.bound = min(bracket.bound, proven)
        bracket.high = min(level - self.step, bracket.bound)
        if bracket.best is not None:
            return bracket.low + self.step
        if proven < level - self.step:
            return bracket.high
        back = next(backsteps, None)
        return None if back is None else self.search.task.on_grid(bracket.high - back * (bracket.high - bracket.low))

    def _reached(self, chosen: Ints, caps: Floats, level: float) -> float:
        """Return the level that an assignment has: the least total that no cap explains."""
        values = self.search.task.values(chosen)
        return max(level, float(values[values < caps - PROOF].min(initial=caps.max())))


def caps_of(task: Task) -> Floats:
    """Return the greatest total that each application could have if it chose alone."""
    rows, columns = task.shape
    caps = np.empty(rows)
    step = max(1, CHUNK // columns)
    for first in range(0, rows, step):
        part = slice(first, first + step)
        caps[part] = best_of(task.worth[part], task, task.seats[part]).sums
    return np.asarray(caps + task.base, dtype=np.float64)
