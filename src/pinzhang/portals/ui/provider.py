"""Signing in at a provider (统一身份认证): only for whom the office has linked with a subject there."""

from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Lets in whom the office has linked; makes no account, and links nobody by what a provider or a visitor says."""

    def is_open_for_signup(self, _request: HttpRequest, _login: Any) -> bool:
        return False

    def pre_social_login(self, _request: HttpRequest, login: Any) -> None:
        """Go on with signing in only: whoever took over a session could else link it with a subject of their own."""
        if login.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(redirect("account_login"))


def asserts_second_factor(claims: Mapping[str, Any]) -> bool:
    """Tell whether the provider says, in words the office has named, that it asked for a second factor."""
    methods = claims.get("amr")
    said = {str(one) for one in methods} if isinstance(methods, list) else set()
    return bool({*said, str(claims.get("acr", ""))} & settings.SECOND_FACTORS_OF_PROVIDER)
