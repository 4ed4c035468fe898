import numpy as np
import pytest

from pinzhang.engine.scoring.mixed.fit import fit_mixed
from pinzhang.engine.scoring.mixed.posterior import difference, draw_applications, sheet_means
from tests.engine.scoring.mixed.oracle import Dense
from tests.engine.scoring.rounds import simulated

SHAPES = [
    {"applications": 14, "reviewers": 5},
    {"applications": 14, "reviewers": 5, "missing": 0.3, "weights": [3, 1, 1, 1]},
    {"applications": 5, "reviewers": 14, "per_application": 6},
]


def posterior_of(ratings, fit):
    return Dense.of(ratings).posterior(fit.variances)


@pytest.mark.parametrize("shape", SHAPES)
def test_joint_draws_have_the_mean_and_covariance_of_the_posterior(shape):
    ratings = simulated(**shape).ratings
    fit = fit_mixed(ratings)
    mean, covariance = posterior_of(ratings, fit)
    own = slice(len(ratings.criteria), len(ratings.criteria) + len(ratings.applications))

    units = draw_applications(fit, draws=40_000, seed=7)
    effects = units * np.sqrt(fit.variances.application / fit.variances.residual)

    assert effects.mean(axis=1) == pytest.approx(mean[own], abs=0.02)
    assert np.cov(effects) == pytest.approx(covariance[own, own], abs=0.02)


def test_draws_repeat_with_their_seed_and_in_any_chunk(monkeypatch):
    fit = fit_mixed(simulated().ratings)

    once = draw_applications(fit, draws=50, seed=7)
    monkeypatch.setattr("pinzhang.engine.scoring.mixed.posterior._CHUNK", 500)

    assert np.array_equal(once, draw_applications(fit, draws=50, seed=7))
    assert not np.array_equal(once, draw_applications(fit, draws=50, seed=8))


@pytest.mark.parametrize("shape", SHAPES)
def test_contrasts_have_the_covariance_of_the_posterior(shape):
    ratings = simulated(**shape).ratings
    fit = fit_mixed(ratings)
    _, covariance = posterior_of(ratings, fit)
    criteria, applications = len(ratings.criteria), len(ratings.applications)
    level = np.zeros(len(covariance))
    level[:criteria] = ratings.weights / ratings.weights.sum()
    level[0] = 1.0
    gap, sheet = np.zeros(len(covariance)), level.copy()
    gap[criteria + 1], gap[criteria + 3] = 1.0, -1.0
    sheet[criteria + 1] = sheet[criteria + applications + 2] = 1.0

    contrast = difference(fit, 1, 3)
    mean = sheet_means(fit, np.array([1]), np.array([2]))

    assert contrast.variances() == pytest.approx([gap @ covariance @ gap], rel=1e-5)
    assert contrast.covariance(contrast)[0] == pytest.approx(contrast.variances())
    assert mean.variances() == pytest.approx([sheet @ covariance @ sheet], rel=1e-5)
    assert contrast.covariance(mean)[0] == pytest.approx([gap @ covariance @ sheet], abs=1e-7)
