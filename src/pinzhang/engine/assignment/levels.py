"""Leximin: once the floor stands, the floor of the rest is raised, and again, until nobody can be raised."""

import numpy as np

from pinzhang.engine.assignment.arrays import Floats, Ints
from pinzhang.engine.assignment.decision import PROOF
from pinzhang.engine.assignment.floors import Floor, FloorSearch, caps_of
from pinzhang.engine.assignment.search import Found


class Levels:
    """The levels of an assignment: each application has a cap, what it can have beside those frozen below it."""

    def __init__(self, floors: FloorSearch, first: Floor) -> None:
        self.floors = floors
        self.search = floors.search
        self.caps = caps_of(self.search.task)
        self.level = first.level
        self.found = first.found
        self.contests = 0

    def raise_all(self) -> Found:
        """Raise level after level; where several could stay behind, those stay whose staying leaves most in total."""
        ahead = np.unique(self.caps[self.caps > self.level + PROOF])
        while len(ahead) and self.contests < self.search.effort.contests:
            self._climb(ahead)
            ahead = np.unique(self.caps[self.caps > self.level + PROOF])
        return self.search.within(np.minimum(self.caps, self.level), incumbent=self.found.chosen)

    @property
    def all_raised(self) -> bool:
        """Return whether nobody is left who might be raised."""
        return not (self.caps > self.level + PROOF).any()

    def _climb(self, ahead: Floats) -> None:
        """Reach as many caps as can be reached at once, in strides that double, then freeze who cannot go on."""
        done, stride = 0, 1
        while done < len(ahead):
            reach = min(done + stride, len(ahead))
            tried = self._reach(float(ahead[reach - 1]))
            if tried.chosen is not None:
                done, stride = reach, 2 * stride
            elif stride == 1:
                self._freeze(float(ahead[done]), refuted=tried.refuted)
                return
            else:
                stride = 1

    def _reach(self, level: float) -> Found:
        found = self.search.within(np.minimum(self.caps, level), thorough=False)
        if found.chosen is not None:
            self.found, self.level = found, level
        return found

    def _freeze(self, above: float, *, refuted: bool) -> None:
        """Find the highest level below a cap that is not reached, and freeze those that cannot pass it."""
        self.contests += 1
        here = Floor(self.found, self.level, self.level)
        best = self.floors.best_between(self.caps, here, above, refuted=refuted)
        self.found, self.level = best.found, best.level
        stuck = self._behind(self.found.chosen)
        frozen = [row for row in stuck.tolist() if not self._passes(row)]
        self.caps[frozen or stuck] = self.level

    def _behind(self, chosen: Ints | None) -> Ints:
        values = self.search.task.values(chosen) if chosen is not None else self.caps
        return np.flatnonzero((values <= self.level + PROOF) & (self.caps > self.level + PROOF))

    def _passes(self, row: int) -> bool:
        """Return whether one application can pass the level while nobody falls below it."""
        targets = np.minimum(self.caps, self.level)
        targets[row] += max(self.floors.step, 2 * PROOF)
        return self.search.within(targets, thorough=False).chosen is not None
