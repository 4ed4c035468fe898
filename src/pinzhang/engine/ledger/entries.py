"""What an entry of the log says and how it is written: canonical JSON, ids and digests, never personal text."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pinzhang.engine.signing.documents import (
    BadDocument,
    format_time,
    member,
    optional_member,
    read_object,
    time_member,
)

_LONGEST_ENTRY = 16 * 1024
_LARGEST_NUMBER = 2**53
_KIND = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*){1,3}")
_DIGEST_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_WHAT = "log entry"


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One thing that was done and can no longer be undone unseen (日志条目)."""

    seq: int
    """Its place in the log, from 0; written inside, so that a removed entry leaves a gap."""
    at: datetime
    """When it was logged, to the second."""
    kind: str
    """What was done, as an event in the past tense: ``marks.mark.revoked``."""
    about: str
    """The public id of what it was done to, e.g. a mark number or an edition."""
    authority: str
    effective_on: date | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of what the act rests on, by name: ``edition``, ``inputs``, ``record``."""


def digest(data: bytes) -> str:
    """Return the SHA-256 of a document that is public."""
    return hashlib.sha256(data).hexdigest()


def salted_digest(data: bytes, *, salt: bytes) -> str:
    """Return the keyed digest of what is not public: who erases the salt erases the link to the person."""
    return hmac.new(salt, data, hashlib.sha256).hexdigest()


def encode_entry(entry: LogEntry) -> bytes:
    """Return the canonical bytes of an entry: sorted keys, no spaces, UTF-8.

    :raises BadDocument: a member has no form that could be read back.
    """
    data = _canonical(entry)
    decode_entry(data)
    return data


def decode_entry(data: bytes) -> LogEntry:
    """Read an entry from its canonical bytes.

    :raises BadDocument: it is no entry, or is not written canonically.
    """
    document = read_object(data, limit=_LONGEST_ENTRY, what=_WHAT)
    entry = LogEntry(
        seq=_sequence_number(document),
        at=time_member(document, "at", _WHAT),
        kind=_matching(member(document, "kind", str, _WHAT), _KIND, "kind"),
        about=member(document, "about", str, _WHAT),
        authority=member(document, "authority", str, _WHAT),
        effective_on=_day(optional_member(document, "effective_on", str, _WHAT)),
        digests=_digests(member(document, "digests", dict, _WHAT)),
    )
    if _canonical(entry) != data:
        raise BadDocument(f"{_WHAT}: not in canonical form")
    return entry


def _canonical(entry: LogEntry) -> bytes:
    document: dict[str, Any] = {
        "schema": 1,
        "seq": entry.seq,
        "at": format_time(entry.at),
        "kind": entry.kind,
        "about": entry.about,
        "authority": entry.authority,
        "digests": dict(entry.digests),
    }
    if entry.effective_on is not None:
        document["effective_on"] = entry.effective_on.isoformat()
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _sequence_number(document: Mapping[str, Any]) -> int:
    number: int = member(document, "seq", int, _WHAT)
    if not 0 <= number < _LARGEST_NUMBER:
        raise BadDocument(f"{_WHAT}: seq {number} is out of range")
    return number


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as fault:
        raise BadDocument(f"{_WHAT}: {text!r} is no day") from fault


def _digests(members: Mapping[str, object]) -> dict[str, str]:
    return {
        _matching(name, _DIGEST_NAME, "digest name"): _matching(value, _DIGEST, "digest")
        for name, value in members.items()
    }


def _matching(value: object, pattern: re.Pattern[str], what: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadDocument(f"{_WHAT}: {value!r} is no {what}")
    return value
