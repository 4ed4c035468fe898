"""The variances that explain the ratings best, by restricted or full maximum likelihood."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from scipy.optimize import minimize

from pinzhang.engine.scoring.mixed.cells import Cells, cells_of
from pinzhang.engine.scoring.mixed.system import Estimator, Ratios, System
from pinzhang.engine.scoring.ratings import Floats, Ratings, require_comparable
from pinzhang.engine.scoring.refusals import NoConvergence, NothingRepeated

_UNIT = 0.01
"""The search runs in log(1 + ratio / unit): even in the large, and with a slope left where a variance is zero."""
_LARGEST = 1e6
_NO_VARIANCE = 1e-7
_PRECISION = {"ftol": 1e-14, "gtol": 1e-6, "maxiter": 500}
_UNFINISHED = 1

_Each = TypeVar("_Each")


@dataclass(frozen=True, slots=True)
class Variances:
    """How much of the spread belongs to what; no interaction where the model has none (方差分量)."""

    application: float
    reviewer: float
    interaction: float | None
    residual: float


class MixedFit:
    """A fitted crossed mixed model with its joint posterior, criteria and all effects included."""

    def __init__(self, ratings: Ratings, system: System, estimator: Estimator, *, has_interaction: bool) -> None:
        self.ratings = ratings
        self.system = system
        self.estimator: Estimator = estimator
        self.has_interaction = has_interaction

    @property
    def log_likelihood(self) -> float:
        """Return the (restricted) log-likelihood, with treatment contrasts for the criteria."""
        return -0.5 * self.system.deviance(self.estimator)

    @property
    def residual_variance(self) -> float:
        """Return the residual variance of a single rating of weight one."""
        return self.system.residual_variance(self.estimator)

    @property
    def variances(self) -> Variances:
        """Return the variance components; those of a singular fit are zero."""
        ratios, residual = self.system.ratios, self.residual_variance
        application, reviewer = self._by_role(ratios.outer, ratios.inner)
        return Variances(
            application=_settled(application) * residual,
            reviewer=_settled(reviewer) * residual,
            interaction=_settled(ratios.halo) * residual if self.has_interaction else None,
            residual=residual,
        )

    @property
    def singular(self) -> tuple[str, ...]:
        """Return the effects whose variance is estimated at zero."""
        variances = self.variances
        named = (("application", variances.application), ("reviewer", variances.reviewer))
        found = [name for name, variance in named if variance == 0.0]
        return (*found, *(["interaction"] if variances.interaction == 0.0 else []))

    @property
    def criteria(self) -> Floats:
        """Return the estimated mean of each criterion, for an average reviewer and application."""
        means: Floats = self.system.cells.centre + self.system.solution[self.system.cells.inner_count :]
        return means

    @property
    def level(self) -> float:
        """Return the weighted mean over the criteria: the score of an average application."""
        return float(np.average(self.criteria, weights=self.ratings.weights))

    @cached_property
    def application_effects(self) -> Floats:
        """Return how much better than average each application is, severity taken out."""
        return self._by_role(self.system.outer_effects, self.system.inner_effects)[0]

    @cached_property
    def reviewer_effects(self) -> Floats:
        """Return how much higher than average each reviewer scores: minus the severity."""
        return self._by_role(self.system.outer_effects, self.system.inner_effects)[1]

    @cached_property
    def application_errors(self) -> Floats:
        """Return the posterior standard deviations of the application effects."""
        return self._by_role(*self._errors)[0]

    @cached_property
    def reviewer_errors(self) -> Floats:
        """Return the posterior standard deviations of the reviewer effects."""
        return self._by_role(*self._errors)[1]

    @cached_property
    def leverage(self) -> tuple[Floats, Floats]:
        """Return the quadratic forms of the inverse system along outer levels and cells."""
        return self.system.leverage(self.system.inverse)

    @property
    def _errors(self) -> tuple[Floats, Floats]:
        system = self.system
        keep, ratio = system.outer_keep, system.ratios.outer
        outer = ratio * (keep + ratio * keep**2 * self.leverage[0])
        inner = system.ratios.inner * system.inverse.diagonal()[: system.cells.inner_count]
        variance = self.residual_variance
        return np.sqrt(variance * outer), np.sqrt(variance * inner)

    def _by_role(self, outer: _Each, inner: _Each) -> tuple[_Each, _Each]:
        return (outer, inner) if self.system.cells.outer_is_application else (inner, outer)


def fit_mixed(
    ratings: Ratings,
    *,
    estimator: Estimator = "reml",
    interaction: bool = True,
    start: Ratios | None = None,
) -> MixedFit:
    """Return the mixed model fitted to the ratings.

    The interaction is left out where no sheet has two ratings, because it cannot be told from the residual then.

    :raises RatingsRefused: one application, one reviewer, equal ratings, no residual, or no convergence.
    """
    require_comparable(ratings)
    cells = cells_of(ratings)
    has_interaction = interaction and cells.repeats
    if cells.ratings <= len(ratings.criteria) + 1:
        raise NothingRepeated("评分太少，无法估计误差", "too few ratings to estimate the variances")
    best = _search(cells, start or Ratios(1.0, 0.3, 0.3), estimator, has_interaction=has_interaction)
    if max(best.outer, best.inner, best.halo) > _LARGEST / 2:
        raise NothingRepeated("评分没有残差，无法估计误差", "the ratings leave no residual: no error to estimate")
    return MixedFit(ratings, System(cells, best), estimator, has_interaction=has_interaction)


def _search(cells: Cells, start: Ratios, estimator: Estimator, *, has_interaction: bool) -> Ratios:
    halo = start.halo if has_interaction else 0.0
    first = np.log1p(np.array([start.outer, start.inner, halo]) / _UNIT)
    highest = np.log1p(_LARGEST / _UNIT)
    bounds = [(0.0, highest), (0.0, highest), (0.0, highest if has_interaction else 0.0)]

    def deviance(at: Floats) -> tuple[float, Floats]:
        ratios = _UNIT * np.expm1(at)
        system = System(cells, Ratios(*ratios.tolist()))
        return system.deviance(estimator), system.gradient(estimator) * (ratios + _UNIT)

    found = minimize(deviance, first, jac=True, method="L-BFGS-B", bounds=bounds, options=_PRECISION)
    if found.status == _UNFINISHED:
        raise NoConvergence("方差估计没有收敛", "the variances did not converge")
    return Ratios(*(_UNIT * np.expm1(found.x)).tolist())


def _settled(ratio: float) -> float:
    return ratio if ratio > _NO_VARIANCE else 0.0
