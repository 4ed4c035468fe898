"""A question put at some prices: the bound they prove, and the few pairs they leave open."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pinzhang.engine.assignment.arrays import Floats, Ints
from pinzhang.engine.assignment.cells import Cells
from pinzhang.engine.assignment.core import Core
from pinzhang.engine.assignment.losses import losses
from pinzhang.engine.assignment.prices import Quest, Survey, Weights, owed, survey
from pinzhang.engine.assignment.relaxation import relax
from pinzhang.engine.assignment.task import Task


@dataclass(frozen=True, eq=False)
class Question:
    """Which assignment within the targets is best, as seen at some weights and prices."""

    task: Task
    targets: Floats
    cells: Cells
    """The pairs that the network knows, of which a core is drawn."""
    seated: Ints
    """Places that keep seats and loads, whatever the targets."""
    weights: Weights
    price: Floats
    shown: Survey
    lost: Floats
    """What each application loses for certain, already taken off the bound."""
    bound: float
    """No assignment within the targets has a greater total."""

    @cached_property
    def open_pairs(self) -> int:
        """Return how many pairs of the table could be chosen."""
        return int(np.isfinite(self.task.worth).sum())

    def core(self, size: int) -> tuple[Core, float]:
        """Return the core of so many cheapest pairs, and what it costs to use any other."""
        within = float(np.sort(self._known)[size - 1]) if size <= len(self._known) else np.inf
        near = self._near(within)
        costs = self.costs(near)
        order = np.argsort(costs, kind="stable")
        free = np.zeros(len(near), dtype=bool)
        free[order[:size]] = True
        fixed = ~free & (self._net(near) >= self.shown.enter[near // self.task.shape[1]])
        width = min(within, costs[order[size]]) if size < len(near) else within
        if free.sum() == self.open_pairs:
            width = np.inf
        return Core(self.task, near[free], near[fixed], self.targets), float(width)

    def within(self, gap: float, most: int) -> int:
        """Return how many pairs cost no more than a gap, at most so many."""
        if (self._known <= gap).sum() >= most:
            return most
        return min(most, int((self.costs(self._near(gap)) <= gap).sum()))

    def costs(self, places: Ints) -> Floats:
        """Return what it costs, beyond what is lost anyway, to decide each pair otherwise than the prices do."""
        net = self._net(places)
        row = places // self.task.shape[1]
        enter, leave = self.shown.enter[row], self.shown.leave[row]
        with np.errstate(invalid="ignore"):
            costs = np.where(net >= enter, net - leave, enter - net)
        return np.maximum(costs - self.lost[row], 0.0)

    def sharpened(self, core: Core) -> "Question":
        """Put the question at the prices of the relaxed core."""
        places = np.unique(np.concatenate([core.free, core.fixed, self.seated]))
        weights, price = relax(Core(self.task, places, places[:0], self.targets))
        return ask(self.task, self.targets, self.cells, self.seated, weights, price)

    def _net(self, places: Ints) -> Floats:
        cells = Cells(places, self.task.shape)
        return self.weights.of_cells(self.task, cells) - self.price[cells.column]

    def _near(self, width: float) -> Ints:
        above = np.full(self.task.shape[0], -np.inf)
        if np.isfinite(width) and len(self._known) < self.open_pairs:
            above = self.shown.enter - self.lost - width
        return survey(self.task, self.weights, self.price, Quest(above)).near

    @cached_property
    def _known(self) -> Floats:
        return self.costs(self.cells.places)


def ask(
    task: Task,
    targets: Floats,
    cells: Cells,
    seated: Ints,
    weights: Weights,
    price: Floats,
    shown: Survey | None = None,
) -> Question:
    """Put a question at some weights and prices."""
    shown = shown or survey(task, weights, price)
    lost = losses(task, weights, price, targets)
    bound = shown.value - owed(task, weights, targets) - float(lost.sum()) + float(task.base.sum())
    return Question(task, targets, cells, seated, weights, price, shown, lost, bound)
