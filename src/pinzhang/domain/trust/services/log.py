"""Append to the transparency log in the transaction of the act, and sign its heads."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

from pinzhang.domain.core.services import jobs
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.choices import Role
from pinzhang.domain.trust.models import LogNode, LogRecord, LogSalt, TreeHead
from pinzhang.domain.trust.services.keys import signer_for
from pinzhang.engine.ledger import heads, tree
from pinzhang.engine.ledger.entries import LogEntry, encode_entry, salted_digest

_LOCK = 0x5AC1065
_BATCH = 500
_SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something done that nobody may quietly undo (入册事项): public ids and digests, never personal text."""

    kind: str
    about: str
    authority: str
    effective_on: date | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    salted: Mapping[str, bytes] = field(default_factory=dict)
    """What is not public, by name: the entry gets its digest under a salt of its own."""


class GrowingTree(selectors.StoredTree):
    """The tree of the log as it is written to."""

    def write(self, nodes: Mapping[tree.Node, bytes]) -> None:
        LogNode.objects.bulk_create(
            [LogNode(key=node.key, value=value) for node, value in nodes.items()], batch_size=_BATCH
        )


@transaction.atomic
def append(acts: Sequence[Act], *, at: datetime) -> list[LogRecord]:
    """Write acts into the log, in the transaction in which they are done (记入公开日志).

    One writer at a time appends. An entry is never dated before its neighbour or before a head that does not
    contain it: where ``at`` is earlier, because the act itself lies in the past, it is logged as of now's order.
    """
    if not acts:
        return []
    _serialise()
    last = LogRecord.objects.order_by("-seq").first()
    head = TreeHead.objects.order_by("-pk").first()
    first = last.seq + 1 if last else 0
    logged_at = max([at.astimezone(UTC).replace(microsecond=0), *(one.at for one in (last, head) if one)])
    salts = [secrets.token_bytes(_SALT_BYTES) if act.salted else b"" for act in acts]
    records = [
        _record(first + place, act, logged_at, salt) for place, (act, salt) in enumerate(zip(acts, salts, strict=True))
    ]
    LogRecord.objects.bulk_create(records, batch_size=_BATCH)
    LogSalt.objects.bulk_create(
        [LogSalt(record=one, salt=salt) for one, salt in zip(records, salts, strict=True) if salt], batch_size=_BATCH
    )
    tree.append(GrowingTree(), first, (bytes(record.leaf) for record in records))
    jobs.enqueue(sign_head_soon, key=f"after:{head.pk if head else 0}", payload={}, at=at)
    return records


def _record(seq: int, act: Act, at: datetime, salt: bytes) -> LogRecord:
    hidden = {name: salted_digest(content, salt=salt) for name, content in act.salted.items()}
    data = encode_entry(
        LogEntry(
            seq=seq,
            at=at,
            kind=act.kind,
            about=act.about,
            authority=act.authority,
            effective_on=act.effective_on,
            digests={**act.digests, **hidden},
        )
    )
    return LogRecord(seq=seq, at=at, kind=act.kind, about=act.about, data=data, leaf=tree.leaf_hash(data))


def _serialise() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def sign_head(*, at: datetime) -> TreeHead | None:
    """Sign size and root of the log as they are now; nothing where the log is empty (签发树头)."""
    _serialise()
    last = LogRecord.objects.order_by("-seq").first()
    if last is None:
        return None
    previous = TreeHead.objects.order_by("-pk").first()
    signer = signer_for(Role.LOG, at=at)
    stamps = [at.astimezone(UTC).replace(microsecond=0), last.at, signer.valid_from]
    moment = max([*stamps, previous.at] if previous else stamps)
    root = tree.root_of(GrowingTree(), last.seq + 1)
    head = heads.TreeHead(selectors.log_origin(), last.seq + 1, root, moment)
    return TreeHead.objects.create(size=head.size, root=root, at=moment, signed=heads.sign_head(head, signer))


@jobs.job
def sign_head_soon(_payload: dict[str, Any], at: datetime) -> None:
    """Sign a head over what was appended since the last one."""
    _sign_if_behind(at)


@jobs.hourly
def sign_head_hourly(_payload: dict[str, Any], at: datetime) -> None:
    """Sign a head where an earlier attempt has failed for good."""
    _sign_if_behind(at)


def _sign_if_behind(at: datetime) -> None:
    head = TreeHead.objects.order_by("-pk").first()
    if selectors.log_size() > (head.size if head else 0):
        sign_head(at=at)


@jobs.daily
def sign_head_daily(_payload: dict[str, Any], at: datetime) -> None:
    """Sign a head every day, so that a silent log can be told from one that is held back."""
    sign_head(at=at)
