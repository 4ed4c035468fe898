"""Pages about the API: its operations, its problems, its schema."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from pinzhang.portals.api import described
from pinzhang.portals.api.problems import NotThere, problem


@require_safe
def index(_request: HttpRequest) -> HttpResponse:
    """Lead to the present version."""
    return redirect("api:operations")


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Show every operation with its scope, its parameters and its documents (接口说明)."""
    return render(request, "api/operations.html", {"parts": described.parts(), "head": described.document()["info"]})


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Send the OpenAPI document."""
    return JsonResponse(described.document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Show every refusal by name (拒绝的名称)."""
    return render(request, "api/problems.html", {"refusals": described.refusals()})


@csrf_exempt
def unknown(_request: HttpRequest) -> HttpResponse:
    """Answer an address that is none as everything here is answered."""
    return problem(NotThere())
