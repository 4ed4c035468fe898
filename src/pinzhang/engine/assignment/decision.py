"""The decision of what the prices leave open, widened until nothing outside it can be better."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pinzhang.engine.assignment.arrays import Floats, Ints
from pinzhang.engine.assignment.cells import Cells
from pinzhang.engine.assignment.core import Core, Effort, is_met
from pinzhang.engine.assignment.network import Seating
from pinzhang.engine.assignment.prices import Quest, Survey, Weights, survey
from pinzhang.engine.assignment.task import Task

FIRST_CORE = 6_000
WIDENING = 4
PROOF = 1e-6
"""A total within this of its bound counts as proven greatest, a floor likewise."""


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
class Question:
    """A task at the prices of a stand: which assignment within the targets is best, when none passes the bound."""

    task: Task
    stand: Stand
    shown: Survey
    targets: Floats
    bound: float
    """No assignment within the targets has a greater total."""
    lost: Floats
    """What each application loses for certain, already taken off the bound."""

    def net(self, places: Ints) -> Floats:
        """Return the net gain of some pairs at the prices."""
        cells = Cells(places, self.task.shape)
        return self.stand.weights.of_cells(self.task, cells) - self.stand.price[cells.column]

    def costs(self, places: Ints) -> Floats:
        """Return what it costs, beyond what is lost anyway, to decide each pair otherwise than the prices do."""
        net = self.net(places)
        row = places // self.task.shape[1]
        enter, leave = self.shown.enter[row], self.shown.leave[row]
        with np.errstate(invalid="ignore"):
            costs = np.where(net >= enter, net - leave, enter - net)
        return np.maximum(costs - self.lost[row], 0.0)

    def core(self, size: int) -> tuple[Core, float]:
        """Return the core of so many cheapest pairs, and what it costs to use any other."""
        within = float(np.sort(self._known)[size - 1]) if size <= len(self._known) else np.inf
        near = self._near(within)
        costs = self.costs(near)
        order = np.argsort(costs, kind="stable")
        free = np.zeros(len(near), dtype=bool)
        free[order[:size]] = True
        fixed = ~free & (self.net(near) >= self.shown.enter[near // self.task.shape[1]])
        width = min(within, costs[order[size]]) if size < len(near) else within
        if free.sum() == self.open_pairs:
            width = np.inf
        return Core(self.task, near[free], near[fixed], self.targets), float(width)

    @cached_property
    def open_pairs(self) -> int:
        """Return how many pairs of the table could be chosen."""
        return int(np.isfinite(self.task.worth).sum())

    def within(self, gap: float) -> int:
        """Return how many pairs cost no more than a gap."""
        return int((self.costs(self._near(gap)) <= gap).sum())

    def _near(self, width: float) -> Ints:
        above = np.full(self.task.shape[0], -np.inf)
        if np.isfinite(width) and len(self._known) < self.open_pairs:
            above = self.shown.enter - self.lost - width
        return survey(self.task, self.stand.weights, self.stand.price, Quest(above)).near

    @cached_property
    def _known(self) -> Floats:
        return self.costs(self.stand.cells.places)


@dataclass(frozen=True, eq=False)
class Decided:
    """What came of the question."""

    chosen: Ints | None
    bound: float
    refuted: bool
    enough: int
    """How many pairs to leave open at first, the next time: too few were a waste here."""


def decide(question: Question, incumbent: Ints | None, effort: Effort, *, first: int, wide: bool = False) -> Decided:
    """Decide a question exactly over its core, taking the better of what is found and the incumbent."""
    task, bound, refuted = question.task, question.bound, False
    most = min(question.open_pairs, effort.widest if wide else effort.cells)
    size: int | None = min(first, most)
    enough = first
    while size is not None:
        core, width = question.core(size)
        solved = core.solve(effort)
        if solved.cells is not None and is_met(task, solved.cells, question.targets):
            incumbent = better(task, incumbent, solved.cells)
        refuted = solved.refuted and np.isinf(width) and incumbent is None
        enough = most if solved.refuted else enough
        found = total_of(task, incumbent)
        bound = max(min(bound, max(solved.bound, question.bound - width)), found)
        done = refuted or bound - found <= PROOF or (np.isfinite(found) and solved.bound - found > PROOF)
        size = None if done else _next_size(question, size, bound - found, most)
    return Decided(incumbent, bound, refuted, enough)


def total_of(task: Task, chosen: Ints | None) -> float:
    """Return the total of a choice, minus infinity for none."""
    return float(task.values(chosen).sum()) if chosen is not None else -np.inf


def better(task: Task, one: Ints | None, other: Ints | None) -> Ints | None:
    """Return the choice of greater total, the first where they are equal."""
    return other if total_of(task, other) > total_of(task, one) else one


def _next_size(question: Question, size: int, gap: float, most: int) -> int | None:
    """Return how many pairs to leave open next: enough to prove, more where nothing is found; None to give up."""
    if np.isinf(gap):
        return min(size * WIDENING, most) if size < most else None
    needed = min(question.within(gap), most)
    return needed if size < needed else None
