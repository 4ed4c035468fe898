"""Marks under supervision: suspended, restored, revoked (标识监管)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks import services
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import alerts_for, grounds_of, marks_visible_to, tier_of
from pinzhang.domain.messages.selectors import letters_about
from pinzhang.domain.parties.choices import PostRole
from pinzhang.portals.staff.access import StaffRequest, has_post, post_required, staff_required
from pinzhang.portals.staff.forms_office import MarkChangeForm, RestoreForm, applicable_grounds
from pinzhang.portals.staff.pages import marks as page
from pinzhang.portals.staff.pages.rounds import show_on_form
from pinzhang.portals.ui.pagination import numbered_page

officer_required = post_required(PostRole.OFFICER)


@staff_required
def index(request: StaffRequest) -> HttpResponse:
    """List marks with filters, and what facts suggest to look into (标识列表)."""
    mine = marks_visible_to(request.user)
    found, chosen = page.narrowed(mine, request.GET)
    context = {
        "page": numbered_page(found, request),
        "alerts": alerts_for(request.user, on=timezone.localdate()),
        "states": MarkState.choices,
        "narrowed": any(chosen.values()),
        **chosen,
        **page.choices(mine),
    }
    return render(request, "staff/marks/index.html", context)


@staff_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a mark with its history, grounds and letters (标识)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    grounds = {
        ground.key: ground
        for effect in ("suspend", "revoke")
        for ground in grounds_of(mark.edition, effect, mark.subject.kind)
    }
    alerts = [alert for alert in alerts_for(request.user, on=timezone.localdate()) if alert.mark.pk == pk]
    context = {
        "mark": mark,
        "alerts": alerts,
        "tier": tier_of(mark),
        "changes": [
            (change, grounds.get(change.ground)) for change in mark.changes.select_related("by").order_by("-pk")
        ],
        "letters": letters_about(f"mark:{mark.pk}"),
        "is_officer": has_post(request.posts, PostRole.OFFICER),
    }
    return render(request, "staff/marks/detail.html", context)


@officer_required
def change(request: StaffRequest, pk: int, effect: str) -> HttpResponse:
    """Suspend or revoke a mark on a ground of its edition, after its consequences are shown (暂停、撤销)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    form = MarkChangeForm(request.POST or None, mark=mark, effect=effect)
    if request.method == "POST" and form.is_valid():
        try:
            _apply(mark, effect, form, request)
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "已处置。公开榜单和标识页面已经同步。")
            return redirect("staff:mark", pk=pk)
    grounds = applicable_grounds(mark, effect)
    with_consequences = any(ground.consequences for ground in grounds)
    context = {
        "mark": mark,
        "form": form,
        "effect": effect,
        "grounds": grounds,
        "with_consequences": with_consequences,
    }
    return render(request, "staff/marks/change.html", context, status=422 if form.errors else 200)


def _apply(mark: Mark, effect: str, form: MarkChangeForm, request: StaffRequest) -> None:
    given = form.cleaned_data
    common = {
        "mark": mark,
        "ground": given["ground"],
        "text": given["text"],
        "by": request.user,
        "at": timezone.now(),
        "expected_version": given["version"],
    }
    if effect == "suspend":
        services.suspend_mark(**common, until_on=given["until_on"])
    else:
        services.revoke_mark(**common)


@officer_required
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    """End a suspension (恢复使用)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    if mark.state != MarkState.SUSPENDED:
        raise Http404
    form = RestoreForm(request.POST or None, initial={"version": mark.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.restore_mark(
                mark=mark, text=form.cleaned_data["text"], by=request.user, at=timezone.now(),
                expected_version=form.cleaned_data["version"],
            )  # fmt: skip
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "已恢复使用。")
            return redirect("staff:mark", pk=pk)
    return render(request, "staff/marks/restore.html", {"mark": mark, "form": form}, status=422 if form.errors else 200)
