"""Scores corrected for severe and lenient reviewers, with ranks that say how sure they are (宽严修正)."""

from dataclasses import dataclass

import numpy as np

from pinzhang.engine.scoring.mixed.fit import MixedFit, fit_mixed
from pinzhang.engine.scoring.mixed.posterior import draw_applications
from pinzhang.engine.scoring.mixed.system import Estimator, Ratios
from pinzhang.engine.scoring.ratings import Flag, Floats, Ratings, components
from pinzhang.engine.scoring.refusals import CutRefused, DisconnectedDesign
from pinzhang.engine.scoring.standing import Draws, competition_ranks

_ZH = {"application": "申报", "reviewer": "评审", "interaction": "申报与评审的交互"}


@dataclass(frozen=True, slots=True)
class RankSpan:
    """Where an application may truly stand (名次区间)."""

    rank: int
    low: int
    high: int
    p_top: float | None = None


@dataclass(frozen=True, slots=True)
class CorrectedScore:
    """An application before and after correction (修正分).

    ``score`` is what an average reviewer would give on average over the criteria; ``se`` is the standard error of
    the application's distance from the level of the round. ``span`` is absent where ranks cannot be compared.
    """

    application: str
    score: float
    se: float
    raw_score: float
    raw_rank: int
    component: int
    span: RankSpan | None = None


@dataclass(frozen=True, slots=True)
class Severity:
    """How severe a reviewer is (宽严): positive means severe, in points of the ratings.

    ``misfit`` is the reviewer's mean squared deviation from what the model expects; 1 is usual, 2 is twice as erratic.
    """

    reviewer: str
    severity: float
    se: float
    sheets: int
    misfit: float


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a sheet lies above what the model expects of it (残差); beyond ±2 spreads it is worth a look."""

    application: str
    reviewer: str
    deviation: float
    standardised: float


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A round corrected for severity (宽严修正结果)."""

    fit: MixedFit
    applications: tuple[CorrectedScore, ...]
    reviewers: tuple[Severity, ...]
    criteria: dict[str, float]
    components: int
    top: int | None
    level: float
    flags: tuple[Flag, ...]
    draws: Draws | None
    """Absent where the design is disconnected: there is no common ranking then."""

    def ranking(self) -> Draws:
        """Return the joint draws that ranks are taken from.

        :raises DisconnectedDesign: applications of different groups have no reviewer in common.
        """
        if self.draws is None:
            raise disconnected(self.components)
        return self.draws

    def deviations(self) -> tuple[Deviation, ...]:
        """Return the deviation of every sheet, by application and reviewer: the cells of a heat map."""
        fit, cells = self.fit, self.fit.system.cells
        spread = np.sqrt(fit.residual_variance * fit.system.cell_information(fit.leverage[1]))
        pair = (cells.outer, cells.inner) if cells.outer_is_application else (cells.inner, cells.outer)
        columns = (*pair, fit.system.cell_residuals / fit.system.cell_weight, fit.system.cell_residuals / spread)
        rows = sorted(zip(*(column.tolist() for column in columns), strict=True))
        names = fit.ratings
        return tuple(Deviation(names.applications[one], names.reviewers[who], *rest) for one, who, *rest in rows)


