"""The workbench, and the list of applications."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.selectors import marks_of
from pinzhang.domain.messages.selectors import notices_of, unread_count
from pinzhang.domain.programmes.selectors import open_rounds
from pinzhang.portals.enterprise.access import EnterpriseRequest, delegate_allowed
from pinzhang.portals.enterprise.pages.desk import card_of, cells_of, columns, desk_applications, tasks_of
from pinzhang.portals.enterprise.pages.outlook import nearly_met
from pinzhang.portals.enterprise.pages.own import in_scope
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.spreadsheets import workbook

SHOWN = 5


@delegate_allowed
def workbench(request: EnterpriseRequest) -> HttpResponse:
    """Show what is left to do, then where everything stands (工作台)."""
    at = timezone.now()
    today = local_day(at)
    applications = list(in_scope(request, desk_applications(request.organisation)).filter(ended=False))
    living = [one for one in applications if not one.case.outcome]
    context = {
        "tasks": tasks_of(applications, at=at),
        "cards": [card_of(one, today=today) for one in living],
        "ended": len(applications) - len(living),
        "marks": marks_of(request.organisation)[:SHOWN],
        "near": nearly_met(request.organisation, on=today)[:SHOWN],
        "rounds": open_rounds(at)[:SHOWN],
        "unread": unread_count(request.user),
        "notices": notices_of(request.user).filter(read_at__isnull=True)[:3],
        "today": today,
        "nav": "workbench",
    }
    return render(request, "enterprise/workbench.html", context)


@require_safe
@delegate_allowed
def export_applications(request: EnterpriseRequest) -> FileResponse:
    """Hand out the organisation's applications as a workbook (导出)."""
    today = local_day(timezone.now())
    found = in_scope(request, desk_applications(request.organisation)).order_by("-case__opened_at", "-pk")
    return workbook(_("我的申报"), columns(), (cells_of(one, today=today) for one in found))


@delegate_allowed
def applications(request: EnterpriseRequest) -> HttpResponse:
    """List the organisation's applications, the newest first (我的申报)."""
    at = timezone.now()
    page = numbered_page(
        in_scope(request, desk_applications(request.organisation)).order_by("-case__opened_at", "-pk"), request
    )
    context = {
        "page": page,
        "cards": [card_of(one, today=local_day(at)) for one in page.rows],
        "rounds": open_rounds(at),
        "nav": "applications",
    }
    return render(request, "enterprise/applications.html", context)
