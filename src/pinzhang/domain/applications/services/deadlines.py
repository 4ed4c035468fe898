"""Keep provisional dates true once the holiday notice of their year is published."""

from datetime import datetime

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.cases.clocks import due_with_pauses
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import jobs


@jobs.daily
def recompute_provisional(_payload: dict[str, str], at: datetime) -> None:
    """Compute anew every date that was only provisional when it was set (暂定的时限)."""
    open_ones = Application.objects.filter(case__outcome="", case__due_is_provisional=True)
    for application in open_ones.select_related("case", "round__edition"):
        case = application.case
        found = due_with_pauses(case, application_plan(application).stage(case.stage), today=local_day(at))
        if found and (found.on, found.provisional) != (case.due_on, True):
            moves.set_due(case, found.on, provisional=found.provisional)
