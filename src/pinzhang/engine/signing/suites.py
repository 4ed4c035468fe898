"""Signature suites (签名算法): Ed25519 by default, ES256, SM2 where its library is there, others by registration."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from pinzhang.engine.signing.answers import UnsupportedAlgorithm

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]
"""Takes signature and message."""

_COORDINATE = 32
_POINT = 2 * _COORDINATE


class BadKey(ValueError):
    """Bytes or a JSON Web Key that are no key of the suite."""


class SuiteUnavailable(UnsupportedAlgorithm):
    """A suite whose library is not installed here."""


class Suite(Protocol):
    """One way of signing; keys are raw bytes."""

    name: ClassVar[str]
    """As in a key set, e.g. ``Ed25519``."""
    algorithm: ClassVar[int]
    """The COSE algorithm number."""
    jose_algorithm: ClassVar[str]
    """The ``alg`` of a JSON Web Key."""

    def generate(self) -> bytes:
        """Return a new secret from the system's randomness."""
        ...

    def public_of(self, secret: bytes) -> bytes:
        """Return the public key of a secret."""
        ...

    def signer(self, secret: bytes) -> Sign:
        """Return what signs with a secret."""
        ...

    def verifier(self, public: bytes) -> Verify:
        """Return what verifies with a public key."""
        ...

    def jwk(self, public: bytes) -> dict[str, str]:
        """Return the members of a JSON Web Key that carry the public key."""
        ...

    def public_from_jwk(self, jwk: Mapping[str, object]) -> bytes:
        """Return the public key that a JSON Web Key carries."""
        ...


class Ed25519:
    """EdDSA over Curve25519 (RFC 8032)."""

    name: ClassVar[str] = "Ed25519"
    algorithm: ClassVar[int] = -8
    jose_algorithm: ClassVar[str] = "EdDSA"

    def generate(self) -> bytes:
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public_of(self, secret: bytes) -> bytes:
        return self._secret(secret).public_key().public_bytes_raw()

    def signer(self, secret: bytes) -> Sign:
        return self._secret(secret).sign

    def verifier(self, public: bytes) -> Verify:
        try:
            key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError as fault:
            raise BadKey(str(fault)) from fault

        def verify(signature: bytes, message: bytes) -> bool:
            try:
                key.verify(signature, message)
            except InvalidSignature:
                return False
            return True

        return verify

    def jwk(self, public: bytes) -> dict[str, str]:
        return {"kty": "OKP", "crv": self.name, "x": to_base64url(public)}

    def public_from_jwk(self, jwk: Mapping[str, object]) -> bytes:
        return _bytes_member(jwk, "x")

    def _secret(self, secret: bytes) -> Ed25519PrivateKey:
        try:
            return Ed25519PrivateKey.from_private_bytes(secret)
        except ValueError as fault:
            raise BadKey(str(fault)) from fault


class Es256:
    """ECDSA on P-256 with SHA-256 (RFC 9053 §2.1); a public key is x and y, 32 bytes each."""

    name: ClassVar[str] = "ES256"
    algorithm: ClassVar[int] = -7
    jose_algorithm: ClassVar[str] = "ES256"

    def generate(self) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        return key.private_numbers().private_value.to_bytes(_COORDINATE, "big")

    def public_of(self, secret: bytes) -> bytes:
        point = self._secret(secret).public_key().public_numbers()
        return point.x.to_bytes(_COORDINATE, "big") + point.y.to_bytes(_COORDINATE, "big")

    def signer(self, secret: bytes) -> Sign:
        key = self._secret(secret)
        return lambda message: raw_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))

    def verifier(self, public: bytes) -> Verify:
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + public)
        except ValueError as fault:
            raise BadKey(str(fault)) from fault

        def verify(signature: bytes, message: bytes) -> bool:
            if len(signature) != _POINT:
                return False
            try:
                key.verify(der_signature(signature), message, ec.ECDSA(hashes.SHA256()))
            except InvalidSignature:
                return False
            return True

        return verify

    def jwk(self, public: bytes) -> dict[str, str]:
        return point_jwk("P-256", public)

    def public_from_jwk(self, jwk: Mapping[str, object]) -> bytes:
        return point_from_jwk(jwk)

    def _secret(self, secret: bytes) -> ec.EllipticCurvePrivateKey:
        try:
            return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
        except ValueError as fault:
            raise BadKey(str(fault)) from fault


