import numpy as np
import pytest

from pinzhang.engine.assignment import Effort, Problem, assign
from pinzhang.engine.assignment.cells import Cells
from pinzhang.engine.assignment.core import Core, keeps_demands
from pinzhang.engine.assignment.floors import caps_of
from pinzhang.engine.assignment.losses import losses
from pinzhang.engine.assignment.multipliers import answer
from pinzhang.engine.assignment.network import _Arcs, _solve, seat
from pinzhang.engine.assignment.prices import Quest, exchange_prices, plain, survey
from pinzhang.engine.assignment.relaxation import relax
from pinzhang.engine.assignment.search import Search
from pinzhang.engine.assignment.task import task_of
from tests.engine.assignment.problems import fields


def crowded(number=0, *, reviewers=150, applications=400, seats=3, load=8, **demands):
    return Problem(fields(reviewers, applications, number=number), seats, load, **demands)


def every_cell(task):
    return Cells(np.flatnonzero(np.isfinite(task.worth)), task.shape)


def weighted(search):
    """Ask every application for its cap."""
    targets = caps_of(search.task)
    lacking = search.task.values(search.greatest.chosen) < targets
    return targets, answer(search.task, plain(search.task), search.greatest.price, targets, lacking)


@pytest.mark.parametrize("demands", [{}, {"organisations": [str(each // 3) for each in range(150)]}, {"min_load": 7}])
def test_the_greatest_total_over_the_best_pairs_is_that_over_all_pairs(demands):
    task = task_of(crowded(**demands))
    search = Search(task, Effort())
    cells = every_cell(task)
    seating = seat(task, cells, task.worth.ravel()[cells.places])

    best = task.values(search.greatest.chosen).sum()

    assert len(search.cells.places) < len(cells.places)
    assert keeps_demands(task, search.greatest.chosen)
    assert best == pytest.approx(task.worth.ravel()[cells.places[seating.chosen]].sum(), abs=1e-7)
    assert search.shown.value == pytest.approx(best, abs=1e-6)


def test_pairs_beyond_the_best_are_taken_in_when_prices_call_for_them():
    task = task_of(Problem(np.sort(np.random.default_rng(0).random((200, 100)), axis=0), 3, 2))

    search = Search(task, Effort())

    assert search.is_complete
    assert search.shown.value == pytest.approx(task.values(search.greatest.chosen).sum(), abs=1e-6)


def test_prices_make_every_application_choose_what_it_has():
    task = task_of(crowded())
    cells = every_cell(task)
    seating = seat(task, cells, task.worth.ravel()[cells.places])

    price = exchange_prices(task, cells, seating)

    net = task.worth - price
    chosen = np.zeros(task.shape, dtype=bool)
    chosen.ravel()[cells.places[seating.chosen]] = True
    assert np.where(chosen, net, np.inf).min(axis=1) == pytest.approx(
        np.where(chosen, -np.inf, net).max(axis=1).clip(min=np.where(chosen, net, np.inf).min(axis=1)), abs=1e-8
    )
    loads = chosen.sum(axis=0)
    assert (price[loads < task.highest] <= 1e-12).all()
    assert (price >= -1e-12).all()


def test_any_prices_prove_a_bound():
    task = task_of(crowded())
    best = task.values(Search(task, Effort()).greatest.chosen).sum()

    for number in range(5):
        price = np.random.default_rng(number).normal(0, 0.2, task.shape[1])
        assert survey(task, plain(task), price).value >= best


def test_a_survey_names_no_more_pairs_per_application_than_asked_for():
    task = task_of(crowded())
    known = Cells(np.arange(0, 60_000, 2), task.shape)

    near = survey(task, plain(task), np.zeros(150), Quest(np.full(400, 0.1), known, 5)).near

    assert np.bincount(near // 150, minlength=400).tolist() == [5] * 400
    assert (near % 2 == 1).all()
    for row in range(400):
        odd = task.worth[row, 1::2]
        assert sorted(task.worth.ravel()[near[near // 150 == row]]) == sorted(np.sort(odd)[-5:])


def test_a_network_that_may_forget_pairs_finds_the_same():
    problem = crowded(3)

    whole, lean = (assign(problem, effort=Effort(network=network)) for network in (10**6, 10))

    assert (lean.total, lean.floor) == pytest.approx((whole.total, whole.floor), abs=1e-5)


def test_many_reviewers_answer_as_few_do():
    problem = crowded(reviewers=300, applications=120, load=3)
    search = Search(task_of(problem), Effort())

    targets, weights = weighted(search)
    bound = search.highest_floor(weights, targets, np.ones(120, dtype=bool))

    assert (weights.floor > 0).any()
    assert bound * search.task.unit >= assign(problem).floor - 1e-6


def test_a_bound_on_the_floor_needs_somebody_whose_target_counts():
    search = Search(task_of(crowded()), Effort())

    assert search.highest_floor(plain(search.task), search.anything, np.ones(400, dtype=bool)) == np.inf


def test_nobody_is_asked_where_nobody_lacks_anything():
    task = task_of(crowded())

    weights = answer(task, plain(task), np.zeros(150), caps_of(task), np.zeros(400, dtype=bool))

    assert not weights.floor.any()


def test_losses_are_what_the_best_whole_set_falls_short_of_the_mixture():
    task = task_of(Problem(np.array([[1.0], [0.6], [0.2]]), 1, 1))
    price = np.array([0.9, 0.0, 0.0])[task.reviewers]
    weights = plain(task).with_rows(np.array([0]), np.array([1.0]), np.zeros((1, 0)))

    found = losses(task, weights, price, np.array([0.8]))

    net = 2 * np.array([1.0, 0.6, 0.2]) - np.array([0.9, 0.0, 0.0])
    assert found == pytest.approx([min(net.max() - net[0] + 0.2, 1.0)])


def test_losses_are_not_asked_where_colleagues_mix_in():
    task = task_of(crowded(organisations=["甲"] * 3 + [None] * 147))

    assert not losses(task, plain(task), np.zeros(150), caps_of(task)).any()


def test_the_relaxation_of_all_pairs_has_the_prices_of_the_network():
    task = task_of(crowded(reviewers=30, applications=60))
    search = Search(task, Effort())
    places = every_cell(task).places

    weights, price = relax(Core(task, places, places[:0], search.anything))

    assert not weights.floor.any()
    assert survey(task, weights, price).value == pytest.approx(search.shown.value, abs=1e-6)


def test_a_core_without_seats_for_all_has_no_relaxation():
    task = task_of(crowded())

    with pytest.raises(ArithmeticError, match="the relaxed programme ended with"):
        relax(Core(task, np.arange(2), np.arange(0), np.full(400, -np.inf)))


def test_a_core_that_cannot_seat_everybody_is_refuted_at_once():
    task = task_of(crowded())

    solved = Core(task, np.arange(10), np.arange(0), np.full(400, -np.inf)).solve(nodes=1, patience=1.0)

    assert solved.refuted
    assert solved.cells is None


def test_a_core_with_everything_fixed_is_what_it_is():
    task = task_of(crowded())
    chosen = Search(task, Effort()).greatest.chosen

    solved = Core(task, chosen[:0], chosen, np.full(400, -np.inf)).solve(nodes=1, patience=1.0)

    assert solved.cells.tolist() == chosen.tolist()
    assert solved.bound == pytest.approx(task.values(chosen).sum())


def test_a_network_out_of_balance_is_an_error_and_no_crash():
    arcs = _Arcs([], [], [], [])
    arcs.add(np.array([0]), np.array([1]), 1, 0)

    with pytest.raises(ArithmeticError, match="the transport network ended with UNBALANCED"):
        _solve(arcs, np.array([2, -1]), 1)
