"""Whom a reviewer is tied to, and how much they can take."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.choices import RelationSource
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services.pool import limit_own_load
from pinzhang.domain.review.services.relations import record_relation
from pinzhang.portals.reviewer.access import ReviewerRequest, reviewer_required
from pinzhang.portals.reviewer.forms_relations import OwnLimitForm, RelationForm
from pinzhang.portals.ui.refusals import show_refusal


@reviewer_required
@require_safe
def relations(request: ReviewerRequest) -> HttpResponse:
    """Show whom the reviewer is tied to as far as is recorded, and their limit (利害关系和承担上限)."""
    return _page(request, _me(request))


@reviewer_required
@require_POST
def declare_relation(request: ReviewerRequest) -> HttpResponse:
    """Declare a relation before any file is at stake (申报利害关系)."""
    me, form = _me(request), RelationForm(request.POST)
    if form.is_valid():
        try:
            record_relation(
                reviewer=me, tie=form.tie, source=RelationSource.DECLARED, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已登记，涉及这家单位的材料不会分派给您。"))
            return redirect("reviewer:relations")
    return _page(request, me, relation_form=form)


@reviewer_required
@require_POST
def set_limit(request: ReviewerRequest) -> HttpResponse:
    """Say how many files the reviewer is willing to have in hand (承担上限)."""
    me, form = _me(request), OwnLimitForm(request.POST)
    if form.is_valid():
        try:
            limit_own_load(reviewer=me, most=form.cleaned_data["most"], at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已保存，今后的分派按这个上限。"))
            return redirect("reviewer:relations")
    return _page(request, me, limit_form=form)


def _me(request: ReviewerRequest) -> Reviewer:
    return get_object_or_404(Reviewer.objects.select_related("authority"), user=request.user)


def _page(request: ReviewerRequest, me: Reviewer, **forms: Any) -> HttpResponse:
    context = {
        "me": me,
        "relations": me.relations.filter(withdrawn_at__isnull=True).order_by("-recorded_at", "-pk"),
        "relation_form": RelationForm(),
        "limit_form": OwnLimitForm(initial={"most": me.own_limit}),
        **forms,
    }
    return render(request, "reviewer/relations.html", context, status=422 if forms else 200)
