"""Agreement over a complete block, where every reviewer scored every application."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import f as f_distribution
from scipy.stats import rankdata

from pinzhang.engine.scoring.mixed.fit import MixedFit
from pinzhang.engine.scoring.ratings import Floats, Ratings

_NOTHING = 1e-12
"""Mean squares below this are rounding noise."""


@dataclass(frozen=True, slots=True)
class Intraclass:
    """An intraclass correlation (组内相关系数), with its interval where the block is complete."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a two-way table, as Shrout and Fleiss name them."""

    targets: int
    judges: int
    between: float
    judge: float
    residual: float
    within: float


def block_of(ratings: Ratings) -> Floats | None:
    """Return sheet scores, applications × reviewers; None where somebody did not score something."""
    shape = (len(ratings.applications), len(ratings.reviewers))
    if len(ratings.application) != shape[0] * shape[1]:
        return None
    table = np.empty(shape)
    table[ratings.application, ratings.reviewer] = ratings.sheet_scores
    return table


def intraclass(block: Floats, level: float = 0.95) -> dict[str, Intraclass]:
    """Return the six intraclass correlations of Shrout and Fleiss (1979), from the analysis of variance.

    1 compares with reviewers drawn anew for every application, 2 counts severity as disagreement, 3 does not;
    k stands for the mean of all reviewers. What is not defined, because nothing varies, is absent.
    """
    squares = _mean_squares(block)
    singles = {
        "ICC1": _one_way(squares, level),
        "ICC2": _two_way(squares, level),
        "ICC3": _consistency(squares, level),
    }
    found = {name: single for name, single in singles.items() if single}
    averages = {f"{name}k": _stepped_up(single, squares.judges) for name, single in found.items()}
    return found | {name: average for name, average in averages.items() if average}


def intraclass_of_components(fit: MixedFit) -> dict[str, Intraclass]:
    """Return the correlations of an incomplete block from its variance components, without intervals.

    The average is that of as many reviewers as an application has on (harmonic) average.
    """
    ratings, variances = fit.ratings, fit.variances
    noise = (variances.interaction or 0.0) + variances.residual / float(ratings.weights.sum())
    sheets = np.bincount(ratings.application)
    average = len(sheets) / float((1.0 / sheets).sum())
    found = {}
    for name, error in (("ICC2", variances.reviewer + noise), ("ICC3", noise)):
        found[name] = Intraclass(variances.application / (variances.application + error))
        found[f"{name}k"] = Intraclass(variances.application / (variances.application + error / average))
    return found


def concordance(block: Floats) -> float | None:
    """Return Kendall's W, corrected for ties: 1 where all order the applications alike, None where nobody orders."""
    targets, judges = block.shape
    ranks = rankdata(block, axis=0)
    ties = 0.0
    for column in block.T:
        counts = np.unique(column, return_counts=True)[1].astype(np.float64)
        ties += float((counts**3 - counts).sum())
    spread = 12.0 * float((ranks.sum(axis=1) ** 2).sum()) - 3.0 * judges**2 * targets * (targets + 1) ** 2
    possible = judges**2 * targets * (targets**2 - 1) - judges * ties
    return spread / possible if possible else None


def _mean_squares(block: Floats) -> _Squares:
    targets, judges = block.shape
    rows, columns, grand = block.mean(axis=1), block.mean(axis=0), block.mean()
    residual = block - rows[:, None] - columns + grand
    return _Squares(
        targets=targets,
        judges=judges,
        between=judges * float(((rows - grand) ** 2).sum()) / (targets - 1),
        judge=targets * float(((columns - grand) ** 2).sum()) / (judges - 1),
        residual=float((residual**2).sum()) / ((targets - 1) * (judges - 1)),
        within=float(((block - rows[:, None]) ** 2).sum()) / (targets * (judges - 1)),
    )


def _one_way(squares: _Squares, level: float) -> Intraclass | None:
    freedom = (squares.targets - 1, squares.targets * (squares.judges - 1))
    return _by_ratio(squares.between, squares.within, squares.judges, freedom, level)


def _consistency(squares: _Squares, level: float) -> Intraclass | None:
    freedom = (squares.targets - 1, (squares.targets - 1) * (squares.judges - 1))
    return _by_ratio(squares.between, squares.residual, squares.judges, freedom, level)


def _by_ratio(between: float, error: float, judges: int, freedom: tuple[int, int], level: float) -> Intraclass | None:
    whole = between + (judges - 1) * error
    if whole <= _NOTHING:
        return None
    value = (between - error) / whole
    if error <= _NOTHING:
        return Intraclass(value)
    upper = (1.0 + level) / 2.0
    low = between / error / f_distribution.ppf(upper, *freedom)
    high = between / error * f_distribution.ppf(upper, *freedom[::-1])
    bounds = (float((ratio - 1.0) / (ratio + judges - 1)) for ratio in (low, high))
    return Intraclass(value, *bounds)


def _two_way(squares: _Squares, level: float) -> Intraclass | None:
    """Return ICC2 with the interval of Shrout and Fleiss, whose degrees of freedom follow Satterthwaite."""
    n, k = squares.targets, squares.judges
    error = squares.residual
    value = (squares.between - error) / (squares.between + (k - 1) * error + k * (squares.judge - error) / n)
    if error <= _NOTHING:
        return Intraclass(value)
    ratio = squares.judge / error
    top = k * value * ratio + n * (1 + (k - 1) * value) - k * value
    bottom = (n - 1) * k**2 * value**2 * ratio**2 + (n * (1 + (k - 1) * value) - k * value) ** 2
    freedom = (k - 1) * (n - 1) * top**2 / bottom
    upper = (1.0 + level) / 2.0
    high_f, low_f = f_distribution.ppf(upper, n - 1, freedom), f_distribution.ppf(upper, freedom, n - 1)
    rest = k * squares.judge + (k * n - k - n) * error
    low = n * (squares.between - high_f * error) / (high_f * rest + n * squares.between)
    high = n * (low_f * squares.between - error) / (rest + n * low_f * squares.between)
    return Intraclass(value, float(low), float(high))


def _stepped_up(single: Intraclass, judges: int) -> Intraclass | None:
    """Return the correlation of a mean of several reviewers (Spearman-Brown), as far as it is defined."""
    ends = [each for each in (single.value, single.low, single.high) if each is not None]
    stepped = [each * judges / (1 + (judges - 1) * each) for each in ends if 1 + (judges - 1) * each > _NOTHING]
    if len(stepped) == len(ends):
        return Intraclass(*stepped)
    return Intraclass(stepped[0]) if 1 + (judges - 1) * single.value > _NOTHING else None
