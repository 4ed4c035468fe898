"""Registers of intellectual property, and honours of other authorities (知识产权登记、其他机关的荣誉)."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.protection.choices import RightKind
from pinzhang.domain.protection.models import Honour, HonourList
from pinzhang.domain.protection.selectors import honour_lists, honours_on, rights_visible_to
from pinzhang.domain.protection.services import honours
from pinzhang.portals.staff.access import StaffRequest, has_post, post_required, staff_required
from pinzhang.portals.staff.forms_protection import HonourForm, HonourListForm, WithdrawalForm
from pinzhang.portals.staff.pages import protection as page
from pinzhang.portals.staff.pages.deeds import acted, status_of
from pinzhang.portals.staff.pages.reports import firm_of
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.pagination import numbered_page

officer_required = post_required(PostRole.OFFICER)


@staff_required
def rights(request: StaffRequest) -> HttpResponse:
    """List the rights of firms with filters, what lapses first at the head (知识产权登记)."""
    found, chosen = page.narrowed(rights_visible_to(request.user), request.GET)
    context = {
        "page": numbered_page(found, request),
        "kinds": RightKind.choices,
        "today": timezone.localdate(),
        "narrowed": any(chosen.values()),
        "nav": "protection",
        **chosen,
    }
    return render(request, "staff/protection/rights.html", context)


@staff_required
def honour_index(request: StaffRequest) -> HttpResponse:
    """List the lists of other authorities (其他机关的荣誉)."""
    context = {"lists": honour_lists(), "is_officer": has_post(request.posts, PostRole.OFFICER), "nav": "protection"}
    return render(request, "staff/protection/honours.html", context)


@staff_required
def honour_list(request: StaffRequest, code: str) -> HttpResponse:
    """Show who stands on a list of another authority (荣誉名单)."""
    found = get_object_or_404(HonourList, code=code)
    context = {
        "list": found,
        "page": numbered_page(honours_on(found).select_related("evidence"), request),
        "is_officer": has_post(request.posts, PostRole.OFFICER),
        "today": timezone.localdate(),
        "nav": "protection",
    }
    return render(request, "staff/protection/honour_list.html", context)


@officer_required
def open_list(request: StaffRequest) -> HttpResponse:
    """Open a list of honours that another authority confers (设立榜单)."""
    form = HonourListForm(request.POST or None)

    def act() -> None:
        honours.open_honour_list(by=request.user, at=timezone.now(), **form.cleaned_data)

    done = acted(request, form, act, "榜单已设立。", reverse("staff:honours"))
    return done or _form(request, form, "设立榜单", "设立")


@officer_required
def enter(request: StaffRequest) -> HttpResponse:
    """Enter an honour that another authority conferred, with its evidence (登记荣誉)."""
    first = HonourList.objects.filter(code=request.GET.get("list", "")).first()
    form = HonourForm(request.POST or None, request.FILES or None, initial={"honour_list": first})

    def act() -> None:
        given = dict(form.cleaned_data)
        firm, paper = firm_of(given.pop("credit_code")), given.pop("evidence")
        if firm is not None:
            honours.enter_honour(
                organisation=firm, content=paper.read(), name=paper.name, by=request.user, at=timezone.now(), **given
            )

    done = acted(request, form, act, "荣誉已登记，公开榜单上可以看到。", reverse("staff:honours"))
    return done or _form(request, form, "登记荣誉", "登记")


@officer_required
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that the authority has taken an honour back (荣誉被取消)."""
    honour = get_object_or_404(Honour.objects.select_related("list", "organisation"), pk=pk, withdrawn_on=None)
    form = WithdrawalForm(request.POST or None)

    def act() -> None:
        honours.withdraw_honour(honour=honour, by=request.user, at=timezone.now(), **form.cleaned_data)

    done = acted(request, form, act, "已记为取消。", reverse("staff:honour_list", args=[honour.list.code]))
    return done or _form(request, form, f"{honour.organisation.name} 的荣誉被取消", "确认")


@staff_required
def evidence(_request: StaffRequest, pk: int) -> HttpResponseBase:
    """Hand out the evidence of an honour (荣誉证明)."""
    return private_file(get_object_or_404(Honour.objects.select_related("evidence"), pk=pk).evidence)


def _form(request: StaffRequest, form: page.AnyForm, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "nav": "protection"}
    return render(request, "staff/protection/form.html", context, status=status_of(form))
