"""What an application must lose against the prices because it takes whole reviewers, not parts of them.

The prices let an application meet its target with a mixture. The best whole set that meets it falls short of that
mixture by a loss that no assignment avoids: it lowers the bound on the total, often to what is reached.
"""

from functools import cache
from itertools import combinations
from math import comb

import numpy as np

from pinzhang.engine.assignment.arrays import Floats, Ints
from pinzhang.engine.assignment.core import ROUNDING
from pinzhang.engine.assignment.prices import Weights
from pinzhang.engine.assignment.task import Task

MOST_SETS = 10_000


def losses(task: Task, weights: Weights, price: Floats, targets: Floats) -> Floats:
    """Return a lower bound on the loss of each application whose target counts; none where other demands mix in."""
    found = np.zeros(task.shape[0])
    counted = (weights.floor > 0) & ~task.needs.any(axis=1)
    if task.diverse:
        return found
    for row in np.flatnonzero(counted):
        net = weights.of_rows(task, np.array([row]))[0] - price
        target = targets[row] - task.base[row] - ROUNDING
        found[row] = _loss(net, task.worth[row], int(task.seats[row]), float(weights.floor[row]), float(target))
    return found


def _loss(net: Floats, worth: Floats, seats: int, weight: float, target: float) -> float:
    """Return the least loss over the sets of the pairs of greatest net gain, no more than what any other pair costs."""
    size = _candidates(seats, int(np.isfinite(net).sum()))
    order = np.argsort(-net, kind="stable")[: size + 1]
    best = float(net[order[:seats]].sum())
    sets = order[_sets(size, seats)]
    sums = worth[sets].sum(axis=1)
    lost = best - net[sets].sum(axis=1) + weight * (sums - target)
    outside = float(net[order[seats - 1]] - net[order[size]]) if size < len(order) else np.inf
    return max(0.0, min(float(lost[sums >= target].min(initial=np.inf)), outside))


def _candidates(seats: int, there: int) -> int:
    size = seats
    while size < there and comb(size + 1, seats) <= MOST_SETS:
        size += 1
    return size


@cache
def _sets(size: int, seats: int) -> Ints:
    return np.array(list(combinations(range(size), seats)), dtype=np.int64)
