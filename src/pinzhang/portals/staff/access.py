"""Who may enter the staff portal: people who hold a post. It speaks Chinese, whatever the browser asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.parties.selectors import keep_posts, posts_of
from pinzhang.portals.ui.second_factor import ask_for_second_factor, lacks_second_factor

P = ParamSpec("P")
LANGUAGE = "zh-hans"


class StaffRequest(HttpRequest):
    """A request of an official, with the posts that let them in."""

    user: User
    posts: tuple[Post, ...]
    authority: str
    """Where the official works, as the head of the page says."""


View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
Entrance = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def post_required(*roles: PostRole) -> Callable[[View[P]], Entrance[P]]:
    """Let in whoever holds one of these posts, or any post where none is named; to others the page does not exist.

    Whoever holds one is asked for a second factor first.
    """

    def decorate(view: View[P]) -> Entrance[P]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            posts = tuple(posts_of(cast("User", request.user)).order_by("pk"))
            keep_posts(cast("User", request.user), posts)
            if not any(post.role in roles for post in posts) if roles else not posts:
                raise Http404
            if lacks_second_factor(request):
                return ask_for_second_factor(request)
            official = cast("StaffRequest", request)
            official.posts, official.authority = posts, _workplaces(posts)
            with translation.override(LANGUAGE):
                answer = view(official, *args, **kwargs)
            answer.headers["Content-Language"] = LANGUAGE
            return answer

        return cast("Entrance[P]", guarded)

    return decorate


def staff_required(view: View[P]) -> Entrance[P]:
    """Let in whoever holds a post (工作人员)."""
    everybody: Callable[[View[P]], Entrance[P]] = post_required()
    return everybody(view)


def has_post(posts: tuple[Post, ...], *roles: PostRole) -> bool:
    """Tell whether one of the posts is of one of these roles."""
    return any(post.role in roles for post in posts)


def _workplaces(posts: tuple[Post, ...]) -> str:
    names = [str(post.department or post.authority) for post in posts]
    return "、".join(dict.fromkeys(names))
