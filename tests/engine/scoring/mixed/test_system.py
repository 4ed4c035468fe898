import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.engine.scoring.mixed.cells import cells_of
from pinzhang.engine.scoring.mixed.system import Ratios, System
from tests.engine.scoring.mixed.oracle import Dense
from tests.engine.scoring.rounds import simulated

ratio = st.floats(0.01, 5.0)
shapes = st.sampled_from(
    [
        {"applications": 9, "reviewers": 4, "missing": 0.0},
        {"applications": 9, "reviewers": 4, "missing": 0.3},
        {"applications": 5, "reviewers": 8, "missing": 0.2, "weights": [1, 2, 3]},
        {"applications": 8, "reviewers": 5, "missing": 0.0, "weights": [5, 1, 1]},
    ]
)


@settings(deadline=None, max_examples=25)
@given(outer=ratio, inner=ratio, halo=ratio, shape=shapes, estimator=st.sampled_from(["reml", "ml"]))
def test_the_eliminated_likelihood_is_the_dense_one(outer, inner, halo, shape, estimator):
    ratings = simulated(criteria=3, **shape).ratings
    cells = cells_of(ratings)
    by_role = (outer, inner) if cells.outer_is_application else (inner, outer)

    deviance = System(cells, Ratios(outer, inner, halo)).deviance(estimator)

    assert deviance == pytest.approx(Dense.of(ratings).deviance((*by_role, halo), estimator), rel=1e-10)


@settings(deadline=None, max_examples=25)
@given(outer=ratio, inner=ratio, halo=ratio, shape=shapes, estimator=st.sampled_from(["reml", "ml"]))
def test_the_gradient_is_the_slope_of_the_deviance(outer, inner, halo, shape, estimator):
    cells = cells_of(simulated(criteria=3, **shape).ratings)
    at, step = np.array([outer, inner, halo]), 1e-5

    gradient = System(cells, Ratios(outer, inner, halo)).gradient(estimator)

    for index, slope in enumerate(gradient):
        shift = step * at[index] * np.eye(3)[index]
        high, low = (System(cells, Ratios(*(at + sign * shift))).deviance(estimator) for sign in (1, -1))
        assert slope == pytest.approx((high - low) / (2 * step * at[index]), rel=1e-4, abs=1e-3)


def test_long_columns_are_worked_off_in_chunks(monkeypatch):
    cells = cells_of(simulated(missing=0.1).ratings)
    whole = System(cells, Ratios(1.0, 0.3, 0.2))
    monkeypatch.setattr("pinzhang.engine.scoring.mixed.system._CHUNK", 50)

    outer, cell = whole.leverage(whole.inverse)

    monkeypatch.undo()
    assert np.allclose(outer, whole.leverage(whole.inverse)[0], rtol=1e-12)
    assert np.allclose(cell, whole.leverage(whole.inverse)[1], rtol=1e-12)
