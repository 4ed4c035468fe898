"""Who may enter the enterprise portal: people who act for an organisation that applies, and those they delegate to."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from pinzhang.domain.parties.choices import MembershipRole
from pinzhang.domain.parties.models import Delegation, Organisation, User
from pinzhang.domain.parties.selectors import delegations_of, organisations_of
from pinzhang.portals.ui.refusals import FORBIDDEN, refused
from pinzhang.portals.ui.second_factor import ask_for_second_factor, lacks_second_factor

P = ParamSpec("P")
CHOSEN = "enterprise.organisation"
"""Where the session keeps which of several organisations a person acts for now."""


class EnterpriseRequest(HttpRequest):
    """A request of somebody who acts for an organisation."""

    user: User
    organisation: Organisation
    enterprise: Organisation
    """The same organisation, as the head of the page shows it."""
    delegation: Delegation | None
    """On what a person acts who is no member."""


View = Callable[Concatenate[EnterpriseRequest, P], HttpResponseBase]
Entrance = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def applicants_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations a person applies for; technical institutions have a portal of their own."""
    mine = organisations_of(user).filter(is_institution=False)
    return mine.annotate(role=F("memberships__role"))


def enterprise_required(view: View[P]) -> Entrance[P]:
    """Let in whoever is a member of an organisation, its signer with a second factor.

    Delegates are refused; everybody else is shown how to register or join an organisation.
    """
    return _guarded(view, delegates=False)


def delegate_allowed(view: View[P]) -> Entrance[P]:
    """Let in members, and those to whom the organisation has delegated filling in (受托单位也可以办)."""
    return _guarded(view, delegates=True)


def _guarded(view: View[P], *, delegates: bool) -> Entrance[P]:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        member = cast("EnterpriseRequest", request)
        role = _enter(member)
        if role is None:
            return redirect("enterprise:join")
        if role == MembershipRole.SIGNER and lacks_second_factor(request):
            return ask_for_second_factor(request)
        if member.delegation is not None and not delegates:
            sentence = _("这一页不在委托范围内。请由委托单位的成员办理。")
            return refused(request, sentence, layout="ui/enterprise.html", status=FORBIDDEN)
        return view(member, *args, **kwargs)

    return cast("Entrance[P]", guarded)


def _enter(request: EnterpriseRequest) -> str | None:
    """Find out for which organisation a person acts now, and as what; nothing where there is none."""
    mine = {organisation.pk: organisation for organisation in applicants_of(request.user)}
    chosen = request.session.get(CHOSEN, 0)
    request.delegation = None
    if chosen not in mine and (chosen or not mine):
        held = list(
            delegations_of(request.user, on=timezone.localdate()).annotate(role=F("delegate__memberships__role"))
        )
        request.delegation = next(
            (one for one in held if one.principal_id == chosen), None if mine else next(iter(held), None)
        )
    if request.delegation is not None:
        request.organisation = request.enterprise = request.delegation.principal
        return str(request.delegation.role)
    if not mine:
        return None
    request.organisation = request.enterprise = found = mine.get(chosen) or next(iter(mine.values()))
    return str(found.role)  # type: ignore[attr-defined]
