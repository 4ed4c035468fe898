"""Before a list is opened: who would be on it, who stays behind, who is still awaited."""

from dataclasses import dataclass
from typing import Any

from pinzhang.domain.applications.selectors import bypassing, list_plan
from pinzhang.domain.cases.models import BatchStage, Case
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.reference.models import Department
from pinzhang.domain.reference.selectors import departments_above
from pinzhang.domain.review.services.panel import proposed_at
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import gather
from pinzhang.portals.staff.forms_cases import OpenListForm

DATED = ("consultation", "public_notice", "public_vote")
"""Kinds that last; where the edition names no term, the officer names the last day."""


@dataclass(frozen=True)
class Opening:
    """How far a round has come towards one of its batch stages."""

    round: Round
    stage: Stage
    ready: tuple[Case, ...]
    behind: tuple[Case, ...]
    awaited: tuple[Case, ...]
    present: BatchStage | None
    """The list that is open already."""
    proposes: bool
    """Whether tiers are proposed on this list."""

    @property
    def needs_day(self) -> bool:
        return self.stage.term is None and self.stage.kind in DATED


def opening_of(round_: Round, stage: Stage) -> Opening:
    """Return who would be on a list if it were opened now."""
    passing_by = bypassing(round_, stage.key)
    living = Case.objects.filter(batch=round_.batch_id, outcome="").select_related("application__applicant")
    cases = {case.number: case for case in living.order_by("number") if case.number not in passing_by}
    found = gather(list_plan(round_), stage.key, {number: case.state for number, case in cases.items()})
    ready = tuple(cases[number] for number in found.ready if not (cases[number].held or cases[number].waiting))
    stopped = tuple(cases[number] for number in found.ready if cases[number].held or cases[number].waiting)
    return Opening(
        round=round_,
        stage=stage,
        ready=ready,
        behind=(*stopped, *(cases[number] for number in found.behind)),
        awaited=tuple(cases[number] for number in found.awaited),
        present=BatchStage.objects.filter(batch=round_.batch_id, stage=stage.key, closed_at__isnull=True).first(),
        proposes=bool(proposed_at(round_, stage.key)),
    )


def form_for(opening: Opening, data: Any = None) -> OpenListForm:
    """Return the form that opens the list; a consultation starts with the departments the edition names."""
    departments = departments_above(opening.round.authority) if opening.stage.kind == "consultation" else None
    named = {each.key for each in opening.stage.departments}
    asked: list[Department] = [] if departments is None else [each for each in departments if each.key in named]
    form = OpenListForm(
        data,
        departments=departments,
        needs_ground=bool(opening.awaited),
        needs_day=opening.needs_day,
        initial={"departments": asked},
    )
    if opening.stage.kind not in DATED:
        del form.fields["until_on"]
    return form
