"""The stage that a task is for, and how its clock stands."""

from datetime import date

from pinzhang.domain.cases.clocks import Reading, reading_of
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import ReviewTask
from pinzhang.engine.packs.schema.stages import Stage


def stage_of(task: ReviewTask) -> Stage:
    """Return the stage of the edition that a task is for, whatever stage the case is in now."""
    stages = edition_document(task.application.round.edition).stages
    return next(stage for stage in stages if stage.key == task.stage)


def is_open(task: ReviewTask) -> bool:
    """Tell whether the stage of a task still runs."""
    case = task.application.case
    return case.stage == task.stage and not case.outcome


def clock_of(task: ReviewTask, *, today: date) -> Reading | None:
    """Return what the clock of the stage says today; nothing where no term runs."""
    return reading_of(task.application.case, stage_of(task), today=today) if is_open(task) else None
