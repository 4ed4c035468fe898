"""Beside the queue: the lists that wait, what runs out this week, objections, opinions asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Application, Objection, Opinion
from pinzhang.domain.applications.selectors import CASE_READERS, list_plan, opinions_asked_of, readable_with
from pinzhang.domain.cases.clocks import Reading, reading_on
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.desk import Desk
from pinzhang.domain.review.models import SavedView
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import published_calendar
from pinzhang.portals.staff.access import has_post

WORKING_DAYS_SHOWN = 5
OBJECTIONS_SHOWN = 8


@dataclass(frozen=True)
class ListLine:
    """A list that is open, or that can be made, with what it waits for."""

    round: Round
    stage: Stage
    count: int
    opened: BatchStage | None
    clock: Reading | None
    earlier: int
    """Cases of the round that are still before this stage."""
    awaits_me: bool


def beside(desk: Desk) -> dict[str, Any]:
    """Return what stands beside the cases of the queue."""
    return {
        "lists": list_lines(desk),
        "objections": open_objections(desk),
        "opinions": opinions_awaited(desk.posts, desk.today),
        "is_officer": has_post(desk.posts, PostRole.OFFICER),
        "is_department": has_post(desk.posts, PostRole.DEPARTMENT),
        "officers": desk.officers_beside,
    }


def list_lines(desk: Desk) -> list[ListLine]:
    """Return the lists of the official's rounds, those that wait for them first."""
    rounds = {each.pk: each for each in reversed(desk.rounds) if each.state != "finished" and _works_on(desk, each)}
    standing: dict[int, dict[str, int]] = defaultdict(dict)
    living = Application.objects.filter(round__in=rounds, case__outcome="")
    for pk, stage, count in living.values_list("round", "case__stage").annotate(count=Count("pk")):
        standing[pk][stage] = count
    lists = {(each.batch_id, each.stage): each for each in desk.opened}
    lines = [
        _line(desk, round_, stage, standing[pk], lists.get((round_.batch_id, stage.key)))
        for pk, round_ in rounds.items()
        for stage in list_plan(round_).stages
        if list_plan(round_).is_batch(stage.key)
    ]
    shown = [line for line in lines if line.opened or line.count]
    return sorted(shown, key=lambda line: (not line.awaits_me, line.opened is None, line.round.pk))


def _works_on(desk: Desk, round_: Round) -> bool:
    return any(
        post.role in CASE_READERS and round_.authority.path.startswith(post.authority.path) for post in desk.posts
    )


def _line(desk: Desk, round_: Round, stage: Stage, standing: dict[str, int], opened: BatchStage | None) -> ListLine:
    plan = list_plan(round_)
    earlier = sum(count for key, count in standing.items() if plan.comes_before(key, stage.key))
    clock = None
    if opened and opened.due_on:
        clock = reading_on(opened.due_on, stage, today=desk.today, provisional=opened.due_is_provisional)
    count = len(opened.frozen) if opened else standing.get(stage.key, 0)
    return ListLine(round_, stage, count, opened, clock, earlier, _awaits(desk, round_, stage, opened))


def _awaits(desk: Desk, round_: Round, stage: Stage, opened: BatchStage | None) -> bool:
    """An open list at an approval awaits the approvers, everything else the officers."""
    role = PostRole.APPROVER if opened and stage.kind == "approval" else PostRole.OFFICER
    return any(post.role == role and round_.authority.path.startswith(post.authority.path) for post in desk.posts)


def saved(user: User, query: str) -> dict[str, Any]:
    """Return the views that an official has kept, which of them is shown, and what keeping this one would keep."""
    views = list(SavedView.objects.filter(owner=user).order_by("name"))
    current = next((view for view in views if view.query == query), None)
    return {"saved": views, "saved_current": current, "query": query}


def working_days(today: date) -> list[date]:
    """Return today and the next working days."""
    days = [today]
    while len(days) < WORKING_DAYS_SHOWN:
        day = days[-1] + timedelta(days=1)
        while not published_calendar().is_working_day(day):
            day += timedelta(days=1)
        days.append(day)
    return days


def week(counted: Mapping[date, int]) -> list[dict[str, object]]:
    """Return how many cases run out on each of the next working days, the first is today."""
    names = "一二三四五六日"
    return [
        {
            "label": f"周{names[day.weekday()]} {day:%m-%d}",
            "value": count,
            "text": f"{count} 件",
            "tone": "warn" if place == 0 else "",
        }
        for place, (day, count) in enumerate(counted.items())
    ]


def open_objections(desk: Desk) -> list[Objection]:
    """Return the objections still to be looked into, the oldest first."""
    return list(
        Objection.objects.filter(readable_with(desk.posts, "application__"), state=ObjectionState.RECEIVED)
        .select_related("application__case", "application__applicant")
        .order_by("raised_at")[:OBJECTIONS_SHOWN]
    )


def opinions_awaited(posts: Iterable[Post], on: date) -> dict[str, int]:
    """Return how many opinions the official's departments still owe, and how many of them are late."""
    owed = Q(pk__in=[])
    for post in posts:
        if post.department is not None and post.role == PostRole.DEPARTMENT:
            owed |= Q(pk__in=opinions_asked_of(post.department).values("pk"))
    waiting = Opinion.objects.filter(owed, kind="", batch_stage__closed_at__isnull=True)
    return waiting.aggregate(owed=Count("pk"), late=Count("pk", filter=Q(batch_stage__due_on__lt=on)))
