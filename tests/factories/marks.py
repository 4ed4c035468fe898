"""Marks as if conferred earlier; the way to a mark has tests of its own."""

from datetime import date, timedelta

from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.services.lifecycle import write_honour
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.services import enter_subject
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from tests.factories.cast import AT, make_enterprise
from tests.factories.programmes import PREMIUM_PACK, load, make_edition, make_round


def make_held_mark(
    round_: Round | None = None,
    *,
    number: str = "YP-2026-0001",
    holder: Organisation | None = None,
    kind: str = "product",
    name: str = "琉璃器皿",
    valid_until: date | None = None,
) -> Mark:
    round_ = round_ or make_round(make_edition(PREMIUM_PACK))
    firm = holder or make_enterprise()
    mark = Mark.objects.create(
        number=number,
        edition=round_.edition,
        round=round_,
        authority=round_.authority,
        holder=firm,
        subject=enter_subject(organisation=firm, kind=kind, name=name),
        tier=edition_document(round_.edition).outcomes.tiers[0].key,
        conferred_on=(AT - timedelta(days=30)).date(),
        valid_until=valid_until,
        document_number="示例发〔2026〕3号",
    )
    MarkChange.objects.create(mark=mark, to_state=MarkState.ACTIVE, at=AT - timedelta(days=30))
    write_honour(mark, at=AT - timedelta(days=30))
    return mark


def premium_edition(**outcomes: object) -> ProgrammeEdition:
    """The premium brand with some outcomes said otherwise, as a later edition might."""
    document = load(PREMIUM_PACK)
    changed = document.outcomes.model_copy(update=outcomes)
    return make_edition(document=document.model_copy(update={"outcomes": changed}))
