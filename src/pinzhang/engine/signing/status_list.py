"""Status lists (状态名单): W3C Bitstring Status List v1.0, one small number for each mark."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self, get_args

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import State, Unverifiable
from pinzhang.engine.signing.cbor import Limits
from pinzhang.engine.signing.documents import (
    BadDocument,
    format_time,
    member,
    optional_member,
    optional_time,
    read_object,
    time_member,
)
from pinzhang.engine.signing.keys import KeyRing, KeyRole, Signer
from pinzhang.engine.signing.suites import from_base64url, to_base64url

Purpose = Literal["message", "revocation", "suspension"]
"""A ``message`` list tells every state; the other two tell one, for verifiers that know no more."""

SMALLEST_SIZE = 16 * 1024
"""Bytes of the shortest list for one bit each: a shorter one would tell who looks up what."""

_MOST_BYTES = 8 * 1024 * 1024
_MOST_FILE_BYTES = 4 * 1024 * 1024
_ENVELOPE = Limits(size=_MOST_FILE_BYTES)
_SIZES = frozenset({1, 2, 4, 8})
_CONTENT_TYPE = "application/vc"
_WHAT = "status list"

CODES: Mapping[int, State] = dict(enumerate(State))
"""The numbers of a ``message`` list; they never change."""
_CODE_OF = {state: code for code, state in CODES.items()}
_TOLD_BY_ONE_BIT = {"revocation": State.REVOKED, "suspension": State.SUSPENDED}


def encode_bits(bits: bytes) -> str:
    """Return a bitstring as the standard writes it: gzip, base64url, the letter u before it."""
    packer = zlib.compressobj(level=6, wbits=31)
    return "u" + to_base64url(packer.compress(bits) + packer.flush())


def decode_bits(text: str) -> bytes:
    """Return the bitstring of an encoded list, unpacking no more than 8 MiB.

    :raises BadDocument: it is not encoded so, unpacks to more, or is cut.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        packed = from_base64url(text.removeprefix("u"))
        bits = unpacker.decompress(packed, _MOST_BYTES + 1)
    except (ValueError, zlib.error) as fault:
        raise BadDocument(f"{_WHAT}: encodedList cannot be unpacked") from fault
    if not text.startswith("u") or not unpacker.eof or unpacker.unused_data or len(bits) > _MOST_BYTES:
        raise BadDocument(f"{_WHAT}: encodedList is cut, too long, or has bytes left over")
    return bits


