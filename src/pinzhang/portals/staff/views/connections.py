"""Other systems of an authority (系统对接)."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from pinzhang.domain.parties.choices import PostRole
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.ui.connections import Desk, connect


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def connections(request: StaffRequest) -> HttpResponse:
    """Issue and revoke tokens; officers enter addresses that are told of events (系统对接)."""
    officer = (post for post in request.posts if post.role == PostRole.OFFICER)
    return connect(Desk(request, request.user, next(officer, request.posts[0]).authority, "staff"))