def raw_signature(der: bytes) -> bytes:
    """Return r and s, 32 bytes each, of an ASN.1 signature."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")


def der_signature(raw: bytes) -> bytes:
    """Return the ASN.1 form of r and s."""
    return encode_dss_signature(int.from_bytes(raw[:_COORDINATE], "big"), int.from_bytes(raw[_COORDINATE:], "big"))


def point_jwk(curve: str, public: bytes) -> dict[str, str]:
    """Return the JSON Web Key members of a point on a curve."""
    x, y = public[:_COORDINATE], public[_COORDINATE:]
    return {"kty": "EC", "crv": curve, "x": to_base64url(x), "y": to_base64url(y)}


def point_from_jwk(jwk: Mapping[str, object]) -> bytes:
    """Return x and y of a JSON Web Key.

    :raises BadKey: a coordinate is missing or not 32 bytes long.
    """
    point = _bytes_member(jwk, "x") + _bytes_member(jwk, "y")
    if len(point) != _POINT:
        raise BadKey("a point needs two coordinates of 32 bytes")
    return point


def to_base64url(data: bytes) -> str:
    """Return base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding, refusing every other character and spare bits.

    :raises ValueError: it is not base64url.
    """
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if to_base64url(data) != text:
        raise ValueError("not the shortest base64url")
    return data


def thumbprint(suite: Suite, public: bytes) -> str:
    """Return the JSON Web Key thumbprint of a public key (RFC 7638)."""
    members = json.dumps(suite.jwk(public), sort_keys=True, separators=(",", ":"))
    return to_base64url(hashlib.sha256(members.encode()).digest())


def _bytes_member(jwk: Mapping[str, object], name: str) -> bytes:
    try:
        return from_base64url(str(jwk[name]))
    except (KeyError, ValueError) as fault:
        raise BadKey(f"member {name} is missing or not base64url") from fault


def _sm2() -> Suite:
    from pinzhang.engine.signing.sm2 import Sm2  # noqa: PLC0415 - its library is optional

    return Sm2()


_LOADERS: dict[str, Callable[[], Suite]] = {"Ed25519": Ed25519, "ES256": Es256, "SM2": _sm2}
_NAMES: dict[int, str] = {-8: "Ed25519", -7: "ES256", -70002: "SM2"}
_CURVES: dict[str, str] = {"Ed25519": "Ed25519", "P-256": "ES256", "SM2": "SM2"}


def register(loader: Callable[[], Suite], *, name: str, algorithm: int, curve: str) -> None:
    """Add a suite of a deployment, e.g. one that lives in a hardware module."""
    _LOADERS[name] = loader
    _NAMES[algorithm] = name
    _CURVES[curve] = name


def suite_named(name: str) -> Suite:
    """Return the suite of a name.

    :raises UnsupportedAlgorithm: no such suite is known.
    :raises SuiteUnavailable: it is known, but its library is not installed.
    """
    if name not in _LOADERS:
        raise UnsupportedAlgorithm(f"unknown suite {name}")
    return _LOADERS[name]()


def suite_for(algorithm: int) -> Suite:
    """Return the suite of a COSE algorithm number.

    :raises UnsupportedAlgorithm: the number is unknown, or the suite is not installed.
    """
    if algorithm not in _NAMES:
        raise UnsupportedAlgorithm(f"unknown COSE algorithm {algorithm}")
    return suite_named(_NAMES[algorithm])


def suite_name_of(jwk: Mapping[str, object]) -> str | None:
    """Return the name of the suite that a JSON Web Key belongs to, or None where it is unknown here."""
    return _CURVES.get(str(jwk.get("crv")))