@dataclass(frozen=True)
class StatusList:
    """What the issuer said of all its marks at one time."""

    number: int
    """Which list of the issuer this is."""
    address: str
    """Where it is published."""
    issuer: str
    issued_at: datetime
    bits: bytes
    purpose: Purpose = "message"
    entry_size: int = 4
    ttl: timedelta | None = None
    """How long a copy may be kept before asking again."""
    valid_until: datetime | None = None
    signed: bool = False
    """Whether it was read from a file with a good signature of the issuer's status key."""

    @classmethod
    def empty(
        cls,
        number: int,
        *,
        address: str,
        issuer: str,
        issued_at: datetime,
        length: int,
        purpose: Purpose = "message",
        entry_size: int = 4,
    ) -> Self:
        """Return a list of at least ``length`` marks that are all active."""
        size = max(SMALLEST_SIZE * entry_size, -(-length * entry_size // 8))
        return cls(number, address, issuer, issued_at, bytes(size), purpose, entry_size)

    def __len__(self) -> int:
        return len(self.bits) * 8 // self.entry_size

    def code_at(self, index: int) -> int:
        """Return the number kept for a mark; the first place is the most significant bit.

        :raises IndexError: the list has no such place.
        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        byte, shift = self._place(index)
        return (self.bits[byte] >> shift) & ((1 << self.entry_size) - 1)

    def state_at(self, index: int) -> State | None:
        """Return a mark's state, or None where the list cannot tell: a number unknown here, or a clear single bit.

        :raises IndexError: the list has no such place.
        """
        code = self.code_at(index)
        if self.purpose == "message":
            return CODES.get(code)
        return _TOLD_BY_ONE_BIT[self.purpose] if code else None

    def with_states(self, states: Mapping[int, State], *, at: datetime) -> Self:
        """Return the list as of a later time, with the states of some marks changed.

        :raises IndexError: the list has no such place.
        """
        bits = bytearray(self.bits)
        mask = (1 << self.entry_size) - 1
        for index, state in states.items():
            if not 0 <= index < len(self):
                raise IndexError(index)
            byte, shift = self._place(index)
            bits[byte] = bits[byte] & ~(mask << shift) | (self._code(state) << shift)
        return replace(self, bits=bytes(bits), issued_at=at, signed=False)

    def is_stale_at(self, at: datetime) -> bool:
        """Return whether the list is too old to say what holds at that time."""
        end = self.valid_until or (self.issued_at + self.ttl if self.ttl else None)
        return end is not None and at >= end

    def document(self) -> dict[str, Any]:
        """Return the BitstringStatusListCredential, ready to be published as JSON."""
        subject: dict[str, Any] = {
            "id": f"{self.address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": self.purpose,
            "encodedList": encode_bits(self.bits),
        }
        if self.ttl is not None:
            subject["ttl"] = int(self.ttl / timedelta(milliseconds=1))
        if self.entry_size != 1:
            subject["statusSize"] = self.entry_size
        document: dict[str, Any] = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": self.address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": format_time(self.issued_at),
        }
        if self.valid_until is not None:
            document["validUntil"] = format_time(self.valid_until)
        return document | {"credentialSubject": subject}

    def to_json(self) -> bytes:
        """Return the document as UTF-8."""
        return json.dumps(self.document(), ensure_ascii=False, separators=(",", ":")).encode()

    def to_signed(self, signer: Signer) -> bytes:
        """Return the document in a COSE_Sign1 envelope (W3C VC-JOSE-COSE)."""
        return cose.sign(self.to_json(), signer, content_type=_CONTENT_TYPE)

    def _place(self, index: int) -> tuple[int, int]:
        byte, bit = divmod(index * self.entry_size, 8)
        return byte, 8 - self.entry_size - bit

    def _code(self, state: State) -> int:
        if self.purpose == "message":
            return _CODE_OF[state]
        return int(state is _TOLD_BY_ONE_BIT[self.purpose])


def read_status_list(data: bytes, *, keys: KeyRing) -> StatusList:
    """Read a published list, plain JSON or signed; the number is the last segment of its address.

    A plain list is taken on the word of whoever brought it and says so by ``signed``.

    :raises BadDocument: it is no status list, or its signature is not that of the issuer's status key.
    """
    if data.lstrip()[:1] == b"{":
        return _read_document(data, signed=False)
    try:
        envelope = cose.read(data, _ENVELOPE)
        key = envelope.signed_by(keys.with_kid(envelope.kid))
    except Unverifiable as fault:
        raise BadDocument(f"{_WHAT}: neither JSON nor a signed envelope ({fault.reason})") from fault
    if key is None or key.role is not KeyRole.STATUS or key.compromised_at is not None:
        raise BadDocument(f"{_WHAT}: not signed by a status key of the issuer")
    listed = _read_document(envelope.payload, signed=True)
    if listed.issuer != keys.issuer or not key.may_sign_at(listed.issued_at):
        raise BadDocument(f"{_WHAT}: of another issuer, or signed outside the key's period")
    return listed


def _read_document(data: bytes, *, signed: bool) -> StatusList:
    document = read_object(data, limit=_MOST_FILE_BYTES, what=_WHAT)
    subject = member(document, "credentialSubject", dict, _WHAT)
    purpose = member(subject, "statusPurpose", str, _WHAT)
    if purpose not in get_args(Purpose):
        raise BadDocument(f"{_WHAT}: purpose {purpose} is not read here")
    entry_size = member({"statusSize": 1} | subject, "statusSize", int, _WHAT)
    if entry_size not in _SIZES:
        raise BadDocument(f"{_WHAT}: entries of {entry_size} bits")
    address = member(document, "id", str, _WHAT)
    return StatusList(
        number=_number_in(address),
        address=address,
        issuer=member(document, "issuer", str, _WHAT),
        issued_at=time_member(document, "validFrom", _WHAT),
        bits=decode_bits(member(subject, "encodedList", str, _WHAT)),
        purpose=purpose,
        entry_size=entry_size,
        ttl=_ttl(subject),
        valid_until=optional_time(document, "validUntil", _WHAT),
        signed=signed,
    )


def _ttl(subject: Mapping[str, Any]) -> timedelta | None:
    milliseconds = optional_member(subject, "ttl", int, _WHAT)
    try:
        return None if milliseconds is None else timedelta(milliseconds=milliseconds)
    except OverflowError as fault:
        raise BadDocument(f"{_WHAT}: ttl is out of range") from fault


def _number_in(address: str) -> int:
    last = address.rsplit("/", 1)[-1].split(".", 1)[0]
    if not (last.isascii() and last.isdigit()) or len(last) > 9:  # noqa: PLR2004 - a list number, not a date
        raise BadDocument(f"{_WHAT}: the address does not end in the number of the list")
    return int(last)
