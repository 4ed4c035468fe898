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

    network: int = 100_000
    """Pairs kept for the network when the prices have shown which may matter."""
    first: int = 6_000
    """Pairs left open at first."""
    cells: int = 24_000
    """Pairs left open at once, at most."""
    widest: int = 100_000
    """The same where those are all the pairs there are."""
    nodes: int = 2_000
    """Branches, at most."""
    patience: float = 60.0
    """Seconds for one programme; a run that it stopped says that it is not proven."""
    trial_patience: float = 10.0
    """The same for one of many levels tried."""
    work: int = 600_000
    """Pairs of the network looked at while a floor is sought, which says how many floors are tried."""
    contests: int = 4
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
class Rows:
    """Rows of a programme over the open places, each with the number of what it is about."""

    names: Ints
    matrix: csr_array
    low: Floats
    high: Floats
    broken: bool = False
    """A row without open places is not met."""


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

    def solve(self, *, nodes: int, patience: float) -> Solved:
        """Choose for the greatest total within every demand."""
        rows = [self.seats, self.loads, self.floors, self.houses, self.needs]
        if any(each.broken for each in rows):
            return Solved(None, -np.inf, refuted=True)
        settled = float(self.task.values(self.fixed).sum())
        if len(self.free) == 0:
            return Solved(self.fixed, settled, refuted=False)
        result = milp(
            -self.worth,
            integrality=np.ones(len(self.free)),
            bounds=Bounds(0, 1),
            constraints=[LinearConstraint(each.matrix, each.low, each.high) for each in rows if len(each.names)],
            options={"node_limit": nodes, "time_limit": patience, "mip_rel_gap": 0.0},
        )
        if result.x is None:
            return Solved(None, np.inf, refuted=result.status == 2)  # noqa: PLR2004 - scipy: infeasible
        chosen = np.sort(np.concatenate([self.fixed, self.free[result.x > 0.5]]))  # noqa: PLR2004 - rounding
        return Solved(chosen, settled - float(result.mip_dual_bound), refuted=False)

    @cached_property
    def seats(self) -> Rows:
        """Return a row per application."""
        left = self._left.astype(float)
        return self._rows(self.row, np.ones(len(self.free)), left, left)

    @cached_property
    def loads(self) -> Rows:
        """Return a row per reviewer."""
        given = np.bincount(self.fixed % self.task.shape[1], minlength=self.task.shape[1])
        low, high = self.task.lowest - given, self.task.highest - given
        return self._rows(self.column, np.ones(len(self.free)), low.astype(float), high.astype(float))

    @cached_property
    def floors(self) -> Rows:
        """Return a row per application that could miss its target."""
        wanting = self.targets - self.task.values(self.fixed) - ROUNDING
        wanting[self._worst >= wanting] = -np.inf
        return self._rows(self.row, SHARPER * self.worth, SHARPER * wanting, np.full(len(wanting), np.inf))

    @cached_property
    def houses(self) -> Rows:
        """Return a row per application and organisation that could send more than one."""
        columns, houses = self.task.shape[1], int(self.task.house[-1]) + 1
        key = self.row * houses + self.task.house[self.column]
        there = (self.fixed // columns) * houses + self.task.house[self.fixed % columns]
        names, number, members = np.unique(key, return_inverse=True, return_counts=True)
        room = np.where(np.isin(names, there), 0.0, np.where(members > 1, 1.0, np.inf))
        return self._rows(number, np.ones(len(key)), np.full(len(names), -np.inf), room)

    @cached_property
    def needs(self) -> Rows:
        """Return a row per application and speciality still wanting, numbered through."""
        wanting = self.task.unmet_needs(self.fixed)
        places, kinds = np.nonzero(self.task.holders[:, self.column].T)
        number = self.row[places] * wanting.shape[1] + kinds
        open_to = csr_array((np.ones(len(places)), (number, places)), shape=(wanting.size, len(self.free)))
        asked = np.flatnonzero(wanting.ravel())
        broken = bool((np.diff(open_to.indptr)[asked] == 0).any())
        return Rows(asked, open_to[asked], np.ones(len(asked)), np.full(len(asked), np.inf), broken)

    def _rows(self, key: Ints, weight: Floats, low: Floats, high: Floats) -> Rows:
        there = np.bincount(key, minlength=len(low)) > 0
        broken = bool(((low > ROUNDING) | (high < -ROUNDING))[~there].any())
        there &= np.isfinite(low) | np.isfinite(high)
        number = np.cumsum(there) - 1
        said = there[key]
        shape = (int(there.sum()), len(key))
        matrix = csr_array((weight[said], (number[key[said]], np.flatnonzero(said))), shape=shape)
        return Rows(np.flatnonzero(there), matrix, low[there], high[there], broken)

    @cached_property
    def _left(self) -> Ints:
        rows, columns = self.task.shape
        return np.asarray(self.task.seats - np.bincount(self.fixed // columns, minlength=rows), dtype=np.int64)

    @cached_property
    def _worst(self) -> Floats:
        """Return the least that the open places can bring each application."""
        order = np.lexsort((self.worth, self.row))
        row = self.row[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        taken = rank < self._left[row]
        return np.asarray(np.bincount(row[taken], self.worth[order][taken], minlength=self.task.shape[0]), dtype=float)


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
