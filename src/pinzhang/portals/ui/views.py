"""The page of components, and what is said when the program fails."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from pinzhang.portals.ui.showcase import sample_context

LAYOUTS = ("public", "enterprise", "staff", "reviewer", "institution", "phone")


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """Show every component in its states; part of the demonstration only. ``?layout=staff`` shows another layout."""
    if not settings.DEMO:
        raise Http404
    asked = request.GET.get("layout", "public")
    layout = asked if asked in LAYOUTS else "public"
    context = {"layout": f"ui/{layout}.html", "layouts": LAYOUTS, **sample_context()}
    return HttpResponse(render_to_string("ui/states.html", context, request))


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that the program failed (``handler500``); asks neither database nor session, which may be the cause."""
    return HttpResponseServerError(render_to_string("500.html"))
