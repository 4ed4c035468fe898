"""Asking for labels: the same form and files for holder and office."""

from typing import Any

from django import forms
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.services.labels import MOST
from pinzhang.portals.ui.downloads import private_file


class LabelForm(forms.Form):
    """How many labels are to be printed (申请制发标签)."""

    use_required_attribute = False
    quantity = forms.IntegerField(
        label=_("张数"), min_value=1, max_value=MOST, help_text=_("一批最多 10,000 张，每张一个不重复的序号。")
    )


def labels_page(number: str) -> dict[str, Any]:
    """Return the credential and the print runs of a mark."""
    return {
        "number": number,
        "credential": selectors.credential_of(number),
        "batches": selectors.label_batches(number),
        "most": MOST,
    }


def label_file(number: str, pk: int, part: int) -> FileResponse:
    """Return a file of a print run: part 0 is the list for the printer, the others are its pages."""
    batch = selectors.label_batches(number).filter(pk=pk).first()
    found: StoredFile | None = None
    if batch is not None:
        sheet = next((one for one in batch.sheets.all() if one.part == part), None)
        found = batch.listing if part == 0 else sheet.file if sheet else None
    if found is None:
        raise Http404
    return private_file(found)
