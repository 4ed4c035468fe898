"""What the tests of the office's own work need: a stranger, and marks."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.parties.services import enter_subject
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from tests.factories import AT, make_district, make_edition, make_enterprise, make_officer, make_round
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import signed_in


def stranger() -> Client:
    """An officer of another district, who sees nothing of this one or of the city."""
    return signed_in(make_officer(make_district("370281", "胶州市", "370281-jiaozhou"), "胶州王处"))


def premium_round() -> Round:
    return make_round(make_edition(PREMIUM_PACK))


def make_mark(round_: Round, number: str, kind: str = "enterprise") -> Mark:
    """A mark as if conferred a month ago; the way to it has tests of its own."""
    firm = make_enterprise()
    mark = Mark.objects.create(
        number=number,
        edition=round_.edition,
        round=round_,
        authority=round_.authority,
        holder=firm,
        subject=enter_subject(organisation=firm, kind=kind, name=firm.name),
        tier=edition_document(round_.edition).outcomes.tiers[0].key,
        conferred_on=(AT - timedelta(days=30)).date(),
    )
    MarkChange.objects.create(mark=mark, to_state=MarkState.ACTIVE, at=AT)
    return mark


def queries_of(client: Client, address: str) -> int:
    """How much a page asks of the database, once everything that is read once per process has been read."""
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)
