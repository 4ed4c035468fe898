"""Clocks of stages: pure dates from the stage engine, over the Chinese working calendar."""

from datetime import date

from pinzhang.domain.cases.models import Case, ClockPause, StageVisit
from pinzhang.domain.core.days import local_day
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Due, Pause, clock_due, due, published_calendar


def due_on_entry(stage: Stage, entered_on: date) -> Due | None:
    """Return when a stage entered on a day should end; none where the source names no term."""
    return due(entered_on, stage.term, published_calendar()) if stage.term else None


def due_with_pauses(case: Case, stage: Stage, *, today: date) -> Due | None:
    """Return when the present stage should end, the pauses of this passage left out."""
    visit = StageVisit.objects.filter(case=case, stage=stage.key, left_at__isnull=True).first()
    if visit is None or stage.term is None:
        return None
    entered_on = local_day(visit.entered_at)
    pauses = [
        Pause(row.from_on, row.to_on or today)
        for row in ClockPause.objects.filter(case=case, stage=stage.key, from_on__gte=entered_on).order_by("from_on")
    ]
    return clock_due(entered_on, stage.term, pauses, published_calendar())
