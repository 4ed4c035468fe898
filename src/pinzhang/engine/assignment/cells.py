"""The pairs that a network is built of: the best few of a dense table, and more as prices ask for them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pinzhang.engine.assignment.arrays import CHUNK, Floats, Ints
from pinzhang.engine.assignment.task import Task

BEST_OF_AN_APPLICATION = 48
BEST_OF_A_REVIEWER = 50


@dataclass(frozen=True, eq=False)
class Cells:
    """Open pairs of a table, as sorted positions in it."""

    places: Ints
    shape: tuple[int, int]

    @cached_property
    def row(self) -> Ints:
        return self.places // self.shape[1]

    @cached_property
    def column(self) -> Ints:
        return self.places % self.shape[1]

    @cached_property
    def start(self) -> Ints:
        """Where the cells of each row begin; one more entry says where the last row ends."""
        return np.searchsorted(self.row, np.arange(self.shape[0] + 1))

    def with_more(self, places: Ints) -> "Cells":
        """Return these cells and those."""
        return Cells(np.union1d(self.places, places), self.shape)


def best_cells(task: Task) -> Cells:
    """Return the best cells of each application and of each reviewer."""
    rows, columns = task.shape
    wide = min(columns, max(BEST_OF_AN_APPLICATION, 3 * int(task.seats.max())))
    tall = min(rows, max(BEST_OF_A_REVIEWER, 2 * int(task.highest.max() if task.lowest.any() else 0)))
    places = np.concatenate([_best_of_rows(task.worth, wide), _best_of_columns(task.worth, tall)])
    places = np.unique(places)
    return Cells(places[np.isfinite(task.worth.ravel()[places])], task.shape)


def _best_of_rows(worth: Floats, count: int) -> Ints:
    rows, columns = worth.shape
    step = max(1, CHUNK // columns)
    found = [
        np.argpartition(worth[start : start + step], columns - count, axis=1)[:, columns - count :]
        for start in range(0, rows, step)
    ]
    best = np.concatenate(found)
    return np.asarray(best + np.arange(rows)[:, None] * columns, dtype=np.int64).ravel()


def _best_of_columns(worth: Floats, count: int) -> Ints:
    rows, columns = worth.shape
    step = max(1, CHUNK // rows)
    found = [
        _best_of_rows(np.ascontiguousarray(worth[:, start : start + step].T), count) + start * rows
        for start in range(0, columns, step)
    ]
    column, row = np.divmod(np.concatenate(found), rows)
    return np.asarray(row * columns + column, dtype=np.int64)
