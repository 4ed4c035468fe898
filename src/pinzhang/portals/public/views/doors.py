"""Ways in: the doors of the demonstration, where one goes after signing in, and where a link in a notice leads."""

from typing import cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.parties.models import User
from pinzhang.portals.public.demonstration import DOORS, FRONT_DOORS, MORE_DOORS
from pinzhang.portals.public.pages.destinations import destination_of, workplace_of
from pinzhang.portals.ui.second_factor import DOOR, note_second_factor

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Show every identity of the demonstration (演示身份); there is no such page elsewhere."""
    if not settings.DEMO:
        raise Http404
    return render(request, "public/doors.html", {"front_doors": FRONT_DOORS, "more_doors": MORE_DOORS})


@require_POST
def door(request: HttpRequest, name: str) -> HttpResponse:
    """Go through a door: sign in as that demonstration user, or out again as a citizen."""
    found = DOORS.get(name)
    if not settings.DEMO or found is None:
        raise Http404
    if found.anonymous:
        logout(request)
        return redirect("public:lists")
    user = get_object_or_404(get_user_model(), username=found.username, is_active=True)
    login(request, user, backend=BACKEND)
    note_second_factor(request, DOOR)
    UserSession.objects.create_from_request(request)
    return redirect("after_sign_in")


@require_safe
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where their work is."""
    if not request.user.is_authenticated:
        return redirect("public:home")
    return redirect(workplace_of(request.user))


@require_safe
@login_required
def go(request: HttpRequest, kind: str, pk: int = 0) -> HttpResponse:
    """Follow a link of a notice to the page of the portal that its reader works in; the page itself checks rights."""
    address = destination_of(cast("User", request.user), kind, pk)
    if not address:
        raise Http404
    return redirect(address)
