"""Reads of keys, credentials, lists and log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max, Q, QuerySet, Sum

from pinzhang.domain.trust.models import (
    Credential,
    Key,
    Label,
    LabelBatch,
    LogNode,
    LogRecord,
    ScanAlert,
    ScanCount,
    StatusEntry,
    StatusFile,
    TreeHead,
)
from pinzhang.engine.ledger import tree
from pinzhang.engine.ledger.export import LogExport
from pinzhang.engine.signing.claims import MarkClaims, read_claims
from pinzhang.engine.signing.cose import read as read_cose
from pinzhang.engine.signing.credential import unwrap
from pinzhang.engine.signing.keys import KeyRing, KeyRole, PublicKey
from pinzhang.engine.signing.verifiable_credential import status_address as address_of_list


def key_ring() -> KeyRing:
    """Return the published keys of this instance (公钥集)."""
    keys = tuple(
        PublicKey(
            key.kid, key.suite, bytes(key.public), KeyRole(key.role), key.valid_from, key.valid_to, key.compromised_at
        )
        for key in Key.objects.order_by("pk")
    )
    return KeyRing(settings.SITE_URL, keys, (urlsplit(settings.SITE_URL).netloc.lower(),))


def status_address(number: int) -> str:
    """Return where a status list is published."""
    return address_of_list(settings.SITE_URL, number)


def status_file(number: int) -> StatusFile | None:
    """Return a published status list."""
    return StatusFile.objects.filter(number=number, published_at__isnull=False).first()


def status_files() -> list[StatusFile]:
    """Return every published status list."""
    return list(StatusFile.objects.filter(published_at__isnull=False).order_by("number"))


def credential_of(number: str) -> Credential | None:
    """Return the living credential of a mark."""
    return Credential.objects.filter(entry__number=number, replaced_at__isnull=True).select_related("entry").first()


def claims_of(credential: Credential) -> MarkClaims:
    """Return what the full credential says."""
    return read_claims(read_cose(unwrap(credential.full).data).payload)


def numbers_with_gtin(gtin: str) -> list[str]:
    """Return the numbers of the marks of a product, the newest first."""
    return list(StatusEntry.objects.filter(gtin=gtin).order_by("-pk").values_list("number", flat=True))


def labelled(serial: str, *, number: str = "", gtin: str = "") -> str | None:
    """Return the number of the mark that a serial was printed for; None where none was."""
    found = Label.objects.filter(serial=serial)
    if number:
        return number if found.filter(number=number).exists() else None
    numbers = StatusEntry.objects.filter(gtin=gtin).values("number")
    return found.filter(number__in=numbers).values_list("number", flat=True).first()


def label_batches(number: str) -> QuerySet[LabelBatch]:
    """Return the print runs of a mark, the newest first."""
    return (
        LabelBatch.objects.filter(number=number)
        .select_related("listing")
        .prefetch_related("sheets__file")
        .order_by("-requested_at", "-pk")
    )


@dataclass(frozen=True)
class Scans:
    """How often something was looked up (查验次数)."""

    today: int
    before: int


def scans_of(number: str, serial: str, *, day: date) -> Scans:
    """Return how often a mark, or one of its serials, was looked up on a day and before."""
    rows = ScanCount.objects.filter(number=number, serial=serial).aggregate(
        total=Sum("count", default=0), today=Sum("count", filter=Q(day=day), default=0)
    )
    return Scans(rows["today"], rows["total"] - rows["today"])


def scans_by_day(number: str, *, since: date) -> list[tuple[date, int]]:
    """Return how often a mark with all its serials was looked up, day by day."""
    rows = ScanCount.objects.filter(number=number, day__gte=since).values_list("day").annotate(total=Sum("count"))
    return list(rows.order_by("day"))


def open_scan_alerts(numbers: QuerySet[Any] | list[str]) -> QuerySet[ScanAlert]:
    """Return what is implausible about the scans of some marks and not looked into yet, the newest first."""
    return ScanAlert.objects.filter(number__in=numbers, settled_at__isnull=True).order_by("-raised_at", "-pk")


def log_origin() -> str:
    """Return the name of this log, as every head carries it."""
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.netloc}{parts.path.rstrip('/')}/log"


def log_size() -> int:
    """Return the number of entries."""
    last = LogRecord.objects.aggregate(last=Max("seq"))["last"]
    return 0 if last is None else int(last) + 1


def nodes(asked: Collection[tree.Node]) -> Mapping[tree.Node, bytes]:
    """Return the hashes of complete subtrees of the log."""
    rows = LogNode.objects.filter(pk__in=[node.key for node in asked]).values_list("key", "value")
    return {tree.Node.of_key(key): bytes(value) for key, value in rows}


class StoredTree:
    """The tree of the log for proofs; nothing is written through it."""

    def read(self, asked: Collection[tree.Node]) -> Mapping[tree.Node, bytes]:
        return nodes(asked)

    def write(self, nodes: Mapping[tree.Node, bytes]) -> None:
        raise TypeError(f"proofs write nothing, least of all {len(nodes)} nodes")


def latest_head() -> TreeHead | None:
    """Return the last signed head."""
    return TreeHead.objects.order_by("-pk").first()


@dataclass(frozen=True)
class Proof:
    """That an entry stands in the log (包含证明)."""

    record: LogRecord
    head: TreeHead

    @cached_property
    def path(self) -> tuple[bytes, ...]:
        """The hashes beside the way from the leaf to the root."""
        return tree.inclusion_proof(StoredTree(), self.record.seq, self.head.size)


def proof_of(record: LogRecord) -> Proof | None:
    """Return the proof of an entry below the latest head; None while no head covers it."""
    head = latest_head()
    return Proof(record, head) if head is not None and record.seq < head.size else None


def log_record(seq: int) -> LogRecord | None:
    """Return one entry of the log."""
    return LogRecord.objects.filter(pk=seq).first()


def records_about(about: str) -> list[LogRecord]:
    """Return the entries about an object, the oldest first."""
    return list(LogRecord.objects.filter(about=about).order_by("seq"))


def latest_records(limit: int) -> list[LogRecord]:
    """Return the last entries, the newest first."""
    return list(LogRecord.objects.order_by("-seq")[:limit])


def head_of_size(size: int) -> TreeHead | None:
    """Return a signed head over exactly so many entries."""
    return TreeHead.objects.filter(size=size).order_by("-pk").first()


def consistency(old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the log of one size begins with the log of another.

    :raises OutsideTree: there are no such sizes.
    """
    if new > log_size():
        raise tree.OutsideTree(f"size {new}")
    return tree.consistency_proof(StoredTree(), old, new)


def root_of(size: int) -> bytes:
    """Return the root of the first entries."""
    return tree.root_of(StoredTree(), size)


def log_export() -> LogExport:
    """Return everything that the log publishes, for a monitor outside."""
    rows = list(LogRecord.objects.order_by("seq").values_list("data", "leaf"))
    signed = TreeHead.objects.order_by("pk").values_list("signed", flat=True)
    return LogExport(
        log_origin(),
        tuple(bytes(data) for data, _leaf in rows),
        tuple(bytes(one) for one in signed),
        tuple(bytes(leaf) for _data, leaf in rows),
    )
