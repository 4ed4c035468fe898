"""COSE_Sign1 (RFC 9052 §4.2): one payload, one signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import cbor2

from pinzhang.engine.signing.answers import Malformed
from pinzhang.engine.signing.cbor import CREDENTIAL, Limits, decode, encode
from pinzhang.engine.signing.keys import PublicKey, Signer

_TAG_SIGN1 = 18
_TAG_CWT = 61
_ALG, _CRIT, _CONTENT_TYPE, _KID = 1, 2, 3, 4
_PARTS = 4


@dataclass(frozen=True)
class Sign1:
    """A signed payload, read but not yet verified."""

    protected: bytes
    algorithm: int
    kid: bytes
    content_type: str
    payload: bytes
    signature: bytes

    @property
    def signed_bytes(self) -> bytes:
        return _signed_bytes(self.protected, self.payload)

    def signed_by(self, keys: Iterable[PublicKey]) -> PublicKey | None:
        """Return the first key whose signature this is, trying each; None where it is nobody's."""
        message = self.signed_bytes
        return next((key for key in keys if key.verify(self.signature, message)), None)


def sign(payload: bytes, signer: Signer, *, content_type: str = "") -> bytes:
    """Return the tagged COSE_Sign1 of a payload; algorithm and key identifier are protected."""
    header: dict[int, Any] = {_ALG: signer.algorithm, _KID: signer.kid.encode()}
    if content_type:
        header[_CONTENT_TYPE] = content_type
    protected = encode(header)
    signature = signer.sign(_signed_bytes(protected, payload))
    return encode(cbor2.CBORTag(_TAG_SIGN1, [protected, {}, payload, signature]))


def read(data: bytes, limits: Limits = CREDENTIAL) -> Sign1:
    """Read a COSE_Sign1, with or without the CWT tag around it.

    :raises Unverifiable: it exceeds the limits or is no COSE_Sign1.
    """
    message = decode(data, limits)
    if isinstance(message, cbor2.CBORTag) and message.tag == _TAG_CWT:
        message = message.value
    if not isinstance(message, cbor2.CBORTag) or message.tag != _TAG_SIGN1:
        raise Malformed("no COSE_Sign1")
    protected, unprotected, payload, signature = _parts(message.value)
    header = decode(protected, limits)
    if not isinstance(header, dict):
        raise Malformed("the protected header is no map")
    return Sign1(protected, *_header(header, unprotected), payload, signature)


def _signed_bytes(protected: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", protected, b"", payload])


def _parts(value: Any) -> tuple[bytes, dict[Any, Any], bytes, bytes]:
    kinds = (bytes, dict, bytes, bytes)
    if not isinstance(value, list) or len(value) != _PARTS or not all(map(isinstance, value, kinds)):
        raise Malformed("COSE_Sign1 has four parts")
    return value[0], value[1], value[2], value[3]


def _header(protected: dict[Any, Any], unprotected: dict[Any, Any]) -> tuple[int, bytes, str]:
    if _CRIT in protected:
        raise Malformed("a critical header that is not understood")
    algorithm = protected.get(_ALG)
    kid = protected.get(_KID, unprotected.get(_KID))
    content_type = protected.get(_CONTENT_TYPE, "")
    if type(algorithm) is not int or not isinstance(kid, bytes) or not isinstance(content_type, str):
        raise Malformed("algorithm or key identifier is missing")
    return algorithm, kid, content_type
