"""SM2 with SM3 (GB/T 32918, GB/T 32905) over the optional library gmssl-pyx."""

import importlib
from collections.abc import Mapping
from typing import Any, ClassVar

from pinzhang.engine.signing.suites import (
    BadKey,
    Sign,
    SuiteUnavailable,
    Verify,
    der_signature,
    point_from_jwk,
    point_jwk,
    raw_signature,
)

_SECRET = 32
_SECRET_AND_PUBLIC = 96
_SIGNATURE = 64


def _library() -> Any:
    try:
        return importlib.import_module("gmssl_pyx")
    except ImportError as absent:
        raise SuiteUnavailable("SM2 needs the package gmssl-pyx") from absent


class Sm2:
    """SM2 signatures with the default signer id; a secret is the private key followed by the public point.

    COSE has no registered number for SM2, so one of the private range is used.

    :raises SuiteUnavailable: gmssl-pyx is not installed.
    """

    name: ClassVar[str] = "SM2"
    algorithm: ClassVar[int] = -70002
    jose_algorithm: ClassVar[str] = "SM2"

    def __init__(self) -> None:
        self._gmssl = _library()

    def generate(self) -> bytes:
        public, private = self._gmssl.sm2_key_generate()
        return bytes(private) + bytes(public)

    def public_of(self, secret: bytes) -> bytes:
        if len(secret) != _SECRET_AND_PUBLIC:
            raise BadKey("an SM2 secret is 32 bytes followed by the point of 64 bytes")
        return secret[_SECRET:]

    def signer(self, secret: bytes) -> Sign:
        public, private = self.public_of(secret), secret[:_SECRET]
        return lambda message: raw_signature(self._gmssl.sm2_sign(private, public, message))

    def verifier(self, public: bytes) -> Verify:
        try:
            point = self._gmssl.normalize_sm2_public_key(public)
        except self._gmssl.GmsslInnerError as fault:
            raise BadKey(str(fault)) from fault

        def verify(signature: bytes, message: bytes) -> bool:
            if len(signature) != _SIGNATURE:
                return False
            return bool(self._gmssl.sm2_verify(point, message, der_signature(signature)))

        return verify

    def jwk(self, public: bytes) -> dict[str, str]:
        return point_jwk(self.name, public)

    def public_from_jwk(self, jwk: Mapping[str, object]) -> bytes:
        return point_from_jwk(jwk)
