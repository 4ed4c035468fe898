"""A judged round: files entered at the review, sheets drawn from known qualities and severities."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.archives import ArchivedFile, enter_files
from pinzhang.domain.applications.services.stages import decide_stage
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.services.entries import EnteredSheet, enter_sheets
from pinzhang.domain.review.services.tasks import enrol_reviewer
from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action
from tests.factories.cast import AT, make_enterprise, make_officer, make_user
from tests.factories.programmes import PACKS, ROOT, make_edition, make_round, pack_files

JUDGING_PACK: Path = ROOT / "src" / "pinzhang" / "demo" / "judging"
REVIEW = "document-review"
SEVERE = 0
"""The place of the severe reviewer."""


@lru_cache(maxsize=1)
def judging_document() -> Edition:
    return load_pack(pack_files(JUDGING_PACK), pack_files(PACKS / "facts"))


def judging_edition(**changes: object) -> ProgrammeEdition:
    """The edition of the judged round; ``changes`` are to its scheme."""
    document = judging_document()
    if changes:
        scheme = document.criteria.schemes[0].model_copy(update=changes)
        criteria = document.criteria.model_copy(update={"schemes": (scheme,)})
        document = document.model_copy(update={"criteria": criteria})
    return make_edition(document=document)


@dataclass
class Judged:
    """A round with everything a panel needs."""

    round: Round
    officer: User
    applications: list[Application]
    reviewers: list[Reviewer]
    shares: dict[tuple[int, int], list[int]] = field(default_factory=dict)


def judged_round(
    *,
    count: int = 12,
    reviewers: int = 5,
    each: int = 3,
    places: tuple[int, int] = (2, 3),
    seed: int = 7,
    edition: ProgrammeEdition | None = None,
    at_panel: bool = True,
    spread: float = 50,
    label: str = "2026 年第一批",
) -> Judged:
    """Enter a round whose first reviewer is severe by fifteen points in a hundred; the best application comes first."""
    round_ = make_round(edition or judging_edition(), quotas={"first": places[0], "second": places[1]}, label=label)
    officer = make_officer(round_.authority)
    pool = [enrol_reviewer(user=make_user(f"评审员{n}"), authority=round_.authority) for n in range(reviewers)]
    files = [ArchivedFile(make_enterprise(), AT) for _ in range(count)]
    entered = enter_files(round_=round_, route="application", stage=REVIEW, files=files, by=officer, at=AT)
    made = Judged(round_, officer, entered, pool)
    score(made, each=each, seed=seed, spread=spread)
    if at_panel:
        for application in entered:
            decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=AT)
    return made


def score(made: Judged, *, each: int, seed: int, spread: float) -> None:
    """Let each application be scored by so many reviewers, in turn."""
    random = Random(seed)  # noqa: S311 - the same round every time
    criteria = [one.key for one in scored_criteria(judging_document().criteria.schemes[0].criteria)]
    sheets = []
    for place, application in enumerate(made.applications):
        quality = 85 - spread * place / max(len(made.applications) - 1, 1)
        for turn in range(each):
            who = (place + turn) % len(made.reviewers)
            given = [_step(quality - (15 if who == SEVERE else 0) + random.gauss(0, 6)) for _ in criteria]
            made.shares[(who, application.pk)] = given
            marks = {key: {"score": str(v), "ground": "现场核实"} for key, v in zip(criteria, given, strict=True)}
            at = AT + timedelta(hours=place)
            sheets.append(EnteredSheet(application, made.reviewers[who], at, marks, summary="做法有效"))
    enter_sheets(round_=made.round, stage=REVIEW, sheets=sheets, by=made.officer, at=AT)


def _step(value: float) -> int:
    return min(100, max(10, round(value / 5) * 5))
