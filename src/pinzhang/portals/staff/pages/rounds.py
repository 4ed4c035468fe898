"""What the pages of a round show."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count
from django.http import FileResponse

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.cases.models import BatchStage, Case
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.portals.staff.forms_counter import office_routes
from pinzhang.portals.ui.spreadsheets import workbook


def show_on_form(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at the fields it names, or above the form."""
    known = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, "；".join([str(refusal), *refusal.reasons]))


def round_page(round_: Round, posts: tuple[Post, ...], *, at: datetime) -> dict[str, Any]:
    """Return a round with its stages, how many stand in each, and its lists."""
    living = Case.objects.filter(batch=round_.batch_id, outcome="").values("stage").annotate(count=Count("pk"))
    counts = {row["stage"]: row["count"] for row in living}
    plan = list_plan(round_)
    lists_of: dict[str, list[BatchStage]] = {}
    for opened in BatchStage.objects.filter(batch=round_.batch_id).order_by("stage", "sequence"):
        lists_of.setdefault(opened.stage, []).append(opened)
    rows = [
        {
            "stage": stage,
            "count": counts.get(stage.key, 0),
            "is_batch": plan.is_batch(stage.key),
            "lists": lists_of.get(stage.key, []),
            "can_open": plan.is_batch(stage.key)
            and counts.get(stage.key, 0) > 0
            and not any(one.closed_at is None for one in lists_of.get(stage.key, [])),
        }
        for stage in plan.stages
    ]
    late = Application.objects.filter(round=round_, case__outcome="", case__due_on__lt=local_day(at))
    return {
        "round": round_,
        "rows": rows,
        "tiers": _tiers(round_),
        "opens_files": round_.state != "finished" and bool(office_routes(edition_document(round_.edition))),
        "is_officer": any(post.role == PostRole.OFFICER for post in posts),
        "late": late.count(),
        "outcomes": dict(
            Case.objects.filter(batch=round_.batch_id)
            .exclude(outcome="")
            .values_list("outcome")
            .annotate(count=Count("pk"))
        ),
        "total": Case.objects.filter(batch=round_.batch_id).count(),
        "extensions": round_.extensions.select_related("organisation"),
    }


def _tiers(round_: Round) -> list[tuple[Any, int | None]]:
    tiers = edition_document(round_.edition).outcomes.tiers
    return [(tier, round_.quotas.get(tier.key, tier.quota.maximum)) for tier in tiers]


def spreadsheet(round_: Round) -> FileResponse:
    """Return the applicants of a round with where each stands."""
    names = {one.key: one.name.zh for one in list_plan(round_).stages}
    tiers = {tier.key: tier.name.zh for tier in edition_document(round_.edition).outcomes.tiers}
    found = (
        Application.objects.filter(round=round_)
        .select_related("case", "applicant__region", "subject")
        .defer("answers", "findings")
        .order_by("case__number")
    )
    rows = (
        (
            one.case.number,
            one.applicant.name,
            one.applicant.credit_code or "",
            one.applicant.region.name if one.applicant.region else "",
            one.subject.name,
            names.get(one.case.stage, one.case.stage),
            one.case.get_outcome_display() if one.case.outcome else "",
            tiers.get(one.tier, ""),
            local_day(one.submitted_at) if one.submitted_at else None,
        )
        for one in found.iterator(chunk_size=500)
    )
    head = ("编号", "申报组织", "统一社会信用代码", "区市", "申报对象", "环节", "结果", "等次", "提交日期")
    return workbook(f"{round_}申报名单", head, rows)
