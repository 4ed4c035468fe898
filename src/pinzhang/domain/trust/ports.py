"""What trust needs of the outside world: something that keeps secrets and signs with them."""

from typing import NamedTuple, Protocol


class SealedKey(NamedTuple):
    """A key whose secret only its signer can open (封存的密钥)."""

    kid: str
    suite: str
    public: bytes
    sealed: bytes


class SigningService(Protocol):
    """Makes keys and signs with them; the secret never leaves it unsealed (签名服务)."""

    def generate(self, suite: str) -> SealedKey:
        """Return a new key of a suite, its secret sealed."""
        ...

    def sign(self, key: SealedKey, message: bytes) -> bytes:
        """Return the signature of a key over a message.

        :raises SignerFault: the sealed secret cannot be opened, or the signer does not answer.
        """
        ...


class SignerFault(Exception):
    """The signing service cannot sign (签名服务不可用)."""


class PrintedLabel(NamedTuple):
    """What stands on one label (标签内容)."""

    serial: str
    link: str


class LabelPrinter(Protocol):
    """Sets a print run of labels as pages (标签排版)."""

    def sheet(self, labels: "list[PrintedLabel]", *, title: str, number: str) -> bytes:
        """Return the pages as PDF/A, one code with its serial for each label."""
        ...
