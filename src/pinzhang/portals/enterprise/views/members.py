"""Who acts for the organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import MembershipRole
from pinzhang.domain.parties.selectors import active_user, members_of
from pinzhang.domain.parties.services import join_organisation, leave_organisation, transfer_signature
from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.enterprise.forms import MemberForm
from pinzhang.portals.enterprise.pages.own import signs_for
from pinzhang.portals.ui.refusals import FORBIDDEN, refused

LAYOUT = "ui/enterprise.html"


@enterprise_required
@require_http_methods(["GET", "POST"])
def members(request: EnterpriseRequest) -> HttpResponse:
    """List who acts for the organisation; the signer lets colleagues in (成员)."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _add(request, form)
    return _members_page(request, form)


def _members_page(request: EnterpriseRequest, form: MemberForm) -> HttpResponse:
    context = {
        "members": members_of(request.organisation),
        "form": form,
        "signs": signs_for(request),
        "nav": "profile",
    }
    return render(request, "enterprise/members.html", context, status=422 if form.is_bound else 200)


def _add(request: EnterpriseRequest, form: MemberForm) -> HttpResponse:
    if not signs_for(request):
        return _not_signer(request)
    person = active_user(form.cleaned_data["username"])
    if person is None:
        form.add_error("username", _("没有这个用户名。请核对，或请同事先注册。"))
        return _members_page(request, form)
    try:
        join_organisation(
            user=person,
            organisation=request.organisation,
            role=MembershipRole.MEMBER,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("username", refusal.sentence)
        return _members_page(request, form)
    messages.success(request, _("%(name)s 现在可以为本单位办事了。") % {"name": person})
    return redirect("enterprise:members")


def _not_signer(request: EnterpriseRequest) -> HttpResponse:
    return refused(request, _("只有本单位的授权签署人可以这样做。"), layout=LAYOUT, status=FORBIDDEN)


@enterprise_required
@require_POST
def end_membership(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """End a membership: the signer anybody's but their own, everybody else their own (退出单位)."""
    membership = get_object_or_404(members_of(request.organisation), pk=pk)
    own = membership.user_id == request.user.pk
    if membership.role == MembershipRole.SIGNER:
        return refused(request, _("授权签署人不能直接退出。请先把签署权交给另一位成员。"), layout=LAYOUT)
    if not own and not signs_for(request):
        return _not_signer(request)
    leave_organisation(membership=membership, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s 不再为本单位办事。") % {"name": membership.user})
    return redirect("enterprise:workbench" if own else "enterprise:members")


@enterprise_required
@require_POST
def transfer(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Hand the signature to another member (变更授权签署人)."""
    membership = get_object_or_404(members_of(request.organisation), pk=pk)
    if not signs_for(request):
        return _not_signer(request)
    transfer_signature(organisation=request.organisation, to=membership.user, by=request.user, at=timezone.now())
    messages.success(request, _("授权签署人现在是 %(name)s。") % {"name": membership.user})
    return redirect("enterprise:members")
