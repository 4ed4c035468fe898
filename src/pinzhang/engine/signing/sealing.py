"""Secrets at rest (密钥封存): a signing key is stored only sealed, AES-256-GCM, bound to its identifier."""

from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_KEY, _NONCE = 32, 12


class CannotUnseal(ValueError):
    """The wrapping key is another one, or the sealed bytes were changed."""


class WrappingKey:
    """The key that seals other keys; it stays outside the database."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY:
            raise ValueError(f"a wrapping key has {_KEY} bytes")
        self._cipher = AESGCM(key)

    @classmethod
    def from_passphrase(cls, passphrase: str, *, salt: bytes) -> Self:
        """Return the key that a passphrase yields (scrypt, about 0.1 s and 32 MB)."""
        return cls(Scrypt(salt=salt, length=_KEY, n=2**15, r=8, p=1).derive(passphrase.encode()))

    def seal(self, secret: bytes, *, kid: str, nonce: bytes) -> bytes:
        """Return the sealed secret; the nonce of 12 bytes must be fresh for each sealing."""
        return nonce + self._cipher.encrypt(nonce, secret, kid.encode())

    def unseal(self, sealed: bytes, *, kid: str) -> bytes:
        """Return the secret.

        :raises CannotUnseal: it was sealed under another key or for another identifier, or was changed.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], kid.encode())
        except (InvalidTag, ValueError) as fault:
            raise CannotUnseal(kid) from fault
