"""The list of a reviewer's tasks, the declaration before a file opens, and recusal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.selectors import TASK_STATES, counted, tasks_of
from pinzhang.domain.review.selectors.conflicts import policy_for
from pinzhang.domain.review.services.tasks import declare_conflict, decline_task
from pinzhang.portals.reviewer.access import ReviewerRequest, own_task, reviewer_required
from pinzhang.portals.reviewer.forms import DeclarationForm, DeclineForm, RecusalForm
from pinzhang.portals.reviewer.pages.rubric import rubric_of
from pinzhang.portals.reviewer.pages.stages import clock_of, is_open, stage_of
from pinzhang.portals.ui.conflict_rules import said_rules
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import show_refusal


@reviewer_required
@require_safe
def tasks(request: ReviewerRequest) -> HttpResponse:
    """Show the reviewer's own tasks, what is left to do first (我的任务)."""
    state = request.GET.get("state", "")
    state = state if state in TASK_STATES else "todo"
    today = local_day(timezone.now())
    own = tasks_of(request.user, on=today)
    counts = counted(own.order_by())
    page = numbered_page(own.filter(TASK_STATES[state]), request, total=counts[state])
    rows = [{"task": task, **_row(task), "clock": clock_of(task, today=today)} for task in page.rows]
    context = {"tabs": _tabs(state, counts), "state": state, "counts": counts, "page": page, "rows": rows}
    return render(request, "reviewer/tasks.html", context)


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    titles = {
        "todo": _("待评"),
        "done": _("已提交"),
        "recused": _("已回避"),
        "declined": _("已谢绝"),
        "missed": _("环节已结束，未提交"),
    }
    return [
        {"title": title, "url": f"?state={key}", "count": counts[key], "current": key == state}
        for key, title in titles.items()
        if counts[key] or key in ("todo", "done", state)
    ]


def _row(task: ReviewTask) -> dict[str, Any]:
    stage, rubric = stage_of(task), rubric_of(task)
    opened = task.conflict == ConflictAnswer.NONE
    return {
        "stage": stage,
        "rubric": rubric,
        "name": task.application.applicant.name if opened and not stage.anonymous else "",
    }


@reviewer_required
@require_safe
def task(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Lead to where the task stands: the declaration, the next criterion, or what was submitted."""
    mine = own_task(request, pk)
    if mine.is_off:
        return render(request, "reviewer/recused.html", {"task": mine, "stage": stage_of(mine)})
    if not mine.conflict:
        return redirect("reviewer:declare", pk=pk)
    rubric = rubric_of(mine)
    following = rubric.first_open() if rubric and not mine.submitted_at and is_open(mine) else None
    if following:
        return redirect("reviewer:mark", pk=pk, criterion=following.criterion.key)
    return redirect("reviewer:summary", pk=pk)


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Declare a conflict of interest or none; only then does the file open (利害关系声明)."""
    mine = own_task(request, pk)
    if mine.conflict or mine.is_off:
        return redirect("reviewer:task", pk=pk)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        conflict, said = form.cleaned_data["conflict"] == ConflictAnswer.CONFLICT, form.said
        try:
            declare_conflict(task=mine, conflict=conflict, at=timezone.now(), **said)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("已申请回避，这件材料不会向您打开。") if conflict else _("已接受评审，材料已打开。")
            )
            return redirect("reviewer:task", pk=pk)
    rules = said_rules(policy_for(mine.application.round))
    context = {"task": mine, "stage": stage_of(mine), "form": form, "clock": _clock(mine), "rules": rules}
    return render(request, "reviewer/declare.html", context, status=422 if form.errors else 200)


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Withdraw from a file that is open already, at any time before submission (回避)."""
    mine = own_task(request, pk)
    if mine.is_off or (mine.submitted_at and request.method != "POST"):
        return redirect("reviewer:task", pk=pk)
    form = RecusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_conflict(task=mine, conflict=True, at=timezone.now(), **form.said)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已申请回避，主管部门会改派其他专家。"))
            return redirect("reviewer:tasks")
    context = {"task": mine, "stage": stage_of(mine), "form": form}
    return render(request, "reviewer/recuse.html", context, status=422 if form.errors else 200)


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Give a file back for another reason than a conflict (谢绝评审)."""
    mine = own_task(request, pk)
    if mine.is_off or (mine.submitted_at and request.method != "POST"):
        return redirect("reviewer:task", pk=pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_task(task=mine, ground=form.cleaned_data["ground"], at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已谢绝，主管部门会改派其他专家。"))
            return redirect("reviewer:tasks")
    context = {"task": mine, "stage": stage_of(mine), "form": form}
    return render(request, "reviewer/decline.html", context, status=422 if form.errors else 200)


def _clock(mine: ReviewTask) -> Any:
    return clock_of(mine, today=local_day(timezone.now()))
