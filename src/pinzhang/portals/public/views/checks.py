"""May I apply? Without an account, from public facts and from answers that are never stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.programmes.selectors import current_editions
from pinzhang.portals.public.forms import CodeForm
from pinzhang.portals.public.pages.checks import check_page, qualification_lines
from pinzhang.portals.public.refusing import status_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Check oneself against a programme in force (我能报吗); answers come by POST and are kept nowhere."""
    at = timezone.now()
    edition = get_object_or_404(current_editions(local_day(at)), code=code)
    answers = request.POST if request.method == "POST" else None
    context = check_page(edition, request.POST if answers is not None else request.GET, answers, at)
    return render(request, "public/check.html", context, status=status_of(context["questions"]))


@never_cache
@require_safe
def qualify(request: HttpRequest) -> HttpResponse:
    """Say for every programme in force how an organisation stands by its public facts (看看我能报什么)."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    code = form.cleaned_data["code"] if form.is_bound and form.is_valid() else ""
    organisation = organisation_by_credit_code(code) if code else None
    lines = qualification_lines(organisation, timezone.now()) if code else []
    context = {"form": form, "code": code, "organisation": organisation, "lines": lines}
    return render(request, "public/qualify.html", context)
