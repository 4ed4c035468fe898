"""The page of components, and what is said when the program fails."""

from http import HTTPStatus
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.providers.openid_connect.views import login as provider_login
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language
from requests import RequestException

from pinzhang.domain.parties.services import prefer_language
from pinzhang.portals.ui.second_factor import lacks_second_factor
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


def choose_language(request: HttpRequest) -> HttpResponse:
    """Go on in another language; whoever is signed in gets notices and letters in it, too (语言)."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        prefer_language(user=request.user, language=language)
    return set_language(request)


@require_safe
def sign_in_at_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider (用统一身份认证登录); one that does not answer is named as the cause."""
    try:
        return cast("HttpResponse", provider_login(request, provider_id))
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=HTTPStatus.BAD_GATEWAY)


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the person, this one too (全部退出)."""
    get_adapter().end_sessions(UserSession.objects.filter(user=request.user))
    logout(request)
    return redirect("account_login")


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say why a second factor is needed and how to set one up or use it (需要两步验证)."""
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    target = wanted if allowed else reverse("after_sign_in")
    if not lacks_second_factor(request):
        return redirect(target)
    context = {"target": target, "has_one": is_mfa_enabled(request.user)}
    return render(request, "ui/second_factor.html", context)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that the program failed (``handler500``); asks neither database nor session, which may be the cause."""
    return HttpResponseServerError(render_to_string("500.html"))
