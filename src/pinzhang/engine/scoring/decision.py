"""Near the cut nobody is decided by a machine: zones, who crossed the line, and which review would help most."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pinzhang.engine.scoring.calibration import Calibration
from pinzhang.engine.scoring.mixed.posterior import difference, sheet_means
from pinzhang.engine.scoring.ratings import Floats
from pinzhang.engine.scoring.refusals import CutRefused
from pinzhang.engine.scoring.standing import competition_ranks

Zone = Literal["in", "discuss", "out"]

SURE = 0.90

_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Zoned:
    """An application and its zone at a cut (决定区)."""

    application: str
    zone: Zone
    p_top: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """An application that stands on the other side of the line after correction (修正后进线、出线)."""

    application: str
    side: Literal["entered", "left"]
    raw_rank: int
    rank: int


@dataclass(frozen=True, slots=True)
class ExtraReview:
    """One more sheet that would tell a discussed application from its rival best (加评建议)."""

    discussed: str
    rival: str
    reviewer: str
    application: str
    variance_cut_share: float
    """How much smaller the variance of their difference would be."""


def zones(calibration: Calibration, places: int, *, sure: float = SURE) -> tuple[Zoned, ...]:
    """Return every application's zone at a cut, best chance first: a sure one is in or out, the rest are discussed.

    :raises CutRefused: there is no such cut, or ``sure`` lies outside 0.5 to 1.
    :raises DisconnectedDesign: there is no common ranking.
    """
    _check_places(calibration, places)
    if not 0.5 < sure <= 1.0:  # noqa: PLR2004
        raise CutRefused("把握程度须大于 0.5 且不超过 1")
    chances = calibration.ranking().p_top(places).tolist()
    scored = zip(calibration.applications, chances, strict=True)
    ordered = sorted(scored, key=lambda each: (-each[1], -each[0].score, each[0].application))
    return tuple(Zoned(each.application, zone_of(chance, sure), chance) for each, chance in ordered)


def crossings(calibration: Calibration, places: int) -> tuple[Crossing, ...]:
    """Return who is above the line by one ranking and below it by the other, raw against corrected.

    :raises CutRefused: there is no such cut.
    :raises DisconnectedDesign: there is no common ranking.
    """
    _check_places(calibration, places)
    calibration.ranking()
    ranks = competition_ranks(calibration.fit.application_effects).tolist()
    found = []
    for each, rank in zip(calibration.applications, ranks, strict=True):
        if (each.raw_rank <= places) != (rank <= places):
            side: Literal["entered", "left"] = "entered" if rank <= places else "left"
            found.append(Crossing(each.application, side, each.raw_rank, rank))
    return tuple(sorted(found, key=lambda crossing: (crossing.rank, crossing.application)))


def pairwise_chances(calibration: Calibration, applications: Collection[str]) -> Floats:
    """Return the probability that the application of the row is better than that of the column.

    :raises DisconnectedDesign: there is no common ranking.
    """
    position = {name: index for index, name in enumerate(calibration.fit.ratings.applications)}
    some = np.array([position[name] for name in applications], dtype=np.int64)
    return calibration.ranking().p_above(some)


def extra_reviews(
    calibration: Calibration,
    places: int,
    *,
    sure: float = SURE,
    barred: Collection[tuple[str, str]] = (),
    limit: int | None = None,
) -> tuple[ExtraReview, ...]:
    """Return, for each application to be discussed, the extra sheet that tells it apart from its rival best.

    The rival is the application next to the line on the other side. ``barred`` pairs (reviewer, application) have
    a conflict of interest or are impossible otherwise; nobody reviews a file twice. Where nobody is left, there is
    no entry. ``limit`` keeps to the applications nearest to an even chance.

    :raises CutRefused: there is no such cut.
    :raises DisconnectedDesign: there is no common ranking.
    """
    open_cases = [each for each in zones(calibration, places, sure=sure) if each.zone == "discuss"]
    nearest = sorted(open_cases, key=lambda each: abs(each.p_top - 0.5))[:limit]
    discussed = [each.application for each in open_cases if each in nearest]
    ratings = calibration.fit.ratings
    order = np.argsort(-calibration.fit.application_effects, kind="stable").tolist()
    position = {name: index for index, name in enumerate(ratings.applications)}
    taken = {
        (ratings.reviewers.index(who), position[what]) for who, what in barred if _is_known(calibration, who, what)
    }
    taken |= set(zip(ratings.reviewer.tolist(), ratings.application.tolist(), strict=True))
    suggestions = []
    for name in discussed:
        one = position[name]
        rival = order[places] if order.index(one) < places else order[places - 1]
        best = _best_sheet(calibration, one, rival, taken)
        if best:
            reviewer, application, share = best
            ids = (ratings.reviewers[reviewer], ratings.applications[application])
            suggestions.append(ExtraReview(name, ratings.applications[rival], *ids, share))
    return tuple(suggestions)


def _best_sheet(
    calibration: Calibration, one: int, rival: int, taken: set[tuple[int, int]]
) -> tuple[int, int, float] | None:
    fit = calibration.fit
    everybody = range(len(fit.ratings.reviewers))
    free = [(who, what) for what in (one, rival) for who in everybody if (who, what) not in taken]
    if not free:
        return None
    reviewer, application = np.array(free, dtype=np.int64).T
    gap = difference(fit, one, rival)
    sheets = sheet_means(fit, application, reviewer)
    cut = gap.covariance(sheets)[0] ** 2 / (sheets.variances() + _sheet_noise(calibration))
    best = int(np.argmax(cut))
    before = float(gap.variances()[0])
    share = float(cut[best]) / before if before > 0.0 else 0.0
    return int(reviewer[best]), int(application[best]), share


def _sheet_noise(calibration: Calibration) -> float:
    variances = calibration.fit.variances
    return (variances.interaction or 0.0) + variances.residual / float(calibration.fit.ratings.weights.sum())


def zone_of(chance: float, sure: float) -> Zone:
    """Return on which side of a line somebody with this chance is, or that people must discuss it."""
    if chance >= sure:
        return "in"
    return "out" if chance + sure <= 1.0 + _NOISE else "discuss"


def _check_places(calibration: Calibration, places: int) -> None:
    if not 1 <= places < len(calibration.applications):
        raise CutRefused(f"名额须在 1 与 {len(calibration.applications) - 1} 之间")


def _is_known(calibration: Calibration, reviewer: str, application: str) -> bool:
    ratings = calibration.fit.ratings
    return reviewer in ratings.reviewers and application in ratings.applications
