"""The code and labels of a mark, and look-ups that are implausible."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.selectors import marks_visible_to
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.trust.selectors import open_scan_alerts
from pinzhang.domain.trust.services.labels import request_labels
from pinzhang.domain.trust.services.scans import settle_alert
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.pages.rounds import show_on_form
from pinzhang.portals.staff.pages.scans import scans_page
from pinzhang.portals.ui.labels import LabelForm, label_file, labels_page

officer_required = post_required(PostRole.OFFICER)


@officer_required
def labels(request: StaffRequest, number: str) -> HttpResponse:
    """Show the code of a mark and have labels printed for its holder (二维码和标签)."""
    mark = get_object_or_404(marks_visible_to(request.user), number=number)
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            quantity = form.cleaned_data["quantity"]
            request_labels(number=mark.number, quantity=quantity, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "已申请。制成后在这一页下载。")
            return redirect("staff:labels", number=number)
    context = {"mark": mark, "form": form, "base": request.path, **labels_page(number)}
    return render(request, "staff/marks/labels.html", context, status=422 if form.errors else 200)


@officer_required
def label(request: StaffRequest, number: str, pk: int, part: int) -> FileResponse:
    """Send the list or some pages of a print run (标签文件)."""
    mark = get_object_or_404(marks_visible_to(request.user), number=number)
    return label_file(mark.number, pk, part)


@staff_required
def scans(request: StaffRequest) -> HttpResponse:
    """List serials that were looked up implausibly often or far apart (查验异常)."""
    return render(request, "staff/marks/scans.html", scans_page(request))


@require_POST
@officer_required
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Note what came of looking into an alert (核实)."""
    mine = open_scan_alerts(marks_visible_to(request.user).order_by().values("number"))
    alert = get_object_or_404(mine, pk=pk)
    try:
        settle_alert(alert=alert, finding=request.POST.get("finding", ""), by=request.user, at=timezone.now())
    except Refusal as refusal:
        return render(request, "staff/marks/scans.html", scans_page(request, refusal=refusal, about=pk), status=422)
    messages.success(request, "已记下核实情况。")
    return redirect("staff:scans")
