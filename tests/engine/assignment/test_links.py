import numpy as np
import pytest

from pinzhang.engine.assignment import Problem, assign
from pinzhang.engine.assignment.links import groups_of


def villages(count, *, reviewers=4, applications=6, number=0):
    """Draw villages that know themselves well and others hardly."""
    random = np.random.default_rng(number)
    home = np.arange(count).repeat(reviewers)[:, None] == np.arange(count).repeat(applications)
    return np.where(home, random.uniform(0.7, 1.0, home.shape), random.uniform(0.1, 0.3, home.shape))


def test_villages_stay_apart_without_linking_seats():
    run = assign(Problem(villages(3), 2, 3))

    assert run.components == 3
    assert run.links.tolist() == []


@pytest.mark.parametrize("max_load", [3, 4])
def test_a_few_linking_seats_join_all_for_little(max_load):
    problem = Problem(villages(3), 2, max_load)
    apart = assign(problem)

    run = assign(problem, links=10)

    assert run.components == 1
    assert 0.8 * apart.total < run.total < apart.total
    assert 2 <= len(run.links) <= 6
    assert (run.loads <= max_load).all()
    assert {tuple(pair) for pair in run.links.tolist()} <= {tuple(pair) for pair in run.pairs.tolist()}
    assert not run.total_is_optimal


def test_linking_seats_keep_the_floor_where_they_can():
    affinity = villages(3)
    affinity[:, 0] /= 4
    problem = Problem(affinity, 2, 4)

    run = assign(problem, links=10)

    assert run.components == 1
    assert run.floor == assign(problem).floor
    assert run.floor_is_optimal


def test_as_many_groups_are_linked_as_there_are_linking_seats():
    problem = Problem(villages(4), 2, 4)

    counts = [assign(problem, links=links).components for links in (0, 1, 2, 3)]

    assert counts == [4, 3, 2, 1]


def test_groups_that_conflicts_keep_apart_stay_apart():
    affinity = villages(2)
    affinity[affinity < 0.5] = np.nan

    assert assign(Problem(affinity, 2, 4), links=50).components == 2


def test_one_application_each_leaves_nothing_to_link_with():
    run = assign(Problem(np.eye(3), 1, 1), links=3)

    assert run.components == 3


def test_kept_pairs_link_like_any_other():
    run = assign(Problem(villages(2), 2, 4, kept=[(0, 7)]))

    assert run.components == 1


def test_who_has_no_pair_belongs_to_no_group():
    count, groups = groups_of(np.array([[0, 0], [2, 1]]), 3, 3)

    assert count == 2
    assert groups.tolist() == [0, -1, 1, 0, 1, -1]
