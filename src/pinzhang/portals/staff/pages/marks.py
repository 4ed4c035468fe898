"""What the list of marks can be narrowed to, and what the page of one mark shows."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import changes_of, state_on, tier_of
from pinzhang.domain.messages.selectors import letters_about
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.supervision.selectors import (
    all_grounds,
    appeals_visible_to,
    checks_visible_to,
    open_alerts_for,
    procedures_visible_to,
)
from pinzhang.portals.staff.access import has_post
from pinzhang.portals.ui.components.badges import MARK_STATES


class NoSuccessor(Refusal):
    """No organisation has the code that was typed (没有这个单位)."""


def narrowed(found: QuerySet[Mark], asked: QueryDict) -> tuple[QuerySet[Mark], dict[str, str]]:
    """Return the marks that a reader asked for, and what was asked; a state that is none is not asked."""
    chosen = {name: asked.get(name, "").strip() for name in ("q", "programme", "region", "state")}
    if chosen["state"] not in MarkState.values:
        chosen["state"] = ""
    text = chosen["q"]
    if text:
        named = Q(number__icontains=text) | Q(holder__name__icontains=text) | Q(subject__name__icontains=text)
        found = found.filter(named)
    columns = {"programme": "edition__code", "region": "holder__region__code", "state": "state"}
    return found.filter(**{column: chosen[name] for name, column in columns.items() if chosen[name]}), chosen


COLUMNS = (
    *("编号", "项目", "届次", "持有单位", "统一社会信用代码", "对象", "等次", "区市"),
    *("授予日期", "有效期至", "状态", "决定文号"),
)
EXPORTED_AT_ONCE = 500


def exported(found: QuerySet[Mark], *, today: date) -> Iterator[tuple[object, ...]]:
    """Return the cells of every mark, read some hundreds at a time."""
    for mark in found.iterator(chunk_size=EXPORTED_AT_ONCE):
        region = mark.holder.region
        yield (
            mark.number,
            mark.edition.name,
            mark.round.label if mark.round else "",
            mark.holder.name,
            mark.holder.credit_code or "",
            mark.subject.name,
            tier_of(mark).name.zh,
            region.name if region else "",
            mark.conferred_on,
            mark.valid_until,
            str(MARK_STATES[state_on(mark, today)][0]),
            mark.document_number,
        )


def choices(found: QuerySet[Mark]) -> dict[str, Any]:
    """Return the programmes and districts that occur among the marks."""
    plain = found.order_by()
    regions = plain.exclude(holder__region=None).values_list("holder__region__code", "holder__region__name")
    return {
        "programmes": plain.values_list("edition__code", "edition__name").distinct().order_by("edition__name"),
        "regions": regions.distinct().order_by("holder__region__code"),
    }


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """Return the views of surveillance with what waits in each."""
    waiting = checks_visible_to(user).filter(done_on__isnull=True, due_on__lte=timezone.localdate())
    views = [
        ("marks", "标识", reverse("staff:marks"), None),
        ("alerts", "预警", reverse("staff:alerts"), open_alerts_for(user).order_by().count()),
        ("procedures", "处置程序", reverse("staff:procedures"), _living(procedures_visible_to(user), "decision")),
        ("appeals", "申诉", reverse("staff:appeals"), _living(appeals_visible_to(user), "outcome")),
        ("checks", "监督检查", reverse("staff:checks"), waiting.order_by().count()),
    ]
    return [{"title": title, "url": url, "count": count, "current": key == current} for key, title, url, count in views]


def _living(found: QuerySet[Any], column: str) -> int:
    return found.filter(**{column: ""}).order_by().count()


def detail(mark: Mark, user: User, posts: Iterable[Post]) -> dict[str, Any]:
    """Return what the page of one mark shows to an official."""
    today = timezone.localdate()
    grounds = {ground.key: ground for ground in all_grounds(mark)}
    rule = edition_document(mark.edition).outcomes.mark
    return {
        "mark": mark,
        "state": state_on(mark, today),
        "today": today,
        "tier": tier_of(mark),
        "rule": rule,
        "grounds": grounds,
        "alerts": [(one, grounds.get(one.ground)) for one in open_alerts_for(user).filter(mark=mark)],
        "procedures": procedures_visible_to(user).filter(mark=mark),
        "appeals": appeals_visible_to(user).filter(mark=mark),
        "checks": checks_of(mark, user, today),
        "changes": _changes(mark, grounds),
        "letters": letters_about(f"mark:{mark.pk}"),
        "is_officer": has_post(tuple(posts), PostRole.OFFICER),
        "in_force": mark.state in LIVING,
    }


def checks_of(mark: Mark, user: User, today: date) -> list[dict[str, Any]]:
    """Return the planned and done checks of one mark, in the words of its edition."""
    rule = edition_document(mark.edition).outcomes.mark
    plans = rule.surveillance if rule else ()
    return [
        {
            "check": check,
            "plan": plans[check.position] if check.position < len(plans) else None,
            "late": check.due_on < today,
        }
        for check in checks_visible_to(user).filter(mark=mark)
    ]


def _changes(mark: Mark, grounds: dict[str, Any]) -> list[tuple[Any, Any]]:
    rows = changes_of(mark).select_related("from_holder", "to_holder", "by", "case", "annuls").order_by("-pk")
    return [(change, grounds.get(change.ground)) for change in rows]
