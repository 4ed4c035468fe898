"""Marks as if conferred long ago, drafts under way, and pages as people read them."""

import re
from datetime import date, timedelta
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.parties.services import enter_subject
from pinzhang.domain.programmes.models import EditionDraft, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.drafts import advance_draft, give_draft_opinion, start_draft
from pinzhang.engine.packs.schema import Edition
from tests.factories import AT, load, make_department, make_district, make_enterprise, make_user
from tests.factories.programmes import EXAMPLE_PACK

CONFERRED_ON = date(2026, 2, 1)


def make_mark(
    round_: Round,
    number: str = "YP-2026-0001",
    *,
    holder: str = "",
    subject: str = "",
    sector: str = "",
    tier: str = "",
    valid_until: date | None = None,
    district: object = None,
) -> Mark:
    """A mark as if conferred a month ago; the way to it has tests of its own."""
    firm = make_enterprise(holder, district)  # type: ignore[arg-type]
    mark = Mark.objects.create(
        number=number,
        edition=round_.edition,
        round=round_,
        authority=round_.authority,
        holder=firm,
        subject=enter_subject(
            organisation=firm, kind="product" if subject else "enterprise", name=subject or firm.name
        ),
        sector=sector,
        tier=tier or edition_document(round_.edition).outcomes.tiers[0].key,
        conferred_on=CONFERRED_ON,
        valid_until=valid_until,
        document_number="示例发〔2026〕3号",
    )
    MarkChange.objects.create(
        mark=mark, to_state=MarkState.ACTIVE, at=AT - timedelta(days=29), text="示例发〔2026〕3号"
    )
    return mark


def next_edition(**head: object) -> Edition:
    """The award's next edition, which differs in what is given."""
    document = load(EXAMPLE_PACK)
    changed = {"edition": "2027.1", "valid_from": date(2027, 1, 1), **head}
    return document.model_copy(update={"programme": document.programme.model_copy(update=changed)})


def draft_open_for_comment(document: Edition | None = None, *, until: date = date(2026, 3, 20)) -> EditionDraft:
    """An edition in the making whose members have agreed, out for public comment."""
    district = make_district()
    official = make_user("王处")
    draft = start_draft(document=document or next_edition(), by=official, at=AT)
    advance_draft(draft=draft, by=official, at=AT, departments=[make_department(district, "tax", "税务局")])
    for opinion in draft.opinions.all():
        give_draft_opinion(opinion=opinion, agrees=True, text="", by=official, at=AT)
    return advance_draft(draft=draft, by=official, at=AT, comment_until=until)


def text_of(answer: object) -> str:
    """The words of a page, without its markup, one space between them."""
    html = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def queries_of(client: Client, address: str) -> int:
    """How much a page asks of the database, once everything that is read once per process has been read."""
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)
