"""Marks under supervision: listed, described, passed on, restored (标识)."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pinzhang.domain.marks import services
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.selectors import marks_visible_to
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.supervision.services.holders import pass_on
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_marks import ScopeForm, TransferForm
from pinzhang.portals.staff.forms_office import RestoreForm
from pinzhang.portals.staff.pages import marks as page
from pinzhang.portals.staff.pages.deeds import acted, deed, status_of
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.spreadsheets import workbook

officer_required = post_required(PostRole.OFFICER)


@staff_required
def index(request: StaffRequest) -> HttpResponse:
    """List marks with filters, and what waits for somebody (标识列表)."""
    mine = marks_visible_to(request.user)
    found, chosen = page.narrowed(mine, request.GET)
    context = {
        "page": numbered_page(found, request),
        "tabs": page.tabs(request.user, "marks"),
        "states": MarkState.choices,
        "narrowed": any(chosen.values()),
        **chosen,
        **page.choices(mine),
    }
    return render(request, "staff/marks/index.html", context)


@require_safe
@staff_required
def export(request: StaffRequest) -> FileResponse:
    """Hand out the marks of the list, as narrowed, as a workbook (导出)."""
    found, _chosen = page.narrowed(marks_visible_to(request.user), request.GET)
    return workbook("标识", page.COLUMNS, page.exported(found, today=timezone.localdate()))


@staff_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a mark with its history, procedures, plan and letters (标识)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    return render(request, "staff/marks/detail.html", page.detail(mark, request.user, request.posts))


@officer_required
def restore(request: StaffRequest, pk: int) -> HttpResponse:
    """End a suspension (恢复使用)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    if mark.state != MarkState.SUSPENDED:
        raise Http404
    form = RestoreForm(request.POST or None, initial={"version": mark.version})

    def act() -> None:
        given = form.cleaned_data
        services.restore_mark(
            mark=mark, text=given["text"], by=request.user, at=timezone.now(), expected_version=given["version"]
        )

    done = acted(request, form, act, "已恢复使用。", reverse("staff:mark", args=[pk]))
    return done or render(request, "staff/marks/restore.html", {"mark": mark, "form": form}, status=status_of(form))


@officer_required
def scope(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what exactly bears a mark (适用范围)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    form = ScopeForm(request.POST or None, initial={"scope": mark.scope, "version": mark.version})

    def act() -> None:
        given = form.cleaned_data
        services.describe_scope(
            mark=mark, scope=given["scope"], by=request.user, at=timezone.now(), expected_version=given["version"]
        )

    done = acted(request, form, act, "适用范围已更新。", reverse("staff:mark", args=[pk]))
    return done or deed(request, form, mark, "适用范围", "保存")


@officer_required
def transfer(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass a mark on to the successor of its holder (变更持有单位)."""
    mark = get_object_or_404(marks_visible_to(request.user), pk=pk)
    form = TransferForm(request.POST or None, request.FILES or None, initial={"version": mark.version})

    def act() -> None:
        given = form.cleaned_data
        to = organisation_by_credit_code(given["credit_code"])
        if to is None:
            raise page.NoSuccessor("本平台没有登记这个代码的单位。", fields={"credit_code": "没有登记这个代码的单位。"})
        paper = given["document"]
        pass_on(
            mark=mark, to=to, text=given["text"], document_number=given["document_number"], by=request.user,
            at=timezone.now(), expected_version=given["version"], content=paper.read() if paper else b"",
            name=paper.name if paper else "",
        )  # fmt: skip

    done = acted(request, form, act, "持有单位已变更，新证书随后生成。", reverse("staff:mark", args=[pk]))
    return done or deed(request, form, mark, "变更持有单位", "确认变更")
