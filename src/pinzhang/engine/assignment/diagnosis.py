"""Why no assignment is possible: the demand that makes it so, and whom it concerns."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import numpy as np

from pinzhang.engine.assignment.arrays import Bools, Ints
from pinzhang.engine.assignment.core import Effort, keeps_demands
from pinzhang.engine.assignment.problem import Problem
from pinzhang.engine.assignment.refusals import Constraint, Infeasible
from pinzhang.engine.assignment.search import Search
from pinzhang.engine.assignment.task import Task, task_of


def _without_conflicts(problem: Problem) -> Problem:
    return replace(problem, affinity=np.nan_to_num(problem.affinity), conflicts=None)


def _without_limits(problem: Problem) -> Problem:
    return replace(problem, max_load=max(problem.applications, int(problem.lowest.max())))


RELAXATIONS: tuple[tuple[Constraint, str, Callable[[Problem], Problem]], ...] = (
    ("specialities", "所需专业的评审专家不足", lambda problem: replace(problem, required=None)),
    ("diversity", "同一单位至多一人的要求无法满足", lambda problem: replace(problem, organisations=None)),
    ("min_affinity", "符合最低匹配度的评审专家不足", lambda problem: replace(problem, min_affinity=None)),
    ("min_load", "最低负荷无法满足", lambda problem: replace(problem, min_load=0)),
    ("conflicts", "回避后可用的评审专家负荷不足", _without_conflicts),
    ("max_load", "评审专家的最大负荷不足", _without_limits),
    ("kept", "保留的分派使其余无法安排", lambda problem: replace(problem, kept=())),
)


def refuse_hopeless(problem: Problem) -> None:
    """Refuse what simple counting shows to be impossible.

    :raises Infeasible: loads, conflicts, organisations or specialities cannot be met by anybody.
    """
    _refuse_loads(problem)
    if problem.panels is None and not problem.anchors:
        _refuse_few(problem)


def explain(problem: Problem, task: Task, chosen: Ints) -> NoReturn:
    """Name the one demand without which an assignment would be possible.

    :raises Infeasible: always.
    """
    applications, reviewers = _trapped(task, chosen)
    for constraint, reason, relaxed in RELAXATIONS:
        if _is_feasible(relaxed(problem)):
            raise Infeasible(reason, constraint=constraint, applications=applications, reviewers=reviewers)
    raise Infeasible("多项要求合在一起无法满足", constraint="together", applications=applications, reviewers=reviewers)


def _refuse_loads(problem: Problem) -> None:
    crossed = np.flatnonzero(problem.lowest > problem.highest)
    if len(crossed):
        raise Infeasible("最低负荷高于最大负荷", constraint="min_load", reviewers=crossed.tolist())
    seats, most, least = int(problem.seats.sum()), int(problem.highest.sum()), int(problem.lowest.sum())
    if seats > most:
        raise Infeasible(f"共需评审 {seats} 件次，最大负荷合计仅 {most} 件次", constraint="max_load")
    if least > seats and not problem.anchors:
        raise Infeasible(f"最低负荷合计 {least} 件次，共只有 {seats} 件次", constraint="min_load")


def _refuse_few(problem: Problem) -> None:
    crowded = np.flatnonzero(problem.seats > problem.reviewers)
    if len(crowded):
        raise Infeasible("每件申报的评审人数多于评审专家总数", constraint="seats", applications=crowded.tolist())
    open_to = ~problem.closed()
    _refuse_where(open_to.sum(axis=0) < problem.seats, "回避后可用的评审专家不足", "conflicts")
    fits = open_to if problem.min_affinity is None else open_to & (problem.affinity >= problem.min_affinity)
    _refuse_where(fits.sum(axis=0) < problem.seats, "符合最低匹配度的评审专家不足", "min_affinity")
    _refuse_where(_houses(problem, fits) < problem.seats, "不同单位的评审专家不足", "diversity")
    _refuse_where(_wants_nobody_has(problem, fits), "没有可用的所需专业评审专家", "specialities")
    idle = np.flatnonzero(fits.sum(axis=1) < problem.lowest)
    if len(idle):
        raise Infeasible("可评审的申报少于其最低负荷", constraint="min_load", reviewers=idle.tolist())


def _refuse_where(wrong: Bools, reason: str, constraint: Constraint) -> None:
    if wrong.any():
        raise Infeasible(reason, constraint=constraint, applications=np.flatnonzero(wrong).tolist())


def _houses(problem: Problem, fits: Bools) -> Ints:
    """Return how many organisations could send somebody to each application."""
    if problem.organisations is None:
        return np.asarray(fits.sum(axis=0), dtype=np.int64)
    keys = [(reviewer,) if name is None else name for reviewer, name in enumerate(problem.organisations)]
    numbers: dict[object, int] = {}
    house = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
    order = np.argsort(house, kind="stable")
    sends = np.maximum.reduceat(fits[order], np.flatnonzero(np.diff(house[order], prepend=-1)), axis=0)
    return np.asarray(sends.sum(axis=0), dtype=np.int64)


def _wants_nobody_has(problem: Problem, fits: Bools) -> Bools:
    held = [set(each) for each in problem.specialities or [()] * problem.reviewers]
    wanted = [set(each) for each in problem.required or [()] * problem.applications]
    lacking = np.zeros(problem.applications, dtype=bool)
    for application, wants in enumerate(wanted):
        there = set().union(*(held[reviewer] for reviewer in np.flatnonzero(fits[:, application])))
        lacking[application] = not wants <= there
    return lacking


def _is_feasible(problem: Problem) -> bool:
    search = Search(task_of(problem), Effort())
    if keeps_demands(search.task, search.greatest.chosen):
        return True
    return search.is_complete and search.within(search.anything).chosen is not None


def _trapped(task: Task, chosen: Ints) -> tuple[list[int], list[int]]:
    """Return applications with empty seats and all that hang on the same full reviewers, and those reviewers."""
    taken = np.zeros(task.shape, dtype=bool)
    taken.ravel()[chosen] = True
    short = taken.sum(axis=1) < task.seats
    reviewers = np.zeros(task.shape[1], dtype=bool)
    reached = np.isfinite(task.worth[short]).any(axis=0)
    while (reached != reviewers).any():
        reviewers = reached
        short |= taken[:, reviewers].any(axis=1)
        reached = np.isfinite(task.worth[short]).any(axis=0)
    return task.applications[short].tolist(), task.reviewers[reviewers].tolist()
