"""The files a reviewer may read, and what they found on site."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.services.tasks import add_site_finding
from pinzhang.portals.reviewer.access import ReviewerRequest, opened_task, reviewer_required
from pinzhang.portals.reviewer.forms import FindingForm
from pinzhang.portals.reviewer.pages.rubric import rubric_of
from pinzhang.portals.reviewer.pages.stages import is_open, stage_of
from pinzhang.portals.ui.dossier import Dossier
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.refusals import show_refusal


@reviewer_required
@require_safe
def paper(request: ReviewerRequest, pk: int, attachment: int) -> HttpResponseBase:
    """Send an attachment of the file to the reviewer it is open to (证实材料)."""
    task = opened_task(request, pk)
    found = Dossier(task.application, anonymous=stage_of(task).anonymous).paper(attachment)
    if found is None:
        raise Http404
    return private_file(found.attachment.file, name=found.name)


@reviewer_required
@require_safe
def photo(request: ReviewerRequest, pk: int, finding: int) -> HttpResponseBase:
    """Send the photograph of one of the reviewer's own findings."""
    task = opened_task(request, pk)
    return private_file(get_object_or_404(StoredFile, site_findings__task=task, site_findings=finding))


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: ReviewerRequest, pk: int) -> HttpResponse:
    """List what was found on site, and record more, with photographs (现场发现)."""
    task = opened_task(request, pk)
    rubric, stage = rubric_of(task), stage_of(task)
    if stage.kind != "site_visit":
        raise Http404
    form = FindingForm(rubric, *((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    if request.method == "POST" and form.is_valid():
        try:
            _record(task, form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("已记录。"))
            return redirect("reviewer:findings", pk=pk)
    titles = {item.criterion.key: item.criterion.title for item in rubric.scored} if rubric else {}
    context = {
        "task": task,
        "stage": stage,
        "form": form,
        "found": [(one, titles.get(one.criterion)) for one in task.findings.select_related("photo").order_by("pk")],
        "may_add": is_open(task) and not task.submitted_at,
    }
    return render(request, "reviewer/findings.html", context, status=422 if form.errors else 200)


def _record(task: ReviewTask, form: FindingForm) -> None:
    given = form.cleaned_data
    photo = given["photo"]
    add_site_finding(
        task=task,
        text=given["text"],
        criterion=given.get("criterion", ""),
        photo=photo.read() if photo else None,
        photo_name=photo.name if photo else "",
        at=timezone.now(),
    )
