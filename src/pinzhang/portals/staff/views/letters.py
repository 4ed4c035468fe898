"""Letters and certificates, for the officials who answer for what they are about (文书)."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

from pinzhang.domain.marks.selectors import marks_visible_to
from pinzhang.domain.messages.models import Letter
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.ui.downloads import private_file


@staff_required
def letter(request: StaffRequest, pk: int) -> HttpResponseBase:
    """Hand out a letter about a mark that the official's authorities answer for (下载文书)."""
    found = get_object_or_404(Letter.objects.select_related("file"), pk=pk)
    kind, _, about = found.about.partition(":")
    if kind != "mark" or not marks_visible_to(request.user).filter(pk=int(about)).exists():
        raise Http404
    return private_file(found.file)
