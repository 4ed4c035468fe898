"""The mixed-model equations at given variance ratios: deviance, gradient, effects and their joint covariance.

In units of the residual variance, with spherical random effects (effect = root of its ratio times a unit effect), the
outer factor is eliminated exactly; what remains is one dense Cholesky factor over inner factor and criteria.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.sparse import csr_array, diags_array

from pinzhang.engine.scoring.mixed.cells import Cells
from pinzhang.engine.scoring.ratings import Floats

Estimator = Literal["reml", "ml"]

_SMALLEST = 1e-10
_CHUNK = 4_000_000


@dataclass(frozen=True, slots=True)
class Ratios:
    """Variances of outer factor, inner factor and interaction, relative to the residual variance."""

    outer: float
    inner: float
    halo: float


class System:
    """The mixed-model equations of one set of cells at one set of ratios."""

    def __init__(self, cells: Cells, ratios: Ratios) -> None:
        self.cells = cells
        self.ratios = Ratios(ratios.outer, max(ratios.inner, _SMALLEST), ratios.halo)
        self.damping = 1.0 / (1.0 + ratios.halo * cells.weight)
        self.cell_weight = cells.weight * self.damping
        self._eliminate_outer()
        self._solve()

    def _eliminate_outer(self) -> None:
        cells, ratios = self.cells, self.ratios
        halo = ratios.halo * self.damping
        weighted = cells.design * self.damping[:, None]
        sums = cells.sums * self.damping
        root = np.sqrt(ratios.inner)
        self.outer_keep = 1.0 / (1.0 + ratios.outer * (cells.by_outer @ self.cell_weight))
        self.outer_sums: Floats = cells.by_outer @ sums
        shape = (cells.outer_count, cells.inner_count)
        self.link: csr_array = csr_array((root * self.cell_weight, (cells.outer, cells.inner)), shape=shape)
        self.outer_design: Floats = cells.by_outer @ weighted
        scaled = diags_array(ratios.outer * self.outer_keep) @ self.link
        corner = np.diag(1.0 + ratios.inner * (cells.by_inner @ self.cell_weight)) - (self.link.T @ scaled).toarray()
        side = root * (cells.by_inner @ weighted) - scaled.T @ self.outer_design
        kept = (ratios.outer * self.outer_keep)[:, None] * self.outer_design
        fixed = np.diag(cells.column_weight) - cells.design.T @ (halo[:, None] * cells.design)
        fixed -= self.outer_design.T @ kept
        self.dense: Floats = np.block([[corner, side], [side.T, fixed]])
        right = root * (cells.by_inner @ sums) - scaled.T @ self.outer_sums
        below = -(cells.design.T @ (halo * cells.sums)) - kept.T @ self.outer_sums
        self.right: Floats = np.concatenate([right, below])
        self.squares = cells.total_squares - float(halo @ cells.sums**2)
        self.squares -= float(ratios.outer * self.outer_keep @ self.outer_sums**2)

    def _solve(self) -> None:
        self.factor: Floats = cholesky(self.dense, lower=True, check_finite=False)
        half = solve_triangular(self.factor, self.right, lower=True, check_finite=False)
        self.solution: Floats = solve_triangular(self.factor, half, lower=True, trans="T", check_finite=False)
        self.residual_squares = self.squares - float(half @ half)

    def freedom(self, estimator: Estimator) -> int:
        """Return the degrees of freedom of the residual variance."""
        return self.cells.ratings - (len(self.cells.centre) if estimator == "reml" else 0)

    def residual_variance(self, estimator: Estimator) -> float:
        """Return the residual variance that is best at these ratios."""
        return self.residual_squares / self.freedom(estimator)

    def deviance(self, estimator: Estimator) -> float:
        """Return minus twice the (restricted) log-likelihood, residual variance profiled out."""
        logs = 2.0 * np.log(self.factor.diagonal())
        inner = self.cells.inner_count
        determinant = logs[:inner].sum() - np.log(self.outer_keep).sum() - np.log(self.damping).sum()
        determinant -= self.cells.log_weights
        if estimator == "reml":
            determinant += logs[inner:].sum() + self.cells.contrast_log
        freedom = self.freedom(estimator)
        return float(determinant + freedom * (1.0 + np.log(2.0 * np.pi * self.residual_variance(estimator))))

    @cached_property
    def inverse(self) -> Floats:
        """Return the inverse of the dense system."""
        inverse: Floats = cho_solve((self.factor, True), np.eye(len(self.dense)), check_finite=False)
        return inverse

    @cached_property
    def outer_pull(self) -> Floats:
        """Return, per outer level, its weighted residual sum: its effect is this times its ratio."""
        inner = self.cells.inner_count
        fitted = self.link @ self.solution[:inner] + self.outer_design @ self.solution[inner:]
        pull: Floats = self.outer_keep * (self.outer_sums - fitted)
        return pull

    @cached_property
    def outer_effects(self) -> Floats:
        """Return the effects of the outer factor."""
        return self.ratios.outer * self.outer_pull

    @cached_property
    def inner_effects(self) -> Floats:
        """Return the effects of the inner factor."""
        effects: Floats = np.sqrt(self.ratios.inner) * self.solution[: self.cells.inner_count]
        return effects

    @cached_property
    def cell_residuals(self) -> Floats:
        """Return, per cell, the weighted residual sum after application, reviewer, criteria and interaction."""
        cells = self.cells
        left = cells.sums - cells.design @ self.solution[cells.inner_count :]
        effects = self.outer_effects[cells.outer] + self.inner_effects[cells.inner]
        residuals: Floats = self.damping * left - self.cell_weight * effects
        return residuals

    def leverage(self, inverse: Floats) -> tuple[Floats, Floats]:
        """Return the quadratic forms of the inverse along the outer levels and along the cells.

        With the inverse of the dense system these belong to the restricted likelihood; with the inverse of its
        inner corner alone (padded with zeros), to the likelihood itself.
        """
        outer = np.empty(self.cells.outer_count)
        cell = np.empty(len(self.cells.outer))
        size = max(1, _CHUNK // len(inverse))
        for first in range(0, self.cells.outer_count, size):
            last = min(first + size, self.cells.outer_count)
            self._leverage_between(first, last, inverse, (outer, cell))
        return outer, cell

    def _leverage_between(self, first: int, last: int, inverse: Floats, into: tuple[Floats, Floats]) -> None:
        cells, inner = self.cells, self.cells.inner_count
        link, criteria = self.link[first:last], self.outer_design[first:last]
        product = link @ inverse[:inner] + criteria @ inverse[inner:]
        into[0][first:last] = link.multiply(product[:, :inner]).sum(axis=1) + (criteria * product[:, inner:]).sum(
            axis=1
        )
        start, stop = np.searchsorted(cells.outer, (first, last))
        outer, level = cells.outer[start:stop], cells.inner[start:stop]
        weight = np.sqrt(self.ratios.inner) * self.cell_weight[start:stop]
        design = cells.design[start:stop] * self.damping[start:stop, None]
        along = weight * product[outer - first, level]
        along += (design * product[:, inner:][outer - first]).sum(axis=1)
        own = weight**2 * inverse[level, level] + 2.0 * weight * (design * inverse[level, inner:]).sum(axis=1)
        own += ((design @ inverse[inner:, inner:]) * design).sum(axis=1)
        shift = self.ratios.outer * self.cell_weight[start:stop] * self.outer_keep[outer]
        into[1][start:stop] = own - 2.0 * shift * along + shift**2 * into[0][outer]

    def outer_information(self, leverage: Floats) -> Floats:
        """Return the diagonal of the projected precision along the outer levels."""
        precision = self.cells.by_outer @ self.cell_weight
        information: Floats = self.outer_keep * precision - self.outer_keep**2 * leverage
        return information

    def cell_information(self, leverage: Floats) -> Floats:
        """Return the diagonal of the projected precision along the cells: the variance of their residual sums."""
        keep = self.ratios.outer * self.outer_keep[self.cells.outer]
        information: Floats = self.cell_weight - keep * self.cell_weight**2 - leverage
        return information

    def gradient(self, estimator: Estimator) -> Floats:
        """Return the derivatives of the deviance by the three ratios: outer, inner, interaction."""
        inner = self.cells.inner_count
        inverse = self.inverse if estimator == "reml" else self._inverse_of_corner()
        outer_leverage, cell_leverage = self.leverage(inverse)
        variance = self.residual_variance(estimator)
        inner_pull = self.solution[:inner] / np.sqrt(self.ratios.inner)
        traces = (
            self.outer_information(outer_leverage).sum(),
            (inner - np.trace(inverse[:inner, :inner])) / self.ratios.inner,
            self.cell_information(cell_leverage).sum(),
        )
        pulls = (self.outer_pull, inner_pull, self.cell_residuals)
        return np.array([trace - pull @ pull / variance for trace, pull in zip(traces, pulls, strict=True)])

    def _inverse_of_corner(self) -> Floats:
        inner = self.cells.inner_count
        inverse = np.zeros_like(self.dense)
        inverse[:inner, :inner] = cho_solve((self.factor[:inner, :inner], True), np.eye(inner), check_finite=False)
        return inverse
