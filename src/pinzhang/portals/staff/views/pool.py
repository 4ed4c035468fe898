"""The pool of reviewers: who is in it, what is known of them, whom they are tied to."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import active_user
from pinzhang.domain.programmes.selectors import posts_under
from pinzhang.domain.review.choices import RelationSource
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.selectors import with_in_hand
from pinzhang.domain.review.services.pool import amend_reviewer
from pinzhang.domain.review.services.relations import record_relation, withdraw_relation
from pinzhang.domain.review.services.tasks import enrol_reviewer
from pinzhang.portals.staff.access import StaffRequest, has_post, post_required, staff_required
from pinzhang.portals.staff.forms_assignment import EnrolmentForm, GroundForm, OfficeRelationForm, ParticularsForm
from pinzhang.portals.staff.pages import pool as shown
from pinzhang.portals.staff.pages.rounds import show_on_form
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import refused
from pinzhang.portals.ui.spreadsheets import workbook

officer_required = post_required(PostRole.OFFICER)


def _pool(request: StaffRequest) -> QuerySet[Reviewer]:
    """Return the reviewers of the official's authorities, and of those above whose pool they may draw on."""
    condition = Q(pk__in=[])
    for post in request.posts:
        path = post.authority.path
        above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/"]
        condition |= Q(authority__path__in=above) | Q(authority__path__startswith=path)
    return with_in_hand(Reviewer.objects.filter(condition).select_related("user", "authority"))


def _own(request: StaffRequest) -> QuerySet[Reviewer]:
    """Return the reviewers whose particulars the official keeps: of their authority or below."""
    return Reviewer.objects.filter(posts_under(request.posts, PostRole.OFFICER)).select_related("user", "authority")


@require_safe
@staff_required
def index(request: StaffRequest) -> HttpResponse:
    """List the pool of reviewers (评审专家库)."""
    found, asked = _asked_for(request)
    today = local_day(timezone.now())
    page = numbered_page(found, request)
    context = {
        "page": page,
        "rows": [{"reviewer": each, "serves": each.serves_on(today)} for each in page.rows],
        "q": asked,
        "is_officer": has_post(request.posts, PostRole.OFFICER),
    }
    return render(request, "staff/reviewers/index.html", context)


@require_safe
@staff_required
def export(request: StaffRequest) -> FileResponse:
    """Hand out the pool of reviewers, as narrowed, as a workbook (导出)."""
    found, _asked = _asked_for(request)
    return workbook("评审专家库", shown.COLUMNS, shown.exported(found, today=local_day(timezone.now())))


def _asked_for(request: StaffRequest) -> tuple[QuerySet[Reviewer], str]:
    asked = request.GET.get("q", "").strip()
    found = _pool(request)
    named = Q(user__full_name__icontains=asked) | Q(employer__icontains=asked)
    return (found.filter(named) if asked else found), asked


@officer_required
def enrol(request: StaffRequest) -> HttpResponse:
    """Put a person into the pool (专家入库)."""
    form = EnrolmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = active_user(form.cleaned_data["username"])
        if person is None:
            form.add_error("username", "没有这个登录名，请先登记人员。")
        elif Reviewer.objects.filter(user=person).exists():
            form.add_error("username", f"{person} 已经在专家库。")
        else:
            authority = next(post.authority for post in request.posts if post.role == PostRole.OFFICER)
            made = enrol_reviewer(user=person, authority=authority)
            messages.success(request, "已入库，请补充专长、单位和聘期。")
            return redirect("staff:reviewer", pk=made.pk)
    return render(request, "staff/reviewers/enrol.html", {"form": form}, status=422 if form.errors else 200)


@staff_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a reviewer; the officer who keeps them says anew what is known (专家信息)."""
    reviewer = get_object_or_404(_pool(request), pk=pk)
    keeps = _own(request).filter(pk=pk).exists()
    if request.method == "POST" and not keeps:
        raise Http404
    form = ParticularsForm.of(reviewer, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            amend_reviewer(reviewer=reviewer, particulars=form.particulars, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("staff:reviewer", pk=pk)
    return _page(request, reviewer, form=form, keeps=keeps)


@require_POST
@officer_required
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """Record what ties a reviewer to an organisation (登记利害关系)."""
    reviewer, form = get_object_or_404(_own(request), pk=pk), OfficeRelationForm(request.POST)
    if form.is_valid():
        source = RelationSource(form.cleaned_data["source"])
        try:
            record_relation(reviewer=reviewer, tie=form.tie, source=source, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "已登记，按规则须回避的材料即时关闭。")
            return redirect("staff:reviewer", pk=pk)
    return _page(request, reviewer, relation_form=form)


@require_POST
@officer_required
def withdraw(request: StaffRequest, pk: int, relation: int) -> HttpResponse:
    """Withdraw what was recorded in error (撤销登记)."""
    reviewer = get_object_or_404(_own(request), pk=pk)
    found = get_object_or_404(reviewer.relations, pk=relation)
    form = GroundForm(request.POST)
    form.is_valid()
    try:
        withdraw_relation(
            relation=found, ground=form.cleaned_data.get("ground", ""), by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        return refused(request, refusal, layout="ui/staff.html")
    messages.success(request, "已撤销，原登记和理由留存。")
    return redirect("staff:reviewer", pk=pk)


def _page(request: StaffRequest, reviewer: Reviewer, **more: Any) -> HttpResponse:
    context = {
        "reviewer": reviewer,
        "form": ParticularsForm.of(reviewer),
        "relation_form": OfficeRelationForm(),
        "ground_form": GroundForm(),
        "relations": reviewer.relations.select_related("recorded_by").order_by("withdrawn_at", "-recorded_at", "-pk"),
        "keeps": True,
        **more,
    }
    wrong = any(getattr(each, "errors", None) for each in more.values())
    return render(request, "staff/reviewers/detail.html", context, status=422 if wrong else 200)
