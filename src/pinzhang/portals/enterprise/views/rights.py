"""The organisation's own registers of intellectual property (知识产权)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.protection.selectors import rights_of
from pinzhang.domain.protection.services.rights import end_right, register_right
from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.enterprise.forms_rights import RightForm
from pinzhang.portals.enterprise.refusing import in_words, show_refusal
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import refused

KIND_WORDS = RightForm.KIND_WORDS


@enterprise_required
def index(request: EnterpriseRequest) -> HttpResponse:
    """List the organisation's rights with their ends (知识产权)."""
    found = numbered_page(rights_of(request.organisation), request)
    lines = [(one, KIND_WORDS[one.kind]) for one in found.rows]
    context = {"page": found, "lines": lines, "today": timezone.localdate(), "nav": "rights"}
    return render(request, "enterprise/rights.html", context)


@enterprise_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: EnterpriseRequest) -> HttpResponse:
    """Enter a right of the organisation (登记知识产权)."""
    form = RightForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            register_right(organisation=request.organisation, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已登记。到期前半年和三十天会提醒您。"))
            return redirect("enterprise:rights")
    status = 422 if form.errors else 200
    return render(request, "enterprise/right.html", {"form": form, "nav": "rights"}, status=status)


@enterprise_required
@require_POST
def end(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Take a right out of the register (撤下登记)."""
    right = get_object_or_404(rights_of(request.organisation), pk=pk)
    try:
        end_right(right=right, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, in_words(refusal.sentence), layout="ui/enterprise.html")
    messages.success(request, _("已撤下。"))
    return redirect("enterprise:rights")
