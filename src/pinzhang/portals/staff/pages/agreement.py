"""Agreement of a round: severities, fit, drift, who would win without whom, and where sheets deviate."""

from collections.abc import Mapping, Sequence
from typing import Any

from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.fairness import reviewer_lines
from pinzhang.domain.review.models import Calibration, Ranking
from pinzhang.portals.staff.pages.ranking import Name, names_of, reviewer_names
from pinzhang.portals.ui.components.plots import Cell

ICC_NAMES = {
    "icc1": "单份评分（随机评审）",
    "icc2": "单份评分（绝对一致）",
    "icc3": "单份评分（排序一致）",
    "icc1k": "平均分（随机评审）",
    "icc2k": "平均分（绝对一致）",
    "icc3k": "平均分（排序一致）",
}
SHARE_NAMES = {
    "application": "申报之间",
    "reviewer": "评审宽严",
    "interaction": "评审对个别申报",
    "residual": "其余误差",
}
SHOWN_OUTLIERS = 12
ODD = 2.0
"""Standardised deviations beyond this are worth a look."""


def agreement_page(round_: Round, ranking: Ranking, calibrations: Sequence[Calibration]) -> dict[str, Any]:
    """Return everything the page of agreement shows, stage by stage."""
    names, pool = names_of(round_), reviewer_names()
    titles = {stage.key: stage.name.zh for stage in edition_document(round_.edition).stages}
    order = {row["application"]: n for n, row in enumerate(ranking.results["rows"])}
    return {
        "round": round_,
        "results": ranking.results,
        "stages": [_stage(each, titles[each.stage], names, pool, order) for each in calibrations],
    }


def _stage(
    made: Calibration, title: str, names: Mapping[int, Name], pool: Mapping[str, str], order: Mapping[int, int]
) -> dict[str, Any]:
    lines = [{**line, "name": pool.get(line["reviewer"], "评价机构")} for line in reviewer_lines(made)]
    checked = made.cross_check or {}
    agreement = checked.get("agreement", {})
    return {
        "made": made,
        "title": title,
        "checked": bool(checked),
        "lines": lines,
        "span": max((max(abs(line["low"]), abs(line["high"])) for line in lines), default=1.0),
        "shares": _shares(made.results["variance"]),
        "agreement": agreement,
        "icc": [(ICC_NAMES.get(key.lower(), key), value) for key, value in agreement.get("icc", {}).items()],
        "rasch": checked.get("rasch", {}),
        "left_out": [_left_out(each, names, pool) for each in agreement.get("leave_one_out", [])],
        "cells": _cells(made, [line["reviewer"] for line in lines], order),
        "outliers": _outliers(made, names, pool),
        "rows": len(order),
    }


def _shares(variance: Mapping[str, float | None]) -> list[tuple[str, float]]:
    known = {key: value for key, value in variance.items() if value is not None}
    whole = sum(known.values()) or 1.0
    return [(SHARE_NAMES[key], value / whole) for key, value in known.items()]


def _left_out(each: Mapping[str, Any], names: Mapping[int, Name], pool: Mapping[str, str]) -> dict[str, Any]:
    return {
        **each,
        "name": pool.get(each["reviewer"], "评价机构"),
        "entered": [names[pk] for pk in each["entered"]],
        "left": [names[pk] for pk in each["left"]],
    }


def _cells(made: Calibration, reviewers: Sequence[str], order: Mapping[int, int]) -> list[Cell]:
    """Return the heat map: a column for each reviewer, the most severe first, a line for each application by rank."""
    column = {reviewer: n for n, reviewer in enumerate(reviewers)}
    return [
        Cell(column[reviewer], order[application], standardised)
        for application, reviewer, _, standardised in made.results["deviations"]
        if application in order
    ]


def _outliers(made: Calibration, names: Mapping[int, Name], pool: Mapping[str, str]) -> list[dict[str, Any]]:
    odd = [each for each in made.results["deviations"] if abs(each[3]) > ODD]
    odd.sort(key=lambda each: -abs(each[3]))
    return [
        {
            "name": names.get(application, Name("—")),
            "reviewer": pool.get(reviewer, "评价机构"),
            "deviation": deviation,
            "standardised": standardised,
        }
        for application, reviewer, deviation, standardised in odd[:SHOWN_OUTLIERS]
    ]
