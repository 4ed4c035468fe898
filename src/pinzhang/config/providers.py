"""At which provider people may sign in, as the settings of the sign-in library."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from pinzhang.config.environment import Environment

PROVIDER = "office"
"""Under which name the one provider of an instance stands in addresses and in what is linked."""


def providers(environment: Environment) -> dict[str, Any]:
    """Return the provider that was set; none where no issuer was.

    It is asked for the subject alone: neither name nor address of mail is fetched.
    """
    if not environment.oidc_issuer:
        return {}
    if urlsplit(environment.oidc_issuer).scheme != "https" and not (environment.demo or environment.testing):
        raise ImproperlyConfigured("PINZHANG_OIDC_ISSUER must begin with https://")
    if not environment.oidc_client_id:
        raise ImproperlyConfigured("PINZHANG_OIDC_CLIENT_ID is not set")
    app = {
        "provider_id": PROVIDER,
        "name": environment.oidc_name,
        "client_id": environment.oidc_client_id,
        "secret": environment.oidc_secret.get_secret_value(),
        "settings": {"server_url": environment.oidc_issuer, "fetch_userinfo": False},
    }
    return {"openid_connect": {"APPS": [app], "SCOPE": ["openid"], "OAUTH_PKCE_ENABLED": True}}


def named(text: str) -> frozenset[str]:
    """Return the values of a setting that are separated by commas."""
    return frozenset(part.strip() for part in text.split(",") if part.strip())
