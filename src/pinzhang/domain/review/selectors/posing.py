"""An assignment problem as it stands in a stage of a round: who could judge what, what is given already."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from pinzhang.domain.applications.models import Application
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.review.demands import Demand
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.selectors.conflicts import Standing, conflicts_between
from pinzhang.domain.review.selectors.expertise import expertise_of, subjects_of
from pinzhang.domain.review.selectors.judging import OFF, pool_of
from pinzhang.engine.assignment import Problem
from pinzhang.engine.assignment.affinity import Affinity, Expertise, Subject, affinity_table, explain_affinity
from pinzhang.engine.assignment.arrays import Bools, Floats

SOFT_SHARE = 0.5
"""What a soft conflict leaves of an affinity: the seat goes there only where nobody else will do."""


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem with the people and files behind its rows and columns."""

    reviewers: tuple[Reviewer, ...]
    applications: tuple[Application, ...]
    experts: tuple[Expertise, ...]
    subjects: tuple[Subject, ...]
    standing: Standing
    tasks: tuple[ReviewTask, ...]
    """Everything that was given in this stage, given back or not."""
    released: tuple[ReviewTask, ...]
    demand: Demand
    highest: tuple[int, ...]

    @cached_property
    def kept(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs (row, column) that stay."""
        gone = {task.pk for task in self.released}
        return tuple(
            (self.row[task.reviewer_id], self.column[task.application_id])
            for task in self.tasks
            if not task.is_off and task.pk not in gone and task.application_id in self.column
        )

    @cached_property
    def row(self) -> dict[int, int]:
        return {reviewer.pk: number for number, reviewer in enumerate(self.reviewers)}

    @cached_property
    def column(self) -> dict[int, int]:
        return {application.pk: number for number, application in enumerate(self.applications)}

    @cached_property
    def affinity(self) -> Floats:
        """Return the affinity of every pair, less where a soft conflict stands."""
        return affinity_table(self.experts, self.subjects) * np.where(self._between("soft"), SOFT_SHARE, 1.0)

    @cached_property
    def conflicts(self) -> Bools:
        """Return the pairs that a hard conflict closes."""
        return self._between("hard")

    @property
    def size(self) -> int:
        """Return how many pairs there are."""
        return len(self.reviewers) * len(self.applications)

    def problem(self) -> Problem:
        """Return the problem as the engine takes it; whoever had a file and gave it back does not get it again."""
        affinity = self.affinity.copy()
        gone = {task.pk for task in self.released}
        kept = set(self.kept)
        for task in self.tasks:
            if (task.is_off or task.pk in gone) and task.application_id in self.column:
                affinity[self.row[task.reviewer_id], self.column[task.application_id]] = np.nan
        closed = self.conflicts.copy()
        for pair in kept:
            closed[pair] = False
        seats = Counter(column for _, column in kept)
        return Problem(
            affinity,
            [max(self.demand.per_application, seats[column]) for column in range(len(self.applications))],
            list(self.highest),
            [min(self.demand.min_load, most) for most in self.highest],
            conflicts=closed,
            organisations=self._employers() if self.demand.diverse else None,
            specialities=[each.fields for each in self.reviewers],
            required=[self.demand.required] * len(self.applications) if self.demand.required else None,
            kept=tuple(kept),
            anchors=[self.column[key] for key in self.demand.anchors if key in self.column],
        )

    def explained(self, row: int, column: int) -> Affinity:
        """Return why a pair fits."""
        return explain_affinity(self.experts[row], self.subjects[column])

    def soft_reasons(self, row: int, column: int) -> list[str]:
        """Return what had better be avoided in a pair."""
        between = self.standing.between(self.reviewers[row].pk, self.applications[column].pk)
        return [f"宜回避：{each.text}，匹配度减半" for each in between if each.strength == "soft"]

    def _employers(self) -> list[str | None]:
        """Return the employer of each reviewer; where several are kept together already, they count as nobody's."""
        names: list[str | None] = [each.employer_credit_code or each.employer or None for each in self.reviewers]
        together = defaultdict(set)
        for row, column in self.kept:
            if names[row] is not None:
                together[column, names[row]].add(row)
        for rows in together.values():
            if len(rows) > 1:
                for row in rows:
                    names[row] = None
        return names

    def _between(self, strength: str) -> Bools:
        table = np.zeros((len(self.reviewers), len(self.applications)), dtype=bool)
        for each in self.standing.conflicts:
            if each.strength == strength:
                table[self.row[int(each.reviewer)], self.column[int(each.application)]] = True
        return table


def applications_to_deal(round_: Round, stage: str) -> list[Application]:
    """Return the applications of a round that stand at a stage, in the order of their numbers."""
    return list(
        Application.objects.filter(round=round_, case__stage=stage, case__outcome="", ended=False)
        .select_related("case", "applicant__region", "round__edition")
        .defer("answers", "findings", "round__edition__content")
        .order_by("case__number")
    )


def pose(round_: Round, stage: str, demand: Demand, *, on: date) -> Posed:
    """Return the problem of dealing out a stage as things stand on a day."""
    applications = applications_to_deal(round_, stage)
    tasks = list(ReviewTask.objects.filter(application__in=applications, stage=stage).order_by("pk"))
    living = {task.reviewer_id for task in tasks if not task.is_off}
    pool = pool_of(round_.authority).order_by("pk")
    reviewers = [each for each in pool if each.serves_on(on) or each.pk in living]
    reviewers += list(
        Reviewer.objects.filter(pk__in={task.reviewer_id for task in tasks} - {each.pk for each in reviewers})
        .select_related("user")
        .order_by("pk")
    )
    experts, subjects = expertise_of(reviewers), subjects_of(applications)
    mine = {reviewer.pk: [task for task in tasks if task.reviewer_id == reviewer.pk] for reviewer in reviewers}
    scores = affinity_table(experts, subjects) if reviewers and applications else np.zeros((0, 0))
    place = {application.pk: number for number, application in enumerate(applications)}
    standing = conflicts_between(reviewers, applications, on=on)
    released = _released(reviewers, mine, demand, scores, place)
    released += _barred(tasks, standing, released)
    gone = {task.pk for task in released}
    elsewhere = _in_hand_elsewhere(reviewers, tasks)
    highest = [
        _most(each, [task for task in mine[each.pk] if not task.is_off and task.pk not in gone], demand, elsewhere, on)
        for each in reviewers
    ]
    return Posed(
        reviewers=tuple(reviewers),
        applications=tuple(applications),
        experts=tuple(experts),
        subjects=tuple(subjects),
        standing=standing,
        tasks=tuple(tasks),
        released=tuple(released),
        demand=demand,
        highest=tuple(highest),
    )


def _released(
    reviewers: Sequence[Reviewer],
    mine: dict[int, list[ReviewTask]],
    demand: Demand,
    scores: Floats,
    place: dict[int, int],
) -> list[ReviewTask]:
    """Return the tasks that are given to somebody else: those named, and the worst fitting above a lower limit."""
    released = []
    for row, reviewer in enumerate(reviewers):
        held = [task for task in mine[reviewer.pk] if not task.is_off]
        named = [task for task in held if task.pk in demand.released and task.submitted_at is None]
        left = [task for task in held if task not in named]
        most = demand.limits.get(reviewer.pk, len(left))
        free = [task for task in left if task.submitted_at is None]
        free.sort(key=lambda task, row=row: (scores[row, place[task.application_id]], -task.pk))  # type: ignore[misc]
        released += named + free[: max(0, len(left) - most)]
    return released


def _barred(tasks: Sequence[ReviewTask], standing: Standing, released: Sequence[ReviewTask]) -> list[ReviewTask]:
    """Return the tasks not submitted that a conflict bars, known since they were given."""
    return [
        task
        for task in tasks
        if not task.is_off
        and task.submitted_at is None
        and task not in released
        and standing.is_barred(task.reviewer_id, task.application_id)
    ]


def _in_hand_elsewhere(reviewers: Sequence[Reviewer], here: Sequence[ReviewTask]) -> Counter[int]:
    living = ReviewTask.objects.filter(reviewer__in=[each.pk for each in reviewers], submitted_at__isnull=True)
    others = living.exclude(OFF).exclude(pk__in=[task.pk for task in here])
    return Counter(others.values_list("reviewer", flat=True))


def _most(reviewer: Reviewer, kept: Sequence[ReviewTask], demand: Demand, elsewhere: Counter[int], on: date) -> int:
    """Return how many files of the stage a reviewer may have; never fewer than they keep."""
    if not reviewer.serves_on(on):
        return len(kept)
    done = sum(task.submitted_at is not None for task in kept)
    caps = [reviewer.most - elsewhere[reviewer.pk] + done]
    if demand.max_load is not None:
        caps.append(demand.max_load)
    if reviewer.pk in demand.limits:
        caps.append(demand.limits[reviewer.pk])
    return max(len(kept), min(caps), 0)


def basis_of(applications: Sequence[Application], tasks: Sequence[ReviewTask]) -> str:
    """Return the digest of the files and tasks of a stage, which a proposal rests on."""
    stands = [[task.pk, task.is_off, task.submitted_at is not None] for task in tasks]
    said = json.dumps([sorted(each.pk for each in applications), sorted(stands)])
    return hashlib.sha256(said.encode()).hexdigest()
