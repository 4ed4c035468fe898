"""Files are handed out as they are, never to be opened as a page."""

from typing import Any

from django.http import FileResponse

from pinzhang.domain.core.models import StoredFile

BINARY = None
"""The answer is the bytes of a file; the schema says so."""


def hand_out(stored: StoredFile, *, name: str = "") -> Any:
    """Return a file under its own name, or under another that says less."""
    return FileResponse(
        stored.content.open("rb"),
        as_attachment=True,
        filename=name or stored.name,
        content_type="application/octet-stream",
    )
