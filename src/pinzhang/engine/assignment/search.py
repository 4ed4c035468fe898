"""The search for the greatest total within targets: prices first, then the core that the prices leave open."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.assignment.arrays import Bools, Floats, Ints
from pinzhang.engine.assignment.cells import Cells, best_cells
from pinzhang.engine.assignment.core import ROUNDING, Effort, is_met
from pinzhang.engine.assignment.decision import FIRST_CORE, Question, Stand, better, decide
from pinzhang.engine.assignment.losses import losses
from pinzhang.engine.assignment.multipliers import answer
from pinzhang.engine.assignment.network import seat
from pinzhang.engine.assignment.prices import Quest, Survey, Weights, exchange_prices, plain, survey
from pinzhang.engine.assignment.task import Task

ANSWERS = 15
"""How often the applications answer to the prices; the bound settles in five to ten."""
MORE_CELLS = 16
LEAN = 12
MANY = 100_000
SETTLED = 0.02


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
        self._first = FIRST_CORE
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

    def within(self, targets: Floats, *, wide: bool = False) -> Found:
        """Search for the greatest total among the assignments in which every application reaches its target."""
        start = self.greatest
        if is_met(self.task, start.chosen, targets):
            return Found(
                start.chosen,
                self._bound(self.shown.value, start.weights, targets),
                refuted=False,
                weights=start.weights,
            )
        stand, incumbent = self._ascend(targets)
        stand, shown = self.settle(stand)
        lost = losses(self.task, stand.weights, stand.price, targets)
        bound = self._bound(shown.value, stand.weights, targets) - float(lost.sum())
        question = Question(self.task, stand, shown, targets, bound, lost)
        decided = decide(question, incumbent, self.effort, first=self._first, wide=wide)
        self._first = min(decided.enough, self.effort.cells)
        return Found(decided.chosen, decided.bound, decided.refuted, stand.weights)

    def highest_floor(self, targets: Floats, moving: Bools) -> float:
        """Return a bound on the floor of the moving applications, while the others reach their targets.

        It follows from the weights with which the targets would be met: the share of each in the common floor.
        """
        stand, _ = self._ascend(targets)
        if not stand.weights.floor[moving].any():
            return np.inf
        weights = stand.weights.only_floor()
        stand, shown = self.settle(self._stand(weights))
        held = weights.floor[~moving] @ targets[~moving] + weights.special[self.task.needs].sum()
        reach = shown.value + weights.floor @ self.task.base - held
        return float(reach / weights.floor[moving].sum())

    def _stand(self, weights: Weights) -> Stand:
        seating = seat(self.task, self.cells, weights.of_cells(self.task, self.cells))
        price = exchange_prices(self.task, self.cells, seating)
        return Stand(weights, seating, self.cells, price)

    def _drop_dear_cells(self) -> None:
        """Keep the pairs that may matter; the prices call the others back when they do."""
        nothing = np.zeros(self.task.shape[0])
        question = Question(self.task, self.greatest, self.shown, nothing, np.inf, nothing)
        most = self.task.shape[0] * (LEAN + 2 * int(self.task.seats.max()))
        if len(self.cells.places) > max(most, MANY) and not self.task.lowest.any():
            kept = np.argpartition(question.costs(self.cells.places), most)[:most]
            self.cells = Cells(np.union1d(self.cells.places[kept], self.greatest.chosen), self.cells.shape)

    def _threshold(self, stand: Stand) -> Floats:
        """Return what a pair outside must exceed to improve the seating."""
        seating, cells = stand.seating, stand.cells
        least = np.full(self.task.shape[0], np.inf)
        net = seating.gain[seating.chosen] * seating.step - stand.price[cells.column[seating.chosen]]
        np.minimum.at(least, cells.row[seating.chosen], net)
        least[seating.empty > 0] = -seating.penalty * seating.step
        return least + 4 * seating.step

    def _bound(self, value: float, weights: Weights, targets: Floats) -> float:
        return value - self._owed(weights, targets) + float(self.task.base.sum())

    def _owed(self, weights: Weights, targets: Floats) -> float:
        """Return what the targets and needs count at these weights."""
        at = weights.floor > 0
        return float(weights.floor[at] @ (targets - self.task.base)[at] + weights.special[self.task.needs].sum())

    def _ascend(self, targets: Floats) -> tuple[Stand, Ints | None]:
        """Let applications and prices answer each other; return the stand of the best bound, and a good choice."""
        stand = best = self.greatest
        start = least = self.shown.value
        incumbent: Ints | None = None
        for _ in range(ANSWERS):
            lacking = self.task.values(stand.chosen) < targets - ROUNDING
            lacking |= self.task.unmet_needs(stand.chosen).any(axis=1)
            stand = self._stand(answer(self.task, stand.weights, stand.price, targets, lacking))
            if is_met(self.task, stand.chosen, targets):
                incumbent = better(self.task, incumbent, stand.chosen)
            bound = stand.value - self._owed(stand.weights, targets)
            settled = least - bound <= SETTLED * (start - bound)
            if bound < least:
                best, least = stand, bound
            if settled:
                break
        return best, incumbent
