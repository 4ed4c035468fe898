"""A refusal as people see it: what happened, what was not lost, what to do now."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy

from pinzhang.domain.core.refusals import NotEntitled, Refusal

OK = 200
UNPROCESSABLE = 422
FORBIDDEN = 403
NOTHING_CHANGED = gettext_lazy("什么都没有改变，您填写的内容还在。")


def status_for(refusal: Exception | None) -> int:
    """Return the status of a page that shows a refusal: 403 where no other input would have helped, else 422."""
    if refusal is None:
        return OK
    return FORBIDDEN if isinstance(refusal, NotEntitled) else UNPROCESSABLE


def show_refusal(form: forms.Form, refusal: Refusal, *, say: Callable[[str], str] = gettext) -> None:
    """Put a refusal into a form: each reason at its field, the sentence above where no field is named.

    ``say`` gives what the domain said in the reader's language.
    """
    known = {field: text for field, text in refusal.fields.items() if field in form.fields}
    for field, text in known.items():
        form.add_error(field, say(text))
    if not known:
        form.add_error(None, say(refusal.sentence))


def refused(
    request: HttpRequest,
    refusal: Exception | str,
    *,
    title: str = "",
    kept: str = "",
    next_url: str = "",
    next_label: str = "",
    layout: str = "ui/public.html",
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    """Answer with a refusal: the reason in the domain's words, and where to go on.

    A refusal that carries ``reasons`` shows each, with its ``clause`` where it has one.
    """
    context = {
        "refusal": refusal,
        "reasons": list(getattr(refusal, "reasons", ())),
        "title": title or gettext("没有办成"),
        "kept": kept or NOTHING_CHANGED,
        "next_url": next_url or _came_from(request),
        "next_label": next_label or gettext("返回上一页"),
        "layout": layout,
    }
    return render(request, "ui/refusal.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site that led here, else the front page."""
    address = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else "/"
