"""Come in: register an organisation, choose for which one to act."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import delegations_of
from pinzhang.domain.parties.services import register_own_organisation
from pinzhang.engine.identifiers import check_credit_code
from pinzhang.portals.enterprise.access import CHOSEN, EnterpriseRequest, applicants_of, delegate_allowed
from pinzhang.portals.enterprise.forms import RegisterForm


@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Register an organisation by its credit code, or say how to be let into one (登记单位)."""
    form, refusal = RegisterForm(request.POST or None), None
    user = cast("User", request.user)
    if request.method == "POST" and form.is_valid():
        try:
            mine = register_own_organisation(by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as error:
            refusal = error
            form.refuse(refusal.fields)
        else:
            request.session[CHOSEN] = mine.pk
            messages.success(request, _("已登记。您是本单位的授权签署人。"))
            if warning := check_credit_code(form.cleaned_data["credit_code"]).warning if mine.credit_code else "":
                messages.warning(request, warning)
            return redirect("enterprise:workbench")
    context = {"form": form, "refusal": refusal, "has_organisation": applicants_of(user).exists()}
    return render(request, "enterprise/join.html", context, status=422 if form.is_bound else 200)


@delegate_allowed
@require_http_methods(["GET", "POST"])
def switch(request: EnterpriseRequest) -> HttpResponse:
    """Choose for which organisation to act (切换单位)."""
    held = delegations_of(request.user, on=timezone.localdate())
    mine = {one.pk: one for one in applicants_of(request.user)}
    if request.method == "GET":
        return render(request, "enterprise/switch.html", {"organisations": mine.values(), "delegations": held})
    chosen = {str(pk) for pk in (*mine, *held.values_list("principal", flat=True))} & {request.POST.get("organisation")}
    if not chosen:
        raise Http404
    request.session[CHOSEN] = int(str(chosen.pop()))
    return redirect("enterprise:workbench")
