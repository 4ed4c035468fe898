"""Every assignment of a small problem, one after the other: slow, and beyond doubt."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pinzhang.engine.assignment import Problem


@dataclass
class Truth:
    """The best that any assignment has."""

    total: float
    floor: float
    total_at_floor: float
    levels: tuple[float, ...]


def truth_of(problem: Problem) -> Truth | None:
    """Return the best figures over all assignments, None where there is no assignment."""
    best: Truth | None = None
    for values in _assignments(problem):
        levels = tuple(round(value, 7) for value in sorted(values))
        total, floor = sum(values), min(values)
        if best is None:
            best = Truth(total, floor, total, levels)
        best.total = max(best.total, total)
        best.levels = max(best.levels, levels)
        if (round(floor, 9), total) > (round(best.floor, 9), best.total_at_floor):
            best.floor, best.total_at_floor = floor, total
    return best


def _assignments(problem: Problem) -> Iterator[list[float]]:
    choices = [_choices(problem, application) for application in range(problem.applications)]
    loads = np.zeros(problem.reviewers, dtype=int)
    values = [0.0] * problem.applications

    def fill(application: int) -> Iterator[list[float]]:
        if application == problem.applications:
            if (loads >= problem.lowest).all():
                yield list(values)
            return
        for panel in choices[application]:
            loads[list(panel)] += 1
            if (loads <= problem.highest).all():
                values[application] = float(problem.affinity[list(panel), application].sum())
                yield from fill(application + 1)
            loads[list(panel)] -= 1

    yield from fill(0)


def _choices(problem: Problem, application: int) -> list[tuple[int, ...]]:
    closed = problem.closed()[:, application]
    kept = tuple(reviewer for reviewer, its in problem.kept if its == application)
    if closed[list(kept)].any():
        return []
    free = [reviewer for reviewer in range(problem.reviewers) if not closed[reviewer] and reviewer not in kept]
    seats = int(problem.seats[application]) - len(kept)
    if seats < 0:
        return []
    return [(*new, *kept) for new in combinations(free, seats) if _suits(problem, application, new, kept)]


def _suits(problem: Problem, application: int, new: tuple[int, ...], kept: tuple[int, ...]) -> bool:
    if problem.organisations is not None:
        names = [problem.organisations[reviewer] for reviewer in new if problem.organisations[reviewer] is not None]
        if len(set(names)) < len(names) or set(names) & {problem.organisations[reviewer] for reviewer in kept}:
            return False
    if problem.required is not None:
        held = set().union(*(set(problem.specialities[reviewer]) for reviewer in (*new, *kept)))
        return set(problem.required[application]) <= held
    return True
