"""A mark, its issuer and its codes, the same in every run."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pinzhang.engine.ledger.entries import LogEntry, encode_entry
from pinzhang.engine.ledger.export import LogExport
from pinzhang.engine.ledger.heads import TreeHead, sign_head
from pinzhang.engine.ledger.tree import MemoryStore, append, leaf_hash, root_of
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.keys import KeyRing, KeyRole, SigningKey
from pinzhang.engine.signing.status_list import StatusList

ISSUER = "https://mark.example.cn"
NOW = datetime(2026, 11, 23, 2, 26, tzinfo=UTC)
OPENED = datetime(2025, 1, 1, tzinfo=UTC)

OFFICE = SigningKey.of("Ed25519", bytes(range(32)))
STATUS_DESK = SigningKey.of("Ed25519", bytes(range(1, 33)))
LOG_KEEPER = SigningKey.of("Ed25519", bytes(range(2, 34)))
RING = KeyRing(
    ISSUER,
    (
        OFFICE.published(role=KeyRole.CREDENTIAL, valid_from=OPENED),
        STATUS_DESK.published(role=KeyRole.STATUS, valid_from=OPENED),
        LOG_KEEPER.published(role=KeyRole.LOG, valid_from=OPENED),
    ),
    ("mark.example.cn",),
)
MARK = MarkClaims(
    number="QY2025-0417",
    kind="product",
    issued_at=datetime(2025, 5, 10, 1, 30, tzinfo=UTC),
    valid_until=datetime(2028, 5, 9, 16, tzinfo=UTC),
    issuer=ISSUER,
    gtin="06901234567892",
    serial="000123",
    status_index=417,
    programme="370200-qingdao/premium-brand",
    title="青岛优品",
    holder="青岛栖汐海产食品有限公司",
    credit_code="91370200264574251E",
    subject="即食鲍鱼罐头（清汤，180 g）",
    standard="Q/QXHC 003—2025",
    authority="示例市市场监督管理局",
    conferred_on=date(2025, 5, 10),
)


def serialised(number: int) -> MarkClaims:
    """One label of a batch."""
    return replace(MARK, serial=f"{number:06}", status_index=number)


def status_list(length: int) -> StatusList:
    listed = StatusList.empty(0, address=f"{ISSUER}/status/0", issuer=ISSUER, issued_at=NOW, length=length)
    return replace(listed, ttl=timedelta(minutes=1), valid_until=NOW + timedelta(days=1))


def entry(number: int) -> LogEntry:
    return LogEntry(
        seq=number,
        at=NOW - timedelta(days=1) + timedelta(seconds=number // 10),
        kind="marks.mark.conferred",
        about=f"QY2026-{number:06}",
        authority="370200-qingdao",
        digests={"edition": "ab" * 32, "inputs": f"{number:064x}"},
    )


def log(size: int) -> LogExport:
    texts = tuple(encode_entry(entry(number)) for number in range(size))
    store = MemoryStore()
    append(store, 0, map(leaf_hash, texts))
    head = TreeHead("mark.example.cn/log", size, root_of(store, size), NOW)
    return LogExport("mark.example.cn/log", texts, (sign_head(head, LOG_KEEPER),))
