"""Signing in this process: secrets are opened with the wrapping key of the environment."""

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from pinzhang.domain.trust.ports import SealedKey, SignerFault
from pinzhang.engine.signing.answers import UnsupportedAlgorithm
from pinzhang.engine.signing.keys import SigningKey
from pinzhang.engine.signing.sealing import CannotUnseal, WrappingKey
from pinzhang.engine.signing.suites import BadKey, from_base64url, to_base64url

WRAPPING_KEY = 32
"""Bytes: AES-256."""
_NONCE = 12


class Vault:
    """Opens sealed secrets with one wrapping key and signs with them (密钥库)."""

    def __init__(self, wrapping_key: bytes) -> None:
        self._wrapping = WrappingKey(wrapping_key)
        self._opened = lru_cache(maxsize=64)(self._open)

    def generate(self, suite: str) -> SealedKey:
        """Return a new key of a suite, its secret sealed.

        :raises SignerFault: there is no such suite here.
        """
        try:
            key = SigningKey.generate(suite)
        except UnsupportedAlgorithm as fault:
            raise SignerFault(str(fault)) from fault
        sealed = self._wrapping.seal(key.secret, kid=key.kid, nonce=os.urandom(_NONCE))
        return SealedKey(key.kid, suite, key.public, sealed)

    def sign(self, key: SealedKey, message: bytes) -> bytes:
        """Return the signature of a key over a message.

        :raises SignerFault: the sealed secret cannot be opened with this wrapping key.
        """
        return self._opened(key.kid, key.suite, key.sealed).sign(message)

    def _open(self, kid: str, suite: str, sealed: bytes) -> SigningKey:
        try:
            return SigningKey.of(suite, self._wrapping.unseal(sealed, kid=kid))
        except (CannotUnseal, BadKey, UnsupportedAlgorithm) as fault:
            raise SignerFault(f"key {kid} cannot be opened") from fault


class LocalSigner(Vault):
    """The vault of this process (本进程签名)."""

    def __init__(self) -> None:
        super().__init__(read_wrapping_key(settings.SEALING_KEY or _kept_key(Path(settings.DATA_DIR) / "sealing.key")))


def _kept_key(path: Path) -> str:
    """Return the key that a demonstration keeps beside its data, made when it is first asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(to_base64url(os.urandom(WRAPPING_KEY)), encoding="ascii")
        with suppress(FileExistsError):
            os.link(fresh, path)  # whole or not at all, and the first process wins
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def read_wrapping_key(text: str) -> bytes:
    """Return the 32 bytes that the setting holds in base64url.

    :raises SignerFault: it holds something else.
    """
    try:
        key = from_base64url(text)
    except ValueError as fault:
        raise SignerFault("PINZHANG_SEALING_KEY is not base64url") from fault
    if len(key) != WRAPPING_KEY:
        raise SignerFault("PINZHANG_SEALING_KEY has 32 bytes; `pinzhang keys new-sealing-key` prints one")
    return key
