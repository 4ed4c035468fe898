"""Who may enter the reviewer portal: people in the pool; each sees only their own tasks."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services.access import record_access
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.selectors import is_reviewer, tasks_of
from pinzhang.portals.ui.second_factor import ask_for_second_factor, lacks_second_factor

P = ParamSpec("P")


class ReviewerRequest(HttpRequest):
    """A request of a reviewer."""

    user: User


View = Callable[Concatenate[ReviewerRequest, P], HttpResponseBase]
Entrance = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def reviewer_required(view: View[P]) -> Entrance[P]:
    """Let in whoever is in the pool, with a second factor; to others the page does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_reviewer(cast("User", request.user)):
            raise Http404
        if lacks_second_factor(request):
            return ask_for_second_factor(request)
        return view(cast("ReviewerRequest", request), *args, **kwargs)

    return cast("Entrance[P]", guarded)


def own_task(request: ReviewerRequest, pk: int) -> ReviewTask:
    """Return one of the reviewer's own tasks.

    :raises Http404: it is somebody else's or nobody's, or its applicant is somebody they must not judge.
    """
    return get_object_or_404(tasks_of(request.user, on=local_day(timezone.now())), pk=pk)


def opened_task(request: ReviewerRequest, pk: int) -> ReviewTask:
    """Return one of the reviewer's own tasks whose file is open to them, free of conflict; record that they look.

    :raises Http404: the file is not open, or not theirs.
    """
    task = own_task(request, pk)
    if task.conflict != ConflictAnswer.NONE or task.is_off:
        raise Http404
    record_access(task.application, by=request.user, what="file", at=timezone.now())
    return task
