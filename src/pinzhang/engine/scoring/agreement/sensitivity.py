"""What would change without one reviewer, and whether reviewers drifted while they worked."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from pinzhang.engine.scoring.agreement.alpha import Alpha, alpha_of
from pinzhang.engine.scoring.mixed.fit import MixedFit, fit_mixed
from pinzhang.engine.scoring.ratings import Flag, Floats, components
from pinzhang.engine.scoring.refusals import RatingsRefused
from pinzhang.engine.scoring.standing import competition_ranks

_FEWEST = 4
"""Sheets a reviewer needs before a drift can be told from chance."""


@dataclass(frozen=True, slots=True)
class WithoutReviewer:
    """The round without one reviewer, against the whole (去掉一位评审).

    Where the rest cannot be ranked, the flag says why and nothing else is claimed.
    """

    reviewer: str
    alpha: Alpha | None = None
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unrated: tuple[str, ...] = ()
    largest_move: int = 0
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """How a reviewer's severity changed from the first sheet to the last (评分漂移): positive is growing severe."""

    reviewer: str
    change: float
    se: float
    p: float


def leave_one_out(whole: MixedFit, places: int) -> tuple[WithoutReviewer, ...]:
    """Return, for every reviewer, who would win and how far anybody would move had this reviewer not taken part."""
    return tuple(_without(whole, reviewer, places) for reviewer in whole.ratings.reviewers)


def drift(fit: MixedFit, order: Mapping[tuple[str, str], float]) -> tuple[Drift, ...]:
    """Return how much each reviewer drifted; ``order`` gives the time of a sheet (reviewer, application).

    What a sheet deviates from the model is regressed on its time; reviewers with fewer than four sheets in the order,
    or all at one time, are left out.
    """
    ratings = fit.ratings
    excess = fit.ratings.sheet_scores - fit.level
    excess = excess - fit.application_effects[ratings.application] - fit.reviewer_effects[ratings.reviewer]
    found = []
    for index, reviewer in enumerate(ratings.reviewers):
        rows = np.flatnonzero(ratings.reviewer == index)
        names = [(reviewer, ratings.applications[ratings.application[row]]) for row in rows]
        timed = [(order[name], excess[row]) for name, row in zip(names, rows, strict=True) if name in order]
        if len(timed) >= _FEWEST and len({time for time, _ in timed}) > 1:
            found.append(_slope(reviewer, *np.array(timed, dtype=np.float64).T))
    return tuple(found)


def _without(whole: MixedFit, reviewer: str, places: int) -> WithoutReviewer:
    rest = whole.ratings.without_reviewer(reviewer)
    unrated = tuple(sorted(set(whole.ratings.applications) - set(rest.applications)))
    try:
        start = whole.system.ratios
        fit = fit_mixed(rest, estimator=whole.estimator, interaction=whole.has_interaction, start=start)
        alpha = alpha_of(rest)
    except RatingsRefused as refusal:
        return WithoutReviewer(
            reviewer, unrated=unrated, flag=Flag(type(refusal).__name__, str(refusal), refusal.english)
        )
    groups = int(components(rest).max()) + 1
    if groups > 1:
        english = f"without this reviewer {groups} groups share no reviewer"
        flag = Flag("DisconnectedDesign", f"去掉后分为 {groups} 组，不能一起排名", english)
        return WithoutReviewer(reviewer, alpha, unrated=unrated, flag=flag)
    before, after = _ranks(whole, rest.applications), _ranks(fit, rest.applications)
    winners, others = _winners(_ranks(whole, whole.ratings.applications), places), _winners(after, places)
    move = max(abs(after[name] - before[name]) for name in rest.applications)
    return WithoutReviewer(
        reviewer, alpha, tuple(sorted(others - winners)), tuple(sorted(winners - others)), unrated, move
    )


def _ranks(fit: MixedFit, applications: tuple[str, ...]) -> dict[str, int]:
    """Return the corrected ranks among these applications only."""
    position = {name: index for index, name in enumerate(fit.ratings.applications)}
    some = np.array([position[name] for name in applications])
    return dict(zip(applications, competition_ranks(fit.application_effects[some]).tolist(), strict=True))


def _winners(ranks: Mapping[str, int], places: int) -> set[str]:
    return {name for name, rank in ranks.items() if rank <= places}


def _slope(reviewer: str, time: Floats, excess: Floats) -> Drift:
    span = float(time.max() - time.min())
    centred = (time - time.mean()) / span
    slope = float(centred @ excess / (centred @ centred))
    rest = excess - excess.mean() - slope * centred
    freedom = len(time) - 2
    error = float(np.sqrt(rest @ rest / freedom / (centred @ centred)))
    chance = float(2.0 * stdtr(freedom, -abs(slope) / error)) if error > 0.0 else float(slope == 0.0)
    return Drift(reviewer, -slope, error, chance)
