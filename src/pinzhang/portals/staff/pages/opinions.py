"""What departments are asked, list by list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.applications.selectors import list_plan, opinions_for
from pinzhang.domain.cases.clocks import Reading, reading_on
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.models import Round
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.staff.forms_cases import OpinionForm

CLOSED_SHOWN = 10


@dataclass(frozen=True)
class Consultation:
    """One list on which a department is asked: its opinions, those still owed first."""

    opened: BatchStage
    round: Round
    stage: Stage
    clock: Reading | None
    opinions: tuple[tuple[Opinion, forms.BaseForm | None], ...]

    @property
    def is_open(self) -> bool:
        return self.opened.closed_at is None

    @property
    def owed(self) -> int:
        return sum(not opinion.kind for opinion, _ in self.opinions)


def consultations(
    posts: Iterable[Post], *, today: date, kept: dict[int, forms.BaseForm] | None = None
) -> list[Consultation]:
    """Return the lists on which the official's departments are asked, open ones first."""
    found = (
        opinions_for(posts)
        .select_related("application__case", "application__applicant__region", "application__subject", "given_by")
        .select_related("batch_stage__batch__round__edition")
        .defer("batch_stage__batch__round__edition__content", "application__findings", "application__answers")
        .order_by("kind", "application__case__number", "department_key")
    )
    by_list: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in found:
        by_list[opinion.batch_stage_id].append(opinion)
    lists = [_consultation(opinions, today, kept or {}) for opinions in by_list.values()]
    ordered = sorted(lists, key=lambda each: each.opened.opened_at, reverse=True)
    closed = [each for each in ordered if not each.is_open]
    return [*(each for each in ordered if each.is_open), *closed[:CLOSED_SHOWN]]


def _consultation(opinions: list[Opinion], today: date, kept: dict[int, forms.BaseForm]) -> Consultation:
    opened = opinions[0].batch_stage
    round_ = opened.batch.round
    stage = list_plan(round_).stage(opened.stage)
    is_open = opened.closed_at is None
    clock = None
    if is_open and opened.due_on:
        clock = reading_on(opened.due_on, stage, today=today, provisional=opened.due_is_provisional)
    rows = tuple((each, (kept.get(each.pk) or form_for(each)) if is_open else None) for each in opinions)
    return Consultation(opened, round_, stage, clock, rows)


def form_for(opinion: Opinion) -> OpinionForm:
    """Return the form of one opinion as it was last given."""
    initial = {"kind": opinion.kind or None, "text": opinion.text}
    return OpinionForm(prefix=f"opinion-{opinion.pk}", initial=initial)
