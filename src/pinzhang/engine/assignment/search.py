"""The search for the greatest total within targets: prices first, then the core that the prices leave open."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.assignment.arrays import Bools, Floats, Ints
from pinzhang.engine.assignment.cells import Cells, best_cells
from pinzhang.engine.assignment.core import ROUNDING, Effort, is_met
from pinzhang.engine.assignment.decision import Decision
from pinzhang.engine.assignment.multipliers import answer
from pinzhang.engine.assignment.network import Seating, seat
from pinzhang.engine.assignment.prices import Quest, Survey, Weights, exchange_prices, owed, plain, survey
from pinzhang.engine.assignment.question import ask
from pinzhang.engine.assignment.task import Task

ANSWERS = 15
"""How often the applications answer to the prices; the bound settles in five to ten."""
MORE_CELLS = 16
LEAN = 12
SETTLED = 0.02


@dataclass(frozen=True, eq=False)
class Stand:
    """A seating, with the weights and prices that belong to it."""

    weights: Weights
    seating: Seating
    cells: Cells
    price: Floats

    @property
    def value(self) -> float:
        """Return the weighted gain of the seating."""
        return float(self.seating.gain[self.seating.chosen].sum()) * self.seating.step

    @property
    def chosen(self) -> Ints:
        return self.cells.places[self.seating.chosen]


@dataclass(frozen=True, eq=False)
class Found:
    """An assignment that meets the targets (None: none was found), and what is proven of it."""

    chosen: Ints | None
    bound: float
    """No assignment that meets the targets has a greater total."""
    refuted: bool
    """It is certain that none meets the targets."""
    weights: Weights
    """The multipliers of the targets at the best bound, from which a bound on the floor follows."""


class Search:
    """A task being solved; the pairs that one question brought in serve the next."""

    def __init__(self, task: Task, effort: Effort) -> None:
        self.task = task
        self.effort = effort
        self.cells = best_cells(task)
        self.greatest, self.shown = self.settle(self._stand(plain(task)))
        self._enough = effort.first
        self._last = self.greatest
        self.anything = np.full(task.shape[0], -np.inf)
        self.is_complete = not self.greatest.seating.empty.any() and self._loads_suffice()
        self._drop_dear_cells()

    def _loads_suffice(self) -> bool:
        loads = np.bincount(self.greatest.chosen % self.task.shape[1], minlength=self.task.shape[1])
        return bool((loads >= self.task.lowest).all())

    def settle(self, stand: Stand) -> tuple[Stand, Survey]:
        """Take in pairs until the prices call for no more; then the weighted gain is greatest over all pairs."""
        shown = self._survey(stand)
        while len(shown.near):
            self.cells = self.cells.with_more(shown.near)
            stand = self._stand(stand.weights)
            shown = self._survey(stand)
        return stand, shown

    def _survey(self, stand: Stand) -> Survey:
        quest = Quest(self._threshold(stand), stand.cells, MORE_CELLS)
        return survey(self.task, stand.weights, stand.price, quest)

    def within(self, targets: Floats, *, thorough: bool = True, incumbent: Ints | None = None) -> Found:
        """Search for the greatest total among the assignments in which every application reaches its target.

        Where it is not ``thorough``, any such assignment will do.
        """
        start = self.greatest
        if is_met(self.task, start.chosen, targets):
            bound = self.shown.value + float(self.task.base.sum())
            return Found(start.chosen, bound, refuted=False, weights=start.weights)
        stand, shown = self.settle(self._ascend(targets))
        question = ask(self.task, targets, self.cells, start.chosen, stand.weights, stand.price, shown)
        decision = Decision(question, incumbent, self.effort, self._enough)
        decided = decision.make(thorough=thorough)
        self._enough = min(decided.enough, self.effort.cells)
        return Found(decided.chosen, decided.bound, decided.refuted, decided.question.weights)

    def highest_floor(self, weights: Weights, targets: Floats, moving: Bools) -> float:
        """Return the bound on the floor of the moving applications, while the others reach their targets.

        It follows from the weights with which targets are met: the share of each in the common floor.
        """
        if not weights.floor[moving].any():
            return np.inf
        weights = weights.only_floor()
        _, shown = self.settle(self._stand(weights))
        held = weights.floor[~moving] @ targets[~moving] + weights.special[self.task.needs].sum()
        reach = shown.value + weights.floor @ self.task.base - held
        return float(reach / weights.floor[moving].sum())

    def _stand(self, weights: Weights) -> Stand:
        seating = seat(self.task, self.cells, weights.of_cells(self.task, self.cells))
        price = exchange_prices(self.task, self.cells, seating)
        return Stand(weights, seating, self.cells, price)

    def _drop_dear_cells(self) -> None:
        """Keep the pairs that may matter; the prices call the others back when they do."""
        most = self.task.shape[0] * (LEAN + 2 * int(self.task.seats.max()))
        if len(self.cells.places) > max(most, self.effort.network) and not self.task.lowest.any():
            start = self.greatest
            question = ask(self.task, self.anything, self.cells, start.chosen, start.weights, start.price, self.shown)
            kept = np.argpartition(question.costs(self.cells.places), most)[:most]
            self.cells = Cells(np.union1d(self.cells.places[kept], start.chosen), self.cells.shape)

    def _threshold(self, stand: Stand) -> Floats:
        """Return what a pair outside must exceed to improve the seating."""
        seating, cells = stand.seating, stand.cells
        least = np.full(self.task.shape[0], np.inf)
        net = seating.gain[seating.chosen] * seating.step - stand.price[cells.column[seating.chosen]]
        np.minimum.at(least, cells.row[seating.chosen], net)
        least[seating.empty > 0] = -seating.penalty * seating.step
        return least + 4 * seating.step

    def _ascend(self, targets: Floats) -> Stand:
        """Let applications and prices answer each other; return the stand of the best bound."""
        stand = best = self._last
        start, least = self.shown.value, stand.value - owed(self.task, stand.weights, targets)
        for _ in range(ANSWERS):
            lacking = self.task.values(stand.chosen) < targets - ROUNDING
            lacking |= self.task.unmet_needs(stand.chosen).any(axis=1)
            stand = self._stand(answer(self.task, stand.weights, stand.price, targets, lacking))
            bound = stand.value - owed(self.task, stand.weights, targets)
            settled = least - bound <= SETTLED * (start - bound)
            if bound < least:
                best, least = stand, bound
            if settled:
                break
        self._last = best
        return best
