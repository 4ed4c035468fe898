"""What departments are asked (部门意见), one by one or all at once."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.applications.selectors import opinions_for
from pinzhang.domain.applications.services import lists
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.portals.staff.access import StaffRequest, post_required
from pinzhang.portals.staff.forms_cases import OpinionForm, blame
from pinzhang.portals.staff.pages.opinions import consultations
from pinzhang.portals.ui.refusals import UNPROCESSABLE


def page(
    request: StaffRequest, kept: dict[int, forms.BaseForm] | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    """Show the lists on which the official's departments are asked."""
    found = consultations(request.posts, today=local_day(timezone.now()), kept=kept)
    context = {"consultations": found, "owed": sum(each.owed for each in found if each.is_open), "refusal": refusal}
    return render(request, "staff/opinions.html", context, status=UNPROCESSABLE if kept or refusal else 200)


@require_safe
@post_required(PostRole.DEPARTMENT)
def opinions(request: StaffRequest) -> HttpResponse:
    """Show what the official's departments are asked, the open lists first (部门意见)."""
    return page(request)


@require_POST
@post_required(PostRole.DEPARTMENT)
def give(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a department's opinion of one applicant (回复意见)."""
    opinion = get_object_or_404(opinions_for(request.posts), pk=pk)
    form = OpinionForm(request.POST, prefix=f"opinion-{opinion.pk}")
    if not form.is_valid():
        return page(request, {opinion.pk: form})
    given = form.cleaned_data
    try:
        lists.give_opinion(opinion=opinion, kind=given["kind"], text=given["text"], by=request.user, at=timezone.now())
    except Refusal as refusal:
        blame(form, refusal)
        return page(request, {opinion.pk: form}, refusal)
    messages.success(request, f"已回复：{opinion.application.applicant.name}。")
    return redirect("staff:opinions")


@require_POST
@post_required(PostRole.DEPARTMENT)
def give_together(request: StaffRequest, opened: int) -> HttpResponse:
    """Say 无意见 of everybody chosen on a list, or of nobody where one cannot be said (批量无意见)."""
    chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()]
    owed = list(opinions_for(request.posts).filter(batch_stage=opened, pk__in=chosen).order_by("pk"))
    try:
        lists.give_no_objections(opinions=owed, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return page(request, refusal=refusal)
    messages.success(request, f"已对 {len(owed)} 家回复“无意见”。")
    return redirect("staff:opinions")
