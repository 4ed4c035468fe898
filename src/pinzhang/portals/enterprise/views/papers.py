"""Read the whole form, sign it, and what is kept of it: receipt, attachments, letters."""

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import submit_application
from pinzhang.domain.applications.services.stages import declare
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.messages.selectors import letters_to
from pinzhang.domain.parties.selectors import members_of
from pinzhang.domain.programmes.selectors import closes_for
from pinzhang.portals.enterprise.access import EnterpriseRequest, delegate_allowed, enterprise_required
from pinzhang.portals.enterprise.pages.outline import outline_of, places_of
from pinzhang.portals.enterprise.pages.own import (
    is_declaring,
    is_draft,
    is_supplementing,
    may_sign,
    own_application,
)
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import status_for


@delegate_allowed
def preview(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Show the whole form as it will be read, and what it still lacks (预览)."""
    return _preview_page(request, own_application(request, pk))


def _preview_page(request: EnterpriseRequest, application: Application, refusal: Refusal | None = None) -> HttpResponse:
    outline, places = outline_of(application), places_of(application)
    context = {
        "application": application,
        "outline": outline,
        "lacking": [(places[path.split(".")[0]], text) for path, text in outline.problems.items()],
        "is_draft": is_draft(application),
        "is_declaring": is_declaring(application),
        "is_supplementing": is_supplementing(application),
        "signs": may_sign(request, application),
        "signers": [one.user for one in members_of(request.organisation) if one.role == "signer"],
        "closes_at": closes_for(application.round, application.applicant_id),
        "refusal": refusal,
        "nav": "applications",
    }
    return render(request, "enterprise/preview.html", context, status=status_for(refusal))


def _case_version(request: EnterpriseRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else 0


@delegate_allowed
@require_POST
def submit(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Submit the organisation's own draft, signed by its signer (提交申报)."""
    application = own_application(request, pk)
    try:
        submit_application(
            application=application, by=request.user, at=timezone.now(), expected_version=_case_version(request)
        )
    except Refusal as refusal:
        return _preview_page(request, own_application(request, pk), refusal)
    messages.success(request, _("已提交。回执在下面，可以打印留存。"))
    return redirect("enterprise:receipt", pk=pk)


@delegate_allowed
@require_POST
def sign_declaration(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Sign the self-declaration (签署自我声明)."""
    application = own_application(request, pk)
    try:
        declare(application=application, by=request.user, at=timezone.now(), expected_version=_case_version(request))
    except Refusal as refusal:
        return _preview_page(request, own_application(request, pk), refusal)
    messages.success(request, _("自我声明已签署。"))
    return redirect("enterprise:application", pk=pk)


@delegate_allowed
def receipt(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Show the receipt of a submitted application (回执)."""
    application = own_application(request, pk)
    if application.submitted_at is None:
        raise Http404
    return render(request, "enterprise/receipt.html", {"application": application, "nav": "applications"})


@delegate_allowed
def attachment(request: EnterpriseRequest, pk: int, file: int) -> HttpResponse:
    """Hand out a file of the organisation's own application (下载附件)."""
    application = own_application(request, pk)
    found = get_object_or_404(Attachment.objects.select_related("file"), case=application.case, pk=file)
    return _download(found.file)


@enterprise_required
def letters(request: EnterpriseRequest) -> HttpResponse:
    """List the letters and certificates of the organisation (文书、证书)."""
    page = numbered_page(letters_to(request.organisation).order_by("-issued_at", "-pk"), request)
    return render(request, "enterprise/letters.html", {"page": page, "nav": "messages"})


@enterprise_required
def letter(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Hand out a letter or certificate of the organisation (下载文书)."""
    return _download(get_object_or_404(letters_to(request.organisation), pk=pk).file)


def _download(stored: StoredFile) -> HttpResponse:
    """Hand out a file under its own name, never to be opened as a page of this site."""
    answer = FileResponse(
        stored.content.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.media_type
    )
    return cast("HttpResponse", answer)
