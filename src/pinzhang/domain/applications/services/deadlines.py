"""What time alone does: provisional dates become sure, and drafts nobody handed in lapse."""

from datetime import datetime

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.cases.clocks import due_with_pauses
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.models import Round, RoundExtension
from pinzhang.engine.stages import Action


@jobs.daily
def recompute_provisional(_payload: dict[str, str], at: datetime) -> None:
    """Compute anew every date that was only provisional when it was set (暂定的时限)."""
    open_ones = Application.objects.filter(case__outcome="", case__due_is_provisional=True)
    for application in open_ones.select_related("case", "round__edition"):
        case = application.case
        found = due_with_pauses(case, application_plan(application).stage(case.stage), today=local_day(at))
        if found and (found.on, found.provisional) != (case.due_on, True):
            moves.set_due(case, found.on, provisional=found.provisional)


@transaction.atomic
def lapse_unsubmitted(*, round_: Round, at: datetime) -> int:
    """Let the drafts lapse that were never handed in to a closed round (逾期未提交).

    Who has an extension keeps the draft until it ends; what was handed in and sent back is not touched.
    """
    extended = RoundExtension.objects.filter(round=round_, closes_at__gt=at).values("organisation")
    drafts = Application.objects.filter(
        round=round_, submitted_at__isnull=True, ended=False, case__outcome="", filed_by_office=False
    ).exclude(applicant__in=extended)
    lapsed = 0
    for application in drafts.select_related("case", "round__edition"):
        plan = application_plan(application)
        if plan.stage(application.case.stage).kind != "submission":
            continue
        moves.move(case=application.case, plan=plan, action=Action.LAPSE, role="system", by=None, at=at)
        Application.objects.filter(pk=application.pk).update(ended=True)
        events.record("applications.application.lapsed", subject=application, by=None, at=at)
        lapsed += 1
    return lapsed


@jobs.daily
def lapse_after_extensions(_payload: dict[str, str], at: datetime) -> None:
    """Let the drafts lapse whose extension is over."""
    for round_ in Round.objects.filter(state=RoundState.IN_REVIEW):
        lapse_unsubmitted(round_=round_, at=at)
