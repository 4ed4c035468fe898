"""Reads of tokens, endpoints and deliveries."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from pinzhang.domain.connections.choices import (
    INSTITUTION_SCOPES,
    OFFICE_SCOPES,
    ORGANISATION_SCOPES,
    REVIEW_SCOPES,
    Scope,
)
from pinzhang.domain.connections.models import ApiToken, WebhookDelivery, WebhookEndpoint
from pinzhang.domain.connections.permissions import Holder, belongs_to, holder_of
from pinzhang.domain.connections.refusals import TokenRefused
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import holds


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tokens() -> QuerySet[ApiToken]:
    """Return tokens with what every list of them shows, the newest first."""
    return ApiToken.objects.select_related("organisation", "authority", "person", "issued_by").order_by(
        "-issued_at", "-pk"
    )


def tokens_of(holder: Holder) -> QuerySet[ApiToken]:
    """Return the tokens of an organisation or authority."""
    if isinstance(holder, Organisation):
        return tokens().filter(organisation=holder)
    return tokens().filter(authority=holder)


def tokens_acting_as(user: User) -> QuerySet[ApiToken]:
    """Return the tokens that act as a person."""
    return tokens().filter(person=user, acts_for_holder=False)


def token_of(secret: str, *, at: datetime) -> ApiToken:
    """Return the living token with a secret; who left the holder has none at once.

    :raises TokenRefused: it is unknown, revoked or expired, or whom it acts as no longer belongs to its holder.
    """
    found = tokens().filter(digest=digest_of(secret)).first()
    if found is None:
        raise TokenRefused("没有这个令牌。")
    if found.revoked_at is not None:
        raise TokenRefused("这个令牌已经停用。")
    if not found.is_living(at):
        raise TokenRefused("这个令牌已经到期，请签发新的令牌。")
    if not found.person.is_active or not belongs_to(found.person, holder_of(found)):
        raise TokenRefused("令牌所代表的人已经不在这个单位。")
    return found


def scopes_for(holder: Holder, user: User) -> tuple[Scope, ...]:
    """Return the scopes that a token of a holder may be given by a person."""
    if isinstance(holder, Organisation):
        return INSTITUTION_SCOPES if holder.is_institution else ORGANISATION_SCOPES
    official = holds(user, holder)
    reviewer = hasattr(user, "reviewer") and user.reviewer.authority_id == holder.pk
    return (*(OFFICE_SCOPES if official else ()), *(REVIEW_SCOPES if reviewer else ()))


def endpoints_of(holder: Holder) -> QuerySet[WebhookEndpoint]:
    """Return the living endpoints of a holder, the newest first."""
    own = {"organisation": holder} if isinstance(holder, Organisation) else {"authority": holder}
    return WebhookEndpoint.objects.filter(**own, ended_at__isnull=True).order_by("-created_at", "-pk")


def deliveries_of(holder: Holder) -> QuerySet[WebhookDelivery]:
    """Return what was told, or is to be told, to the endpoints of a holder, the newest first."""
    own = {"endpoint__organisation": holder} if isinstance(holder, Organisation) else {"endpoint__authority": holder}
    return WebhookDelivery.objects.filter(**own).select_related("endpoint", "event").order_by("-queued_at", "-pk")
