import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from pinzhang.engine.assignment import Effort, Infeasible, Problem, assign
from tests.engine.assignment.oracle import truth_of
from tests.engine.assignment.problems import fields, small_problem

QUICK = settings(max_examples=15, deadline=None)


def keeps(problem, run):
    """Check every demand on the pairs themselves."""
    pairs = [tuple(pair) for pair in run.pairs.tolist()]
    assert len(set(pairs)) == len(pairs)
    assert not problem.closed()[run.pairs[:, 0], run.pairs[:, 1]].any()
    assert np.bincount(run.pairs[:, 1], minlength=problem.applications).tolist() == problem.seats.tolist()
    assert (run.loads >= problem.lowest).all()
    assert (run.loads <= problem.highest).all()
    assert set(problem.kept) <= set(pairs)
    assert run.total == pytest.approx(run.totals.sum())
    assert run.floor == run.totals.min()


@QUICK
@given(st.integers(0, 10**6))
def test_the_greatest_total_is_what_trying_everything_finds(number):
    problem = small_problem(number)
    truth = truth_of(problem)

    if truth is None:
        with pytest.raises(Infeasible):
            assign(problem, objective="total")
    else:
        run = assign(problem, objective="total", seed=number)
        keeps(problem, run)
        assert run.total == pytest.approx(truth.total, abs=1e-8)
        assert run.total_is_optimal


@QUICK
@given(st.integers(0, 10**6))
def test_the_best_floor_and_the_total_at_it_are_what_trying_everything_finds(number):
    problem = small_problem(number)
    truth = truth_of(problem)

    if truth is None:
        with pytest.raises(Infeasible):
            assign(problem)
    else:
        run = assign(problem, seed=number)
        keeps(problem, run)
        assert (run.floor, run.total) == pytest.approx((truth.floor, truth.total_at_floor), abs=1e-7)
        assert run.floor_is_optimal
        assert run.total_is_optimal


@QUICK
@given(st.integers(0, 10**6))
def test_leximin_raises_one_level_after_the_other(number):
    problem = small_problem(number)
    truth = truth_of(problem)
    if truth is None:
        return

    run = assign(problem, objective="leximin", seed=number)

    keeps(problem, run)
    assert sorted(run.totals) == pytest.approx(truth.levels, abs=1e-5)
    assert run.all_raised


def test_one_reviewer_each_is_the_classical_assignment():
    affinity = np.random.default_rng(4).normal(size=(30, 30))
    rows, columns = linear_sum_assignment(affinity, maximize=True)

    run = assign(Problem(affinity, 1, 1), objective="total")

    assert run.total == pytest.approx(affinity[rows, columns].sum(), abs=1e-9)
    assert run.pairs[np.argsort(run.pairs[:, 0])].tolist() == np.column_stack([rows, columns]).tolist()


@pytest.mark.parametrize("number", [0, 1])
def test_crowded_fields_get_the_best_floor_with_a_proof(number):
    problem = Problem(fields(40, 200, number=number), 5, 25)
    greatest = assign(problem, objective="total")

    run = assign(problem)

    keeps(problem, run)
    caps = np.sort(problem.affinity, axis=0)[-5:].sum(axis=0)
    assert greatest.floor < run.floor == pytest.approx(caps.min())
    assert greatest.total > run.total
    assert run.floor_is_optimal
    assert run.total_is_optimal


def test_the_size_of_the_scores_does_not_matter():
    affinity = fields(20, 60, number=3)

    small, large = (assign(Problem(affinity * scale, 3, 10)) for scale in (2.0**-30, 2.0**30))

    assert small.pairs.tolist() == large.pairs.tolist()
    assert small.floor_is_optimal
    assert large.total_is_optimal


def test_scores_all_alike_are_no_trouble():
    run = assign(Problem(np.zeros((4, 6)), 2, 3))

    assert (run.total, run.floor, run.floor_bound) == (0.0, 0.0, 0.0)
    assert run.loads.tolist() == [3, 3, 3, 3]


