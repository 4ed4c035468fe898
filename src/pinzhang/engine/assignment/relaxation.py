"""The relaxation of a core: reviewers in parts, targets missed at a price, and what its dual prices are."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, hstack, vstack

from pinzhang.engine.assignment.arrays import Floats
from pinzhang.engine.assignment.core import SHARPER, Core
from pinzhang.engine.assignment.prices import Weights

SHORTAGE = 1000.0
"""What missing a target or a specialist by one unit costs: more than any exchange brings."""


def relax(core: Core) -> tuple[Weights, Floats]:
    """Return weights of the targets and prices of the reviewers at which the relaxed core is best.

    The core must have no fixed places. Where its targets cannot be met even in parts, the weights show whose targets
    stand in each other's way.
    """
    seats, loads, floors, houses, needs = core.seats, core.loads, core.floors, core.houses, core.needs
    asked = vstack([floors.matrix, needs.matrix])
    give = diags_array(np.repeat([SHARPER, 1.0], [len(floors.names), len(needs.names)]), format="csr")
    limits = vstack([loads.matrix, -loads.matrix, houses.matrix])
    nothing = csr_array((limits.shape[0], asked.shape[0]))
    result = linprog(
        np.concatenate([-core.worth, np.full(asked.shape[0], SHORTAGE)]),
        A_ub=vstack([hstack([-asked, -give]), hstack([limits, nothing])]).tocsr(),
        b_ub=np.concatenate([-floors.low, -needs.low, loads.high, -loads.low, houses.high]),
        A_eq=hstack([seats.matrix, csr_array((len(seats.names), asked.shape[0]))]).tocsr(),
        b_eq=seats.low,
        bounds=np.column_stack(
            [np.zeros(len(core.free) + asked.shape[0]), np.repeat([1.0, np.inf], [len(core.free), asked.shape[0]])]
        ),
        method="highs",
    )
    if result.status != 0:
        raise ArithmeticError(f"the relaxed programme ended with: {result.message}")
    return _duals(core, -result.ineqlin.marginals)


def _duals(core: Core, marginals: Floats) -> tuple[Weights, Floats]:
    rows, columns = core.task.shape
    floors, needs, loads = len(core.floors.names), len(core.needs.names), len(core.loads.names)
    of_floors, of_needs, upper, lower, _ = np.split(marginals, np.cumsum([floors, needs, loads, loads]))
    floor, special, price = np.zeros(rows), np.zeros(core.task.needs.size), np.zeros(columns)
    floor[core.floors.names] = np.maximum(of_floors, 0.0) * SHARPER
    special[core.needs.names] = np.maximum(of_needs, 0.0)
    price[core.loads.names] = upper - lower
    return Weights(1.0, floor, special.reshape(core.task.needs.shape)), price
