"""Keys (密钥): who signs what, since when and until when; the published key set and its rotation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol, Self

from pinzhang.engine.signing.documents import (
    BadDocument,
    format_time,
    member,
    optional_member,
    optional_time,
    read_object,
    time_member,
)
from pinzhang.engine.signing.suites import (
    BadKey,
    Sign,
    SuiteUnavailable,
    Verify,
    suite_name_of,
    suite_named,
    thumbprint,
)

_KID_LENGTH = 8
_MOST_BYTES = 1_000_000
_MOST_KEYS = 1000


class KeyRole(StrEnum):
    """What a key may sign; a key has one role."""

    CREDENTIAL = "credential"
    STATUS = "status"
    LOG = "log"
    REPORT = "report"


class NoCurrentKey(LookupError):
    """No key of the role may sign at that time."""


class Signer(Protocol):
    """What signs: a key in memory, another process, a hardware module."""

    @property
    def kid(self) -> str:
        """The key's identifier, as in the key set."""
        ...

    @property
    def algorithm(self) -> int:
        """The COSE algorithm number."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message."""
        ...


@dataclass(frozen=True)
class SigningKey:
    """A secret key in memory (私钥)."""

    suite: str
    secret: bytes = field(repr=False)
    kid: str

    @classmethod
    def of(cls, suite: str, secret: bytes) -> Self:
        """Return the key of a secret, named by the thumbprint of its public half.

        :raises BadKey: the secret is not one of the suite.
        """
        chosen = suite_named(suite)
        return cls(suite, secret, thumbprint(chosen, chosen.public_of(secret))[:_KID_LENGTH])

    @classmethod
    def generate(cls, suite: str = "Ed25519") -> Self:
        """Return a new key from the system's randomness."""
        return cls.of(suite, suite_named(suite).generate())

    @property
    def algorithm(self) -> int:
        return suite_named(self.suite).algorithm

    @property
    def public(self) -> bytes:
        return suite_named(self.suite).public_of(self.secret)

    @cached_property
    def _sign(self) -> Sign:
        return suite_named(self.suite).signer(self.secret)

    def sign(self, message: bytes) -> bytes:
        return self._sign(message)

    def published(self, *, role: KeyRole, valid_from: datetime, valid_to: datetime | None = None) -> "PublicKey":
        """Return the public half with its role and the period in which it may sign."""
        return PublicKey(self.kid, self.suite, self.public, role, valid_from, valid_to)


