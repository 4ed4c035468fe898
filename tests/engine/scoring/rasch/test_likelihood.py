import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from pinzhang.engine.scoring.rasch.categories import categories_of
from pinzhang.engine.scoring.rasch.likelihood import Layout, Likelihood
from tests.engine.scoring.rasch.panels import drawn


@pytest.fixture(params=["common", "per-criterion"])
def found(request):
    return categories_of(drawn(applications=12), request.param)


def chance(found, at, item, category, ability):
    reviewer, criterion = divmod(item, found.shape[2])
    place = ability - at.severity[reviewer] - at.difficulty[criterion]
    heights = [level * place - at.steps[criterion][:level].sum() for level in range(len(found.values[criterion]))]
    return np.exp(heights[category]) / np.exp(heights).sum()


def by_quadrature(found, at):
    """Return the log-likelihood by adaptive integration, application by application, from the definition."""
    total = 0.0
    for application in range(found.shape[0]):
        rated = np.flatnonzero(found.application == application)

        def density(ability, rated=rated):
            likelihood = [chance(found, at, found.item[row], found.category[row], ability) for row in rated]
            return np.prod(likelihood) * norm.pdf(ability, scale=at.spread)

        total += np.log(quad(density, -12, 12, points=[0], limit=400, epsabs=1e-14)[0])
    return total


def some(layout):
    return np.random.default_rng(5).normal(scale=0.6, size=layout.free)


def test_the_likelihood_is_the_integral_over_the_applications(found):
    layout = Layout(found)
    at = layout.parameters(some(layout))

    assert Likelihood(found, at, 201).log_likelihood == pytest.approx(by_quadrature(found, at), abs=1e-6)


def test_severities_and_steps_sum_to_zero(found):
    layout = Layout(found)
    at = layout.parameters(some(layout))

    assert at.severity.sum() == pytest.approx(0.0)
    assert at.steps.sum(axis=1) == pytest.approx(np.zeros(3))


def test_the_slopes_are_those_of_the_likelihood(found):
    layout = Layout(found)
    free, step = some(layout), 1e-5

    slopes = Likelihood(found, layout.parameters(free), 121).slopes(layout)

    for index in range(layout.free):
        shift = step * np.eye(layout.free)[index]
        high, low = (
            Likelihood(found, layout.parameters(at), 121).log_likelihood for at in (free + shift, free - shift)
        )
        assert slopes[index] == pytest.approx((high - low) / (2 * step), rel=1e-5, abs=1e-5)


def test_two_categories_have_one_step_at_zero():
    layout = Layout(categories_of(drawn(applications=12, steps=(0.0,)), "common"))

    assert layout.parameters(some(layout)).steps.tolist() == [[0.0], [0.0], [0.0]]
