"""Signed tree heads (签名树头): what the log was at one time, under the log's own key."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.answers import Unverifiable
from pinzhang.engine.signing.cbor import decode, encode
from pinzhang.engine.signing.keys import KeyRing, KeyRole, Signer

_ORIGIN, _SIZE, _ROOT, _AT = 1, 2, 3, 4
_CONTENT_TYPE = "application/vnd.pinzhang.tree-head+cbor"
_ROOT_BYTES = 32
_LARGEST = 2**53
_LAST_SECOND = 253402300799  # 9999-12-31T23:59:59Z


class BadHead(ValueError):
    """Bytes that are no tree head, or one that the log's key did not sign."""


@dataclass(frozen=True)
class TreeHead:
    """Size and root of the log at a time."""

    origin: str
    """Which log this is, e.g. ``mark.example.cn/log``."""
    size: int
    root: bytes
    at: datetime


def sign_head(head: TreeHead, signer: Signer) -> bytes:
    """Return the signed head; the time is kept to the second."""
    payload = {_ORIGIN: head.origin, _SIZE: head.size, _ROOT: head.root, _AT: int(head.at.timestamp())}
    return cose.sign(encode(payload), signer, content_type=_CONTENT_TYPE)


def read_head(data: bytes) -> TreeHead:
    """Read a head without asking who signed it.

    :raises BadHead: it is no tree head.
    """
    return _read(data)[1]


def read_signed_head(data: bytes, keys: KeyRing) -> TreeHead:
    """Read a head that a log key of the ring signed within its period.

    :raises BadHead: it is no tree head, or not so signed.
    """
    envelope, head = _read(data)
    try:
        key = envelope.signed_by(keys.with_kid(envelope.kid))
    except Unverifiable as fault:
        raise BadHead(str(fault)) from fault
    if key is None or key.role is not KeyRole.LOG:
        raise BadHead("not signed by a log key")
    if not key.may_sign_at(head.at) or key.compromised_at is not None:
        raise BadHead("signed outside the period of the key, or by a key that leaked")
    return head


def _read(data: bytes) -> tuple[cose.Sign1, TreeHead]:
    try:
        envelope = cose.read(data)
        payload = decode(envelope.payload)
    except Unverifiable as fault:
        raise BadHead(str(fault)) from fault
    if envelope.content_type != _CONTENT_TYPE or not isinstance(payload, dict):
        raise BadHead("no tree head")
    origin, size, root, at = (payload.get(label) for label in (_ORIGIN, _SIZE, _ROOT, _AT))
    if not isinstance(origin, str) or not isinstance(root, bytes) or len(root) != _ROOT_BYTES:
        raise BadHead("origin or root is missing")
    if type(size) is not int or type(at) is not int or not 0 <= size < _LARGEST or not 0 <= at <= _LAST_SECOND:
        raise BadHead("size or time is missing or out of range")
    return envelope, TreeHead(origin, size, root, datetime.fromtimestamp(at, UTC))
