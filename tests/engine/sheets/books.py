"""Workbooks as people send them."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook


def book(*rows: Sequence[Any], change: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook with these rows on its first sheet."""
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    if change:
        change(made)
    spool = BytesIO()
    made.save(spool)
    return spool.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The same archive with its parts changed, and more of them."""
    spool = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return spool.getvalue()
