"""Prices of reviewers, and the bounds that any prices prove.

With a price on every seat of a reviewer each application may choose for itself; what it then gets at best, plus what
the reviewers' limits are worth at those prices, is never less than the best assignment (Lagrangian bound).
"""

from dataclasses import dataclass, replace

import numpy as np

from pinzhang.engine.assignment.arrays import CHUNK, Bools, Floats, Ints
from pinzhang.engine.assignment.cells import Cells
from pinzhang.engine.assignment.network import Seating
from pinzhang.engine.assignment.task import Task


@dataclass(frozen=True, eq=False)
class Weights:
    """How much the worth of a seat counts.

    ``own`` for the total, ``floor`` per application for its target, ``special`` for a wanted specialist.
    """

    own: float
    floor: Floats
    special: Floats

    def of_cells(self, task: Task, cells: Cells) -> Floats:
        """Return the weighted worth of each cell."""
        gain = (self.own + self.floor[cells.row]) * task.worth.ravel()[cells.places]
        for speciality in np.flatnonzero(self.special.any(axis=0)):
            gain += self.special[cells.row, speciality] * task.holders[speciality, cells.column]
        return np.asarray(gain, dtype=np.float64)

    def of_rows(self, task: Task, rows: "slice | Ints") -> Floats:
        """Return the weighted worth of every pair in some rows, closed pairs minus infinity."""
        factor = self.own + self.floor[rows]
        worth = task.worth[rows]
        if (factor > 0).all():
            gain = factor[:, None] * worth
        else:
            gain = np.where(np.isfinite(worth), factor[:, None] * np.where(np.isfinite(worth), worth, 0), -np.inf)
        for speciality in np.flatnonzero(self.special[rows].any(axis=0)):
            gain += self.special[rows, speciality][:, None] * task.holders[speciality]
        return np.asarray(gain, dtype=np.float64)

    def only_floor(self) -> "Weights":
        """Return the weights that look at the targets alone."""
        scale = self.floor.sum()
        return Weights(0.0, self.floor / scale, self.special / scale)

    def with_rows(self, rows: Ints, floor: Floats, special: Floats) -> "Weights":
        """Return these weights with those of some applications replaced."""
        new = replace(self, floor=self.floor.copy(), special=self.special.copy())
        new.floor[rows] = floor
        new.special[rows] = special
        return new


def plain(task: Task) -> Weights:
    """Return the weights of the mere total."""
    return Weights(1.0, np.zeros(task.shape[0]), np.zeros(task.needs.shape))


def owed(task: Task, weights: Weights, targets: Floats) -> float:
    """Return what targets and needs count at these weights, which is no gain of the total."""
    at = weights.floor > 0
    return float(weights.floor[at] @ (targets - task.base)[at] + weights.special[task.needs].sum())


@dataclass(frozen=True, eq=False)
class Survey:
    """What every pair of the table says at some prices."""

    value: float
    """The bound on the greatest weighted gain."""
    enter: Floats
    """Per application, the net gain of the last one chosen: what a pair must reach to be chosen."""
    leave: Floats
    """Per application, the net gain of the best one not chosen."""
    near: Ints
    """Places of the open pairs that reach what was asked for."""


@dataclass(frozen=True, eq=False)
class Quest:
    """Which pairs a survey shall name: those of at least this net gain, without the known ones, so many per row."""

    above: Floats
    known: Cells | None = None
    most: int | None = None

    def among(self, net: Floats, first: int) -> Ints:
        """Return the places looked for in some rows of net gains."""
        rows, columns = net.shape
        above = self.above[first : first + rows]
        if self.known is not None:
            known = self.known.places[self.known.start[first] : self.known.start[first + rows]]
            net.ravel()[known - first * columns] = -np.inf
        close = np.isfinite(net) & (net >= above[:, None])
        if self.most is not None:
            for row in np.flatnonzero(close.sum(axis=1) > self.most):
                close[row] = False
                close[row, np.argpartition(-net[row], self.most)[: self.most]] = True
        return np.asarray(np.flatnonzero(close) + first * columns, dtype=np.int64)


