"""The log grows in the transaction of the act, and whoever changes it afterwards is found."""

from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from pinzhang.domain.core.models import Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.models import LogRecord, TreeHead
from pinzhang.domain.trust.services import log
from pinzhang.engine.ledger.entries import decode_entry
from pinzhang.engine.ledger.export import remember
from pinzhang.engine.ledger.monitor import watch
from pinzhang.engine.ledger.proofs import is_consistent, is_included
from pinzhang.engine.ledger.tree import OutsideTree
from tests.factories import AT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def _act(number: int) -> log.Act:
    return log.Act(kind="marks.mark.conferred", about=f"YP-2026-{number:04}", authority="370200-qingdao")


def _grown(*sizes: int) -> None:
    done = 0
    for step, size in enumerate(sizes):
        log.append([_act(place) for place in range(done, size)], at=AT + step * HOUR)
        log.sign_head(at=AT + step * HOUR + timedelta(minutes=1))
        done = size


def _found(memory=None) -> list[str]:
    at = AT + 10 * HOUR
    return [
        one.kind.value
        for one in watch(selectors.log_export(), keys=selectors.key_ring(), memory=memory, at=at).findings
    ]


def test_entries_are_numbered_from_nought_and_a_log_in_order_has_no_findings():
    _grown(3, 8)

    assert list(LogRecord.objects.values_list("seq", flat=True).order_by("seq")) == list(range(8))
    assert _found() == []


def test_what_is_rolled_back_was_never_logged():
    with transaction.atomic():
        log.append([_act(0)], at=AT)
        transaction.set_rollback(True)

    log.append([_act(1)], at=AT)

    assert [(one.seq, one.about) for one in LogRecord.objects.all()] == [(0, "YP-2026-0001")]


def test_an_act_of_long_ago_is_entered_in_todays_order_with_its_own_day():
    _grown(1)
    act = log.Act(
        kind="marks.mark.conferred",
        about="X",
        authority="a",
        effective_on=(AT - timedelta(days=500)).astimezone(UTC).date(),
    )

    entered = log.append([act], at=AT - timedelta(days=500))[0]
    log.sign_head(at=AT + 2 * HOUR)

    assert entered.at == TreeHead.objects.order_by("pk").first().at
    assert decode_entry(bytes(entered.data)).effective_on == act.effective_on
    assert _found() == []


def test_every_entry_is_proved_and_every_head_contains_the_ones_before():
    _grown(1, 5, 13)
    heads = list(TreeHead.objects.order_by("pk"))

    for record in LogRecord.objects.all():
        proof = selectors.proof_of(record)
        assert is_included(
            leaf=bytes(record.leaf), index=record.seq, size=13, path=proof.path, root=bytes(proof.head.root)
        )
    for old, new in pairwise(heads):
        path = selectors.consistency(old.size, new.size)
        assert is_consistent(old=old.size, new=new.size, old_root=bytes(old.root), new_root=bytes(new.root), path=path)
    with pytest.raises(OutsideTree):
        selectors.consistency(5, 14)


def test_an_entry_that_no_head_covers_has_no_proof_yet():
    _grown(1)
    record = log.append([_act(1)], at=AT + HOUR)[0]

    assert selectors.proof_of(record) is None


def test_a_head_follows_each_growth_by_a_job_and_a_silent_log_gets_none():
    log.append([_act(0)], at=AT)
    log.append([_act(1)], at=AT)
    while jobs.run_due(at=AT + HOUR):
        pass
    first = list(TreeHead.objects.values_list("size", flat=True))
    log.sign_head_hourly({}, AT + HOUR)
    log.append([_act(2)], at=AT + HOUR)
    while jobs.run_due(at=AT + 2 * HOUR):
        pass

    assert first == [2]
    assert list(TreeHead.objects.order_by("pk").values_list("size", flat=True)) == [2, 3]
    assert not Job.objects.exclude(state=Job.DONE).exists()
    assert _found() == []


def test_an_empty_log_has_no_head():
    assert log.sign_head(at=AT) is None
    log.sign_head_daily({}, AT)
    assert not TreeHead.objects.exists()


def _sql(statement: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _altered() -> None:
    record = LogRecord.objects.get(seq=2)
    changed = bytes(record.data).replace(b"0002", b"9999")
    _sql("UPDATE trust_logrecord SET data = %s WHERE seq = 2", changed)


def _removed() -> None:
    _sql("DELETE FROM trust_logrecord WHERE seq = 3")


def _reordered() -> None:
    one, other = (LogRecord.objects.get(seq=seq) for seq in (1, 4))
    for seq, record in ((1, other), (4, one)):
        _sql(
            "UPDATE trust_logrecord SET data = %s, leaf = %s WHERE seq = %s",
            bytes(record.data),
            bytes(record.leaf),
            seq,
        )


def _backdated() -> None:
    TreeHead.objects.order_by("-pk").first().delete()
    record = LogRecord.objects.get(seq=6)
    entry = decode_entry(bytes(record.data))
    data = bytes(record.data).replace(f"{entry.at:%H:%M:%S}".encode(), b"00:00:00")
    _sql("UPDATE trust_logrecord SET data = %s WHERE seq = 6", data)


@pytest.mark.parametrize(
    ("tamper", "named"),
    [(_altered, "altered"), (_removed, "removed"), (_reordered, "reordered"), (_backdated, "backdated")],
)
def test_whoever_changes_the_table_is_found_by_a_monitor_outside(tamper, named):
    _grown(5, 8)
    memory = remember(selectors.log_export())

    tamper()

    assert named in _found()
    assert named in _found(memory)
