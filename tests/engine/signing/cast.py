"""The fixed cast: an issuer with four keys, a forger, and one mark."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.credential import compact_text, full_text
from pinzhang.engine.signing.keys import KeyRing, KeyRole, SigningKey
from pinzhang.engine.signing.status_list import StatusList

ISSUER = "https://mark.example.cn"
HOST = "mark.example.cn"
OPENED = datetime(2025, 1, 1, tzinfo=UTC)
CONFERRED = datetime(2025, 5, 10, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 2, 26, tzinfo=UTC)
DAY = timedelta(days=1)

OFFICE = SigningKey.of("Ed25519", bytes(range(32)))
STATUS_DESK = SigningKey.of("Ed25519", bytes(range(1, 33)))
LOG_KEEPER = SigningKey.of("Ed25519", bytes(range(2, 34)))
FORGER = SigningKey.of("Ed25519", bytes(range(3, 35)))
P256_OFFICE = SigningKey.of("ES256", bytes(range(4, 36)))

RING = KeyRing(
    ISSUER,
    (
        OFFICE.published(role=KeyRole.CREDENTIAL, valid_from=OPENED),
        STATUS_DESK.published(role=KeyRole.STATUS, valid_from=OPENED),
        LOG_KEEPER.published(role=KeyRole.LOG, valid_from=OPENED),
        P256_OFFICE.published(role=KeyRole.CREDENTIAL, valid_from=OPENED),
    ),
    (HOST,),
)

ABALONE = MarkClaims(
    number="QY2025-0417",
    kind="product",
    issued_at=CONFERRED,
    valid_until=datetime(2028, 5, 9, 16, tzinfo=UTC),
    issuer=ISSUER,
    gtin="06901234567892",
    serial="000123",
    status_list=3,
    status_index=417,
    programme="370200-qingdao/premium-brand",
    title="青岛优品",
    tier="产品品牌",
    holder="青岛栖汐海产食品有限公司",
    credit_code="91370200264574251E",
    subject="即食鲍鱼罐头（清汤，180 g）",
    standard="Q/QXHC 003—2025",
    authority="示例市市场监督管理局",
    conferred_on=date(2025, 5, 10),
)
"""The mark on a tin of abalone."""

COMPACT = compact_text(ABALONE, OFFICE, base=ISSUER)
FULL = full_text(ABALONE, OFFICE)

ALL_ACTIVE = StatusList.empty(3, address=f"{ISSUER}/status/3", issuer=ISSUER, issued_at=NOW, length=1000)
ALL_ACTIVE = replace(ALL_ACTIVE, ttl=timedelta(minutes=1), valid_until=NOW + DAY)
