"""Credentials as people carry them: a link with a signature in its fragment, and a text for certificates."""

from typing import NamedTuple

from base45 import b45decode, b45encode

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import (
    Malformed,
    NoCredential,
    NotAMark,
    TooLarge,
    UnsupportedVersion,
)
from pinzhang.engine.signing.cbor import CREDENTIAL
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.digital_link import MarkLink, build_link, parse_link
from pinzhang.engine.signing.keys import Signer
from pinzhang.engine.signing.suites import from_base64url, to_base64url

PREFIX = "PZ1:"
"""Begins the text of a full credential (base45, alphanumeric mode of a QR code)."""

_SCHEME = "PZ"
_FRAGMENT = "c1="
"""Begins the fragment that carries a compact credential."""
_LONGEST_TEXT = 4096


class Carried(NamedTuple):
    """A credential taken out of a text, and the link that it came in, if any."""

    data: bytes
    link: MarkLink | None


def sign_claims(claims: MarkClaims, signer: Signer) -> bytes:
    """Return the signed credential of a mark (CWT in a COSE_Sign1).

    :raises BadClaims: the claims cannot be written.
    :raises TooLarge: no verifier would read it.
    """
    data = cose.sign(claims.to_payload(), signer)
    if len(data) > CREDENTIAL.size:
        raise TooLarge(f"{len(data)} bytes, at most {CREDENTIAL.size}")
    return data


def compact_text(claims: MarkClaims, signer: Signer, *, base: str) -> str:
    """Return the link for the code on a product or label, with the compact credential in its fragment.

    :raises Unverifiable: the claims cannot be written, or make no link.
    """
    number = None if claims.gtin else claims.number
    link = build_link(base, gtin=claims.gtin, number=number, lot=claims.lot, serial=claims.serial)
    return f"{link.url()}#{_FRAGMENT}{to_base64url(sign_claims(claims.compact(), signer))}"


def full_text(claims: MarkClaims, signer: Signer) -> str:
    """Return the text for the code on a certificate or plaque, which says everything without a network.

    :raises Unverifiable: the claims cannot be written.
    """
    return PREFIX + str(b45encode(sign_claims(claims, signer)), "ascii")


def unwrap(text: str) -> Carried:
    """Take the credential out of a scanned text, without looking into it.

    :raises Unverifiable: the text is too long, of another scheme, a link that is wrong or has no credential,
        of an unknown version, or not encoded as it should be.
    """
    if len(text) > _LONGEST_TEXT:
        raise TooLarge(f"{len(text)} characters, at most {_LONGEST_TEXT}")
    text = text.strip()
    if not text.startswith(_SCHEME):
        return _from_link(text)
    head, colon, body = text.partition(":")
    if not colon or not head.removeprefix(_SCHEME).isdecimal():
        raise NotAMark("another scheme")
    if head + colon != PREFIX:
        raise UnsupportedVersion(head)
    try:
        return Carried(b45decode(body), None)
    except ValueError as fault:
        raise Malformed("not base45") from fault


def _from_link(text: str) -> Carried:
    link = parse_link(text)
    version, equals, body = link.fragment.partition("=")
    if not equals or not version.startswith("c") or not version[1:].isdecimal():
        raise NoCredential("the link has no credential")
    if version + equals != _FRAGMENT:
        raise UnsupportedVersion(version)
    try:
        return Carried(from_base64url(body), link)
    except ValueError as fault:
        raise Malformed("not base64url") from fault
