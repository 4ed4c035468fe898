"""The many-facet Rasch model by marginal maximum likelihood: severities, difficulties, steps, and how well they fit."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from pinzhang.engine.scoring.rasch.categories import Categories, Steps, categories_of
from pinzhang.engine.scoring.rasch.likelihood import Layout, Likelihood
from pinzhang.engine.scoring.ratings import Flag, Floats, Ratings, components, require_comparable
from pinzhang.engine.scoring.refusals import NoConvergence
from pinzhang.engine.scoring.standing import competition_ranks

_FIRST_NODES = 61
_WIDEST_SEARCH = 12.0
_LEAST_SPREAD = 1e-3
_NO_SPREAD = 0.03
_PRECISION = {"ftol": 1e-13, "gtol": 1e-6, "maxiter": 2000, "maxcor": 30}
_UNFINISHED = 1
_STEP = 1e-4
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Fit:
    """Mean squared residuals, 1 where the model holds; outside 0.5 to 1.5 is worth a look (拟合度)."""

    infit: float
    outfit: float


@dataclass(frozen=True, slots=True)
class ReviewerMeasure:
    """A reviewer's severity in logits, positive for severe; severities sum to zero (宽严)."""

    reviewer: str
    severity: float
    se: float
    fit: Fit


@dataclass(frozen=True, slots=True)
class CriterionMeasure:
    """A criterion's difficulty in logits, and its steps (条目难度)."""

    criterion: str
    difficulty: float
    se: float
    steps: tuple[float, ...]
    fit: Fit


@dataclass(frozen=True, slots=True)
class ApplicationMeasure:
    """An application's measure in logits: mean and standard deviation of its posterior (申报的测量值).

    ``fair_average`` is what a reviewer of average severity would give, in ratings. No rank across disconnected groups.
    """

    application: str
    measure: float
    se: float
    fair_average: float
    rank: int | None


@dataclass(frozen=True, slots=True, eq=False)
class RaschResult:
    """A round measured by the many-facet Rasch model (多面 Rasch 模型结果)."""

    deviance: float
    variance: float
    nodes: int
    reviewers: tuple[ReviewerMeasure, ...]
    criteria: tuple[CriterionMeasure, ...]
    applications: tuple[ApplicationMeasure, ...]
    reviewer_separation: float
    """Share of the spread of severities that is no error."""
    application_reliability: float
    components: int
    flags: tuple[Flag, ...]


def fit_rasch(ratings: Ratings, *, steps: Steps = "common") -> RaschResult:
    """Return the round measured on its rating categories; the weights of the criteria play no part.

    Applications are normal around zero. The grid is refined until it is finer than the sharpest posterior.

    :raises RatingsRefused: by name: nothing to tell apart, no categories, extremes only, no convergence.
    """
    require_comparable(ratings)
    categories = categories_of(ratings, steps)
    layout = Layout(categories)
    free = np.zeros(layout.free)
    nodes = _FIRST_NODES
    while True:
        free = _maximise(categories, layout, free, nodes)
        best = Likelihood(categories, layout.parameters(free), nodes)
        if best.spacing <= float(_posterior(best)[1].min()):
            return _result(ratings, best, _errors(categories, layout, free, nodes))
        nodes = 2 * nodes - 1


def _maximise(categories: Categories, layout: Layout, start: Floats, nodes: int) -> Floats:
    def loss(free: Floats) -> tuple[float, Floats]:
        at = Likelihood(categories, layout.parameters(free), nodes)
        return -at.log_likelihood, -at.slopes(layout)

    bounds = [(-_WIDEST_SEARCH, _WIDEST_SEARCH)] * (layout.free - 1) + [(np.log(_LEAST_SPREAD), 3.0)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=_PRECISION)
    if found.status == _UNFINISHED or np.abs(found.x[:-1]).max() >= _WIDEST_SEARCH:
        raise NoConvergence("Rasch 模型没有收敛", "the Rasch model did not converge")
    best: Floats = found.x
    return best


def _errors(categories: Categories, layout: Layout, free: Floats, nodes: int) -> Floats:
    """Return the standard errors of all parameters, from the observed information (differences of exact slopes)."""
    information = np.empty((layout.free, layout.free))
    for index in range(layout.free):
        shift = _STEP * np.eye(layout.free)[index]
        high, low = (
            Likelihood(categories, layout.parameters(at), nodes).slopes(layout) for at in (free + shift, free - shift)
        )
        information[index] = (low - high) / (2.0 * _STEP)
    covariance = np.linalg.pinv((information + information.T) / 2.0, hermitian=True)
    variance: Floats = ((layout.expand @ covariance) * layout.expand).sum(axis=1)
    return np.sqrt(np.maximum(variance, 0.0))


