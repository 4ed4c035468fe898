"""Joint draws and covariances from the exact posterior of all effects, given the estimated variances."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.sparse import csr_array

from pinzhang.engine.scoring.mixed.fit import MixedFit
from pinzhang.engine.scoring.ratings import Floats, Integers

_CHUNK = 2_000_000


def draw_applications(fit: MixedFit, *, draws: int, seed: int) -> NDArray[np.float32]:
    """Return joint draws of the application effects, applications × draws, in units of their own spread.

    The unit keeps the order, and where their variance is estimated at zero it leaves them exchangeable.
    """
    system = fit.system
    random = np.random.Generator(np.random.PCG64(seed))
    spread = np.sqrt(fit.residual_variance)
    noise = random.standard_normal((len(system.dense), draws))
    dense = spread * solve_triangular(system.factor, noise, lower=True, trans="T", check_finite=False)
    dense += system.solution[:, None]
    inner = system.cells.inner_count
    if not system.cells.outer_is_application:
        return np.asarray(dense[:inner], dtype=np.float32)
    units = np.empty((system.cells.outer_count, draws), dtype=np.float32)
    root = np.sqrt(system.ratios.outer)
    size = max(1, _CHUNK // draws)
    for first in range(0, len(units), size):
        part = slice(first, first + size)
        keep = system.outer_keep[part, None]
        fitted = system.link[part] @ dense[:inner] + system.outer_design[part] @ dense[inner:]
        centre = root * keep * (system.outer_sums[part, None] - fitted)
        own = random.standard_normal(fitted.shape, dtype=np.float32)
        units[part] = centre + spread * np.sqrt(keep) * own
    return units


class Contrasts:
    """Linear combinations of application effects, reviewer effects and the level of the round, one per row."""

    def __init__(self, fit: MixedFit, application: csr_array, reviewer: csr_array, level: Floats) -> None:
        system = fit.system
        cells, ratios = system.cells, system.ratios
        outer, inner = (application, reviewer) if cells.outer_is_application else (reviewer, application)
        self._variance = fit.residual_variance
        self._system = system
        self.outer: csr_array = np.sqrt(ratios.outer) * outer
        collapsed = len(cells.column_weight) == 1
        columns = np.ones(1) if collapsed else fit.ratings.weights / fit.ratings.weights.sum()
        dense = np.hstack([(np.sqrt(ratios.inner) * inner).toarray(), np.outer(level, columns)])
        kept: csr_array = self.outer.multiply(np.sqrt(ratios.outer) * system.outer_keep).tocsr()
        dense[:, : cells.inner_count] -= (kept @ system.link).toarray()
        dense[:, cells.inner_count :] -= kept @ system.outer_design
        self.dense: Floats = dense

    def covariance(self, other: "Contrasts") -> Floats:
        """Return the posterior covariances of these combinations (rows) with others (columns)."""
        direct = (self.outer.multiply(self._system.outer_keep) @ other.outer.T).toarray()
        covariance: Floats = self._variance * (direct + self.dense @ self._system.inverse @ other.dense.T)
        return covariance

    def variances(self) -> Floats:
        """Return the posterior variance of each combination."""
        direct = self.outer.power(2) @ self._system.outer_keep
        variances: Floats = self._variance * (direct + ((self.dense @ self._system.inverse) * self.dense).sum(axis=1))
        return variances


def sheet_means(fit: MixedFit, application: Integers, reviewer: Integers) -> Contrasts:
    """Return what sheets of these pairs are expected to score: level, application and reviewer together."""
    names = (len(fit.ratings.applications), len(fit.ratings.reviewers))
    return Contrasts(fit, _rows(application, names[0]), _rows(reviewer, names[1]), np.ones(len(application)))


def difference(fit: MixedFit, one: int, other: int) -> Contrasts:
    """Return how much better one application is than another."""
    names = (len(fit.ratings.applications), len(fit.ratings.reviewers))
    row = csr_array(([1.0, -1.0], ([0, 0], [one, other])), shape=(1, names[0]))
    return Contrasts(fit, row, csr_array((1, names[1])), np.zeros(1))


def _rows(levels: Integers, count: int) -> csr_array:
    return csr_array((np.ones(len(levels)), (np.arange(len(levels)), levels)), shape=(len(levels), count))
