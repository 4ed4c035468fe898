from dataclasses import replace

import numpy as np
import pytest

from pinzhang.engine.assignment import Problem, assign
from pinzhang.engine.assignment.measures import best_seat_floor, conflict_costs
from tests.engine.assignment.problems import small_problem


def lifted(problem, reviewer, application):
    conflicts = problem.conflicts.copy()
    conflicts[reviewer, application] = False
    return assign(replace(problem, conflicts=conflicts), objective="total").total


@pytest.mark.parametrize(
    "rules", [{}, {"specialities": ["ab", "a", "b", "", "a", "b"], "required": ["a", "b", "", "a"]}]
)
def test_a_conflict_costs_what_the_total_gains_without_it(rules):
    random = np.random.default_rng(7)
    problem = Problem(random.random((6, 4)), 2, 2, conflicts=random.random((6, 4)) < 0.3, **rules)
    total = assign(problem, objective="total").total

    costs = conflict_costs(problem)

    assert {(cost.reviewer, cost.application) for cost in costs} == set(
        map(tuple, np.argwhere(problem.conflicts).tolist())
    )
    assert [cost.total for cost in costs] == sorted((cost.total for cost in costs), reverse=True)
    assert costs[0].total > 0
    for cost in costs:
        assert cost.total == pytest.approx(lifted(problem, cost.reviewer, cost.application) - total, abs=1e-9)


def test_without_declared_conflicts_nothing_costs():
    assert conflict_costs(Problem(np.ones((3, 3)), 1, 1)) == []


def test_the_best_seat_floor_is_the_worst_seat_of_the_best_choice():
    affinity = np.array([[0.9, 0.8, 0.1], [0.7, 0.2, 0.3], [0.4, 0.5, 0.6]])

    assert best_seat_floor(Problem(affinity, 1, 1)) == 0.6
    assert best_seat_floor(Problem(affinity, 2, 2)) == 0.3


def test_colleagues_count_once_for_the_seat_floor():
    affinity = np.array([[0.9], [0.8], [0.1]])

    assert best_seat_floor(Problem(affinity, 2, 1)) == 0.8
    assert best_seat_floor(Problem(affinity, 2, 1, organisations=["甲", "甲", None])) == 0.1


def test_seats_that_cannot_be_filled_have_no_floor():
    assert best_seat_floor(Problem(np.ones((2, 2)), 2, 1)) is None


def test_nothing_can_be_asked_above_the_seat_floor():
    for number in range(30):
        problem = replace(small_problem(number), required=None, min_load=0, kept=(), min_affinity=None)
        floor = best_seat_floor(problem)
        if floor is not None:
            run = assign(replace(problem, min_affinity=floor), objective="total")
            assert problem.affinity[run.pairs[:, 0], run.pairs[:, 1]].min() == pytest.approx(floor)