def test_ties_fall_by_the_seed_and_by_nothing_else():
    problem = Problem(np.random.default_rng(0).integers(0, 3, (12, 30)) / 2.0, 2, 6)

    first, again, other = (assign(problem, seed=seed) for seed in (1, 1, 2))

    assert first.pairs.tolist() == again.pairs.tolist()
    assert first.pairs.tolist() != other.pairs.tolist()
    assert (first.total, first.floor) == pytest.approx((other.total, other.floor))


def test_loads_may_differ_from_reviewer_to_reviewer():
    problem = Problem(np.ones((3, 4)), 1, [0, 1, 4], [0, 1, 2])

    run = assign(problem)

    assert run.loads.tolist() == [0, 1, 3]


def test_every_panel_scores_each_anchor():
    panels = ["甲", "甲", "乙", "乙", "丙", "丙"]
    problem = Problem(np.random.default_rng(3).random((6, 8)), 2, 5, anchors=[2, 5], panels=panels)

    run = assign(problem)

    for anchor in (2, 5):
        seated = run.pairs[run.pairs[:, 1] == anchor][:, 0]
        assert sorted(panels[reviewer] for reviewer in seated) == ["丙", "乙", "甲"]
    assert np.bincount(run.pairs[:, 1]).tolist() == [2, 2, 3, 2, 2, 3, 2, 2]


def test_without_panels_everybody_who_may_scores_the_anchors():
    conflicts = np.zeros((5, 6), dtype=bool)
    conflicts[3, 0] = True
    problem = Problem(np.random.default_rng(3).random((5, 6)), 2, 6, conflicts=conflicts, anchors=[0])

    run = assign(problem)

    assert run.pairs[run.pairs[:, 1] == 0][:, 0].tolist() == [0, 1, 2, 4]
    assert run.components == 1


def test_nobody_below_the_least_affinity_is_seated():
    affinity = np.random.default_rng(8).random((8, 10))

    run = assign(Problem(affinity, 2, 5, min_affinity=0.4), objective="total")

    assert affinity[run.pairs[:, 0], run.pairs[:, 1]].min() >= 0.4


def test_a_floor_that_parts_alone_could_reach_is_stepped_down_to_what_whole_reviewers_can():
    affinity = np.random.default_rng(3).random((5, 4)) / 10
    affinity[0] = 1.0
    problem = Problem(affinity, 1, 1)
    truth = truth_of(problem)

    run = assign(problem)

    assert (run.floor, run.total) == pytest.approx((truth.floor, truth.total_at_floor))
    assert run.floor_is_optimal


def test_a_core_too_small_for_any_floor_leaves_the_greatest_total():
    problem = Problem(fields(40, 200, number=1), 5, 25)

    run = assign(problem, effort=Effort(first=1, cells=1, widest=1, work=1))

    assert run.total == pytest.approx(assign(problem, objective="total").total)
    assert not run.floor_is_optimal


@pytest.mark.parametrize("first", [100, 400, 1000])
def test_a_small_first_core_is_widened_and_sharpened_until_the_proof(first):
    problem = Problem(fields(40, 200, number=1), 5, 25)
    whole = assign(problem)

    run = assign(problem, effort=Effort(first=first, cells=4_000, widest=1))

    assert run.floor == pytest.approx(whole.floor)
    assert whole.total - 1.0 < run.total <= whole.total + 1e-6 <= run.total_bound + 2e-6


def test_a_solver_that_is_given_no_room_says_that_nothing_is_proven():
    problem = Problem(fields(40, 200, number=1), 5, 25)

    run = assign(problem, effort=Effort(cells=300, widest=300, work=1, contests=0), objective="leximin")

    keeps(problem, run)
    assert run.floor <= run.floor_bound
    assert run.total <= run.total_bound
    assert not run.all_raised
