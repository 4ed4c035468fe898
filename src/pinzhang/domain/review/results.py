"""Calibrations and rankings as they are kept: plain data that pages, papers and the interface read alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from pinzhang.domain.review.ratings import ScoredStage
from pinzhang.engine.scoring.agreement.sensitivity import drift
from pinzhang.engine.scoring.agreement.summary import Agreement, agreement_of
from pinzhang.engine.scoring.calibration import Calibration
from pinzhang.engine.scoring.decision import extra_reviews
from pinzhang.engine.scoring.rasch.fit import RaschResult, fit_rasch
from pinzhang.engine.scoring.ratings import Flag
from pinzhang.engine.scoring.refusals import ScoringRefused
from pinzhang.engine.scoring.standings import Standings

PLACES = 6
MOST_PAIRS = 24
"""How many applications near a cut are compared two by two."""
MOST_LEFT_OUT = 60
"""Up to this many reviewers, the round is computed again without each of them."""


def calibration_result(found: Calibration, scored: ScoredStage) -> dict[str, Any]:
    """Return a calibrated stage: variances, severities, corrected scores, deviations."""
    variances = {key: _rounded(value) for key, value in asdict(found.fit.variances).items()}
    return {
        "schema": 1,
        "total": str(scored.scheme.total),
        "log_likelihood": _rounded(found.fit.log_likelihood),
        "variance": variances,
        "criteria": {key: _rounded(mean) for key, mean in found.criteria.items()},
        "components": found.components,
        "flags": _flags(found.flags),
        "reviewers": [
            {
                "reviewer": each.reviewer,
                "severity": _rounded(each.severity),
                "se": _rounded(each.se),
                "sheets": each.sheets,
                "misfit": _rounded(each.misfit),
            }
            for each in found.reviewers
        ],
        "applications": [
            {
                "application": int(each.application),
                "score": _rounded(each.score),
                "se": _rounded(each.se),
                "raw": _rounded(each.raw_score),
                "component": each.component,
            }
            for each in found.applications
        ],
        "deviations": [
            [int(each.application), each.reviewer, _rounded(each.deviation), _rounded(each.standardised)]
            for each in found.deviations()
        ],
    }


def cross_check_result(found: Calibration, scored: ScoredStage, *, places: int) -> dict[str, Any]:
    """Return what is held against a calibration: the ordinal model, agreement, who would win without whom, drift."""
    return {
        "schema": 1,
        "rasch": _rasch(scored),
        "agreement": _agreement(found, places),
        "drift": {
            each.reviewer: _numbers(asdict(each), "change", "se", "p") for each in drift(found.fit, _times(scored))
        },
    }


def _times(scored: ScoredStage) -> dict[tuple[str, str], float]:
    return {pair: at.timestamp() for pair, at in scored.times.items()}


def _rasch(scored: ScoredStage) -> dict[str, Any]:
    """Return the ordinal model, or why there is none: it is a cross-check and stops nothing."""
    try:
        found: RaschResult = fit_rasch(scored.steps())
    except ScoringRefused as refusal:
        return {"refused": str(refusal)}
    return {
        "deviance": _rounded(found.deviance),
        "variance": _rounded(found.variance),
        "reviewer_separation": _rounded(found.reviewer_separation),
        "application_reliability": _rounded(found.application_reliability),
        "flags": _flags(found.flags),
        "applications": {each.application: _rounded(each.measure) for each in found.applications},
        "reviewers": {
            each.reviewer: {
                "severity": _rounded(each.severity),
                "se": _rounded(each.se),
                "infit": _rounded(each.fit.infit),
                "outfit": _rounded(each.fit.outfit),
            }
            for each in found.reviewers
        },
    }


def _agreement(found: Calibration, places: int) -> dict[str, Any]:
    ratings = found.fit.ratings
    watched = min(max(places, 1), len(ratings.applications) - 1)
    try:
        measured: Agreement = agreement_of(
            ratings, places=watched, with_leave_one_out=len(ratings.reviewers) <= MOST_LEFT_OUT
        )
    except ScoringRefused as refusal:
        return {"refused": str(refusal)}
    return {
        "places": watched,
        "alpha": {key: _rounded(value) for key, value in asdict(measured.alpha).items()},
        "icc": {key: _numbers(asdict(value), "value", "low", "high") for key, value in measured.icc.items()},
        "kendall_w": _rounded(measured.kendall_w),
        "complete": measured.complete,
        "flags": _flags(measured.flags),
        "leave_one_out": [
            {
                "reviewer": each.reviewer,
                "alpha": _rounded(each.alpha.interval) if each.alpha else None,
                "entered": [int(name) for name in each.entered],
                "left": [int(name) for name in each.left],
                "unrated": [int(name) for name in each.unrated],
                "largest_move": each.largest_move,
                "flag": each.flag.reason if each.flag else "",
            }
            for each in measured.leave_one_out
        ],
    }


def standings_rows(found: Standings, uptos: Sequence[int], *, level: float) -> list[dict[str, Any]]:
    """Return the ranking line by line, best first, with a chance and a zone for every cut."""
    low, high = (bound.tolist() for bound in found.draws.rank_interval(level))
    zoned = [found.zones(upto) for upto in uptos]
    tied = {name for group in found.tied() for name in group}
    columns = zip(
        found.applications,
        found.scores.tolist(),
        found.errors.tolist(),
        found.raw.tolist(),
        found.ranks.tolist(),
        found.raw_ranks.tolist(),
        low,
        high,
        strict=True,
    )
    return [
        {
            "application": int(name),
            "score": _rounded(score),
            "se": _rounded(error),
            "raw": _rounded(raw),
            "rank": rank,
            "raw_rank": raw_rank,
            "low": lowest,
            "high": highest,
            "tied": name in tied,
            "chances": [_rounded(zone[index].p_top) for zone in zoned],
            "zones": [zone[index].zone for zone in zoned],
        }
        for index, (name, score, error, raw, rank, raw_rank, lowest, highest) in enumerate(columns)
    ]


def near_the_cut(
    found: Standings, upto: int, last: Calibration, *, barred: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return what the panel has to look at around one cut: crossings, pairs, the extra sheets that would help most."""
    near = [each.application for each in found.zones(upto) if each.zone == "discuss"][:MOST_PAIRS]
    advice = extra_reviews(last, upto, barred=tuple(barred), limit=MOST_PAIRS) if upto < len(last.applications) else ()
    return {
        "upto": upto,
        "crossings": [
            {
                "application": int(each.application),
                "side": each.side,
                "raw_rank": each.raw_rank,
                "rank": each.rank,
            }
            for each in found.crossings(upto)
        ],
        "near": [int(name) for name in near],
        "pairs": [[_rounded(value) for value in row] for row in found.pairwise(near).tolist()] if near else [],
        "extra": [
            {
                "discussed": int(each.discussed),
                "rival": int(each.rival),
                "reviewer": each.reviewer,
                "application": int(each.application),
                "share": _rounded(each.variance_cut_share),
            }
            for each in advice
            if each.discussed in near
        ],
    }


