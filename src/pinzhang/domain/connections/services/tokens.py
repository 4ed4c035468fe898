"""Issue and revoke tokens; the secret is shown once and kept nowhere."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from pinzhang.domain.connections.choices import Scope
from pinzhang.domain.connections.models import ApiToken
from pinzhang.domain.connections.permissions import Holder, belongs_to, may_connect, may_revoke
from pinzhang.domain.connections.refusals import CannotIssueToken
from pinzhang.domain.connections.selectors import digest_of, scopes_for
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.parties import services as parties
from pinzhang.domain.parties.choices import MembershipRole, PostRole
from pinzhang.domain.parties.models import Membership, Organisation, User

PREFIX = "pz_"
LONGEST = timedelta(days=366)
HINT = 8


@transaction.atomic
def issue_token(
    *,
    holder: Holder,
    label: str,
    scopes: Iterable[str],
    expires_at: datetime,
    by: User,
    at: datetime,
    for_holder: bool = False,
) -> tuple[ApiToken, str]:
    """Issue a token in one's own name or in the holder's, and return it with its secret (签发令牌).

    In one's own name it may do what the person may do, within its scopes, and ends with their leaving. In the
    holder's name it acts as an account of its own: a member of the organisation, an officer of the authority.

    :raises CannotIssueToken: the person may not, there is no purpose, a scope is not for them, or it would not
        expire within a year.
    """
    wanted = sorted(set(scopes))
    _check(holder, label.strip(), wanted, expires_at, by=by, at=at, for_holder=for_holder)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        **_held_by(holder),
        person=_account(holder, label.strip(), by=by, at=at) if for_holder else by,
        acts_for_holder=for_holder,
        label=label.strip(),
        hint=secret[:HINT],
        digest=digest_of(secret),
        scopes=wanted,
        issued_by=by,
        issued_at=at,
        expires_at=expires_at,
    )
    data = {"scopes": wanted, "person": token.person_id, "expires": expires_at.isoformat()}
    events.record("connections.token.issued", subject=token, by=by, at=at, data=data)
    return token, secret


def _held_by(holder: Holder) -> dict[str, Holder]:
    return {"organisation" if isinstance(holder, Organisation) else "authority": holder}


def _check(
    holder: Holder, label: str, scopes: list[str], expires_at: datetime, *, by: User, at: datetime, for_holder: bool
) -> None:
    allowed = {scope.value for scope in scopes_for(holder, by)}
    if isinstance(holder, Organisation) or for_holder:
        if not may_connect(by, holder):
            raise CannotIssueToken("只有授权签署人或主管机关经办可以签发单位的令牌。")
    elif not belongs_to(by, holder):
        raise CannotIssueToken("您不在这个单位任职。")
    if not label:
        raise CannotIssueToken("请写明用途。", fields={"label": "请写明哪个系统用来做什么。"})
    if not scopes or set(scopes) - allowed:
        raise CannotIssueToken("请选择权限。", fields={"scopes": "请至少选择一项您有的权限。"})
    if for_holder and {Scope.ORGANISATION_SIGN, Scope.REVIEW_READ, Scope.REVIEW_WRITE} & set(scopes):
        raise CannotIssueToken("签署和评审只能以本人名义。", fields={"scopes": "签署和评审须用本人名义的令牌。"})
    if not at < expires_at <= at + LONGEST:
        raise CannotIssueToken("令牌须在一年以内到期。", fields={"expires_on": "请选择一年以内的日期。"})


def _account(holder: Holder, label: str, *, by: User, at: datetime) -> User:
    """Return a new account that nobody can sign in with, placed where its predicates say the right thing."""
    account = parties.register_user(
        username=f"connection-{secrets.token_hex(8)}", full_name=f"{label}（接口）"[:60], email=""
    )
    if isinstance(holder, Organisation):
        parties.join_organisation(user=account, organisation=holder, role=MembershipRole.MEMBER, by=by, at=at)
    else:
        parties.appoint(user=account, authority=holder, role=PostRole.OFFICER)
    return account


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, at: datetime) -> ApiToken:
    """Revoke a token; it opens nothing from now on (停用令牌).

    :raises CannotIssueToken: the person may not.
    """
    token = (
        ApiToken.objects.select_for_update(of=("self",)).select_related("organisation", "authority").get(pk=token.pk)
    )
    if not may_revoke(by, token):
        raise CannotIssueToken("只有本人、授权签署人或主管机关经办可以停用。")
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        _close_account(token, by=by, at=at)
        events.record("connections.token.revoked", subject=token, by=by, at=at)
    return token


def _close_account(token: ApiToken, *, by: User | None, at: datetime) -> None:
    """End the account of a token that acted in the holder's name."""
    if not token.acts_for_holder:
        return
    for membership in Membership.objects.filter(user=token.person, until_at__isnull=True):
        parties.leave_organisation(membership=membership, by=by, at=at)
    parties.close_account(user=token.person, by=by, at=at)


@transaction.atomic
def note_use(*, token: ApiToken, at: datetime) -> None:
    """Keep the day on which a token was last used; at most one write a day."""
    today = local_day(at)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


@jobs.daily
def close_expired(_payload: dict[str, str], at: datetime) -> None:
    """Close the accounts of tokens that have expired."""
    for token in ApiToken.objects.filter(acts_for_holder=True, expires_at__lte=at, person__is_active=True):
        _close_account(token, by=None, at=at)
