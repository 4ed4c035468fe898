"""A second factor (两步验证) for whoever decides, scores or signs: asked for at the door of each portal.

The session says which one was used: a code, a passkey, a provider that asks for one itself, or, in the demonstration, a
door. It is written when the factor is used or set up, and taken back when the last one is removed.
"""

from typing import Any
from urllib.parse import urlencode

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pinzhang.portals.ui.provider import asserts_second_factor

USED = "second_factor"
"""Where the session keeps which second factor let the person in."""
DOOR = "door"
PROVIDER = "provider"


def note_second_factor(request: HttpRequest, kind: str) -> None:
    """Write into the session that a second factor was used."""
    request.session[USED] = kind


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was opened without a second factor where one is required."""
    return settings.SECOND_FACTOR_REQUIRED and not request.session.get(USED)


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to the page that says what to do, and back to the page that was asked for."""
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return redirect(reverse("second_factor") + query)


def _used(*, request: HttpRequest, authenticator: Any, **_more: Any) -> None:
    note_second_factor(request, authenticator.type)


def _removed(*, request: HttpRequest, user: Any, **_more: Any) -> None:
    if not is_mfa_enabled(user):
        request.session.pop(USED, None)


def _signed_in(*, request: HttpRequest, sociallogin: Any = None, **_more: Any) -> None:
    if sociallogin is not None and asserts_second_factor(sociallogin.account.extra_data.get("id_token") or {}):
        note_second_factor(request, PROVIDER)


def listen() -> None:
    """Follow what happens to the second factors of a person."""
    user_logged_in.connect(_signed_in, dispatch_uid="pinzhang.second_factor.signed_in")
    authenticator_used.connect(_used, dispatch_uid="pinzhang.second_factor.used")
    authenticator_added.connect(_used, dispatch_uid="pinzhang.second_factor.added")
    authenticator_removed.connect(_removed, dispatch_uid="pinzhang.second_factor.removed")
