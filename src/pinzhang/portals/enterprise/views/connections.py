"""Other systems of the organisation (系统对接)."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.ui.connections import Desk, connect


@enterprise_required
@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: EnterpriseRequest) -> HttpResponse:
    """Issue and revoke tokens, and enter addresses that are told of events (系统对接)."""
    return connect(Desk(request, request.user, request.organisation, "enterprise"))
