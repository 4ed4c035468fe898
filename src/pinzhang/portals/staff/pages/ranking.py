"""The ranking of a round: raw and corrected side by side, three zones, who crossed the line, what would help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pinzhang.domain.applications.models import Application
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.fairness import NORMAL_90
from pinzhang.domain.review.models import PanelRoom, Ranking, Reviewer
from pinzhang.domain.review.services.calibrations import Freshness
from pinzhang.portals.ui.pagination import numbered_page

ZONES = (("in", "可以直接确认"), ("discuss", "需要评委会讨论"), ("out", "不进入"))
SHOWN_OUT = 30
SHOWN_PAIRS = 8
SHOWN_CROSSINGS = 6
TIGHT, ROOM = 20, 4
"""The plot of a line shows at least so many places, and so many times the places above it."""


@dataclass(frozen=True)
class Name:
    """How an application is called here: its applicant, or its code while the panel is blind."""

    label: str
    url: str = ""


def blind_room(round_: Round) -> PanelRoom | None:
    """Return the room of a panel that sees codes only, where one is meeting."""
    rooms = PanelRoom.objects.filter(batch_stage__batch=round_.batch_id, batch_stage__closed_at__isnull=True)
    return rooms.filter(unblinded_at__isnull=True).first()


def names_of(round_: Round) -> dict[int, Name]:
    """Return what every application of a round is called here."""
    room = blind_room(round_)
    if room is not None:
        return {int(pk): Name(f"申报 {code}") for pk, code in room.codes.items()}
    rows = Application.objects.filter(round=round_).values_list("pk", "applicant__name")
    return {pk: Name(name, reverse("staff:application", args=[pk])) for pk, name in rows}


def reviewer_names() -> dict[str, str]:
    """Return the names of the pool, by the key that calibrations use."""
    return {str(pk): name for pk, name in Reviewer.objects.values_list("pk", "user__full_name")}


def ranking_page(request: HttpRequest, round_: Round, found: Freshness) -> dict[str, Any]:
    """Return everything the page of a ranking shows."""
    context: dict[str, Any] = {"round": round_, "is_current": found.is_current, "ranking": found.ranking}
    if found.ranking is None:
        return context
    results = found.ranking.results
    names, room = names_of(round_), blind_room(round_)
    cuts = _cuts(results)
    asked = request.GET.get("cut", cuts[0]["tier"] if cuts else "")
    place = next((n for n, cut in enumerate(cuts) if cut["tier"] == asked), None)
    context |= {
        "results": results,
        "blind": room is not None,
        "tabs": _tabs(results, cuts, place),
        "vetoed": [_named(names, one["application"]) | {"criteria": one["criteria"]} for one in results["vetoed"]],
        "proposals": _proposals(results, names),
        "groups": [len(group) for group in results.get("groups", ())],
    }
    return context | (_all(request, results, names) if place is None else _cut(found.ranking, place, names))


def _cuts(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    drawn = len(results["rows"][0]["zones"]) if results["rows"] else 0
    return list(results["cuts"][:drawn])


def _tabs(results: Mapping[str, Any], cuts: Sequence[Mapping[str, Any]], place: int | None) -> list[dict[str, Any]]:
    tabs = [
        {"title": f"{cut['name']}（前 {cut['upto']}）", "url": f"?cut={cut['tier']}", "current": n == place}
        for n, cut in enumerate(cuts)
    ]
    return [*tabs, {"title": f"全部 {len(results['rows'])} 件", "url": "?cut=all", "current": place is None}]


def _all(request: HttpRequest, results: Mapping[str, Any], names: Mapping[int, Name]) -> dict[str, Any]:
    page = numbered_page(results["rows"], request)
    shown = [_line(row, names, {}, None, None, len(results["rows"])) for row in page.rows]
    return {"page": page, "zones": [{"key": "", "title": "", "lines": shown}], "of": len(results["rows"])}


def _cut(ranking: Ranking, place: int, names: Mapping[int, Name]) -> dict[str, Any]:
    results = ranking.results
    cut, rows = results["cuts"][place], results["rows"]
    near = next(each for each in results["near"] if each["upto"] == cut["upto"])
    crossed = {each["application"]: each for each in near["crossings"]}
    of = min(len(rows), max(ROOM * cut["upto"], TIGHT))
    lines = [_line(row, names, crossed, place, cut["upto"], of) for row in rows]
    zones = [
        {
            "key": {"discuss": "mid"}.get(key, key),
            "title": title,
            "count": sum(row["zones"][place] == key for row in rows),
            "lines": [line for line, row in zip(lines, rows, strict=True) if row["zones"][place] == key],
        }
        for key, title in ZONES
    ]
    zones[-1]["hidden"] = max(len(zones[-1]["lines"]) - SHOWN_OUT, 0)
    zones[-1]["lines"] = zones[-1]["lines"][:SHOWN_OUT]
    return {
        "cut": cut,
        "of": of,
        "zones": zones,
        "crossings": [line for line in lines if line["crossing"]][:SHOWN_CROSSINGS],
        "crossed": len(crossed),
        **_near(near, names, {row["application"]: row["chances"][place] for row in rows}),
    }


def _line(
    row: Mapping[str, Any],
    names: Mapping[int, Name],
    crossed: Mapping[int, Mapping[str, Any]],
    place: int | None,
    cut: int | None,
    of: int,
) -> dict[str, Any]:
    crossing = crossed.get(row["application"])
    return {
        **row,
        "name": names.get(row["application"], Name("—")),
        "reach": NORMAL_90 * row["se"],
        "moved": row["raw_rank"] - row["rank"],
        "chance": row["chances"][place] if place is not None else None,
        "crossing": crossing["side"] if crossing else "",
        "plot": (min(row["low"], of), min(row["high"], of), min(row["rank"], of)),
        "cut": cut,
    }


def _near(near: Mapping[str, Any], names: Mapping[int, Name], chances: Mapping[int, float]) -> dict[str, Any]:
    """Return what the panel has to look at: chances, pairs, the extra reviews that would help most."""
    pool = reviewer_names()
    shown = near["near"][:SHOWN_PAIRS]
    pairs = [
        {"name": names[pk], "chances": [None if m == n else near["pairs"][n][m] for m in range(len(shown))]}
        for n, pk in enumerate(shown)
    ]
    extra = [
        {
            "reviewer": pool[each["reviewer"]],
            "application": names[each["application"]],
            "one": names[each["discussed"]],
            "other": names[each["rival"]],
            "share": each["share"],
        }
        for each in near["extra"]
        if each["reviewer"] in pool
    ]
    return {
        "near": [{"name": names[pk], "chance": chances[pk]} for pk in near["near"]],
        "pairs": pairs,
        "pair_names": [names[pk] for pk in shown],
        "extra": extra[:SHOWN_PAIRS],
    }


def _named(names: Mapping[int, Name], pk: int) -> dict[str, Any]:
    return {"name": names.get(pk, Name("—"))}


def _proposals(results: Mapping[str, Any], names: Mapping[int, Name]) -> list[dict[str, Any]]:
    """Return who would fill the places by score: reserved places nobody can take, ties, what stays empty."""
    title = {cut["tier"]: cut["name"] for cut in results["cuts"]}
    return [
        {
            **each,
            "name": title[each["tier"]],
            "short": sum(each["reserved_short"]),
            "ties": [
                {"names": [names[pk] for pk in tie["applications"]], "places": tie["places"]} for tie in each["ties"]
            ],
        }
        for each in results["tiers"]
    ]
