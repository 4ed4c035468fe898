"""What leaders see of the work: what needs them, figures with their definitions, districts, rounds, months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Objection
from pinzhang.domain.applications.selectors import RoundTally, readable_with, tallies_of
from pinzhang.domain.cases.models import StageVisit
from pinzhang.domain.core.days import at_hour
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import in_state, marks_visible_to
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.parties.selectors import posts_held
from pinzhang.domain.programmes.choices import DraftStage, RoundState
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import rounds_of
from pinzhang.domain.reference.models import Region
from pinzhang.domain.review import turns
from pinzhang.domain.review.desk import Desk
from pinzhang.domain.supervision.selectors import open_alerts_for
from pinzhang.domain.trust.selectors import open_scan_alerts
from pinzhang.portals.staff.pages.desk import ListLine, list_lines
from pinzhang.portals.staff.pages.drafting import drafts_for

MONTHS = 12
ROUNDS_SHOWN = 8
DARKEST = 5
PLACES = {
    "370283": (2, 1), "370285": (3, 1), "370281": (1, 2), "370214": (2, 2), "370215": (3, 2),
    "370211": (1, 3), "370213": (2, 3), "370212": (3, 3), "370203": (2, 4), "370202": (3, 4),
}  # fmt: skip
"""Column and row of a district in the schematic grid, by GB/T 2260; unknown ones stand in the order of their codes."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something a leader has to know or do, and the page where it is."""

    text: str
    count: int
    url: str
    tone: str = "warn"


@dataclass(frozen=True, slots=True)
class District:
    """One district in figures (区市)."""

    code: str
    name: str
    active: int
    living: int
    granted: int
    tile: str
    """The classes of its tile: shade, column, row."""


def this_year(today: date) -> date:
    """Return the first day of the year."""
    return today.replace(month=1, day=1)


def visits_with_term(user: User, today: date) -> QuerySet[StageVisit]:
    """Return this year's finished passages through stages that had a term."""
    readable = readable_with(posts_held(user), "case__application__")
    return StageVisit.objects.filter(
        readable, due_on__isnull=False, left_at__gte=at_hour(this_year(today), 0), voided=False
    )


LATE = Q(left_at__date__gt=F("due_on"))


def late_visits(user: User, today: date) -> QuerySet[StageVisit]:
    """Return this year's passages that ended after their last day, the latest first (逾期办结)."""
    found = visits_with_term(user, today).filter(LATE)
    related = ("case__application__round__edition", "case__application__applicant", "by")
    return found.select_related(*related).defer("case__application__round__edition__content").order_by("-left_at", "pk")


