"""A mark as a W3C Verifiable Credential 2.0 (可验证凭证), for wallets and registers of others."""

import json
from collections.abc import Mapping
from typing import Any

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.digital_link import build_link
from pinzhang.engine.signing.documents import format_time
from pinzhang.engine.signing.keys import Signer
from pinzhang.engine.signing.status_list import CODES

_CONTENT_TYPE = "application/vc"
_ENTRY_SIZE = 4
_MESSAGES = [
    {"status": hex(code), "message": CODES[code].value if code in CODES else "reserved"}
    for code in range(1 << _ENTRY_SIZE)
]
_SUBJECT_MEMBERS = {
    "title": "title",
    "programme": "programme",
    "tier": "tier",
    "gtin": "gtin",
    "lot": "lot",
    "serial": "serial",
    "subject": "name",
    "standard": "standard",
}


def as_verifiable_credential(claims: MarkClaims, *, issuer: str, base: str) -> dict[str, Any]:
    """Return the unsigned data model of a mark, with its entry in the status list.

    ``base`` is the address below which links and status lists are published.

    :raises Unverifiable: the claims make no link.
    """
    number = None if claims.gtin else claims.number
    link = build_link(base, gtin=claims.gtin, number=number, lot=claims.lot, serial=claims.serial)
    document: dict[str, Any] = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            {"@vocab": f"{link.base}/ns/mark#", "schema": "https://schema.org/"},
        ],
        "id": f"{link.base}/m/{claims.number}",
        "type": ["VerifiableCredential", "QualityMarkCredential"],
        "issuer": {"id": issuer, "name": claims.authority} if claims.authority else issuer,
        "validFrom": format_time(claims.valid_from or claims.issued_at),
        "credentialSubject": _subject(claims, link.url()),
    }
    if claims.valid_until is not None:
        document["validUntil"] = format_time(claims.valid_until)
    if claims.status_index is not None:
        document["credentialStatus"] = _status(claims, link.base)
    return document


def sign_verifiable_credential(document: Mapping[str, Any], signer: Signer) -> bytes:
    """Return the document in a COSE_Sign1 envelope (W3C VC-JOSE-COSE, ``application/vc+cose``)."""
    payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return cose.sign(payload, signer, content_type=_CONTENT_TYPE)


def status_address(base: str, number: int) -> str:
    """Return where a status list is published."""
    return f"{base.rstrip('/')}/status/{number}"


def _subject(claims: MarkClaims, link: str) -> dict[str, Any]:
    subject: dict[str, Any] = {"id": link, "type": "QualityMark", "number": claims.number, "kind": claims.kind}
    for name, term in _SUBJECT_MEMBERS.items():
        if (value := getattr(claims, name)) is not None:
            subject[term] = value
    if claims.conferred_on is not None:
        subject["conferredOn"] = claims.conferred_on.isoformat()
    if claims.gtin is not None:
        subject["schema:hasGS1DigitalLink"] = link
    holder = {"name": claims.holder, "creditCode": claims.credit_code}
    known = {name: value for name, value in holder.items() if value is not None}
    return subject | ({"holder": known} if known else {})


def _status(claims: MarkClaims, base: str) -> dict[str, Any]:
    address = status_address(base, claims.status_list or 0)
    return {
        "id": f"{address}#{claims.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "message",
        "statusListIndex": str(claims.status_index),
        "statusListCredential": address,
        "statusSize": _ENTRY_SIZE,
        "statusMessage": _MESSAGES,
        "statusReference": f"{base}/status/states",
    }
