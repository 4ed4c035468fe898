"""Verification (核验): one text, one answer, and never an exception for what the text holds."""

from datetime import datetime, timedelta

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import Answer, Reason, Unverifiable
from pinzhang.engine.signing.claims import MarkClaims, read_claims
from pinzhang.engine.signing.credential import unwrap
from pinzhang.engine.signing.digital_link import MarkLink
from pinzhang.engine.signing.keys import KeyRing, KeyRole, PublicKey
from pinzhang.engine.signing.status_list import StatusList
from pinzhang.engine.signing.suites import suite_for

CLOCK_SKEW = timedelta(minutes=5)
"""How far two clocks may differ before a time counts as in the future."""

_FINAL = frozenset({Reason.REVOKED, Reason.SURRENDERED, Reason.EXPIRED, Reason.SUPERSEDED})
"""States that nothing ends, so that even an old list tells them."""


def verify(text: str, *, keys: KeyRing, status_list: StatusList | None, at: datetime) -> Answer:
    """Say whether a scanned text is a genuine mark and whether it holds at a time.

    A copy of a whole code on another product of the same GTIN, lot and serial cannot be told from the
    original without asking the issuer how often it was scanned.
    """
    try:
        data, link = unwrap(text)
        signed = cose.read(data)
        suite = suite_for(signed.algorithm)
        candidates = keys.with_kid(signed.kid)
        if not candidates:
            return Answer(Reason.UNKNOWN_KEY, at)
        fitting = [key for key in candidates if key.suite == suite.name]
        if not fitting:
            return Answer(Reason.ALGORITHM_MISMATCH, at)
        key = signed.signed_by(fitting)
        if key is None:
            return Answer(Reason.BAD_SIGNATURE, at)
        claims = read_claims(signed.payload)
    except Unverifiable as refusal:
        return Answer(refusal.reason, at)
    refused = _objection_to_key(key, claims, keys, at) or _objection_to_link(link, claims, keys)
    return Answer(refused, at) if refused else _standing(claims, keys, status_list, at)


def _objection_to_key(key: PublicKey, claims: MarkClaims, keys: KeyRing, at: datetime) -> Reason | None:
    if key.role is not KeyRole.CREDENTIAL:
        return Reason.WRONG_ROLE
    if claims.issuer not in {None, keys.issuer}:
        return Reason.WRONG_ISSUER
    if key.compromised_at is not None:
        return Reason.KEY_COMPROMISED
    if not key.may_sign_at(claims.issued_at):
        return Reason.KEY_OUT_OF_PERIOD
    return Reason.ISSUED_IN_FUTURE if claims.issued_at > at + CLOCK_SKEW else None


def _objection_to_link(link: MarkLink | None, claims: MarkClaims, keys: KeyRing) -> Reason | None:
    if link is None:
        return None
    named = (link.gtin, link.lot, link.serial, link.variant)
    signed = (claims.gtin, claims.lot, claims.serial, None)
    if named != signed or link.number not in {None, claims.number}:
        return Reason.LINK_MISMATCH
    return Reason.FOREIGN_HOST if keys.hosts and link.host not in keys.hosts else None


def _standing(claims: MarkClaims, keys: KeyRing, listed: StatusList | None, at: datetime) -> Answer:
    mark = claims.as_json()
    told = _reason_of_list(claims, keys, listed, at) if listed else Reason.STATUS_UNKNOWN
    timed = None if told in _FINAL else _reason_of_time(claims, at)
    if timed is not None or listed is None or told is Reason.STATUS_LIST_MISMATCH:
        return Answer(timed or told, at, mark)
    return Answer(told, listed.issued_at if told.is_state else at, mark, listed.signed)


def _reason_of_time(claims: MarkClaims, at: datetime) -> Reason | None:
    if claims.valid_until is not None and at >= claims.valid_until:
        return Reason.EXPIRED
    return Reason.NOT_YET_VALID if claims.valid_from is not None and at < claims.valid_from else None


def _reason_of_list(claims: MarkClaims, keys: KeyRing, listed: StatusList, at: datetime) -> Reason:
    if claims.status_index is None or listed.number != (claims.status_list or 0) or listed.issuer != keys.issuer:
        return Reason.STATUS_LIST_MISMATCH
    if listed.issued_at > at + CLOCK_SKEW:
        return Reason.STATUS_LIST_LATER
    try:
        state = listed.state_at(claims.status_index)
    except IndexError:
        return Reason.STATUS_LIST_MISMATCH
    told = Reason(state.value) if state else Reason.STATUS_LIST_PARTIAL
    return Reason.STATUS_LIST_STALE if listed.is_stale_at(at) and told not in _FINAL else told