def calibrate(
    ratings: Ratings,
    *,
    estimator: Estimator = "reml",
    interaction: bool = True,
    top: int | None = None,
    level: float = 0.90,
    draws: int = 2000,
    seed: int = 1,
    start: Ratios | None = None,
) -> Calibration:
    """Return the round's scores corrected for severity, ranked where that is honest.

    A disconnected design is scored and flagged, not ranked. ``start`` speeds up a refit near a known result.

    :raises CutRefused: ``top`` is no number of places, or ``level`` no probability.
    :raises RatingsRefused: the ratings cannot be modelled, by name.
    """
    if top is not None and top < 1:
        raise CutRefused("名额至少为 1")
    if not 0.0 < level < 1.0:
        raise CutRefused("区间水平须在 0 与 1 之间")
    fit = fit_mixed(ratings, estimator=estimator, interaction=interaction, start=start)
    groups = components(ratings)
    count = int(groups.max()) + 1
    joint = Draws(draw_applications(fit, draws=draws, seed=seed), seed) if count == 1 else None
    return Calibration(
        fit=fit,
        applications=_corrected(fit, groups.tolist(), _spans(fit, joint, top, level)),
        reviewers=_severities(fit),
        criteria=dict(zip(ratings.criteria, fit.criteria.tolist(), strict=True)),
        components=count,
        top=top,
        level=level,
        flags=(*ratings.flags, *_model_flags(fit, count, asked_interaction=interaction)),
        draws=joint,
    )


def disconnected(count: int) -> DisconnectedDesign:
    """Return the refusal to rank groups that share no reviewer."""
    english = f"{count} groups of applications share no reviewer: their scores cannot be ranked together"
    return DisconnectedDesign(f"{count} 组申报之间没有共同的评审，不能放在一起排名", english)


def _spans(fit: MixedFit, joint: Draws | None, top: int | None, level: float) -> list[RankSpan | None]:
    count = len(fit.ratings.applications)
    if joint is None:
        return [None] * count
    ranks = competition_ranks(fit.application_effects).tolist()
    low, high = (bound.tolist() for bound in joint.rank_interval(level))
    chances: list[float] | list[None] = [None] * count if top is None else joint.p_top(top).tolist()
    return [RankSpan(*span) for span in zip(ranks, low, high, chances, strict=True)]


def _corrected(fit: MixedFit, groups: list[int], spans: list[RankSpan | None]) -> tuple[CorrectedScore, ...]:
    ratings = fit.ratings
    raw = mean_scores(ratings)
    columns = zip(
        ratings.applications,
        (fit.level + fit.application_effects).tolist(),
        fit.application_errors.tolist(),
        raw.tolist(),
        competition_ranks(raw).tolist(),
        groups,
        spans,
        strict=True,
    )
    return tuple(CorrectedScore(*entry) for entry in columns)


def mean_scores(ratings: Ratings) -> Floats:
    """Return the raw score of each application: the mean of its sheets."""
    sheets = np.bincount(ratings.application)
    return np.asarray(np.bincount(ratings.application, ratings.sheet_scores) / sheets, dtype=np.float64)


def _severities(fit: MixedFit) -> tuple[Severity, ...]:
    ratings, cells = fit.ratings, fit.system.cells
    reviewer = cells.inner if cells.outer_is_application else cells.outer
    expected = fit.residual_variance * fit.system.cell_information(fit.leverage[1])
    misfit = np.bincount(reviewer, fit.system.cell_residuals**2) / np.bincount(reviewer, expected)
    columns = zip(
        ratings.reviewers,
        (-fit.reviewer_effects).tolist(),
        fit.reviewer_errors.tolist(),
        np.bincount(ratings.reviewer).tolist(),
        misfit.tolist(),
        strict=True,
    )
    return tuple(Severity(*entry) for entry in columns)


def _model_flags(fit: MixedFit, groups: int, *, asked_interaction: bool) -> list[Flag]:
    flags = []
    for name in fit.singular:
        reason = f"奇异拟合：{_ZH[name]}的方差估计为零"
        flags.append(Flag("SingularFit", reason, f"singular fit: the variance of {name} is estimated at zero", (name,)))
    if asked_interaction and not fit.has_interaction:
        english = "one rating per sheet: the interaction cannot be told from the residual and is left out"
        flags.append(Flag("NoInteraction", "每份评分表只有一个得分，交互与误差无法区分，未纳入模型", english))
    if groups > 1:
        refusal = disconnected(groups)
        flags.append(Flag("DisconnectedDesign", str(refusal), refusal.english))
    return flags
