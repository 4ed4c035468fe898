"""Ranks with their uncertainty, from joint draws of all applications (名次及其区间)."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from pinzhang.engine.scoring.ratings import Floats, Integers

_NOISE = 1e-9
_CHUNK = 4_000_000


def competition_ranks(scores: Floats) -> Integers:
    """Return the rank of each score, 1 for the highest; scores equal but for rounding noise share the better rank."""
    order = np.sort(scores)
    tolerance = _NOISE * max(float(np.abs(scores).max(initial=0.0)), 1.0)
    better = len(scores) - np.searchsorted(order, scores + tolerance, side="right")
    return np.asarray(better + 1, dtype=np.int64)


@dataclass(eq=False)
class Draws:
    """Joint draws of the applications: every column is one way in which things may truly stand."""

    units: NDArray[np.float32]
    seed: int

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """Return the rank of each application in each draw."""
        count, draws = self.units.shape
        ranks = np.empty((count, draws), dtype=np.int32)
        places = np.arange(1, count + 1, dtype=np.int32)[None, :]
        size = max(1, _CHUNK // count)
        for first in range(0, draws, size):
            part = slice(first, first + size)
            order = np.argsort(np.ascontiguousarray(-self.units[:, part].T), axis=1)
            ranked = np.empty(order.shape, dtype=np.int32)
            np.put_along_axis(ranked, order, places, axis=1)
            ranks[:, part] = ranked.T
        return ranks

    def rank_interval(self, level: float) -> tuple[Integers, Integers]:
        """Return the lowest and highest rank of each application that the level leaves plausible."""
        draws = self.ranks.shape[1]
        low = max(ceil(draws * (1.0 - level) / 2.0 - _NOISE) - 1, 0)
        high = min(ceil(draws * (1.0 + level) / 2.0 - _NOISE) - 1, draws - 1)
        parted = np.partition(self.ranks, (low, high), axis=1)
        return parted[:, low].astype(np.int64), parted[:, high].astype(np.int64)

    def p_top(self, places: int) -> Floats:
        """Return for each application the probability of belonging to the best."""
        return np.asarray((self.ranks <= places).mean(axis=1), dtype=np.float64)

    def p_above(self, some: Integers) -> Floats:
        """Return, among some applications, the probability that the row is better than the column."""
        chosen = self.units[some]
        above = [(chosen[index] > chosen).mean(axis=1) for index in range(len(chosen))]
        table = np.array(above, dtype=np.float64).reshape(len(chosen), len(chosen))
        np.fill_diagonal(table, 0.5)
        return table
