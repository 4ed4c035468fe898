"""The code of an own mark, and its printed labels."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.selectors import marks_of
from pinzhang.domain.trust.services.labels import request_labels
from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.enterprise.refusing import show_refusal
from pinzhang.portals.ui.labels import LabelForm, label_file, labels_page


@enterprise_required
def labels(request: EnterpriseRequest, number: str) -> HttpResponse:
    """Show the code of a mark and ask for labels (二维码和标签)."""
    mark = get_object_or_404(marks_of(request.organisation), number=number)
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            quantity = form.cleaned_data["quantity"]
            request_labels(number=mark.number, quantity=quantity, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已申请。制成后在这一页下载，一般只要几分钟。"))
            return redirect("enterprise:labels", number=number)
    context = {"mark": mark, "form": form, "base": request.path, **labels_page(number)}
    return render(request, "enterprise/labels.html", context, status=422 if form.errors else 200)


@enterprise_required
def file(request: EnterpriseRequest, number: str, pk: int, part: int) -> HttpResponse:
    """Send the list or some pages of a print run (标签文件)."""
    mark = get_object_or_404(marks_of(request.organisation), number=number)
    return cast("HttpResponse", label_file(mark.number, pk, part))
