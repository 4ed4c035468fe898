"""Views of the queue that an official keeps for themselves (常用视图)."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.models import SavedView
from pinzhang.domain.review.services.views import forget_view, keep_view
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.staff.forms_cases import QueueFilter
from pinzhang.portals.ui.refusals import refused


@require_POST
@staff_required
def keep(request: StaffRequest) -> HttpResponse:
    """Keep the filters of the queue under a name."""
    query = narrowing(QueryDict(request.POST.get("query", "")))
    back = f"{reverse('staff:queue')}?{query}"
    try:
        view = keep_view(owner=request.user, name=request.POST.get("name", ""), query=query, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, next_url=back, layout="ui/staff.html")
    messages.success(request, f"已保存视图“{view}”。")
    return redirect(back)


@require_POST
@staff_required
def forget(request: StaffRequest) -> HttpResponse:
    """Remove one of the official's own views."""
    asked = request.POST.get("view", "")
    view = get_object_or_404(SavedView, owner=request.user, pk=int(asked) if asked.isdecimal() else 0)
    forget_view(view=view, by=request.user, at=timezone.now())
    messages.success(request, f"已删除视图“{view}”。")
    return redirect("staff:queue")


def narrowing(asked: QueryDict) -> str:
    """Return what narrows the queue, in one order, without the place in the list."""
    kept = QueryDict(mutable=True)
    for name in ("view", *QueueFilter.base_fields):
        if value := asked.get(name, "").strip():
            kept[name] = value
    return kept.urlencode()
