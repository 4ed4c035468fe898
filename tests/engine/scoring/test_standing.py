import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.scoring.standing import Draws, competition_ranks

THREE = Draws(np.array([[3.0, 3.0, 1.0, 3.0], [2.0, 1.0, 3.0, 2.0], [1.0, 2.0, 2.0, 1.0]], dtype=np.float32), seed=1)


def test_equal_scores_share_the_better_rank():
    assert competition_ranks(np.array([60.0, 70.0, 60.0 + 1e-12, 50.0])).tolist() == [2, 1, 2, 4]


def test_every_draw_ranks_all_applications():
    assert THREE.ranks.tolist() == [[1, 1, 3, 1], [2, 3, 1, 2], [3, 2, 2, 3]]


def test_draws_are_ranked_alike_in_any_chunk(monkeypatch):
    monkeypatch.setattr("pinzhang.engine.scoring.standing._CHUNK", 6)

    assert Draws(THREE.units, seed=1).ranks.tolist() == THREE.ranks.tolist()


def test_the_chance_of_the_best_places_is_the_share_of_draws():
    assert THREE.p_top(1).tolist() == [0.75, 0.25, 0.0]
    assert THREE.p_top(2).tolist() == [0.75, 0.75, 0.5]


def test_pairwise_chances_complement_each_other():
    table = THREE.p_above(np.array([0, 2]))

    assert table.tolist() == [[0.5, 0.75], [0.25, 0.5]]


@pytest.mark.parametrize(("level", "low", "high"), [(0.5, [1, 1, 2], [1, 2, 3]), (0.9, [1, 1, 2], [3, 3, 3])])
def test_a_rank_interval_holds_at_least_its_level(level, low, high):
    bounds = THREE.rank_interval(level)

    assert [bound.tolist() for bound in bounds] == [low, high]


@given(
    st.integers(2, 6).flatmap(lambda n: st.lists(st.permutations(range(n)), min_size=1, max_size=30)),
    st.floats(0.05, 0.99),
)
def test_a_rank_interval_leaves_out_no_more_than_it_may(rows, level):
    draws = Draws(np.array(rows, dtype=np.float32).T, seed=1)

    low, high = draws.rank_interval(level)

    outside = (1 - level) / 2 + 1e-9
    assert ((draws.ranks < low[:, None]).mean(axis=1) <= outside).all()
    assert ((draws.ranks > high[:, None]).mean(axis=1) <= outside).all()
