"""Pages that are read without a cookie: the address may name the language."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import translation

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
ASKED = {"zh": "zh-hans", "en": "en"}


def in_asked_language(view: View[P]) -> View[P]:
    """Draw the page in the language that ``?lang=`` names, where it names one of ours."""

    @wraps(view)
    def drawn(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = ASKED.get(request.GET.get("lang", ""))
        if language is None:
            return view(request, *args, **kwargs)
        with translation.override(language):
            answer = view(request, *args, **kwargs)
        answer.headers["Content-Language"] = language
        return answer

    return drawn
