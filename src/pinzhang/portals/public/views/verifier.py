"""The offline verifier: a page of this site, and the same as one file to take along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pinzhang.portals.public.pages import verifier as pages


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the verifier; it asks this site for keys and lists and works on without a network (离线核验)."""
    return render(request, "public/verifier.html", pages.verifier_page(live=True))


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Send the verifier as one file with the keys and lists of this moment (离线核验文件)."""
    response = HttpResponse(pages.standalone(request), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pinzhang-verifier.html"'
    response["Cache-Control"] = "no-cache"
    return response