def _result(ratings: Ratings, best: Likelihood, errors: Floats) -> RaschResult:
    measures, spreads = _posterior(best)
    groups = int(components(ratings).max()) + 1
    reviewers, criteria = _facets(ratings, best, errors)
    variance = best.parameters.spread**2
    return RaschResult(
        deviance=-2.0 * best.log_likelihood,
        variance=variance,
        nodes=len(best.nodes),
        reviewers=reviewers,
        criteria=criteria,
        applications=_applications(ratings, best, (measures, spreads), groups),
        reviewer_separation=_separation(best.parameters.severity, errors[: len(reviewers)]),
        application_reliability=max(0.0, 1.0 - float((spreads**2).mean()) / variance),
        components=groups,
        flags=(*ratings.flags, *best.categories.flags, *_result_flags(best, groups)),
    )


def _posterior(best: Likelihood) -> tuple[Floats, Floats]:
    mean = best.posterior @ best.nodes
    square = best.posterior @ best.nodes**2 - mean**2
    return mean, np.sqrt(np.maximum(square, 0.0))


def _facets(
    ratings: Ratings, best: Likelihood, errors: Floats
) -> tuple[tuple[ReviewerMeasure, ...], tuple[CriterionMeasure, ...]]:
    found, at = best.categories, best.parameters
    residuals = _residuals(best)
    count = len(ratings.reviewers)
    by_reviewer, by_criterion = (_fits(level, residuals) for level in (found.reviewer, found.criterion))
    judged = zip(ratings.reviewers, at.severity.tolist(), errors[:count].tolist(), by_reviewer, strict=True)
    steps = [tuple(row[np.isfinite(row)].tolist()) for row in at.steps]
    difficulty_errors = errors[count : count + len(ratings.criteria)].tolist()
    asked = zip(ratings.criteria, at.difficulty.tolist(), difficulty_errors, steps, by_criterion, strict=True)
    return tuple(ReviewerMeasure(*each) for each in judged), tuple(CriterionMeasure(*each) for each in asked)


def _residuals(best: Likelihood) -> Floats:
    """Return, per rating: squared residual, its expectation, and their ratio, each averaged over the posterior."""
    found = best.categories
    rows = np.empty((3, len(found.item)))
    size = max(1, _CHUNK // len(best.nodes))
    for first in range(0, len(found.item), size):
        part = slice(first, first + size)
        posterior, item = best.posterior[found.application[part]], found.item[part]
        variance = best.variance[item]
        squares = (found.category[part, None] - best.expected[item]) ** 2
        ratio = np.divide(squares, variance, out=np.zeros_like(squares), where=variance > 0.0)
        rows[:, part] = [(posterior * each).sum(axis=1) for each in (squares, variance, ratio)]
    return rows


def _fits(level: np.ndarray, residuals: Floats) -> list[Fit]:
    squares, variance, ratio = (np.bincount(level, row) for row in residuals)
    return [
        Fit(*each) for each in zip((squares / variance).tolist(), (ratio / np.bincount(level)).tolist(), strict=True)
    ]


def _applications(
    ratings: Ratings, best: Likelihood, posterior: tuple[Floats, Floats], groups: int
) -> tuple[ApplicationMeasure, ...]:
    measures, spreads = posterior
    ranks: list[int] | list[None] = [None] * len(measures)
    if groups == 1:
        ranks = competition_ranks(measures).tolist()
    fair = _fair_averages(best, measures)
    columns = (ratings.applications, measures.tolist(), spreads.tolist(), fair.tolist(), ranks)
    return tuple(ApplicationMeasure(*each) for each in zip(*columns, strict=True))


def _fair_averages(best: Likelihood, measures: Floats) -> Floats:
    averages = np.zeros(len(measures))
    values, at = best.categories.values, best.parameters
    for ratings, difficulty, steps in zip(values, at.difficulty, at.steps, strict=True):
        ahead = np.concatenate([[0.0], steps[: len(ratings) - 1].cumsum()])
        height = np.arange(len(ratings)) * (measures[:, None] - difficulty) - ahead
        chances = np.exp(height - height.max(axis=1, keepdims=True))
        averages += (chances @ ratings) / chances.sum(axis=1)
    return averages / len(values)


def _separation(severity: Floats, errors: Floats) -> float:
    spread = float(severity.var(ddof=1))
    error = float((errors**2).mean())
    return max(0.0, 1.0 - error / spread) if spread > 0.0 else 0.0


def _result_flags(best: Likelihood, groups: int) -> list[Flag]:
    flags = []
    if best.parameters.spread < _NO_SPREAD:
        reason = "奇异拟合：申报的方差估计为零"
        flags.append(Flag("SingularFit", reason, "singular fit: the variance of application is zero", ("application",)))
    if groups > 1:
        english = f"{groups} groups of applications share no reviewer: their measures cannot be ranked together"
        flags.append(Flag("DisconnectedDesign", f"{groups} 组申报之间没有共同的评审，不能放在一起排名", english))
    return flags
