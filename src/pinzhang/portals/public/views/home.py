"""The front page and its search."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.portals.public.demonstration import FRONT_DOORS
from pinzhang.portals.public.pages import front, searching
from pinzhang.portals.public.pages.drafts import running_drafts
from pinzhang.portals.public.pages.notices import running_notices


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what can be done without signing in, and what is going on (首页)."""
    at = timezone.now()
    today = local_day(at)
    lists, notices = front.list_lines(today), running_notices(today)
    context = {
        "rounds": front.open_round_lines(at),
        "notices": notices,
        "lists": lists,
        "figures": front.figures(lists, len(notices), today),
        "results": front.round_results(),
        "drafts": running_drafts(today),
        "doors": FRONT_DOORS if settings.DEMO else (),
    }
    return render(request, "public/home.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find marks, holders and programmes whose name or number contains the words (搜索)."""
    typed = request.GET.get("q", "").strip()[: searching.LONGEST]
    found = searching.find(typed, local_day(timezone.now()))
    return render(request, "public/search.html", {"typed": typed, **found})
