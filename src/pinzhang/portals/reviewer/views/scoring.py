"""Scoring criterion by criterion, the overall judgement, and submission."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.services import tasks as services
from pinzhang.portals.reviewer.access import ReviewerRequest, opened_task, reviewer_required
from pinzhang.portals.reviewer.forms import MarkForm, SummaryForm
from pinzhang.portals.reviewer.pages.missing import missing_of
from pinzhang.portals.reviewer.pages.rubric import Item, Rubric, rubric_of
from pinzhang.portals.reviewer.pages.stages import clock_of, is_open, stage_of
from pinzhang.portals.ui.dossier import Dossier
from pinzhang.portals.ui.refusals import show_refusal

AUTOSAVE = "autosave"


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: ReviewerRequest, pk: int, criterion: str) -> HttpResponse:
    """Score one criterion beside the file; what is typed is kept as a draft (评分)."""
    task = opened_task(request, pk)
    if not is_open(task) or (task.submitted_at and request.method != "POST"):
        return redirect("reviewer:summary", pk=pk)
    rubric, item = _item(task, criterion)
    form = MarkForm(item, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            task = services.save_mark(task=task, criterion=criterion, mark=form.mark, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _saved(request, task, form, criterion)
    return _mark_page(request, task, rubric, item, form)


def _item(task: ReviewTask, criterion: str) -> tuple[Rubric, Item]:
    rubric = rubric_of(task)
    item = rubric.item(criterion) if rubric else None
    if rubric is None or item is None:
        raise Http404
    return rubric, item


def _saved(request: ReviewerRequest, task: ReviewTask, form: MarkForm, criterion: str) -> HttpResponse:
    """Answer to a kept draft: nothing to a script, the fault where the score is none, else the next criterion."""
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return HttpResponse(status=204)
    rubric, item = _item(task, criterion)
    if item.problem:
        form.add_error("score", item.problem)
        return _mark_page(request, task, rubric, item, form)
    _before, following = rubric.beside(criterion)
    section = f"?section={request.GET['section']}" if request.GET.get("section") else ""
    if following is None:
        return redirect(reverse("reviewer:summary", args=[task.pk]) + section)
    return redirect(reverse("reviewer:mark", args=[task.pk, following.criterion.key]) + section)


def _mark_page(request: ReviewerRequest, task: ReviewTask, rubric: Rubric, item: Item, form: MarkForm) -> HttpResponse:
    before, following = rubric.beside(item.criterion.key)
    context = {
        **_beside(request, task),
        "rubric": rubric,
        "item": item,
        "form": form,
        "before": before,
        "following": following,
        "chosen": form["score"].value() or "",
    }
    return render(request, "reviewer/mark.html", context, status=422 if form.errors else 200)


def _beside(request: ReviewerRequest, task: ReviewTask) -> dict[str, Any]:
    """What stands beside every form of a task: its stage, its clock and the file."""
    stage = stage_of(task)
    return {
        "task": task,
        "stage": stage,
        "is_open": is_open(task),
        "clock": clock_of(task, today=local_day(timezone.now())),
        "dossier": Dossier(task.application, anonymous=stage.anonymous, chosen=request.GET.get("section", "")),
    }


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: ReviewerRequest, pk: int) -> HttpResponse:
    """Judge the file as a whole, look everything over, and submit (提交评分)."""
    task = opened_task(request, pk)
    rubric = rubric_of(task)
    initial = {"summary": task.summary, "confidence": task.confidence}
    form = SummaryForm(
        request.POST if request.method == "POST" else None, initial=initial, in_words_only=rubric is None
    )
    missing: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _kept_or_submitted(request, task, form)
        except Refusal as refusal:
            missing = missing_of(task, rubric, refusal)
            if not missing:
                show_refusal(form, refusal)
    context = {**_beside(request, task), "rubric": rubric, "form": form, "missing": missing}
    return render(request, "reviewer/summary.html", context, status=422 if form.errors or missing else 200)


def _kept_or_submitted(request: ReviewerRequest, task: ReviewTask, form: SummaryForm) -> HttpResponse:
    """Keep the judgement; submit everything where that was asked for."""
    at, given = timezone.now(), form.cleaned_data
    submit = request.POST.get("action") == "submit"
    services.save_summary(task=task, summary=given["summary"], confidence=given["confidence"], at=at)
    if request.headers.get("X-Requested-With") == AUTOSAVE:
        return HttpResponse(status=204)
    if submit:
        services.submit_marks(task=task, at=at)
        messages.success(request, _("评分已提交，不能再改。谢谢您。"))
    else:
        messages.success(request, _("草稿已保存。"))
    return redirect("reviewer:summary", pk=task.pk)
