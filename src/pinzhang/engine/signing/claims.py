"""What a credential says about a mark (标识凭证的内容): CWT claims (RFC 8392) and one claim of our own."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, Self

from pinzhang.engine.signing.answers import BadClaims
from pinzhang.engine.signing.cbor import decode, encode
from pinzhang.engine.signing.digital_link import gtin14
from pinzhang.engine.signing.documents import format_time

MARK_CLAIM = -70001
"""Our own CWT claim, from the range for private use."""

KINDS = (
    "product",
    "service",
    "enterprise",
    "industry",
    "region",
    "person",
    "team",
    "work",
    "project",
    "government",
)
"""Subject kinds; the place in this list, from 1, is the number in the credential and never changes."""

_ISSUER, _NUMBER, _VALID_UNTIL, _VALID_FROM, _ISSUED_AT = 1, 2, 4, 5, 6
_LONGEST_TEXT = 200
_LAST_SECOND = 253402300799  # 9999-12-31T23:59:59Z
_LAST_DAY = 99991231
_LARGEST_INDEX = 2**40


@dataclass(frozen=True, kw_only=True)
class MarkClaims:
    """One mark as its credential states it; what is absent is None."""

    number: str
    kind: str
    issued_at: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """First instant at which the mark no longer holds; absent where its rules name no end."""
    issuer: str | None = None
    gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    status_list: int | None = None
    """Which list of the issuer; absent means list 0."""
    status_index: int | None = None
    programme: str | None = None
    title: str | None = None
    tier: str | None = None
    holder: str | None = None
    credit_code: str | None = None
    subject: str | None = None
    standard: str | None = None
    authority: str | None = None
    conferred_on: date | None = None

    def compact(self) -> Self:
        """Return what fits beside a link in a small code: identity, validity, place in the status list."""
        dropped: Any = dict.fromkeys(_LONG_MEMBERS)
        return replace(self, **dropped)

    def as_json(self) -> dict[str, Any]:
        """Return the members that are there, times in ISO 8601."""
        members = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _plain(value) for name, value in members.items() if value is not None}

    def to_payload(self) -> bytes:
        """Return the CWT claims set as CBOR.

        :raises BadClaims: a member is too long, out of range, or of no known kind.
        """
        own = {
            member.label: member.write(value)
            for member in _MEMBERS
            if (value := getattr(self, member.name)) is not None
        }
        registered = {
            _ISSUER: self.issuer and _write_text(self.issuer),
            _NUMBER: _write_text(self.number),
            _VALID_UNTIL: self.valid_until and _write_time(self.valid_until),
            _VALID_FROM: self.valid_from and _write_time(self.valid_from),
            _ISSUED_AT: _write_time(self.issued_at),
        }
        return encode({label: value for label, value in registered.items() if value is not None} | {MARK_CLAIM: own})


def read_claims(payload: bytes) -> MarkClaims:
    """Read the claims of a mark; members that are unknown here are passed over.

    :raises Unverifiable: the payload is no CBOR within the limits, or the claims of no mark.
    """
    claims = decode(payload)
    own = claims.get(MARK_CLAIM) if isinstance(claims, dict) else None
    if not isinstance(own, dict):
        raise BadClaims("no claims of a mark")
    members: dict[str, Any] = {
        member.name: member.read(own[member.label]) for member in _MEMBERS if member.label in own
    }
    if "kind" not in members:
        raise BadClaims("kind is missing")
    return MarkClaims(
        number=_read_text(claims.get(_NUMBER)),
        issued_at=_read_time(claims.get(_ISSUED_AT)),
        issuer=_optional(_read_text, claims, _ISSUER),
        valid_from=_optional(_read_time, claims, _VALID_FROM),
        valid_until=_optional(_read_time, claims, _VALID_UNTIL),
        **members,
    )


def _optional(read: Callable[[Any], Any], claims: Mapping[Any, Any], label: int) -> Any:
    return read(claims[label]) if label in claims else None


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return format_time(value)
    return value.isoformat() if isinstance(value, date) else value


def _write_text(text: str) -> str:
    return _read_text(unicodedata.normalize("NFC", text))


def _read_text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT or _has_control(value):
        raise BadClaims("a text is missing, empty, too long, or has control characters")
    return value


def _has_control(text: str) -> bool:
    return not text.isprintable() and any(unicodedata.category(character).startswith("C") for character in text)


def _write_time(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise BadClaims("a time without its offset from UTC")
    return int(moment.timestamp())


def _read_time(value: object) -> datetime:
    if type(value) is not int or not 0 <= value <= _LAST_SECOND:
        raise BadClaims("a time is missing or out of range")
    return datetime.fromtimestamp(value, UTC)


def _write_kind(kind: str) -> int:
    if kind not in KINDS:
        raise BadClaims(f"unknown kind {kind}")
    return KINDS.index(kind) + 1


def _read_kind(value: object) -> str:
    if type(value) is not int or not 0 < value <= len(KINDS):
        raise BadClaims("unknown kind")
    return KINDS[value - 1]


def _write_gtin(gtin: str) -> int:
    return int(gtin14(gtin))


def _read_gtin(value: object) -> str:
    if type(value) is not int or value < 0:
        raise BadClaims("a GTIN is a number")
    return gtin14(f"{value:014}")


def _check_index(value: object) -> int:
    if type(value) is not int or not 0 <= value < _LARGEST_INDEX:
        raise BadClaims("a place in the status list is a number")
    return value


def _write_day(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _read_day(value: object) -> date:
    if type(value) is not int or not 0 < value <= _LAST_DAY:
        raise BadClaims("a day is written YYYYMMDD")
    try:
        return date(value // 10000, value // 100 % 100, value % 100)
    except ValueError as fault:
        raise BadClaims(f"{value} is no day") from fault


class _Member(NamedTuple):
    label: int
    name: str
    write: Callable[[Any], int | str]
    read: Callable[[object], Any]


_MEMBERS = (
    _Member(1, "kind", _write_kind, _read_kind),
    _Member(2, "gtin", _write_gtin, _read_gtin),
    _Member(3, "lot", _write_text, _read_text),
    _Member(4, "serial", _write_text, _read_text),
    _Member(5, "status_list", _check_index, _check_index),
    _Member(6, "status_index", _check_index, _check_index),
    _Member(7, "programme", _write_text, _read_text),
    _Member(8, "title", _write_text, _read_text),
    _Member(9, "tier", _write_text, _read_text),
    _Member(10, "holder", _write_text, _read_text),
    _Member(11, "credit_code", _write_text, _read_text),
    _Member(12, "subject", _write_text, _read_text),
    _Member(13, "standard", _write_text, _read_text),
    _Member(14, "authority", _write_text, _read_text),
    _Member(15, "conferred_on", _write_day, _read_day),
)
_FIRST_LONG_LABEL = 7
_LONG_MEMBERS = ("issuer", *(member.name for member in _MEMBERS if member.label >= _FIRST_LONG_LABEL))
