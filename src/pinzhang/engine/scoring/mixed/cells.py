"""Sufficient statistics of the ratings, one row per sheet, so that criteria cost nothing in the iterations."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from pinzhang.engine.scoring.ratings import Floats, Integers, Ratings


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The ratings summed per sheet (one application × reviewer cell), as the likelihood needs them.

    The two crossed factors are called *outer* and *inner*: the outer one, with more levels, is eliminated in closed
    form, the inner one stays in a dense system. Within a cell the covariance is that of equally correlated ratings,
    so weighted sums over the cell are all that the random effects see. Where every sheet is complete, contrasts between
    criteria are orthogonal to everything random, and the criteria collapse to a single column.
    """

    outer: Integers
    inner: Integers
    outer_count: int
    inner_count: int
    outer_is_application: bool
    weight: Floats
    """Sum of the criterion weights in the cell."""
    design: Floats
    """Cells × columns: the weight each criterion has in the cell; one column, their sum, where all is complete."""
    sums: Floats
    """Weighted sum of the centred ratings of the cell."""
    column_weight: Floats
    contrast_log: float
    """What the criteria that a single column stands for add to the restricted determinant."""
    total_squares: float
    log_weights: float
    centre: Floats
    """Weighted mean per criterion, taken out for accuracy."""
    ratings: int
    by_outer: csr_array
    """Outer × cells incidence."""
    by_inner: csr_array

    @property
    def repeats(self) -> bool:
        """Return whether a cell has several ratings, so that halo and residual can be told apart."""
        return self.ratings > len(self.outer)


def cells_of(ratings: Ratings) -> Cells:
    """Return the sufficient statistics of the ratings."""
    weights = ratings.given * ratings.weights
    totals = weights.sum(axis=0)
    raw = np.where(ratings.given, ratings.value, 0.0)
    centre = (weights * raw).sum(axis=0) / totals
    centred = np.where(ratings.given, raw - centre, 0.0)
    outer_is_application = len(ratings.applications) >= len(ratings.reviewers)
    pair = (ratings.application, ratings.reviewer)
    counts = (len(ratings.applications), len(ratings.reviewers))
    if not outer_is_application:
        pair, counts = pair[::-1], counts[::-1]
    order = np.argsort(pair[0], kind="stable")
    outer, inner = pair[0][order], pair[1][order]
    is_complete = bool(np.all(ratings.given))
    design = weights[order].sum(axis=1, keepdims=True) if is_complete else weights[order]
    return Cells(
        outer=outer,
        inner=inner,
        outer_count=counts[0],
        inner_count=counts[1],
        outer_is_application=outer_is_application,
        weight=weights.sum(axis=1)[order],
        design=design,
        sums=(weights * centred).sum(axis=1)[order],
        column_weight=design.sum(axis=0),
        contrast_log=float(np.log(totals).sum() - np.log(totals.sum())) if is_complete else 0.0,
        total_squares=float((weights * centred**2).sum()),
        log_weights=float(np.log(weights[ratings.given]).sum()),
        centre=centre,
        ratings=ratings.count,
        by_outer=_incidence(outer, counts[0]),
        by_inner=_incidence(inner, counts[1]),
    )


def _incidence(levels: Integers, count: int) -> csr_array:
    cells = len(levels)
    return csr_array((np.ones(cells), (levels, np.arange(cells))), shape=(count, cells))
