"""Let another organisation act for this one, and end that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.selectors import delegations_granted, organisation_by_credit_code
from pinzhang.domain.parties.services import CannotDelegate, end_delegation, grant_delegation
from pinzhang.domain.programmes.selectors import current_editions
from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.enterprise.forms import DelegationForm
from pinzhang.portals.enterprise.pages.own import signs_for
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.refusals import refused, status_for


@enterprise_required
@require_http_methods(["GET", "POST"])
def delegations(request: EnterpriseRequest) -> HttpResponse:
    """List who acts for the organisation by delegation; the signer grants one (委托)."""
    editions = current_editions(timezone.localdate())
    programmes = [(one.code, words({"zh": one.name, "en": one.name_en})) for one in editions]
    form = DelegationForm(request.POST or None, programmes=programmes)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, programmes, 422 if form.is_bound else 200)
    try:
        _grant(request, form)
    except Refusal as refusal:
        form.refuse(refusal.fields)
        if not refusal.fields:
            form.add_error(None, _(refusal.sentence))
        return _page(request, form, programmes, status_for(refusal))
    messages.success(request, _("已委托。对方成员登录后，在“切换单位”里可以选本单位。"))
    return redirect("enterprise:delegations")


def _grant(request: EnterpriseRequest, form: DelegationForm) -> None:
    given = form.cleaned_data
    delegate = organisation_by_credit_code(given.pop("credit_code"))
    if delegate is None:
        raise CannotDelegate("没有这个单位。", fields={"credit_code": _("没有登记过这个代码的单位。请对方先登记。")})
    grant_delegation(principal=request.organisation, delegate=delegate, by=request.user, at=timezone.now(), **given)


def _page(
    request: EnterpriseRequest, form: DelegationForm, programmes: list[tuple[str, str]], status: int
) -> HttpResponse:
    names = dict(programmes)
    today = timezone.localdate()
    rows = [
        (one, [names.get(code, code) for code in one.programmes])
        for one in delegations_granted(request.organisation, on=today)
    ]
    context = {"rows": rows, "form": form, "signs": signs_for(request), "today": today, "nav": "profile"}
    return render(request, "enterprise/delegations.html", context, status=status)


@enterprise_required
@require_POST
def end(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """End a delegation; access ends with it at once (终止委托)."""
    found = get_object_or_404(delegations_granted(request.organisation, on=timezone.localdate()), pk=pk)
    try:
        end_delegation(delegation=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, _(refusal.sentence), layout="ui/enterprise.html", status=status_for(refusal))
    messages.success(request, _("委托已终止，对方现在就不能再办。"))
    return redirect("enterprise:delegations")
