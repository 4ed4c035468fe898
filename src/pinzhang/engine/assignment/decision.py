"""The decision of what the prices leave open, widened and sharpened until nothing outside can be better."""

from dataclasses import dataclass, field

import numpy as np

from pinzhang.engine.assignment.arrays import Ints
from pinzhang.engine.assignment.core import Core, Effort, is_met
from pinzhang.engine.assignment.question import Question
from pinzhang.engine.assignment.task import Task

WIDENING = 4
ATTEMPTS = 8
PROOF = 1e-6
"""A total within this of its bound counts as proven greatest, a floor likewise."""
WORTHWHILE = 1e-4
"""Prices that lower the bound by less are not worth another look at as many pairs."""


@dataclass(eq=False)
class Decision:
    """A question being decided, the better of what is found and an incumbent being kept."""

    question: Question
    chosen: Ints | None
    effort: Effort
    enough: int
    """How many pairs to leave open at first: where too few were a waste, more the next time."""
    bound: float = field(init=False)
    refuted: bool = False
    """It is certain that there is none."""
    stopped: bool = False
    """The solver gave up before it had proven what it could."""

    def __post_init__(self) -> None:
        self.bound = self.question.task.on_grid(self.question.bound)
        whole = self.question.open_pairs
        self.most = whole if whole <= self.effort.widest else self.effort.cells

    @property
    def found(self) -> float:
        """Return the total of what is found, minus infinity for nothing."""
        return total_of(self.question.task, self.chosen)

    def make(self, *, thorough: bool) -> "Decision":
        """Decide, to the end where it is thorough, else until anything is found."""
        size: int | None = min(self.enough, self.most)
        attempts = 0
        while size is not None and attempts < ATTEMPTS:
            core, width = self.question.core(size)
            self._take(core, width, self.effort.patience if thorough else self.effort.trial_patience)
            done = self._is_done(thorough=thorough)
            size = None if done else self._next_size(size, worthwhile=self._sharpen(core))
            attempts += 1
        return self

    def _take(self, core: Core, width: float, patience: float) -> None:
        solved = core.solve(nodes=self.effort.nodes, patience=patience)
        if solved.cells is not None and is_met(core.task, solved.cells, core.targets):
            self.chosen = better(core.task, self.chosen, solved.cells)
        self.refuted = solved.refuted and np.isinf(width) and self.chosen is None
        self.stopped = self.chosen is not None and solved.bound - self.found > PROOF
        if solved.refuted:
            self.enough = self.most
        self._lower(max(solved.bound, self.question.bound - width))

    def _lower(self, bound: float) -> None:
        """Take a bound, lowered to what sums of the scores can reach."""
        self.bound = max(min(self.bound, self.question.task.on_grid(bound)), self.found)

    def _is_done(self, *, thorough: bool) -> bool:
        had = self.chosen is not None and (self.stopped or not thorough)
        return had or self.refuted or self.bound - self.found <= PROOF

    def _sharpen(self, core: Core) -> bool:
        """Put the question at better prices, if there are any; return whether they are worth another look."""
        sharper = self.question.sharpened(core)
        gained = self.question.bound - sharper.bound
        if gained > 0 or self.chosen is None:
            self.question = sharper
            self._lower(sharper.bound)
        return gained > WORTHWHILE

    def _next_size(self, size: int, *, worthwhile: bool) -> int | None:
        """Return how many pairs to leave open next: as many as prove, more where nothing is found; None to give up."""
        if self.chosen is not None:
            size, before = self.question.within(self.question.bound - self.found, self.most), size
            return size if worthwhile or size > before else None
        if worthwhile:
            return size
        return min(size * WIDENING, self.most) if size < self.most else None


def total_of(task: Task, chosen: Ints | None) -> float:
    """Return the total of a choice, minus infinity for none."""
    return float(task.values(chosen).sum()) if chosen is not None else -np.inf


def better(task: Task, one: Ints | None, other: Ints | None) -> Ints | None:
    """Return the choice of greater total, the first where they are equal."""
    return other if total_of(task, other) > total_of(task, one) else one
