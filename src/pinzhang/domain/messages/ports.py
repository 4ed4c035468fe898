"""What letters need of the outside world."""

from typing import Any, Protocol


class Typesetter(Protocol):
    """Sets letters and certificates as PDF/A (排版)."""

    def typeset(self, template: str, content: dict[str, Any]) -> bytes:
        """Return the PDF of a template filled with content; the same input gives the same bytes."""
        ...
