"""A print run: serials that cannot be guessed, each of them verifiable."""

import csv
from io import StringIO

import pytest

from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.models import Label, LabelBatch
from pinzhang.domain.trust.refusals import CannotIssueLabels
from pinzhang.domain.trust.services import credentials, labels, status
from pinzhang.engine.signing.answers import Reason
from pinzhang.engine.signing.status_list import read_status_list
from pinzhang.engine.signing.verification import verify
from tests.factories import AT, make_user
from tests.factories.trust import GTIN, make_credential

pytestmark = pytest.mark.django_db
NUMBER = "YP-2026-0001"


def _made(quantity: int) -> LabelBatch:
    batch = labels.request_labels(number=NUMBER, quantity=quantity, by=make_user(), at=AT)
    while jobs.run_due(at=AT):
        pass
    assert not Job.objects.exclude(state=Job.DONE).exists()
    batch.refresh_from_db()
    return batch


def _content(stored) -> bytes:
    with stored.content.open("rb") as stream:
        return stream.read()


def test_a_run_has_a_list_and_pages_and_every_serial_verifies():
    make_credential()

    batch = _made(40)

    rows = list(csv.DictReader(StringIO(_content(batch.listing).decode("utf-8-sig"))))
    ring = selectors.key_ring()
    listed = read_status_list(bytes(selectors.status_file(0).signed), keys=ring)
    assert batch.made_at == AT
    assert len({row["serial"] for row in rows}) == 40 == Label.objects.count()
    assert {verify(row["link"], keys=ring, status_list=listed, at=AT).reason for row in rows} == {Reason.ACTIVE}
    assert [(one.part, one.first, one.last) for one in batch.sheets.all()] == [(1, 1, 40)]
    assert _content(batch.sheets.get().file).startswith(b"%PDF-")
    assert (
        selectors.labelled(rows[7]["serial"], gtin=GTIN)
        == NUMBER
        == selectors.labelled(rows[7]["serial"], number=NUMBER)
    )
    assert selectors.labelled("2222", gtin=GTIN) is None
    assert selectors.labelled(rows[7]["serial"], number="YP-2026-0002") is None


def test_a_printed_code_is_read_back_from_the_page():
    import zxingcpp  # noqa: PLC0415

    from pinzhang.adapters.typesetting.labels import qr_picture  # noqa: PLC0415

    link = make_credential().compact

    assert [code.text for code in zxingcpp.read_barcodes(qr_picture(link, scale=3).convert("L"))] == [link]


@pytest.mark.parametrize(("state", "quantity"), [("revoked", 1), ("suspended", 1), ("active", 0), ("active", 10_001)])
def test_labels_are_refused_for_a_mark_that_does_not_hold_and_beyond_a_run(state, quantity):
    make_credential()
    credentials.set_standing(number=NUMBER, state=state, at=AT)

    with pytest.raises(CannotIssueLabels):
        labels.request_labels(number=NUMBER, quantity=quantity, by=make_user(), at=AT)

    assert not LabelBatch.objects.exists()


def test_a_fourth_run_waits_until_one_of_three_is_made():
    make_credential()
    for _ in range(3):
        labels.request_labels(number=NUMBER, quantity=1, by=make_user(), at=AT)

    with pytest.raises(CannotIssueLabels):
        labels.request_labels(number=NUMBER, quantity=1, by=make_user(), at=AT)

    assert LabelBatch.objects.count() == 3


def test_a_job_that_runs_twice_draws_no_second_set_of_serials():
    make_credential()
    status.publish(number=0, at=AT)
    batch = _made(3)

    labels.make_labels({"batch": batch.pk}, AT)

    assert Label.objects.count() == 3


def test_pages_that_two_workers_set_are_kept_once():
    make_credential()
    batch = _made(3)
    made = batch.sheets.get()

    labels.set_pages({"batch": batch.pk}, AT)
    labels._keep_pages(batch, b"%PDF-again", at=AT)

    assert batch.sheets.get() == made
    assert Event.objects.filter(name="trust.labels.made").count() == 1
