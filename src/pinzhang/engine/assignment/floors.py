"""The best floor: the greatest least total of any application, reached by exact search and bounded by proof."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.assignment.arrays import CHUNK, Floats, Ints
from pinzhang.engine.assignment.decision import PROOF
from pinzhang.engine.assignment.prices import best_of
from pinzhang.engine.assignment.search import Found, Search
from pinzhang.engine.assignment.task import Task

BOUND_STEPS = 12
ON_GRID = 1e-9
GRIDS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 50, 100, 1000)
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
        self.grid = grid_of(search.task)
        self.step = self.grid or PROOF / 2

    def best(self, caps: Floats, low: float, high: float) -> Floor | None:
        """Search for the highest level between two; None where not even the low one is found."""
        first = self.search.within(np.minimum(caps, high))
        if first.chosen is not None:
            return Floor(first, high, high)
        return self._best_below(caps, low, high, refuted=first.refuted)

    def best_between(self, caps: Floats, low: Floor, high: float, *, refuted: bool) -> Floor:
        """Search for the highest level between one that is had and one that was not found."""
        bracket = Bracket(low.level, high - self.step, self._below(high) if refuted else high, low.found)
        self._narrow(bracket, caps, self._middle(bracket))
        return Floor(bracket.best or low.found, bracket.low, max(bracket.bound, bracket.low))

    def _best_below(self, caps: Floats, low: float, high: float, *, refuted: bool) -> Floor | None:
        proven = self._below(high) if refuted else self._on_grid(self._proven(caps, high))
        if proven >= high:
            wide = self.search.within(np.minimum(caps, high), wide=True)
            if wide.chosen is not None:
                return Floor(wide, high, high)
            proven = self._below(high) if wide.refuted else high
        bracket = Bracket(low, min(proven, high - self.step), proven)
        self._narrow(bracket, caps, bracket.high)
        return Floor(bracket.best, bracket.low, max(bracket.bound, bracket.low)) if bracket.best is not None else None

    def _proven(self, caps: Floats, high: float) -> float:
        """Return a proven bound: lower the level to what the weights prove, until they prove no more."""
        bound = high
        for _ in range(BOUND_STEPS):
            proven = self.search.highest_floor(np.minimum(caps, bound), caps >= bound)
            if proven >= bound - PROOF / 10:
                break
            bound = proven
        return bound

    def _on_grid(self, level: float) -> float:
        """Return the highest level not above that sums of the scores can have."""
        return float(np.floor(level / self.grid + PROOF) * self.grid) if self.grid else level

    def _middle(self, bracket: Bracket) -> float:
        return self._on_grid((bracket.low + bracket.high + (self.grid or 0.0)) / 2)

    def _below(self, level: float) -> float:
        """Return the highest level that may be had when this one cannot."""
        return level - self.grid if self.grid else level

    def _narrow(self, bracket: Bracket, caps: Floats, first: float) -> None:
        """Step back from the bound until a level is found, then halve, asking after each failure for anything more."""
        way = bracket.high - bracket.low
        retreat = iter([self._on_grid(bracket.high - back * way) for back in BACKSTEPS])
        level: float | None = first
        for _ in range(self.search.effort.trials):
            if level is None or bracket.closed:
                break
            found = self.search.within(np.minimum(caps, level))
            if found.chosen is not None:
                bracket.best, bracket.low = found, self._reached(found.chosen, caps, level)
                bracket.high = max(bracket.high, bracket.low)
                level = self._middle(bracket)
            else:
                bracket.high = level - self.step
                bracket.bound = min(bracket.bound, self._below(level)) if found.refuted else bracket.bound
                level = next(retreat, None) if bracket.best is None else bracket.low + self.step

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


def grid_of(task: Task) -> float | None:
    """Return the grid that all scores lie on, if they lie on a coarse one: sums of them can have no other value."""
    for parts in (parts for parts in GRIDS if parts * task.unit * PROOF < 1):
        scale = parts * task.unit
        if _on_grid(task.worth[0], scale) and _on_grid(task.worth, scale) and _on_grid(task.base, scale):
            return 1 / scale
    return None


def _on_grid(worth: Floats, scale: float) -> bool:
    scaled = worth[np.isfinite(worth)] * scale
    return bool((np.abs(scaled - np.rint(scaled)) < ON_GRID).all())
