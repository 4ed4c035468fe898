"""Who may enter the institution portal: people who act for a technical institution."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from pinzhang.domain.core.services.access import record_access
from pinzhang.domain.parties.choices import MembershipRole
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import organisations_of
from pinzhang.domain.review.models import Evaluation
from pinzhang.domain.review.selectors import evaluations_of
from pinzhang.portals.ui.second_factor import ask_for_second_factor, lacks_second_factor

P = ParamSpec("P")


class InstitutionRequest(HttpRequest):
    """A request of somebody who acts for a technical institution."""

    user: User
    institution: str
    """The institutions the person acts for, as the head of the page says."""


View = Callable[Concatenate[InstitutionRequest, P], HttpResponseBase]
Entrance = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def institution_required(view: View[P]) -> Entrance[P]:
    """Let in whoever acts for a technical institution today, its signer with a second factor; others find no page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        own = organisations_of(cast("User", request.user)).filter(is_institution=True)
        mine = dict(own.values_list("name", "memberships__role"))
        if not mine:
            raise Http404
        if lacks_second_factor(request) and any(role == MembershipRole.SIGNER for role in mine.values()):
            return ask_for_second_factor(request)
        member = cast("InstitutionRequest", request)
        member.institution = "、".join(mine)
        return view(member, *args, **kwargs)

    return cast("Entrance[P]", guarded)


def own_evaluation(request: InstitutionRequest, pk: int) -> Evaluation:
    """Return an evaluation commissioned from an institution the person acts for, and record that they look.

    :raises Http404: it was commissioned from another, or from nobody.
    """
    mine = get_object_or_404(evaluations_of(request.user), pk=pk)
    record_access(mine.application, by=request.user, what="file", at=timezone.now())
    return mine