def burdens(stages: Iterable[tuple[Calibration, float]]) -> dict[str, float]:
    """Return how severe the reviewers of each application were on average, in points; positive is severe."""
    sums: dict[str, float] = defaultdict(float)
    for found, weight in stages:
        ratings = found.fit.ratings
        severity = {each.reviewer: each.severity for each in found.reviewers}
        given: dict[str, list[float]] = defaultdict(list)
        for application, reviewer in zip(ratings.application.tolist(), ratings.reviewer.tolist(), strict=True):
            given[ratings.applications[application]].append(severity[ratings.reviewers[reviewer]])
        for name, values in given.items():
            sums[name] += weight * sum(values) / len(values)
    return dict(sums)


def groups_of(found: Calibration) -> list[list[int]]:
    """Return the groups of applications that share no reviewer, the largest first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for each in found.applications:
        groups[each.component].append(int(each.application))
    return sorted(groups.values(), key=len, reverse=True)


def _flags(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    return [{"name": flag.name, "reason": flag.reason, "subjects": list(flag.subjects)} for flag in flags]


def _numbers(given: dict[str, Any], *keys: str) -> dict[str, float | None]:
    return {key: _rounded(given[key]) for key in keys}


def _rounded(value: float | None) -> float | None:
    return None if value is None or value != value else round(float(value), PLACES)  # noqa: PLR0124 - not a number