def survey(task: Task, weights: Weights, price: Floats, quest: Quest | None = None) -> Survey:
    """Look at every pair at these prices: the bound they prove, and the pairs that the quest is for."""
    rows, columns = task.shape
    step = max(1, CHUNK // columns)
    value = 0.0
    enter, leave, near = np.empty(rows), np.empty(rows), [np.empty(0, dtype=np.int64)]
    for first in range(0, rows, step):
        part = slice(first, first + step)
        net = weights.of_rows(task, part) - price
        chosen = best_of(net, task, task.seats[part])
        value += float(chosen.sums.sum())
        enter[part], leave[part] = chosen.last, chosen.next
        if quest is not None:
            near.append(quest.among(net, first))
    limits = task.highest * np.maximum(price, 0) + task.lowest * np.minimum(price, 0)
    return Survey(value + float(limits.sum()), enter, leave, np.concatenate(near))


@dataclass(frozen=True, eq=False)
class Best:
    """The best sets of some applications at given net gains."""

    sums: Floats
    last: Floats
    next: Floats


def best_of(net: Floats, task: Task, seats: Ints) -> Best:
    """Return the sum of the best seats per row, at most one of an organisation, and the gains on either side."""
    if task.diverse:
        net = np.maximum.reduceat(net, np.flatnonzero(np.diff(task.house, prepend=-1)), axis=1)
    most = min(int(seats.max(initial=0)) + 1, net.shape[1])
    top = -np.sort(-np.partition(net, net.shape[1] - most, axis=1)[:, net.shape[1] - most :], axis=1)
    short = int(seats.max(initial=0)) + 1 - most
    top = np.pad(top, ((0, 0), (1, short)), constant_values=-np.inf)
    top[:, 0] = 0.0
    sums = np.take_along_axis(np.cumsum(top, axis=1), seats[:, None], axis=1)[:, 0]
    top[:, 0] = np.inf
    last = np.take_along_axis(top, seats[:, None], axis=1)[:, 0]
    after = np.full(len(net), np.inf) if task.diverse else np.take_along_axis(top, seats[:, None] + 1, axis=1)[:, 0]
    return Best(sums, last, after)


def exchange_prices(task: Task, cells: Cells, seating: Seating) -> Floats:
    """Return prices at which the seating is the best choice of every application, over these cells.

    They are the longest paths of the exchanges: one reviewer leaves an application, another enters.
    """
    leaver, comer, gain = _exchanges(task, cells, seating)
    order = np.argsort(comer, kind="stable")
    leaver, comer, gain = leaver[order], comer[order], gain[order]
    price = _lower_bounds(task, cells, seating)
    if len(comer):
        price = _raise_along(price, leaver, comer, gain)
        loads = np.bincount(cells.column[seating.chosen], minlength=task.shape[1])
        adrift = (price <= -(seating.penalty // 2)) & (loads >= task.lowest)
        price = _lift_unreached(price, leaver, comer, gain, adrift)
    return np.asarray(price * seating.step, dtype=np.float64)


def _exchanges(task: Task, cells: Cells, seating: Seating) -> tuple[Ints, Ints, Ints]:
    seats = np.flatnonzero(seating.chosen)
    first = cells.start[cells.row[seats]]
    length = cells.start[cells.row[seats] + 1] - first
    seat = np.repeat(seats, length)
    other = np.arange(len(seat)) - np.repeat(np.cumsum(length) - length, length) + np.repeat(first, length)
    fits = ~seating.chosen[other]
    if task.diverse:
        fits &= _house_allows(task, cells, seats, seat, other)
    seat, other = seat[fits], other[fits]
    return cells.column[seat], cells.column[other], seating.gain[other] - seating.gain[seat]


def _house_allows(task: Task, cells: Cells, seats: Ints, seat: Ints, other: Ints) -> Bools:
    houses = task.house[-1] + 1
    taken = np.unique(cells.row[seats] * houses + task.house[cells.column[seats]])
    key = cells.row[other] * houses + task.house[cells.column[other]]
    occupied = np.isin(key, taken)
    same = task.house[cells.column[seat]] == task.house[cells.column[other]]
    return np.asarray(~occupied | same, dtype=bool)


def _lower_bounds(task: Task, cells: Cells, seating: Seating) -> Ints:
    loads = np.bincount(cells.column[seating.chosen], minlength=task.shape[1])
    price = np.where((task.lowest > 0) & (loads <= task.lowest), -seating.penalty, 0)
    wanting = (seating.empty[cells.row] > 0) & ~seating.chosen
    np.maximum.at(price, cells.column[wanting], seating.gain[wanting] + seating.penalty)
    return price


def _raise_along(price: Ints, leaver: Ints, comer: Ints, gain: Ints) -> Ints:
    first = np.flatnonzero(np.diff(comer, prepend=-1))
    target = comer[first]
    reached = np.maximum.reduceat(price[leaver] + gain, first)
    while (reached > price[target]).any():
        price = price.copy()
        price[target] = np.maximum(price[target], reached)
        reached = np.maximum.reduceat(price[leaver] + gain, first)
    return price


def _lift_unreached(price: Ints, leaver: Ints, comer: Ints, gain: Ints, adrift: Bools) -> Ints:
    """Lift those whom no exchange reaches as far as their own exchanges allow."""
    if not adrift.any():
        return price
    leaves = adrift[leaver]
    leaver, comer, gain = leaver[leaves], comer[leaves], gain[leaves]
    price = np.where(adrift, 0, price)
    lowered = _lowered(price, leaver, comer, gain)
    while (lowered < price).any():
        price, lowered = lowered, _lowered(lowered, leaver, comer, gain)
    return price


def _lowered(price: Ints, leaver: Ints, comer: Ints, gain: Ints) -> Ints:
    lowered = price.copy()
    np.minimum.at(lowered, leaver, price[comer] - gain)
    return lowered
