"""Who may enter the enterprise portal: people who act for an organisation that applies."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import organisations_of

P = ParamSpec("P")
CHOSEN = "enterprise.organisation"
"""Where the session keeps which of several organisations a person acts for now."""


class EnterpriseRequest(HttpRequest):
    """A request of somebody who acts for an organisation."""

    user: User
    organisation: Organisation
    enterprise: Organisation
    """The same organisation, as the head of the page shows it."""


View = Callable[Concatenate[EnterpriseRequest, P], HttpResponse]
Entrance = Callable[Concatenate[HttpRequest, P], HttpResponse]


def applicants_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations a person applies for; technical institutions have a portal of their own."""
    return organisations_of(user).filter(is_institution=False)


def enterprise_required(view: View[P]) -> Entrance[P]:
    """Let in whoever acts for an organisation; everybody else is shown how to register or join one."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        mine = {organisation.pk: organisation for organisation in applicants_of(cast("User", request.user))}
        if not mine:
            return redirect("enterprise:join")
        chosen = mine.get(request.session.get(CHOSEN, 0)) or next(iter(mine.values()))
        member = cast("EnterpriseRequest", request)
        member.organisation = member.enterprise = chosen
        return view(member, *args, **kwargs)

    return cast("Entrance[P]", guarded)
