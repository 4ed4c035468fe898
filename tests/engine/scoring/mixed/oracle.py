"""The mixed model written down densely, straight from its definition: slow, and independent of the product."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Dense:
    """Every rating a row; covariances as full matrices."""

    values: np.ndarray
    precision: np.ndarray
    criteria: np.ndarray
    applications: np.ndarray
    reviewers: np.ndarray
    sheets: np.ndarray

    @classmethod
    def of(cls, ratings):
        sheet, criterion = np.nonzero(ratings.given)
        contrasts = np.eye(len(ratings.criteria))[criterion]
        contrasts[:, 0] = 1.0
        return cls(
            values=ratings.value[sheet, criterion],
            precision=ratings.weights[criterion],
            criteria=contrasts,
            applications=np.eye(len(ratings.applications))[ratings.application[sheet]],
            reviewers=np.eye(len(ratings.reviewers))[ratings.reviewer[sheet]],
            sheets=np.eye(len(ratings.application))[sheet],
        )

    def covariance(self, application, reviewer, interaction):
        blocks = ((application, self.applications), (reviewer, self.reviewers), (interaction, self.sheets))
        return np.diag(1.0 / self.precision) + sum(ratio * block @ block.T for ratio, block in blocks)

    def deviance(self, ratios, estimator):
        covariance = self.covariance(*ratios)
        weighted = np.linalg.solve(covariance, self.criteria)
        information = self.criteria.T @ weighted
        residual = self.values - self.criteria @ np.linalg.solve(information, weighted.T @ self.values)
        squares = residual @ np.linalg.solve(covariance, residual)
        freedom = len(self.values) - (self.criteria.shape[1] if estimator == "reml" else 0)
        determinant = np.linalg.slogdet(covariance)[1]
        if estimator == "reml":
            determinant += np.linalg.slogdet(information)[1]
        return determinant + freedom * (1.0 + np.log(2.0 * np.pi * squares / freedom))

    def posterior(self, variances):
        """Return mean and covariance of (contrasts, applications, reviewers) under a flat prior of the contrasts."""
        residual = np.diag(variances.residual / self.precision)
        residual += (variances.interaction or 0.0) * self.sheets @ self.sheets.T
        design = np.hstack([self.criteria, self.applications, self.reviewers])
        prior = np.concatenate(
            [
                np.zeros(self.criteria.shape[1]),
                np.full(self.applications.shape[1], 1.0 / variances.application),
                np.full(self.reviewers.shape[1], 1.0 / variances.reviewer),
            ]
        )
        weighted = np.linalg.solve(residual, design)
        covariance = np.linalg.inv(design.T @ weighted + np.diag(prior))
        return covariance @ weighted.T @ self.values, covariance
