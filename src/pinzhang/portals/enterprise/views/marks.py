"""The organisation's own marks: licence, end, procedures, appeal, hand back (我的标识)."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import marks_of
from pinzhang.domain.marks.services import record_gtin
from pinzhang.domain.supervision.selectors import appealable_change, procedures_against
from pinzhang.domain.supervision.services.appeals import raise_appeal
from pinzhang.domain.supervision.services.holders import hand_back
from pinzhang.domain.supervision.services.procedures import make_statement
from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.enterprise.forms_marks import AppealForm, GtinForm, StatementForm, SurrenderForm
from pinzhang.portals.enterprise.pages import marks as page
from pinzhang.portals.enterprise.refusing import show_refusal
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.spreadsheets import workbook

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@enterprise_required
def index(request: EnterpriseRequest) -> HttpResponse:
    """List the organisation's marks with their ends and what waits for it (我的标识)."""
    found = numbered_page(marks_of(request.organisation), request)
    context = {"page": found, "lines": page.lines(found.rows, request.organisation), "nav": "marks"}
    return render(request, "enterprise/marks.html", context)


@require_safe
@enterprise_required
def export(request: EnterpriseRequest) -> FileResponse:
    """Hand out the organisation's marks as a workbook (导出)."""
    found = list(marks_of(request.organisation))
    return workbook(_("我的标识"), page.columns(), map(page.cells_of, page.lines(found, request.organisation)))


def _own(request: EnterpriseRequest, pk: int) -> Mark:
    return get_object_or_404(marks_of(request.organisation), pk=pk)


@enterprise_required
def detail(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Show a mark with its licence, its end and what may be done with it (标识)."""
    return render(request, "enterprise/mark.html", page.mark_page(_own(request, pk), request))


@enterprise_required
@get_or_post
def gtin(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Record the GTIN of the product that bears a mark (商品条码)."""
    mark = _own(request, pk)
    form = GtinForm(request.POST or None, initial={"gtin": mark.subject.gtin})
    if form.is_bound and form.is_valid():
        try:
            record_gtin(mark=mark, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("商品条码已保存。"))
            return redirect("enterprise:mark", pk=pk)
    return page.deed(request, form, mark, _("商品条码"), _("保存"))


@enterprise_required
@get_or_post
def surrender(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Hand a mark back for good (交回标识)."""
    mark = _own(request, pk)
    form = SurrenderForm(request.POST or None, initial={"version": mark.version})
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            hand_back(
                mark=mark, text=given["text"], by=request.user, at=timezone.now(), expected_version=given["version"]
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("标识已交回。"))
            return redirect("enterprise:mark", pk=pk)
    return page.deed(
        request, form, mark, _("交回标识"), _("确认交回"), warning=_("交回以后不能恢复，不得再使用这枚标识。")
    )


@enterprise_required
@get_or_post
def statement(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Answer the notice of a procedure (陈述申辩)."""
    procedure = get_object_or_404(procedures_against(request.organisation), pk=pk)
    form = StatementForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            make_statement(procedure=procedure, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("陈述申辩已提交。"))
            return redirect("enterprise:mark", pk=procedure.mark_id)
    return page.statement_page(request, form, procedure)


@enterprise_required
@get_or_post
def appeal(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Appeal against a suspension or revocation (申诉)."""
    mark = _own(request, pk)
    change = appealable_change(mark)
    if change is None:
        return redirect("enterprise:mark", pk=pk)
    form = AppealForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            raise_appeal(change=change, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("申诉已提交，由原处置以外的人复核。"))
            return redirect("enterprise:mark", pk=pk)
    return page.appeal_page(request, form, mark, change)
