"""Assignment runs: conflicts first, then proposals, compared and deployed."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.applications.selectors import list_plan
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import posts_under, rounds_of
from pinzhang.domain.review.models import AssignmentRun
from pinzhang.domain.review.selectors.runs import runs_of
from pinzhang.domain.review.services.deployment import deploy_run
from pinzhang.domain.review.services.runs import discard_run, propose_run
from pinzhang.domain.review.services.tasks import REVIEWED_KINDS
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.staff.access import StaffRequest, has_post, post_required, staff_required
from pinzhang.portals.staff.pages import assignment as page
from pinzhang.portals.ui.refusals import refused

officer_required = post_required(PostRole.OFFICER)
MOST_COMPARED = 4


def _round(request: StaffRequest, pk: int, *, to_change: bool = False) -> Round:
    found = rounds_of(request.posts)
    if to_change:
        found = found.filter(posts_under(request.posts, PostRole.OFFICER))
    return get_object_or_404(found, pk=pk)


def _runs(request: StaffRequest, *, to_change: bool = False) -> QuerySet[AssignmentRun]:
    mine = rounds_of(request.posts)
    if to_change:
        mine = mine.filter(posts_under(request.posts, PostRole.OFFICER))
    found = AssignmentRun.objects.filter(round__in=mine)
    return found.select_related("round__edition", "round__authority", "proposed_by", "deployed_by")


def _stage(round_: Round, key: str) -> Stage:
    for stage in list_plan(round_).stages:
        if stage.key == key and stage.kind in REVIEWED_KINDS:
            return stage
    raise Http404


@require_safe
@staff_required
def conflicts(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who must not judge what in a round, and the two lists that want looking after (回避情形)."""
    round_ = _round(request, pk)
    context = page.conflicts_page(round_, on=local_day(timezone.now()))
    context["is_officer"] = has_post(request.posts, PostRole.OFFICER)
    return render(request, "staff/assignment/conflicts.html", context)


@require_safe
@staff_required
def index(request: StaffRequest, pk: int) -> HttpResponse:
    """List the assignment runs of a round, stage by stage (分派方案)."""
    round_ = _round(request, pk)
    context = page.index_page(round_)
    context["is_officer"] = has_post(request.posts, PostRole.OFFICER)
    return render(request, "staff/assignment/index.html", context)


@officer_required
def propose(request: StaffRequest, pk: int, stage: str) -> HttpResponse:
    """Ask for a proposal of who judges what (新建方案)."""
    round_ = _round(request, pk, to_change=True)
    block = _stage(round_, stage)
    form = page.demand_form(round_, block, request.POST or None, request.GET.getlist("release"))
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_run(round_=round_, stage=stage, demand=form.demand, by=request.user, at=timezone.now())
        except Refusal as refusal:
            for said in (str(refusal), *refusal.reasons):
                form.add_error(None, said)
        else:
            messages.success(request, "方案已提出，还没有分派给任何人。")
            return redirect("staff:run", pk=made.pk)
    context = {"round": round_, "stage": block, "form": form, "released": page.released_tasks(form.released)}
    return render(request, "staff/assignment/new.html", context, status=422 if form.errors else 200)


@require_safe
@staff_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a run: figures, loads, and every file with its reviewers and why (方案)."""
    run = get_object_or_404(_runs(request), pk=pk)
    context = page.run_page(run, request)
    context["is_officer"] = _runs(request, to_change=True).filter(pk=pk).exists()
    return render(request, "staff/assignment/run.html", context)


@require_safe
@staff_required
def compare(request: StaffRequest, pk: int) -> HttpResponse:
    """Show several runs of a round side by side (比较方案)."""
    round_ = _round(request, pk)
    asked = [key for key in request.GET.getlist("run") if key.isdecimal()][:MOST_COMPARED]
    found = [run for run in runs_of(round_).filter(pk__in=asked) if run.metrics]
    return render(request, "staff/assignment/compare.html", page.comparison(round_, found))


@officer_required
def deploy(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what deploying would do; once confirmed, give the files out (下达方案)."""
    run = get_object_or_404(_runs(request, to_change=True), pk=pk)
    if request.method != "POST":
        return render(request, "staff/assignment/deploy.html", page.deployment(run))
    try:
        done = deploy_run(run=run, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, layout="ui/staff.html")
    messages.success(request, f"已下达，{done.tasks.count()} 件次已分派；专家先声明利害关系再打开材料。")
    return redirect("staff:run", pk=pk)


@require_POST
@officer_required
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Discard a proposal (放弃方案)."""
    run = get_object_or_404(_runs(request, to_change=True), pk=pk)
    try:
        discard_run(run=run, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, layout="ui/staff.html")
    messages.success(request, "已放弃，方案留存备查。")
    return redirect("staff:assignment", pk=run.round_id)
