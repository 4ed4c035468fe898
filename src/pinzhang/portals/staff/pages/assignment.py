"""What the pages of conflicts and of assignment runs show."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, Sum
from django.http import HttpRequest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.cases.models import Case
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.models import AssignmentRun, ProposedSeat, Reviewer, ReviewTask
from pinzhang.domain.review.selectors import OFF, reviewers_for
from pinzhang.domain.review.selectors.conflicts import policy_for, standing_conflicts
from pinzhang.domain.review.selectors.posing import applications_to_deal
from pinzhang.domain.review.selectors.runs import runs_of, seats_of
from pinzhang.domain.review.services.tasks import REVIEWED_KINDS
from pinzhang.engine.assignment.conflicts import Conflict
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.staff.forms_assignment import DemandForm
from pinzhang.portals.ui.conflict_rules import said_rules
from pinzhang.portals.ui.pagination import numbered_page

DEFAULT_SEATS = 3
BUCKETS = 10
MOST_COSTS_SHOWN = 10


def conflicts_page(round_: Round, *, on: date) -> dict[str, Any]:
    """Return the conflicts of a round: to be looked after, declared without ground, and all others."""
    standing = standing_conflicts(round_, on=on)
    people = {
        str(each.pk): each
        for each in Reviewer.objects.filter(pk__in=_keys(standing.conflicts, "reviewer")).select_related("user")
    }
    files = {
        str(each.pk): each
        for each in Application.objects.filter(pk__in=_keys(standing.conflicts, "application"))
        .select_related("case", "applicant")
        .defer("answers", "findings")
    }
    given = set(
        ReviewTask.objects.filter(application__round=round_).exclude(OFF).values_list("reviewer_id", "application_id")
    )

    def rows(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
        return [
            {
                "reviewer": people[each.reviewer],
                "application": files[each.application],
                "conflict": each,
                "is_given": (int(each.reviewer), int(each.application)) in given,
            }
            for each in conflicts
        ]

    both = [each for each in standing.conflicts if each.basis == "both"]
    return {
        "round": round_,
        "on": on,
        "rules": said_rules(policy_for(round_)),
        "undeclared": rows(standing.undeclared),
        "without_ground": rows(standing.without_ground),
        "confirmed": rows(both),
    }


def _keys(conflicts: Sequence[Conflict], name: str) -> set[str]:
    return {getattr(each, name) for each in conflicts}


def index_page(round_: Round) -> dict[str, Any]:
    """Return the stages of a round that reviewers judge, with how they stand and their runs."""
    runs = defaultdict(list)
    for run in runs_of(round_):
        runs[run.stage].append(run)
    living = Case.objects.filter(batch=round_.batch_id, outcome="")
    counts = dict(living.values_list("stage").annotate(count=Count("pk")))
    tasks = ReviewTask.objects.filter(application__round=round_, application__case__outcome="").exclude(OFF)
    given = dict(tasks.values_list("stage").annotate(count=Count("pk")))
    stages = [
        {"stage": each, "count": counts.get(each.key, 0), "given": given.get(each.key, 0), "runs": runs[each.key]}
        for each in list_plan(round_).stages
        if each.kind in REVIEWED_KINDS
    ]
    return {"round": round_, "stages": stages}


def demand_form(round_: Round, stage: Stage, data: Any, released: Sequence[str]) -> DemandForm:
    """Return the form of a new run, with what the edition asks for filled in."""
    found = applications_to_deal(round_, stage.key)
    asked = [int(key) for key in released if key.isdecimal()]
    here = ReviewTask.objects.filter(pk__in=asked, application__in=found, stage=stage.key, submitted_at__isnull=True)
    initial = {
        "objective": "floor",
        "per_application": stage.reviewers_per_case or DEFAULT_SEATS,
        "min_load": 0,
        "links": 10,
        "diverse": True,
        "seed": 0,
    }
    return DemandForm(
        data,
        reviewers=list(reviewers_for(round_.authority)),
        applications=found,
        released=list(here.values_list("pk", flat=True)),
        initial=initial,
    )


def released_tasks(keys: Sequence[int]) -> list[ReviewTask]:
    """Return the tasks that a run is to give to somebody else."""
    return list(
        ReviewTask.objects.filter(pk__in=keys).select_related("reviewer__user", "application__case").order_by("pk")
    )


def run_page(run: AssignmentRun, request: HttpRequest) -> dict[str, Any]:
    """Return a run with its figures, its loads, its costs and a page of its files, the worst served first."""
    files = (
        Application.objects.filter(proposed_seats__run=run)
        .annotate(fit=Sum("proposed_seats__affinity", filter=Q(proposed_seats__run=run)))
        .select_related("case", "applicant")
        .defer("answers", "findings")
        .order_by("fit", "case__number")
    )
    page = numbered_page(files, request)
    by_file: dict[int, list[ProposedSeat]] = defaultdict(list)
    for seat in seats_of(run).filter(application__in=[each.pk for each in page.rows]):
        by_file[seat.application_id].append(seat)
    return {
        "run": run,
        "round": run.round,
        "stage": list_plan(run.round).stage(run.stage),
        "metrics": run.metrics,
        "new": (new := run.seats.filter(is_kept=False).count()),
        "does_nothing": not new and not (run.metrics or {}).get("released"),
        **_notes(run.metrics),
        "loads": _loads(run),
        "spread": _spread([each for each in files.values_list("fit", flat=True) if each is not None]),
        "costs": _costs(run),
        "page": page,
        "files": [{"application": each, "seats": by_file[each.pk]} for each in page.rows],
    }


def _notes(metrics: dict[str, Any] | None) -> dict[str, Any]:
    """Return what stands below each figure: its bound, and whether it is proven."""
    if not metrics:
        return {}
    apart, links = metrics["components"] > 1, metrics["links"]
    return {
        "total_note": _proven(metrics["total_bound"], metrics["total_proven"]),
        "floor_note": _proven(metrics["floor_bound"], metrics["floor_proven"]),
        "kept_note": f"保持不变 {metrics['kept']} 件次，收回 {len(metrics['released'])} 件次",
        "links_note": f"联结席位 {links} 个" + ("；组与组的宽严不能比较" if apart else "，宽严可以比较"),
        "links_tone": "warn" if apart else "",
        "soft_note": f"尽量回避 {metrics['conflicts']['soft']} 对",
        "most": max([*metrics["loads"].values(), 1]),
    }


def _proven(bound: float, is_proven: bool) -> str:  # noqa: FBT001 - a figure and what is known of it
    return f"上界 {bound:.3f}，" + ("已证明最优" if is_proven else "没有证明最优")


def _loads(run: AssignmentRun) -> list[dict[str, Any]]:
    """Return what each reviewer gets, the fullest first, those who get nothing last."""
    if not run.metrics:
        return []
    limits = run.metrics["limits"]
    people = Reviewer.objects.filter(pk__in=[int(key) for key in limits]).select_related("user").order_by("pk")
    grouped = run.seats.order_by().values_list("reviewer").annotate(count=Count("pk"), fit=Avg("affinity"))
    seats = {reviewer: (count, fit) for reviewer, count, fit in grouped}
    rows = []
    for each in people:
        load, fit = seats.get(each.pk, (0, None))
        limit = limits[str(each.pk)]
        rows.append({"reviewer": each, "load": load, "limit": limit, "is_full": load >= limit, "fit": fit})
    return sorted(rows, key=lambda row: (-row["load"], row["reviewer"].pk))


def _spread(totals: Sequence[float]) -> list[dict[str, Any]]:
    """Return how the totals of the files are spread, as bars."""
    if not totals:
        return []
    low, high = min(totals), max(totals)
    width = (high - low) / BUCKETS or 1.0
    count = Counter(min(int((total - low) / width), BUCKETS - 1) for total in totals)
    shown = range(BUCKETS if high > low else 1)
    return [
        {
            "label": f"{low + place * width:.2f} 至 {low + (place + 1) * width:.2f}" if high > low else f"{low:.2f}",
            "value": count[place],
            "text": f"{count[place]} 件",
        }
        for place in shown
    ]


def _costs(run: AssignmentRun) -> list[dict[str, Any]] | None:
    """Return the dearest conflicts of a run by name; None where they were not counted."""
    costs = (run.metrics or {}).get("costs")
    if costs is None:
        return None
    dear = [cost for cost in costs if cost["total"] > 0][:MOST_COSTS_SHOWN]
    people = Reviewer.objects.select_related("user").in_bulk([cost["reviewer"] for cost in dear])
    files = Application.objects.select_related("case").in_bulk([cost["application"] for cost in dear])
    return [
        {
            "reviewer": people[cost["reviewer"]],
            "application": files[cost["application"]],
            "total": cost["total"],
        }
        for cost in dear
    ]


def comparison(round_: Round, runs: Sequence[AssignmentRun]) -> dict[str, Any]:
    """Return runs side by side, with how many seats of each are otherwise than in the first."""
    seats: dict[int, set[tuple[int, int]]] = defaultdict(set)
    pairs = ProposedSeat.objects.filter(run__in=[run.pk for run in runs])
    for run, reviewer, application in pairs.values_list("run", "reviewer", "application"):
        seats[run].add((reviewer, application))
    columns = [
        {
            "run": run,
            "stage": list_plan(round_).stage(run.stage),
            "metrics": run.metrics,
            "demand": run.demand,
            "loads": _extremes(run),
            "dearest": _dearest(run),
            "differs": len(seats[run.pk] - seats[runs[0].pk]),
        }
        for run in runs
    ]
    best = {name: max((run.metrics[name] for run in runs if run.metrics), default=None) for name in ("total", "floor")}
    return {"round": round_, "columns": columns, "best": best}


def _extremes(run: AssignmentRun) -> tuple[int, int]:
    loads = list((run.metrics or {})["loads"].values())
    return min(loads), max(loads)


def _dearest(run: AssignmentRun) -> float | None:
    costs = (run.metrics or {}).get("costs")
    return None if costs is None else max((cost["total"] for cost in costs), default=0.0)


def deployment(run: AssignmentRun) -> dict[str, Any]:
    """Return what deploying a run would do."""
    fresh = run.seats.filter(is_kept=False)
    return {
        "run": run,
        "round": run.round,
        "stage": list_plan(run.round).stage(run.stage),
        "seats": fresh.count(),
        "reviewers": fresh.values("reviewer").distinct().count(),
        "files": fresh.values("application").distinct().count(),
        "kept": run.seats.filter(is_kept=True).count(),
        "released": released_tasks((run.metrics or {}).get("released", ())),
    }
