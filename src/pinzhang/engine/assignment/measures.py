"""Figures beside a run: what each conflict costs, and the highest competence that every seat can have."""

from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python import max_flow

from pinzhang.engine.assignment.arrays import Bools, Ints
from pinzhang.engine.assignment.core import Effort
from pinzhang.engine.assignment.decision import PROOF
from pinzhang.engine.assignment.problem import Problem
from pinzhang.engine.assignment.run import assign
from pinzhang.engine.assignment.search import Search
from pinzhang.engine.assignment.task import Task, task_of


@dataclass(frozen=True)
class ConflictCost:
    """What one conflict costs: how much greater the greatest total would be without it (回避代价)."""

    reviewer: int
    application: int
    total: float


def conflict_costs(problem: Problem, *, effort: Effort | None = None) -> list[ConflictCost]:
    """Return the cost of every declared conflict whose affinity is known, dearest first.

    Prices show that most cost nothing; the problem is solved again for each of the others.

    :raises Infeasible: no assignment keeps the demands even with the conflicts as they are.
    """
    if problem.conflicts is None:
        return []
    pairs = np.argwhere(problem.conflicts & ~np.isnan(problem.affinity))
    best = assign(problem, objective="total", effort=effort).total
    may_cost = _may_cost(problem, pairs, effort or Effort())
    costs = [
        ConflictCost(reviewer, application, _gain(problem, reviewer, application, best, effort) if matters else 0.0)
        for (reviewer, application), matters in zip(pairs.tolist(), may_cost.tolist(), strict=True)
    ]
    return sorted(costs, key=lambda cost: -cost.total)


def _may_cost(problem: Problem, pairs: Ints, effort: Effort) -> Bools:
    """Return which conflicts the prices do not rule out as costly; all where specialities mix in."""
    task = task_of(problem)
    if task.needs.any():
        return np.ones(len(pairs), dtype=bool)
    search = Search(task, effort)
    row, column = np.argsort(task.applications)[pairs[:, 1]], np.argsort(task.reviewers)[pairs[:, 0]]
    net = problem.affinity[pairs[:, 0], pairs[:, 1]] / task.unit - search.greatest.price[column]
    return np.asarray(net > search.shown.enter[row] - PROOF, dtype=bool)


def _gain(problem: Problem, reviewer: int, application: int, best: float, effort: Effort | None) -> float:
    conflicts = np.array(problem.conflicts, dtype=bool)
    conflicts[reviewer, application] = False
    lifted = assign(replace(problem, conflicts=conflicts), objective="total", effort=effort)
    return max(0.0, lifted.total - best)


def best_seat_floor(problem: Problem) -> float | None:
    """Return the highest affinity that every seat can have at once (匹配度下限); None where not all can be filled.

    It is found by halving over the affinities that occur, a greatest flow each. Specialities and minimum loads are
    not looked at.

    :raises Infeasible: the kept pairs break a demand by themselves.
    """
    task = task_of(replace(problem, required=None))
    levels = np.unique(task.worth[np.isfinite(task.worth)])
    low, high = -1, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if _fills(task, float(levels[middle])):
            low = middle
        else:
            high = middle - 1
    return float(levels[low] * task.unit) if low >= 0 else None


def _fills(task: Task, level: float) -> bool:
    rows, columns = task.shape
    houses = int(task.house[-1]) + 1
    row, column = np.nonzero(task.worth >= level)
    doors, door = np.unique(row * houses + task.house[column], return_inverse=True)
    first, source = rows + columns, rows + columns + len(doors)
    network = max_flow.SimpleMaxFlow()
    network.add_arcs_with_capacity(doors // houses, first + np.arange(len(doors)), np.ones(len(doors), dtype=np.int64))
    network.add_arcs_with_capacity(first + door, rows + column, np.ones(len(row), dtype=np.int64))
    network.add_arcs_with_capacity(np.full(rows, source), np.arange(rows), task.seats)
    network.add_arcs_with_capacity(rows + np.arange(columns), np.full(columns, source + 1), task.highest)
    network.solve(source, source + 1)
    return bool(network.optimal_flow() == task.seats.sum())
