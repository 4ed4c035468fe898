"""A reviewer's own systems (系统对接)."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from pinzhang.portals.reviewer.access import ReviewerRequest, reviewer_required
from pinzhang.portals.ui.connections import Desk, connect


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: ReviewerRequest) -> HttpResponse:
    """Issue and revoke tokens in the reviewer's own name (系统对接)."""
    return connect(Desk(request, request.user, request.user.reviewer.authority, "reviewer"))
