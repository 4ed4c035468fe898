"""Private files: sent only by a view that has looked at who asks."""

from django.http import FileResponse

from pinzhang.domain.core.models import StoredFile

SHOWN_IN_PLACE = ("application/pdf", "image/jpeg", "image/png")
"""What browsers show by themselves and what can carry no script of ours; anything else is saved."""
ALONE = "default-src 'none'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""A file loads nothing and sends nothing, whatever else its bytes could be read as."""


def private_file(stored: StoredFile, *, name: str = "") -> FileResponse:
    """Return a stored file: shown where a browser can, saved otherwise, never kept by anybody between."""
    response = FileResponse(
        stored.content.open("rb"),
        as_attachment=stored.media_type not in SHOWN_IN_PLACE,
        filename=name or stored.name,
        content_type=stored.media_type,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # The reader of PDF that browsers bring does not start in a sandbox.
    response.headers["Content-Security-Policy"] = (
        ALONE if stored.media_type == "application/pdf" else f"{ALONE}; sandbox"
    )
    return response
