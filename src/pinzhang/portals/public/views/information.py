"""Pages that explain: help, accessibility, coverage; and whether this instance is well."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pinzhang.domain.core.services.readiness import hindrances
from pinzhang.portals.public.coverage import rows_shown, tallies


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer what people ask most (使用帮助)."""
    return render(request, "public/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what is done for people who see, hear or move differently, and what is not yet (无障碍说明)."""
    return render(request, "public/accessibility.html")


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Say of everything this service is meant for which page does it and which test shows it (收录说明)."""
    return render(request, "public/coverage.html", {"areas": rows_shown(), "tallies": tallies()})


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer whether the program runs and the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer whether requests may be sent here: database there and migrated, storage writable; else what is amiss."""
    amiss = hindrances()
    return JsonResponse({"ready": not amiss, "amiss": amiss}, status=503 if amiss else 200)
