"""The assignment of reviewers (评审专家分派): one run, with what is proven of it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pinzhang.engine.assignment.arrays import Floats, Ints
from pinzhang.engine.assignment.core import Effort
from pinzhang.engine.assignment.decision import PROOF
from pinzhang.engine.assignment.diagnosis import explain, refuse_hopeless
from pinzhang.engine.assignment.floors import FloorSearch, caps_of
from pinzhang.engine.assignment.levels import Levels
from pinzhang.engine.assignment.links import Linked, groups_of, link
from pinzhang.engine.assignment.problem import Problem
from pinzhang.engine.assignment.search import Found, Search
from pinzhang.engine.assignment.task import Task, kept_with_anchors, task_of

Objective = Literal["total", "floor", "leximin"]


@dataclass(frozen=True, eq=False)
class Run:
    """An assignment as it is saved, compared and deployed (分派方案)."""

    pairs: Ints
    """(reviewer, application), by application, kept pairs included."""
    objective: Objective
    seed: int
    total: float
    total_bound: float
    """No assignment of this objective has a greater total."""
    floor: float
    floor_bound: float
    """No assignment has a greater floor."""
    totals: Floats
    """What each application gets."""
    loads: Ints
    components: int
    links: Ints
    """The pairs among them that only link groups."""

    all_raised: bool
    """Leximin went to the end, or was not asked for."""
    unit: float
    """The size of the scores, against which the bounds are compared."""

    @property
    def total_is_optimal(self) -> bool:
        return self.total_bound - self.total <= PROOF * self.unit

    @property
    def floor_is_optimal(self) -> bool:
        return self.floor_bound - self.floor <= PROOF * self.unit


@dataclass(frozen=True, eq=False)
class Optimum:
    """What is best by an objective, and the bound on any floor."""

    found: Found
    floor_bound: float
    all_raised: bool = True


def assign(
    problem: Problem, *, objective: Objective = "floor", links: int = 0, seed: int = 0, effort: Effort | None = None
) -> Run:
    """Assign reviewers to applications so that the objective is best and every demand is kept.

    ``total`` is the greatest total; ``floor`` the highest least total of any application, then the greatest total;
    ``leximin`` raises the next lowest too, and so on. At most ``links`` seats then go to reviewers of another group
    until all hang together. Equal solutions are told apart by the seed alone.

    :raises Infeasible: no assignment keeps the demands; it names the one that makes it so.
    """
    refuse_hopeless(problem)
    task = task_of(problem, seed=seed)
    search = Search(task, effort or Effort())
    start = _start(problem, search)
    best = _optimum(search, start, objective)
    chosen = best.found.chosen if best.found.chosen is not None else start
    floor = float(task.values(chosen).min())
    linked = link(task, chosen, _kept_places(problem, task), least=floor, most=links)
    return _report(problem, task, linked, best, objective, seed)


def _start(problem: Problem, search: Search) -> Ints:
    """Return an assignment that keeps the demands, the one of greatest total as far as is found."""
    if not search.is_complete:
        explain(problem, search.task, search.greatest.chosen)
    found = search.within(search.anything)
    if found.chosen is None:
        explain(problem, search.task, search.greatest.chosen)
    return found.chosen


def _optimum(search: Search, start: Ints, objective: Objective) -> Optimum:
    task = search.task
    caps = caps_of(task)
    if objective == "total":
        return Optimum(search.within(search.anything), float(caps.min()))
    floors = FloorSearch(search)
    best = floors.best(np.full(len(caps), np.inf), float(task.values(start).min()), float(caps.min()))
    if best is None:
        return Optimum(search.within(search.anything), float(caps.min()), all_raised=objective == "floor")
    if objective == "floor":
        return Optimum(best.found, best.bound)
    levels = Levels(floors, best)
    return Optimum(levels.raise_all(), best.bound, all_raised=levels.all_raised)


def _kept_places(problem: Problem, task: Task) -> Ints:
    """Return the kept pairs as (column, row) of the task."""
    kept = np.array(kept_with_anchors(problem), dtype=np.int64).reshape(-1, 2)
    return np.column_stack([np.argsort(task.reviewers)[kept[:, 0]], np.argsort(task.applications)[kept[:, 1]]])


def _report(problem: Problem, task: Task, linked: Linked, best: Optimum, objective: Objective, seed: int) -> Run:
    kept = np.array(kept_with_anchors(problem), dtype=np.int64).reshape(-1, 2)
    pairs = np.concatenate([task.pairs(linked.chosen), kept])
    pairs = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
    totals = np.bincount(pairs[:, 1], problem.affinity[pairs[:, 0], pairs[:, 1]], problem.applications)
    return Run(
        pairs=pairs,
        objective=objective,
        seed=seed,
        total=float(totals.sum()),
        total_bound=max(best.found.bound * task.unit, float(totals.sum())),
        floor=float(totals.min()),
        floor_bound=max(best.floor_bound * task.unit, float(totals.min())),
        totals=np.asarray(totals, dtype=np.float64),
        loads=np.bincount(pairs[:, 0], minlength=problem.reviewers),
        components=groups_of(pairs, problem.reviewers, problem.applications)[0],
        links=task.pairs(linked.links),
        all_raised=best.all_raised,
        unit=task.unit,
    )
