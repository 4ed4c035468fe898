"""Editions and rounds from pack directories."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.programmes.services.rounds import open_round, set_up_round
from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.stages import Stage, Term
from tests.factories.cast import make_district
from tests.factories.times import shanghai

ROOT = Path(__file__).resolve().parents[2]
PACKS = ROOT / "packs"
EXAMPLE_PACK = PACKS / "370215-jimo" / "district-mayor-award"
PREMIUM_PACK = PACKS / "370200-qingdao" / "premium-brand"


def pack_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@lru_cache(maxsize=8)
def load(folder: Path = EXAMPLE_PACK) -> Edition:
    """A pack of this checkout; documents never change, so one reading serves the whole run."""
    return load_pack(pack_files(folder), pack_files(PACKS / "facts"))


def with_terms(terms: dict[str, tuple[int, str]], folder: Path = EXAMPLE_PACK) -> Edition:
    """The example with terms that its source does not name: working days, and what a correction does to them."""
    document = load(folder)
    stages = tuple(
        stage.model_copy(update={"term": _term(stage, *terms[stage.key])}) if stage.key in terms else stage
        for stage in document.stages
    )
    return document.model_copy(update={"stages": stages})


def _term(stage: Stage, count: int, on_correction: str) -> Term:
    return Term.model_validate(
        {
            "count": str(count),
            "unit": "working_days",
            "basis": "service_norm",
            "clause": stage.clause,
            "source": stage.source,
            "on_correction": on_correction,
        }
    )


def make_edition(
    folder: Path = EXAMPLE_PACK, at: datetime | None = None, document: Edition | None = None
) -> ProgrammeEdition:
    make_district()
    return publish_edition(document=document or load(folder), by=None, at=at or shanghai(2026, 1, 5))


def make_round(
    edition: ProgrammeEdition | None = None,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    reference_on: date | None = None,
    label: str = "2026 年第一批",
    quotas: dict[str, int] | None = None,
) -> Round:
    round_ = set_up_round(
        edition=edition or make_edition(),
        label=label,
        opens_at=opens_at or shanghai(2026, 3, 1),
        closes_at=closes_at or shanghai(2026, 3, 31, 17),
        reference_on=reference_on or date(2026, 3, 31),
        quotas=quotas,
        by=None,
        at=shanghai(2026, 2, 1),
    )
    return open_round(round_=round_, by=None, at=shanghai(2026, 3, 1))
