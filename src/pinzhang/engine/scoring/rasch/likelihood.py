"""The marginal likelihood of the many-facet Rasch model, applications integrated out on a fine grid."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.scoring.rasch.categories import Categories
from pinzhang.engine.scoring.ratings import Floats

_REACH = 6.5
"""The grid reaches this many standard deviations to both sides."""


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """Severities, difficulties and steps, as the constraints allow them, and the spread of the applications."""

    severity: Floats
    difficulty: Floats
    steps: Floats
    """Criteria × (categories - 1); each row, or the common one, sums to zero."""
    spread: float


class Layout:
    """Where the free parameters lie: severities sum to zero, and so do the steps of a criterion."""

    def __init__(self, categories: Categories) -> None:
        _, self.reviewers, self.criteria = categories.shape
        self.common = categories.steps == "common"
        counts = [len(values) - 1 for values in categories.values]
        self.step_counts = counts[:1] if self.common else counts
        blocks = [_sums_to_zero(self.reviewers), np.eye(self.criteria), *map(_sums_to_zero, self.step_counts)]
        rows, columns = (sum(block.shape[axis] for block in blocks) for axis in (0, 1))
        self.expand: Floats = np.zeros((rows + 1, columns + 1))
        row = column = 0
        for block in (*blocks, np.eye(1)):
            self.expand[row : row + block.shape[0], column : column + block.shape[1]] = block
            row, column = row + block.shape[0], column + block.shape[1]

    @property
    def free(self) -> int:
        """Return the number of free parameters, the spread included."""
        return int(self.expand.shape[1])

    def parameters(self, free: Floats) -> Parameters:
        """Return the parameters that the free ones stand for; the last is the logarithm of the spread."""
        full = self.expand @ free
        first, second = self.reviewers, self.reviewers + self.criteria
        rows = np.split(full[second:-1], np.cumsum(self.step_counts)[:-1])
        width = max(self.step_counts)
        steps = np.array([np.pad(row, (0, width - len(row)), constant_values=np.inf) for row in rows])
        if self.common:
            steps = np.repeat(steps, self.criteria, axis=0)
        return Parameters(full[:first], full[first:second], steps, float(np.exp(full[-1])))

    def collect(self, by_item: Floats, by_step: Floats, spread: float) -> Floats:
        """Return the slopes by the free parameters out of those by item place, by criterion and step, and by spread."""
        items = by_item.reshape(self.reviewers, self.criteria)
        kept = [by_step.sum(axis=0)] if self.common else list(by_step)
        steps = [row[:count] for row, count in zip(kept, self.step_counts, strict=True)]
        slopes: Floats = self.expand.T @ np.concatenate([items.sum(axis=1), items.sum(axis=0), *steps, [spread]])
        return slopes


class Likelihood:
    """The marginal likelihood at one set of parameters on one grid, with the posterior of every application."""

    def __init__(self, categories: Categories, parameters: Parameters, nodes: int) -> None:
        self.categories = categories
        self.parameters = parameters
        grid = np.linspace(-_REACH, _REACH, nodes)
        self.spacing = float(grid[1] - grid[0]) * parameters.spread
        self.nodes: Floats = parameters.spread * grid
        self._grid = grid
        place = (parameters.severity[:, None] + parameters.difficulty).ravel()
        ahead = np.hstack([np.zeros((len(parameters.steps), 1)), parameters.steps.cumsum(axis=1)])
        ahead = np.tile(ahead, (len(parameters.severity), 1))
        levels = np.arange(ahead.shape[1])
        height = levels * (self.nodes[:, None] - place[:, None, None]) - ahead[:, None, :]
        peak = height.max(axis=2, keepdims=True)
        chances = np.exp(height - peak)
        total = chances.sum(axis=2, keepdims=True)
        self.chances: Floats = chances / total
        """Items × nodes × categories."""
        self.expected: Floats = self.chances @ levels
        """Items × nodes."""
        self.variance: Floats = self.chances @ levels**2 - self.expected**2
        self._integrate(np.log(total[:, :, 0]) + peak[:, :, 0], place, ahead)

    def _integrate(self, normaliser: Floats, place: Floats, ahead: Floats) -> None:
        found = self.categories
        self.totals: Floats = np.asarray(np.bincount(found.application, found.category), dtype=np.float64)
        weights = -0.5 * self._grid**2
        weights -= np.log(np.exp(weights).sum())
        heights = np.outer(self.totals, self.nodes) - found.asked @ normaliser + weights
        peak = heights.max(axis=1, keepdims=True)
        posterior = np.exp(heights - peak)
        total = posterior.sum(axis=1, keepdims=True)
        self.posterior: Floats = posterior / total
        """Applications × nodes."""
        fixed = found.category @ place[found.item] + ahead[found.item, found.category].sum()
        self.log_likelihood = float((np.log(total) + peak).sum() - fixed)

    def slopes(self, layout: Layout) -> Floats:
        """Return the derivatives of the log-likelihood by the free parameters, the spread in logarithm."""
        found = self.categories
        mass = found.asked.T @ self.posterior
        scored = mass * self.expected
        by_item = scored.sum(axis=1) - np.bincount(found.item, found.category, minlength=len(scored))
        spread = (self.totals @ self.posterior - scored.sum(axis=0)) @ self.nodes
        return layout.collect(by_item, self._step_slopes(mass), float(spread))

    def _step_slopes(self, mass: Floats) -> Floats:
        found = self.categories
        criteria, widest = found.shape[2], found.widest
        due = (mass[:, :, None] * self.chances).sum(axis=1).reshape(-1, criteria, widest).sum(axis=0)
        seen = np.bincount(found.criterion * widest + found.category, minlength=criteria * widest)
        by_category = due - seen.reshape(criteria, widest)
        slopes: Floats = by_category[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
        return slopes


def _sums_to_zero(count: int) -> Floats:
    return np.vstack([np.eye(count - 1), -np.ones((1, count - 1))])
