"""Clocks of stages: pure dates from the stage engine, over the Chinese working calendar."""

from dataclasses import dataclass
from datetime import date

from pinzhang.domain.cases.models import Case, ClockPause, StageVisit
from pinzhang.domain.core.days import local_day
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Due, Pause, Urgency, clock_due, clock_sentence, due, published_calendar, urgency


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock says on a day (时限)."""

    sentence: Words
    urgency: Urgency
    due_on: date | None


def is_paused(case: Case, stage: Stage) -> bool:
    """Tell whether the clock of a case stands still while the applicant mends something."""
    return case.waiting and stage.term is not None and stage.term.on_correction != "run"


def reading_of(case: Case, stage: Stage, *, today: date) -> Reading | None:
    """Return what the clock of a living case says today; nothing where no term runs."""
    if case.outcome or (case.due_on is None and not is_paused(case, stage)):
        return None
    running = None if is_paused(case, stage) else case.due_on
    return reading_on(running, stage, today=today, provisional=case.due_is_provisional)


def reading_on(due_on: date | None, stage: Stage, *, today: date, provisional: bool = False) -> Reading:
    """Return what a clock says today that ends on a day; without one it stands still."""
    ends = None if due_on is None else Due(due_on, provisional)
    unit = stage.term.unit if stage.term else "days"
    calendar = published_calendar()
    return Reading(clock_sentence(ends, today, unit, calendar), urgency(ends, today, calendar), due_on)


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
