"""Who calls: a token and whom it acts as; a session opens nothing here."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest

from pinzhang.domain.connections.models import ApiToken
from pinzhang.domain.connections.refusals import TokenRefused
from pinzhang.domain.connections.selectors import token_of
from pinzhang.domain.connections.services.tokens import note_use
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import posts_of
from pinzhang.domain.reference.models import Authority

SCHEME = "Bearer "
SECONDS = 60
MOST_PER_MINUTE = 600
MOST_ANONYMOUS_PER_MINUTE = 120


class ScopeMissing(Refusal):
    """The token was not issued for this (令牌没有这项权限)."""


class TooManyRequests(Refusal):
    """The caller has asked too often within a minute (请求太频繁)."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A living token, and the person it acts as (请求方)."""

    token: ApiToken

    @property
    def person(self) -> User:
        return self.token.person

    @property
    def owner(self) -> str:
        """Under which name its idempotency keys are kept."""
        return f"token:{self.token.pk}"

    @property
    def organisation(self) -> Organisation:
        """The organisation it acts for; a scope of organisations is given to no other."""
        return cast("Organisation", self.token.organisation)

    @property
    def authority(self) -> Authority:
        """The authority it acts for; a scope of offices is given to no other."""
        return cast("Authority", self.token.authority)

    @property
    def posts(self) -> tuple:  # type: ignore[type-arg]
        """The posts it acts with: those its person holds in the authority it belongs to, and no others."""
        return tuple(posts_of(self.person).filter(authority=self.token.authority_id).order_by("pk"))


class ApiRequest(HttpRequest):
    """A request of another system; ``caller`` is there wherever an operation asks for a scope."""

    caller: Caller
    at: datetime


def admit(request: HttpRequest, scope: str | None, at: datetime) -> Caller | None:
    """Return who calls; nobody in particular where an operation is open to all and no token was sent.

    :raises TokenRefused: a token is needed and there is none, or it opens nothing any more.
    :raises ScopeMissing: the token was not issued for this.
    :raises TooManyRequests: the caller has used up this minute.
    """
    text = request.headers.get("Authorization", "")
    if not text and scope is None:
        _count(f"address:{request.META.get('REMOTE_ADDR', '')}", MOST_ANONYMOUS_PER_MINUTE, at)
        return None
    secret = text[len(SCHEME) :].strip()
    if not text.startswith(SCHEME) or not secret:
        _count(f"address:{request.META.get('REMOTE_ADDR', '')}", MOST_ANONYMOUS_PER_MINUTE, at)
        raise TokenRefused("请在 Authorization 头里给出令牌：Bearer pz_…")
    try:
        token = token_of(secret, at=at)
    except TokenRefused:
        _count(f"address:{request.META.get('REMOTE_ADDR', '')}", MOST_ANONYMOUS_PER_MINUTE, at)
        raise
    caller = Caller(token)
    _count(caller.owner, MOST_PER_MINUTE, at)
    if scope is not None and scope not in token.scopes:
        raise ScopeMissing(f"这个令牌没有“{scope}”权限。")
    note_use(token=token, at=at)
    return caller


def _count(who: str, most: int, at: datetime) -> None:
    """Count one request of this minute, in the cache that all processes share."""
    key = f"api:{who}:{int(at.timestamp()) // SECONDS}"
    cache.add(key, 0, SECONDS)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache has made room meanwhile
        count = 1
    if count > most:
        raise TooManyRequests(f"每分钟最多 {most} 次请求，请过一会儿再试。")