@dataclass(frozen=True)
class PublicKey:
    """A published key (公钥): what it signed within its period stays good after the period."""

    kid: str
    suite: str
    public: bytes
    role: KeyRole
    valid_from: datetime
    valid_to: datetime | None = None
    """First instant at which it may no longer sign; absent while it is in use."""
    compromised_at: datetime | None = None
    """When it became known that the secret leaked; from then on a signature alone proves nothing."""

    @cached_property
    def _verify(self) -> Verify:
        return suite_named(self.suite).verifier(self.public)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Return whether the signature is this key's.

        :raises SuiteUnavailable: the suite's library is not installed.
        """
        return self._verify(signature, message)

    def may_sign_at(self, at: datetime) -> bool:
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)

    def as_jwk(self) -> dict[str, Any]:
        """Return the key as a JSON Web Key (RFC 7517) with the members of the product."""
        suite = suite_named(self.suite)
        jwk: dict[str, Any] = {
            "kid": self.kid,
            **suite.jwk(self.public),
            "alg": suite.jose_algorithm,
            "use": "sig",
            "key_ops": ["verify"],
            "role": self.role.value,
            "valid_from": format_time(self.valid_from),
        }
        if self.valid_to is not None:
            jwk["valid_to"] = format_time(self.valid_to)
        if self.compromised_at is not None:
            jwk["compromised_at"] = format_time(self.compromised_at)
        return jwk


@dataclass(frozen=True)
class KeyRing:
    """The keys of one issuer, as it publishes them (公钥集)."""

    issuer: str
    keys: tuple[PublicKey, ...] = ()
    hosts: tuple[str, ...] = ()
    """The hosts that the issuer's links may lead to; empty where it names none."""

    @cached_property
    def _by_kid(self) -> dict[bytes, tuple[PublicKey, ...]]:
        found: dict[bytes, tuple[PublicKey, ...]] = {}
        for key in self.keys:
            kid = key.kid.encode()
            found[kid] = (*found.get(kid, ()), key)
        return found

    def with_kid(self, kid: bytes) -> tuple[PublicKey, ...]:
        """Return every key of that identifier: two keys may share one, and each must be tried."""
        return self._by_kid.get(kid, ())

    def current(self, role: KeyRole, *, at: datetime) -> PublicKey:
        """Return the newest key that may sign in a role.

        :raises NoCurrentKey: there is none.
        """
        usable = [key for key in self.keys if key.role is role and key.may_sign_at(at) and key.compromised_at is None]
        if not usable:
            raise NoCurrentKey(role.value)
        return max(usable, key=lambda key: key.valid_from)

    def rotated(self, new: PublicKey) -> Self:
        """Return the ring with a new key, which ends the period of the role's open keys when its own begins.

        A key that has ended keeps verifying what it signed.
        """
        ended = tuple(
            replace(key, valid_to=new.valid_from) if key.role is new.role and key.may_sign_at(new.valid_from) else key
            for key in self.keys
        )
        return replace(self, keys=(*ended, new))

    def compromised(self, public: bytes, *, at: datetime) -> Self:
        """Return the ring in which the key with that public half is known to have leaked."""
        return replace(
            self,
            keys=tuple(replace(key, compromised_at=at) if key.public == public else key for key in self.keys),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the key set as published: a JSON Web Key Set with issuer and hosts."""
        document: dict[str, Any] = {"schema": 1, "issuer": self.issuer}
        if self.hosts:
            document["hosts"] = list(self.hosts)
        return document | {"keys": [key.as_jwk() for key in self.keys]}

    def to_bytes(self) -> bytes:
        """Return the published key set as UTF-8."""
        return (json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n").encode()


def read_key_set(data: bytes) -> KeyRing:
    """Read a published key set; keys of a kind unknown here are left out, as RFC 7517 §5 asks.

    :raises BadDocument: it is no key set, or a key in it is broken.
    """
    what = "key set"
    document = read_object(data, limit=_MOST_BYTES, what=what)
    if document.get("schema") != 1:
        raise BadDocument("key set: schema is not 1")
    listed = member(document, "keys", list, what)
    hosts = optional_member(document, "hosts", list, what) or []
    if len(listed) > _MOST_KEYS or not all(isinstance(host, str) for host in hosts):
        raise BadDocument("key set: too many keys, or a host that is no text")
    keys = tuple(key for key in map(_read_key, listed) if key is not None)
    return KeyRing(member(document, "issuer", str, what), keys, tuple(host.lower() for host in hosts))


def _read_key(jwk: object) -> PublicKey | None:
    if not isinstance(jwk, Mapping):
        raise BadDocument("key set: a key is no object")
    name = suite_name_of(jwk)
    if name is None:
        return None
    try:
        suite = suite_named(name)
        public = suite.public_from_jwk(jwk)
        suite.verifier(public)
    except SuiteUnavailable:
        return None
    except BadKey as fault:
        raise BadDocument(f"key set: {fault}") from fault
    role = member(jwk, "role", str, "key")
    if role not in set(KeyRole):
        raise BadDocument(f"key: unknown role {role}")
    return PublicKey(
        kid=member(jwk, "kid", str, "key"),
        suite=name,
        public=public,
        role=KeyRole(role),
        valid_from=time_member(jwk, "valid_from", "key"),
        valid_to=optional_time(jwk, "valid_to", "key"),
        compromised_at=optional_time(jwk, "compromised_at", "key"),
    )
