"""Reviews: who reviews what, how far they are, and who is reminded."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.applications.permissions import is_inside
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import institutions
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.selectors import reviewers_for
from pinzhang.domain.review.services import evaluations, tasks
from pinzhang.domain.review.services.reminders import remind_reviewer
from pinzhang.portals.staff.access import StaffRequest, has_post, post_required, staff_required
from pinzhang.portals.staff.forms_cases import CommissionForm, ReviewersForm, VersionedForm
from pinzhang.portals.staff.pages.progress import progress, tasks_of_rounds
from pinzhang.portals.staff.views.application import acted_on, attempt, readable
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.refusals import refused


@require_safe
@staff_required
def review(request: StaffRequest) -> HttpResponse:
    """Show how far the reviews of every round are, what is late first (评审进度)."""
    found = progress(request.posts, today=local_day(timezone.now()))
    context = {"rounds": found, "is_officer": has_post(request.posts, PostRole.OFFICER)}
    return render(request, "staff/review.html", context)


@require_POST
@post_required(PostRole.OFFICER)
def remind(request: StaffRequest, reviewer: int) -> HttpResponse:
    """Remind a reviewer of everything they owe in the official's rounds (提醒)."""
    owed = list(tasks_of_rounds(request.posts).filter(reviewer=reviewer, submitted_at__isnull=True))
    if not owed:
        raise Http404
    try:
        count = remind_reviewer(reviewer=owed[0].reviewer, tasks=owed, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, next_url=reverse("staff:review"), layout="ui/staff.html")
    messages.success(request, f"已提醒 {owed[0].reviewer.user}，{count} 件。")
    return redirect("staff:review")


@require_POST
@staff_required
def assign_reviewers(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a file to the reviewers chosen (分派评审专家)."""
    found, _ = acted_on(request, pk, "office")
    pool = {str(each.pk): each for each in reviewers_for(found.case.authority)}
    form = ReviewersForm(request.POST, candidates=[(key, str(each.user)) for key, each in pool.items()])

    def act() -> None:
        chosen: list[Reviewer] = [pool[key] for key in form.cleaned_data["reviewers"]]
        tasks.assign_reviewers(application=found, reviewers=chosen, by=request.user, at=timezone.now())

    return attempt(request, found, ("reviewers", form), act, "已分派，专家声明利害关系后打开材料。")


@require_POST
@staff_required
def withdraw_task(request: StaffRequest, pk: int, task: int) -> HttpResponse:
    """Take a file back from a reviewer who has not submitted (撤回分派)."""
    found, _ = acted_on(request, pk, "office")
    given = get_object_or_404(ReviewTask, pk=task, application=found)
    form = VersionedForm({"version": found.case.version})

    def act() -> None:
        tasks.withdraw_task(task=given, by=request.user, at=timezone.now())

    return attempt(request, found, ("withdraw_task", form), act, "已撤回。")


@require_POST
@staff_required
def commission(request: StaffRequest, pk: int) -> HttpResponse:
    """Commission an institution with the evaluation of a file (委托第三方评价)."""
    found, _ = acted_on(request, pk, "office")
    form = CommissionForm(request.POST, institutions=institutions())

    def act() -> None:
        evaluations.commission_evaluation(
            application=found, institution=form.cleaned_data["institution"], by=request.user, at=timezone.now()
        )

    return attempt(request, found, ("commission", form), act, "已委托，机构会收到通知。")


@require_safe
@staff_required
def report(request: StaffRequest, pk: int, evaluation: int) -> FileResponse:
    """Hand out the report of an evaluation to the office (下载评价报告)."""
    found = readable(request, pk)
    if not is_inside(request.posts, found):
        raise Http404
    return private_file(get_object_or_404(StoredFile, evaluations=evaluation, evaluations__application=found))
