"""What a round can tell the public of the fairness of its judging: numbers and plots, nobody's name."""

from collections import Counter
from datetime import datetime
from string import ascii_uppercase
from typing import Any

from django.db.models import QuerySet

from pinzhang.domain.core.days import local_day
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import Calibration, FairnessReport, Ranking

FIT_LOW, FIT_HIGH = 0.5, 1.5
"""Infit and outfit outside of these are worth a look."""
NORMAL_90 = 1.6449
DRIFT_P = 0.01
MOST_RANKS = 90
"""How many ranks the plot of the report shows, from the top."""


def report_content(
    round_: Round, ranking: Ranking, calibrations: tuple[Calibration, ...], at: datetime
) -> dict[str, Any]:
    """Return the content of a fairness report: frozen, and fit to be published as it is."""
    results = ranking.results
    names = {tier.key: tier.name.model_dump() for tier in edition_document(round_.edition).outcomes.tiers}
    return {
        "schema": 1,
        "programme": {"zh": round_.edition.name, "en": round_.edition.name_en},
        "code": round_.edition.code,
        "round": {"zh": round_.label, "en": round_.label_en or round_.label},
        "authority": {"zh": round_.authority.name, "en": round_.authority.name_en},
        "on": local_day(at).isoformat(),
        "decides": results["decides"],
        "level": results["level"],
        "draws": results["draws"],
        "seed": results["seed"],
        "digest": ranking.inputs_digest,
        "ranked": len(results["rows"]),
        "vetoed": len(results["vetoed"]),
        "stages": [_stage(each) for each in calibrations],
        "cuts": [
            _cut(place, cut, results, names) for place, cut in enumerate(results["cuts"]) if _is_drawn(place, results)
        ],
        "ranks": [
            {key: row[key] for key in ("rank", "raw_rank", "low", "high")}
            | {"zone": row["zones"][-1] if row["zones"] else ""}
            for row in results["rows"][:MOST_RANKS]
        ],
    }


def _is_drawn(place: int, results: dict[str, Any]) -> bool:
    return bool(results["rows"]) and place < len(results["rows"][0]["zones"])


def _cut(place: int, cut: dict[str, Any], results: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    zones = Counter(row["zones"][place] for row in results["rows"])
    near = next(each for each in results["near"] if each["upto"] == cut["upto"])
    return {
        "name": names[cut["tier"]],
        "upto": cut["upto"],
        "in": zones["in"],
        "discuss": zones["discuss"],
        "out": zones["out"],
        "entered": sum(each["side"] == "entered" for each in near["crossings"]),
    }


def _stage(made: Calibration) -> dict[str, Any]:
    results, checked = made.results, made.cross_check or {}
    agreement = checked.get("agreement", {})
    left_out = [each for each in agreement.get("leave_one_out", []) if not each["flag"]]
    severities = reviewer_lines(made)
    return {
        "stage": made.stage,
        "model": made.model,
        "total": results["total"],
        "sheets": made.sheets,
        "applications": len(results["applications"]),
        "reviewers": len(severities),
        "components": results["components"],
        "variance_shares": _shares(results["variance"]),
        "alpha": agreement.get("alpha"),
        "icc": agreement.get("icc", {}),
        "kendall_w": agreement.get("kendall_w"),
        "separation": checked.get("rasch", {}).get("reviewer_separation"),
        "left_out": len(left_out),
        "left_out_changed": sum(bool(each["left"] or each["entered"]) for each in left_out),
        "watched": agreement.get("places"),
        "severities": [
            {"label": _letter(place), **{key: line[key] for key in _PUBLIC}} for place, line in enumerate(severities)
        ],
        "misfits": sum(line["is_misfit"] for line in severities),
        "drifting": sum(line["is_drifting"] for line in severities),
    }


_PUBLIC = ("severity", "low", "high", "sheets", "infit", "outfit", "is_distinct", "is_misfit", "is_drifting")


def reviewer_lines(made: Calibration) -> list[dict[str, Any]]:
    """Return what a calibration says of each reviewer, the most severe first, with what is worth a look."""
    checked = made.cross_check or {}
    by_rasch, drifts = checked.get("rasch", {}).get("reviewers", {}), checked.get("drift", {})
    lines = []
    for each in made.results["reviewers"]:
        rasch, moved = by_rasch.get(each["reviewer"], {}), drifts.get(each["reviewer"])
        reach = NORMAL_90 * each["se"]
        fits = [rasch[key] for key in ("infit", "outfit") if rasch.get(key) is not None]
        lines.append(
            {
                **each,
                "low": each["severity"] - reach,
                "high": each["severity"] + reach,
                "infit": rasch.get("infit"),
                "outfit": rasch.get("outfit"),
                "drift": moved,
                "is_distinct": abs(each["severity"]) > reach,
                "is_misfit": any(not FIT_LOW <= fit <= FIT_HIGH for fit in fits),
                "is_drifting": bool(moved and moved["p"] is not None and moved["p"] < DRIFT_P),
            }
        )
    return sorted(lines, key=lambda line: (-line["severity"], line["reviewer"]))


def _shares(variance: dict[str, float | None]) -> dict[str, float]:
    """Return how much of the spread of a single mark belongs to what."""
    known = {key: value for key, value in variance.items() if value is not None}
    whole = sum(known.values())
    return {key: round(value / whole, 4) for key, value in known.items()} if whole else {}


def _letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    first, last = divmod(place, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def published_reports(code: str) -> QuerySet[FairnessReport]:
    """Return the published fairness reports of a programme, the newest first."""
    found = FairnessReport.objects.filter(round__edition__code=code, published_at__isnull=False)
    return found.select_related("round__edition", "file").defer("round__edition__content").order_by("-published_at")


def report_lines(content: dict[str, Any]) -> list[str]:
    """Return the report in plain Chinese sentences, as the paper prints them."""
    lines = []
    for stage in content["stages"]:
        lines.append(
            f"{stage['reviewers']} 位评审对 {stage['applications']} 件申报交了 {stage['sheets']} 份评分表，"
            + (
                "评审关系连通，可以放在一起比较。"
                if stage["components"] == 1
                else f"分为 {stage['components']} 组，组间不能比较。"
            )
        )
        distinct = sum(each["is_distinct"] for each in stage["severities"])
        lines.append(
            f"宽严与平均有明显差异的评审 {distinct} 位；评分规律与模型不符、需要复看的 {stage['misfits']} 位。"
        )
        if stage["left_out"]:
            lines.append(
                f"逐一去掉每位评审重算，前 {stage['watched']} 名有变化的 {stage['left_out_changed']} 次，"
                f"共 {stage['left_out']} 次。"
            )
    lines += [
        f"{cut['name']['zh']}（前 {cut['upto']} 名）：{cut['in']} 件可以直接确认，{cut['discuss']} 件在误差之内、"
        f"由评审会讨论，修正宽严后进线 {cut['entered']} 件。"
        for cut in content["cuts"]
    ]
    if content["vetoed"]:
        lines.append(f"因一票否决项不参加排名的 {content['vetoed']} 件。")
    return lines
