"""What the provider says of whoever signed in there."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Claims(DefaultOIDCAdapter):
    """Knows people by their names, and says how each of them proved who they are."""

    def get_user_sub(self, _client: Any, user: Any) -> str:
        return f"subject-of-{user.username}"

    def get_user_by_sub(self, _client: Any, sub: str) -> Any:
        from django.contrib.auth.models import User  # noqa: PLC0415 - Django is up only now

        return User.objects.filter(username=sub.removeprefix("subject-of-")).first()

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: Any = None, **more: Any) -> Any:
        methods = {"wang": ["pwd", "otp"]}.get(user.username, ["pwd"])
        return {**super().get_claims(purpose, user, client, scopes, email, **more), "amr": methods}