def figures(desk: Desk, marks: QuerySet[Mark], cases: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the figures, each with its definition and the list it opens."""
    visits = visits_with_term(desk.user, desk.today).aggregate(all=Count("pk"), late=Count("pk", filter=LATE))
    active = in_state(marks, MarkState.ACTIVE, today=desk.today)
    held = active.order_by().aggregate(marks=Count("pk"), holders=Count("holder", distinct=True))
    marks_url, queue_url = reverse("staff:marks"), reverse("staff:queue")
    share = 1 - Decimal(visits["late"]) / visits["all"] if visits["all"] else None
    return [
        _figure("有效标识", held["marks"], "个", "现在有效的标识和称号", f"{marks_url}?state=active"),
        _figure("持有单位", held["holders"], "家", "持有有效标识的单位，去重", f"{marks_url}?state=active"),
        _figure("在办申报", cases["living"], "件", "没有办结的申报", f"{queue_url}?view=all"),
        _figure("超期", cases["late"], "件", "过了办理期限还没办结", f"{queue_url}?view=late", tone="bad"),
        {
            **_figure("按时办结率", share, "%", f"今年有期限的 {visits['all']} 个环节", reverse("staff:late_visits")),
            "is_share": True,
        },
        _figure("今年受理", cases["received"], "件", "今年提交的申报", reverse("staff:rounds")),
    ]


def cases_of(desk: Desk) -> dict[str, int]:
    """Return how many cases live, how many of them are late, and how many came in this year."""
    living = desk.readable.order_by().filter(turns.LIVING)
    late = Count("pk", filter=turns.late(desk.editions, desk.today))
    received = desk.readable.filter(submitted_at__gte=at_hour(this_year(desk.today), 0)).count()
    return {**living.aggregate(living=Count("pk"), late=late), "received": received}


def _figure(label: str, value: Any, unit: str, note: str, url: str, tone: str = "") -> dict[str, Any]:
    shown = tone if value else ""
    return {"label": label, "value": value, "unit": unit, "note": note, "url": url, "tone": shown, "is_share": False}


def needs(desk: Desk, lists: Iterable[ListLine], late: int) -> list[Need]:
    """Return what a leader has to know or do, what is urgent first; nothing where there is nothing."""
    readable = readable_with(desk.posts, "application__")
    objections = Objection.objects.filter(readable, state=ObjectionState.RECEIVED).count()
    waiting = [line for line in lists if line.opened and line.stage.kind == "approval"]
    drafts = drafts_for(desk.posts).filter(stage=DraftStage.APPROVAL).count()
    alerts = open_alerts_for(desk.user).order_by().values("mark").distinct().count()
    mine = marks_visible_to(desk.user).order_by().values("number")
    queue_url = reverse("staff:queue")
    found = [
        Need("件超期", late, f"{queue_url}?view=late", "bad"),
        Need("件异议待核实", objections, f"{queue_url}?view=all"),
        *(
            Need(f"份名单待审定：{one.round}", 1, reverse("staff:list", args=[one.opened.pk]))
            for one in waiting
            if one.opened
        ),
        Need("份规则草案待审定", drafts, reverse("staff:drafts")),
        Need("个标识有情况需要核实", alerts, reverse("staff:alerts")),
        Need("条查验异常要核实", open_scan_alerts(mine).count(), reverse("staff:scans")),
    ]
    return [need for need in found if need.count]


def districts(desk: Desk, marks: QuerySet[Mark]) -> list[District]:
    """Return the districts below the official's authorities with their marks and applications."""
    regions = _regions(desk.posts)
    active = _by_region(in_state(marks, MarkState.ACTIVE, today=desk.today), "holder__region")
    living = _by_region(desk.readable.filter(turns.LIVING), "applicant__region")
    granted = _by_region(desk.readable.filter(case__outcome="granted"), "applicant__region")
    most = max(active.values(), default=0)
    placed = all(region.code in PLACES for region in regions)
    return [
        District(
            code=region.code,
            name=region.name,
            active=active.get(region.pk, 0),
            living=living.get(region.pk, 0),
            granted=granted.get(region.pk, 0),
            tile=_tile(region.code, active.get(region.pk, 0), most, placed=placed),
        )
        for region in regions
    ]


def _regions(posts: Iterable[Post]) -> list[Region]:
    above = {post.authority.region_id for post in posts if post.authority.region_id}
    found = Region.objects.filter(Q(parent__in=above) | Q(pk__in=above)).order_by("code")
    parents = {region.parent_id for region in found}
    return [region for region in found if region.pk not in parents]


def _by_region(found: QuerySet[Any], column: str) -> dict[int, int]:
    counted = found.order_by().exclude(**{column: None}).values_list(column).annotate(count=Count("pk"))
    return dict(counted)


def _tile(code: str, value: int, most: int, *, placed: bool) -> str:
    shade = 1 + (value * (DARKEST - 1)) // most if most else 1
    return f"t{shade} c{PLACES[code][0]} r{PLACES[code][1]}" if placed else f"t{shade}"


def recent_rounds(posts: Iterable[Post]) -> list[tuple[Round, RoundTally]]:
    """Return the newest rounds with how many applied and what came of it (各届情况)."""
    begun = rounds_of(posts).exclude(state=RoundState.PLANNED)
    return tallies_of(begun.order_by("-opens_at", "pk")[:ROUNDS_SHOWN])


def months(desk: Desk) -> list[dict[str, Any]]:
    """Return, for each of the last twelve months, how many applications came in and how many ended."""
    first = _months_before(desk.today, MONTHS - 1)
    received = _by_month(desk.readable, "submitted_at", first)
    ended = _by_month(desk.readable, "case__ended_at", first)
    shown = [_months_before(desk.today, back) for back in range(MONTHS - 1, -1, -1)]
    return [
        {
            "label": f"{month:%Y-%m}",
            "value": received.get(month, 0),
            "text": f"{received.get(month, 0)} 件",
            "extra": f"办结 {ended.get(month, 0)}",
        }
        for month in shown
    ]


def _months_before(today: date, count: int) -> date:
    month = today.replace(day=1)
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _by_month(found: QuerySet[Any], column: str, first: date) -> dict[date, int]:
    """Count by the instants at which months begin, which an index answers and no conversion of days slows down."""
    starts = [first]
    while len(starts) <= MONTHS:
        starts.append((starts[-1] + timedelta(days=31)).replace(day=1))
    bounds = [at_hour(start, 0) for start in starts]
    months = {
        f"{start:%Y-%m}": Count("pk", filter=Q(**{f"{column}__gte": begins, f"{column}__lt": ends}))
        for start, begins, ends in zip(starts, bounds, bounds[1:], strict=False)
    }
    recent = found.order_by().filter(**{f"{column}__gte": bounds[0], f"{column}__lt": bounds[-1]})
    counted = recent.aggregate(**months)
    return {start: counted[f"{start:%Y-%m}"] for start in starts[:-1]}


def dashboard(user: User, posts: tuple[Post, ...], today: date) -> dict[str, Any]:
    """Return everything that the overview shows."""
    desk = Desk.of(user, posts, today=today)
    marks, cases = marks_visible_to(user), cases_of(desk)
    return {
        "today": today,
        "needs": needs(desk, list_lines(desk), cases["late"]),
        "figures": figures(desk, marks, cases),
        "districts": districts(desk, marks),
        "rounds": recent_rounds(posts),
        "months": months(desk),
        "nav": "dashboard",
    }
