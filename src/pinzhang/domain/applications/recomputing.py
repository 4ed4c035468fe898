"""Recompute decisions from the edition and the inputs that were kept, and hold both against the public log."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from pinzhang.domain.applications.models import DecisionRecord
from pinzhang.domain.trust.models import LogRecord, LogSalt
from pinzhang.engine.ledger.entries import LogEntry, decode_entry, salted_digest
from pinzhang.engine.packs.canonical import BadCanonicalBytes, digest, from_canonical
from pinzhang.engine.rules import BadFacts, explain
from pinzhang.engine.signing.documents import BadDocument
from pinzhang.engine.stages.findings import combined_finding

DECIDED = "applications.application.decided"
WHOLE = "*"
"""Where a rule has its id, the verdict of the whole edition stands under this name."""
_SET_AT_A_TIME = 200


def canonical(inputs: Mapping[str, Any]) -> bytes:
    """Return the bytes that the digest of the inputs is taken of: sorted keys, no spaces, UTF-8."""
    return json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verdicts_of(findings: Mapping[str, Any]) -> dict[str, str]:
    """Return the verdict of each rule that applies, and of the whole edition under ``*``."""
    ruled = {rule["id"]: rule["verdict"] for rule in findings["rules"] if rule["applies"] is not False}
    return {WHOLE: findings["verdict"], **ruled}


@dataclass(frozen=True, kw_only=True)
class Recomputed:
    """What came of recomputing a decision (复算结果); None is said of what cannot be told."""

    case: str
    seq: int
    entry: bool = False
    """The log holds the entry of this decision."""
    edition: bool | None = None
    """The edition kept has the digest that the entry names; None where there is no entry to hold it against."""
    inputs: bool | None = None
    """The inputs kept have the digest in the entry; None where its salt was erased."""
    verdicts: bool | None = None
    """The edition says of the inputs today what was recorded; None where nothing was, or it cannot be run."""
    changed: tuple[str, ...] = field(default=())
    """The rules that come out otherwise."""

    @property
    def same(self) -> bool | None:
        """Whether everything agrees: false where anything differs, None where nothing does and something is untold."""
        return combined_finding("all", (self.entry, self.edition, self.inputs, self.verdicts))

    def as_json(self) -> dict[str, Any]:
        """Return the answer in its stable form."""
        told = {name: getattr(self, name) for name in ("case", "seq", "same", "entry", "edition", "inputs", "verdicts")}
        return told | {"changed": list(self.changed)}


def decision_records(case: str = "") -> QuerySet[DecisionRecord]:
    """Return the decisions recorded for a case, or all of them, in the order of the log."""
    records = DecisionRecord.objects.select_related("application__case", "application__round__edition")
    return (records.filter(application__case__number=case) if case else records).order_by("log_seq")


def recomputed(case: str = "") -> Iterator[Recomputed]:
    """Recompute the decisions of a case, or all of them, one after the other (复算决定)."""
    for record in decision_records(case).iterator(_SET_AT_A_TIME):
        yield recompute(record)


def recompute(record: DecisionRecord) -> Recomputed:
    """Run the edition kept over the inputs kept, and hold edition, inputs and verdicts against what was recorded."""
    number, content = record.application.case.number, bytes(record.application.round.edition.content)
    verdicts, changed = _verdicts(record.inputs, content)
    found = Recomputed(case=number, seq=record.log_seq, verdicts=verdicts, changed=changed)
    entry = _entry(record.log_seq, number)
    if entry is None:
        return found
    edition = digest(content) == entry.digests.get("edition")
    return replace(found, entry=True, edition=edition, inputs=_inputs(record, entry))


def _inputs(record: DecisionRecord, entry: LogEntry) -> bool | None:
    kept = LogSalt.objects.filter(record_id=record.log_seq).first()
    if kept is None:
        return None
    return salted_digest(canonical(record.inputs), salt=bytes(kept.salt)) == entry.digests.get("inputs")


def _entry(seq: int, case: str) -> LogEntry | None:
    row = LogRecord.objects.filter(pk=seq).first()
    try:
        entry = decode_entry(bytes(row.data)) if row else None
    except BadDocument:
        return None
    return entry if entry and (entry.seq, entry.kind, entry.about) == (seq, DECIDED, case) else None


def _verdicts(inputs: Mapping[str, Any], content: bytes) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether the rules come out as recorded, and which do not."""
    recorded = inputs.get("verdicts")
    if recorded is None:
        return None, ()
    try:
        on = date.fromisoformat(inputs["on"])
        found = explain(from_canonical(content), inputs["facts"], on=on, decisions=inputs["decisions"])
    except (BadCanonicalBytes, BadFacts, KeyError, ValueError, TypeError, AttributeError):  # whatever stands there
        return None, ()
    now = verdicts_of(found)
    changed = sorted(rule for rule in recorded.keys() | now.keys() if recorded.get(rule) != now.get(rule))
    return not changed, tuple(changed)
