"""Editions in the making: what is put out for public comment, and a comment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.programmes.selectors import drafts_shown_to_the_public
from pinzhang.domain.programmes.services.drafts import comment_on_draft
from pinzhang.portals.public.forms import CommentForm
from pinzhang.portals.public.pages import drafts as pages
from pinzhang.portals.public.refusing import show_refusal, status_of
from pinzhang.portals.public.throttle import count_one

NAV = "notices"
"""The entry of the menu to which these pages belong."""


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """List the editions that are or were open for public comment (公开征求意见)."""
    today = local_day(timezone.now())
    lines = [pages.draft_line(draft, today) for draft in drafts_shown_to_the_public()]
    return render(request, "public/drafts.html", {"lines": lines, "nav": NAV})


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft beside the edition in force, and take a comment while its term runs."""
    found = get_object_or_404(drafts_shown_to_the_public(), pk=pk)
    form, at = CommentForm(request.POST or None), timezone.now()
    if form.is_bound and form.is_valid():
        try:
            count_one(request, "comment")
            comment_on_draft(draft=found, at=at, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("意见已收到。答复时会和采纳情况一起公布在这一页。"))
            return redirect("public:draft", pk=pk)
    context = {"form": form, "nav": NAV, **pages.draft_page(found, local_day(at), request.GET.get("sector"))}
    return render(request, "public/draft.html", context, status=status_of(form))
