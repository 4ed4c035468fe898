"""How far the reviews of a round are: by reviewer and by case, what is late first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import applications, list_plan
from pinzhang.domain.cases.clocks import Reading, reading_of
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import rounds_of
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.services.reminders import is_owed
from pinzhang.domain.review.services.tasks import REVIEWED_KINDS
from pinzhang.engine.packs.schema.stages import Stage

CASES_SHOWN = 25
"""Of each round; the queue shows all of them."""
SLOW_AFTER_DAYS = 7
"""Where the edition names no term: a task that has lain so long is shown as slow, not as late."""


@dataclass(frozen=True)
class ReviewerLine:
    """One reviewer with the tasks of a round."""

    reviewer: Reviewer
    undeclared: int
    working: int
    submitted: int
    recused: int
    oldest: int | None
    """Days since the oldest task that is still owed was given."""
    late: int

    @property
    def owed(self) -> int:
        return self.undeclared + self.working

    @property
    def is_slow(self) -> bool:
        return not self.late and self.oldest is not None and self.oldest > SLOW_AFTER_DAYS


@dataclass(frozen=True)
class CaseLine:
    """One case in a reviewed stage with how far its reviewers are."""

    application: Application
    stage: Stage
    clock: Reading | None
    submitted: int
    waiting: int
    wanted: int | None

    @property
    def is_unassigned(self) -> bool:
        return not self.submitted and not self.waiting

    @property
    def is_done(self) -> bool:
        return not self.waiting and self.submitted >= (self.wanted or 1)


@dataclass(frozen=True)
class RoundProgress:
    """How far the reviews of one round are."""

    round: Round
    reviewers: tuple[ReviewerLine, ...]
    cases: tuple[CaseLine, ...]
    """The first of them by what runs out soonest."""
    in_review: int
    """How many cases stand in a reviewed stage."""

    @property
    def submitted(self) -> int:
        return sum(line.submitted for line in self.reviewers)

    @property
    def owed(self) -> int:
        return sum(line.owed for line in self.reviewers)

    @property
    def undeclared(self) -> int:
        return sum(line.undeclared for line in self.reviewers)


def tasks_of_rounds(posts: Iterable[Post]) -> QuerySet[ReviewTask]:
    """Return the tasks in the rounds that an official works on or leads."""
    return (
        ReviewTask.objects.filter(application__round__in=rounds_of(posts).exclude(state="finished"))
        .select_related("reviewer__user", "application__case")
        .defer("application__findings", "application__answers", "marks")
        .order_by("assigned_at", "pk")
    )


def progress(posts: Sequence[Post], *, today: date) -> list[RoundProgress]:
    """Return the rounds in which something is reviewed or was, the newest first."""
    tasks: dict[int, list[ReviewTask]] = defaultdict(list)
    for task in tasks_of_rounds(posts):
        tasks[task.application.round_id].append(task)
    standing: dict[int, list[Application]] = defaultdict(list)
    rounds = {each.pk: each for each in rounds_of(posts).exclude(state="finished").order_by("-opens_at")}
    living = applications().filter(round__in=rounds, case__outcome="").order_by("case__due_on", "case__number")
    for application in living:
        if list_plan(application.round).stage(application.case.stage).kind in REVIEWED_KINDS:
            standing[application.round_id].append(application)
    return [
        RoundProgress(
            each,
            _reviewers(tasks[pk], today),
            _cases(standing[pk][:CASES_SHOWN], tasks[pk], today),
            len(standing[pk]),
        )
        for pk, each in rounds.items()
        if tasks[pk] or standing[pk]
    ]


def _reviewers(tasks: Sequence[ReviewTask], today: date) -> tuple[ReviewerLine, ...]:
    by_reviewer: dict[int, list[ReviewTask]] = defaultdict(list)
    for task in tasks:
        by_reviewer[task.reviewer_id].append(task)
    lines = [_reviewer(mine, today) for mine in by_reviewer.values()]
    return tuple(sorted(lines, key=lambda line: (-line.late, -(line.oldest or -1), line.reviewer.pk)))


def _reviewer(mine: Sequence[ReviewTask], today: date) -> ReviewerLine:
    owed = [task for task in mine if is_owed(task)]
    return ReviewerLine(
        reviewer=mine[0].reviewer,
        undeclared=sum(not task.conflict for task in owed),
        working=sum(bool(task.conflict) for task in owed),
        submitted=sum(task.submitted_at is not None for task in mine),
        recused=sum(task.is_recused for task in mine),
        oldest=max(((today - local_day(task.assigned_at)).days for task in owed), default=None),
        late=sum(task.application.case.due_on is not None and task.application.case.due_on < today for task in owed),
    )


def _cases(standing: Sequence[Application], tasks: Sequence[ReviewTask], today: date) -> tuple[CaseLine, ...]:
    by_place: dict[tuple[int, str], list[ReviewTask]] = defaultdict(list)
    for task in tasks:
        by_place[task.application_id, task.stage].append(task)
    return tuple(_case(each, by_place[each.pk, each.case.stage], today) for each in standing)


def _case(application: Application, mine: Sequence[ReviewTask], today: date) -> CaseLine:
    stage = list_plan(application.round).stage(application.case.stage)
    return CaseLine(
        application=application,
        stage=stage,
        clock=reading_of(application.case, stage, today=today),
        submitted=sum(task.submitted_at is not None for task in mine),
        waiting=sum(is_owed(task) for task in mine),
        wanted=stage.reviewers_per_case,
    )
