"""Who reviews or evaluates an application, how far they are, and who could."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.review.models import Evaluation, Reviewer, ReviewTask
from pinzhang.domain.review.selectors import reviewers_for
from pinzhang.domain.review.selectors.conflicts import conflicts_between
from pinzhang.domain.review.services.tasks import REVIEWED_KINDS
from pinzhang.engine.assignment.conflicts import Conflict
from pinzhang.engine.packs.schema.stages import Stage


@dataclass(frozen=True)
class Candidate:
    """A reviewer who could take a file, or why not."""

    reviewer: Reviewer
    in_hand: int
    obstacle: str


@dataclass(frozen=True)
class StageTasks:
    """The tasks of one stage."""

    stage: Stage
    tasks: tuple[ReviewTask, ...]
    wanted: int | None
    """How many reviewers the edition asks for; it may not say."""
    is_present: bool

    @property
    def submitted(self) -> int:
        return sum(task.submitted_at is not None for task in self.tasks)

    @property
    def working(self) -> int:
        """Those who have neither submitted nor given the file back."""
        return sum(task.submitted_at is None and not task.is_off for task in self.tasks)


def stage_tasks(application: Application) -> list[StageTasks]:
    """Return the tasks of an application, stage by stage, the present stage even where it has none."""
    tasks = list(
        ReviewTask.objects.filter(application=application)
        .select_related("reviewer__user")
        .order_by("assigned_at", "pk")
    )
    shown = []
    for stage in application_plan(application).stages:
        mine = tuple(task for task in tasks if task.stage == stage.key)
        present = stage.key == application.case.stage and stage.kind in REVIEWED_KINDS and not application.case.outcome
        if mine or present:
            shown.append(StageTasks(stage, mine, stage.reviewers_per_case, present))
    return shown


def candidates_for(application: Application, present: Sequence[ReviewTask], *, today: date) -> list[Candidate]:
    """Return everybody in the pool with the files they have in hand; who cannot take this one last, with the reason."""
    taken = {task.reviewer_id for task in present}
    pool = list(reviewers_for(application.case.authority))
    standing = conflicts_between(pool, [application], on=today)
    found = [
        Candidate(each, each.in_hand, _obstacle(each, taken, standing.between(each.pk, application.pk), today))  # type: ignore[attr-defined]
        for each in pool
    ]
    return sorted(found, key=lambda each: bool(each.obstacle))


def _obstacle(reviewer: Reviewer, taken: set[int], conflicts: Sequence[Conflict], today: date) -> str:
    if reviewer.pk in taken:
        return "已有这件"
    bar = next((each for each in conflicts if each.strength == "hard"), None)
    if bar:
        return f"{bar.text}，须回避"
    if not reviewer.serves_on(today):
        return "不在聘期内"
    return f"已满 {reviewer.most} 件" if reviewer.in_hand >= reviewer.most else ""  # type: ignore[attr-defined]


def evaluations_about(application: Application) -> list[Evaluation]:
    """Return the evaluations of an application by institutions."""
    found = Evaluation.objects.filter(application=application)
    return list(found.select_related("institution", "report", "signed_by").order_by("commissioned_at"))
