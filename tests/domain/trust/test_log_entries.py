"""Each act that nobody may quietly undo enters the log exactly once, with the digests that it can be checked by."""

import json
from datetime import timedelta

import pytest

from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.services import restore_mark, revoke_mark, surrender_mark, suspend_mark, transfer_mark
from pinzhang.domain.marks.services.lifecycle import expire_marks
from pinzhang.domain.marks.trusting import public_record
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.trust.models import LogRecord, LogSalt
from pinzhang.engine.ledger.entries import decode_entry, digest, salted_digest
from tests.factories import AT, load, make_edition, make_enterprise, make_officer, make_signer
from tests.factories.decisions import conferred_round, decided_round
from tests.factories.flow import bring_to, submitted
from tests.factories.marks import make_held_mark
from tests.factories.review import make_evaluated_round

pytestmark = pytest.mark.django_db
STATED = {"ground": "standard-not-met", "text": "抽查不合格，王某某签字"}


def _entries(kind):
    return [decode_entry(bytes(record.data)) for record in LogRecord.objects.filter(kind=kind).order_by("seq")]


def _only(kind, about):
    entries = _entries(kind)
    assert [entry.about for entry in entries] == [about]
    return entries[0]


def _added(act):
    before = LogRecord.objects.count()
    act()
    return [decode_entry(bytes(one.data)) for one in LogRecord.objects.filter(seq__gte=before).order_by("seq")]


def test_a_published_edition_is_entered_once_with_the_digest_of_its_bytes():
    edition = make_edition()

    publish_edition(document=load(), by=None, at=AT + timedelta(days=1))

    entry = _only("programmes.edition.published", f"{edition.code}/{edition.edition}")
    assert entry.digests == {"edition": digest(bytes(edition.content))}
    assert (entry.authority, entry.effective_on) == (edition.authority.code, edition.valid_from)


def test_each_decision_is_entered_once_the_refused_one_as_well_with_edition_and_inputs():
    round_, _officer = decided_round(count=2, refuse=[0])

    entries = _entries("applications.application.decided")

    records = list(round_.batch.stages.get(stage="decision").decision_records.order_by("log_seq"))
    assert [entry.about for entry in entries] == [record.application.case.number for record in records]
    for entry, record in zip(entries, records, strict=True):
        salt = bytes(LogSalt.objects.get(record_id=record.log_seq).salt)
        kept = json.dumps(record.inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert entry.digests == {"edition": round_.edition.digest, "inputs": salted_digest(kept, salt=salt)}
    assert [record.inputs["granted"] for record in records] == [False, True]


def test_a_conferral_is_entered_once_with_the_digest_of_what_is_public():
    conferred_round()

    mark = Mark.objects.get()
    entry = _only("marks.mark.conferred", mark.number)
    assert entry.digests == {
        "edition": mark.edition.digest,
        "record": digest(public_record(mark, mark.changes.get())),
    }
    assert entry.effective_on == mark.conferred_on


def _suspend(mark, officer):
    suspend_mark(mark=mark, **STATED, by=officer, at=AT)


def _revoke(mark, officer):
    revoke_mark(mark=mark, **STATED, by=officer, at=AT)


def _surrender(mark, _officer):
    surrender_mark(mark=mark, text="停产", by=make_signer(mark.holder), at=AT)


def _expire(mark, _officer):
    Mark.objects.filter(pk=mark.pk).update(valid_until=(AT - timedelta(days=2)).date())
    mark.valid_until = (AT - timedelta(days=2)).date()
    expire_marks({}, AT)


def _transfer(mark, officer):
    transfer_mark(mark=mark, to=make_enterprise(), text="合并", document_number="示例〔2026〕8号", by=officer, at=AT)


@pytest.mark.parametrize(
    ("act", "past"),
    [
        (_suspend, "suspended"),
        (_revoke, "revoked"),
        (_surrender, "surrendered"),
        (_expire, "expired"),
        (_transfer, "transferred"),
    ],
)
def test_what_becomes_of_a_mark_is_entered_once_and_names_nobody(act, past):
    mark = make_held_mark()
    officer = make_officer(mark.authority)

    added = _added(lambda: act(mark, officer))

    mark.refresh_from_db()
    change = MarkChange.objects.filter(mark=mark).order_by("-pk").first()
    assert [(entry.kind, entry.about) for entry in added] == [(f"marks.mark.{past}", mark.number)]
    assert added[0].digests == {"edition": mark.edition.digest, "record": digest(public_record(mark, change))}
    assert "王某某" not in bytes(LogRecord.objects.order_by("-seq").first().data).decode()


def test_a_suspension_and_its_end_are_two_entries():
    mark = make_held_mark()
    officer = make_officer(mark.authority)
    _suspend(mark, officer)

    added = _added(lambda: restore_mark(mark=mark, text="已整改", by=officer, at=AT))

    assert [entry.kind for entry in added] == ["marks.mark.restored"]
    assert len(_entries("marks.mark.suspended")) == 1


def test_a_signed_evaluation_is_entered_once_with_the_salted_digest_of_its_report():
    round_ = make_evaluated_round()
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "consultation", officer=officer)

    entry = _only("review.evaluation.signed", application.case.number)
    evaluation = application.evaluations.get()
    said = {
        "findings": evaluation.findings,
        "conclusion": evaluation.conclusion,
        "marks": evaluation.marks,
        "report": "",
    }
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    salt = bytes(LogSalt.objects.get(record__kind="review.evaluation.signed").salt)
    assert entry.digests == {"edition": round_.edition.digest, "report": salted_digest(content, salt=salt)}
