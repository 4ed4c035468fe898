"""Notices on the site (消息)."""

import re

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pinzhang.domain.applications.models import Application
from pinzhang.domain.messages.selectors import notices_of
from pinzhang.domain.messages.services import mark_read
from pinzhang.portals.enterprise.access import EnterpriseRequest, delegate_allowed
from pinzhang.portals.ui.pagination import numbered_page

TO_APPLICATION = re.compile(r"/go/application/([0-9]{1,18})")


@delegate_allowed
def notices(request: EnterpriseRequest) -> HttpResponse:
    """List a person's notices, the newest first (消息)."""
    page = numbered_page(notices_of(request.user), request)
    context = {"page": page, "unread": any(one.read_at is None for one in page.rows), "nav": "messages"}
    return render(request, "enterprise/notices.html", context)


@delegate_allowed
@require_POST
def read_all(request: EnterpriseRequest) -> HttpResponse:
    """Mark all of a person's notices as read (全部已读)."""
    mark_read(user=request.user, at=timezone.now())
    return redirect("enterprise:messages")


@delegate_allowed
@require_POST
def open_notice(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    mark_read(user=request.user, at=timezone.now(), pk=notice.pk)
    return redirect(_target(request, notice.link))


def _target(request: EnterpriseRequest, link: str) -> str:
    """Return the address a notice leads to; an application of the organisation has its page in this portal."""
    match = TO_APPLICATION.fullmatch(link)
    if match and Application.objects.filter(applicant=request.organisation, pk=int(match[1])).exists():
        return reverse("enterprise:application", args=[int(match[1])])
    return link if link and url_has_allowed_host_and_scheme(link, None) else reverse("enterprise:messages")
