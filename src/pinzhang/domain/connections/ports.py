"""What webhooks need of the outside world."""

from typing import Protocol


class Courier(Protocol):
    """Carries signed events to the systems of others (推送)."""

    def check(self, url: str) -> None:
        """Refuse an address that nothing may be carried to.

        :raises NotCarried: it is not https, or not on the public network.
        """
        ...

    def carry(self, url: str, content: bytes, headers: dict[str, str]) -> int:
        """Carry content to an address, and return the status with which it was taken.

        :raises NotCarried: the address may not be reached, did not answer in time, or did not take it.
        """
        ...
