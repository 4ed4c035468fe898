"""The core: the few pairs that the prices leave open, decided exactly as a mixed-integer programme."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pinzhang.engine.assignment.arrays import Bools, Floats, Ints
from pinzhang.engine.assignment.task import Task

SHARPER = 1000.0
"""Rows of targets are scaled up, so that the solver's tolerance does not blur them."""
ROUNDING = 1e-9
"""Sums of the same scores in another order differ by less."""


@dataclass(frozen=True)
class Effort:
    """How much the exact solver may do before it must give what it has (求解力度)."""

    cells: int = 24_000
    """Pairs left open at once, at most."""
    widest: int = 100_000
    """The same for the one question that decides the floor: whether its bound can be had."""
    nodes: int = 2_000
    """Branches, at most."""
    patience: float = 30.0
    """Seconds for one programme; a run that it stopped says that it is not proven."""
    trials: int = 40
    """Floors tried, at most, once the first cannot be had."""
    contests: int = 8
    """Levels above the floor, at most, that leximin settles where applications contend for the same reviewers."""


@dataclass(frozen=True, eq=False)
class Solved:
    """What came of a programme."""

    cells: Ints | None
    """The chosen places, fixed ones too; None where there are none or none was found."""
    bound: float
    """No choice over the core is worth more."""
    refuted: bool
    """It is certain that there is none."""


@dataclass(frozen=True, eq=False)
class Core:
    """Open places and fixed ones of a table, and the targets to be met."""

    task: Task
    free: Ints
    fixed: Ints
    targets: Floats

    @cached_property
    def row(self) -> Ints:
        return self.free // self.task.shape[1]

    @cached_property
    def column(self) -> Ints:
        return self.free % self.task.shape[1]

    @cached_property
    def worth(self) -> Floats:
        return self.task.worth.ravel()[self.free]

    def solve(self, effort: Effort) -> Solved:
        """Choose for the greatest total within every demand."""
        if len(self.free) == 0:
            return self._as_it_stands()
        rows = self._constraints()
        if rows is None:
            return Solved(None, -np.inf, refuted=True)
        result = milp(
            -self.worth,
            integrality=np.ones(len(self.free)),
            bounds=Bounds(0, 1),
            constraints=rows,
            options={"node_limit": effort.nodes, "time_limit": effort.patience, "mip_rel_gap": 0.0},
        )
        settled = float(self.task.values(self.fixed).sum())
        if result.x is None:
            return Solved(None, np.inf, refuted=result.status == 2)  # noqa: PLR2004 - scipy: infeasible
        chosen = np.sort(np.concatenate([self.fixed, self.free[result.x > 0.5]]))  # noqa: PLR2004 - rounding
        return Solved(chosen, settled - float(result.mip_dual_bound), refuted=False)

    def _as_it_stands(self) -> Solved:
        if is_met(self.task, self.fixed, self.targets):
            return Solved(self.fixed, float(self.task.values(self.fixed).sum()), refuted=False)
        return Solved(None, -np.inf, refuted=True)

    def _constraints(self) -> list[LinearConstraint] | None:
        """Return the rows of the programme; None where one cannot be met whatever is chosen."""
        rows = [self._seats(), self._loads(), self._floors(), self._houses(), self._needs()]
        if any(row is None for row in rows):
            return None
        return [row for row in rows if row is not None and row.A.shape[0]]

    def _rows(self, key: Ints, weight: Floats, low: Floats, high: Floats) -> LinearConstraint | None:
        """Return one row per key that says something; None where a row without open places is broken."""
        there = np.bincount(key, minlength=len(low)) > 0
        if ((low > ROUNDING) | (high < -ROUNDING))[~there].any():
            return None
        there &= np.isfinite(low) | np.isfinite(high)
        number = np.cumsum(there) - 1
        said = there[key]
        shape = (int(there.sum()), len(key))
        matrix = csr_array((weight[said], (number[key[said]], np.flatnonzero(said))), shape=shape)
        return LinearConstraint(matrix, low[there], high[there])

    def _left(self) -> Ints:
        rows, columns = self.task.shape
        return np.asarray(self.task.seats - np.bincount(self.fixed // columns, minlength=rows), dtype=np.int64)

    def _seats(self) -> LinearConstraint | None:
        left = self._left().astype(float)
        return self._rows(self.row, np.ones(len(self.free)), left, left)

    def _loads(self) -> LinearConstraint | None:
        given = np.bincount(self.fixed % self.task.shape[1], minlength=self.task.shape[1])
        low, high = self.task.lowest - given, self.task.highest - given
        return self._rows(self.column, np.ones(len(self.free)), low.astype(float), high.astype(float))

    def _floors(self) -> LinearConstraint | None:
        wanting = self.targets - self.task.values(self.fixed) - ROUNDING
        wanting[self._worst() >= wanting] = -np.inf
        return self._rows(self.row, SHARPER * self.worth, SHARPER * wanting, np.full(len(wanting), np.inf))

    def _worst(self) -> Floats:
        """Return the least that the open places can bring each application."""
        order = np.lexsort((self.worth, self.row))
        row = self.row[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        taken = rank < self._left()[row]
        return np.asarray(np.bincount(row[taken], self.worth[order][taken], minlength=self.task.shape[0]), dtype=float)

    def _houses(self) -> LinearConstraint | None:
        columns, houses = self.task.shape[1], int(self.task.house[-1]) + 1
        key = self.row * houses + self.task.house[self.column]
        there = (self.fixed // columns) * houses + self.task.house[self.fixed % columns]
        names, number, members = np.unique(key, return_inverse=True, return_counts=True)
        room = np.where(np.isin(names, there), 0.0, np.where(members > 1, 1.0, np.inf))
        return self._rows(number, np.ones(len(key)), np.full(len(names), -np.inf), room)

    def _needs(self) -> LinearConstraint | None:
        wanting = self.task.unmet_needs(self.fixed)
        places, keys = np.nonzero(self.task.holders[:, self.column].T)
        kinds = wanting.shape[1]
        number = self.row[places] * kinds + keys
        open_to = csr_array((np.ones(len(places)), (number, places)), shape=(wanting.size, len(self.free)))
        asked = np.flatnonzero(wanting.ravel())
        if (np.diff(open_to.indptr)[asked] == 0).any():
            return None
        return LinearConstraint(open_to[asked], np.ones(len(asked)), np.full(len(asked), np.inf))


def is_met(task: Task, chosen: Ints, targets: Floats) -> bool:
    """Return whether a choice keeps every demand and reaches the targets."""
    return bool(keeps_demands(task, chosen) and (task.values(chosen) >= targets - 2 * ROUNDING).all())


def keeps_demands(task: Task, chosen: Ints) -> bool:
    """Return whether seats, loads, organisations and specialities are as demanded."""
    rows, columns = task.shape
    row, column = chosen // columns, chosen % columns
    loads = np.bincount(column, minlength=columns)
    house = row * (int(task.house[-1]) + 1) + task.house[column]
    faults: list[Bools | bool] = [
        np.bincount(row, minlength=rows) != task.seats,
        (loads < task.lowest) | (loads > task.highest),
        len(np.unique(house)) < len(house),
        task.unmet_needs(chosen),
    ]
    return not any(np.any(fault) for fault in faults)
