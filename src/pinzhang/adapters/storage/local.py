"""Files on a local or shared disk, on it for certain before anything that names them is committed."""

import contextlib
import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class DurableStorage(FileSystemStorage):
    """A folder whose files outlast a power cut; what did not fit on the disk leaves no stump."""

    def _save(self, name: str, content: "File[Any]") -> str:
        known = self.exists(name)
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if not known:
                with contextlib.suppress(OSError):
                    self.delete(name)
            raise
        path = Path(self.path(kept))
        _sync(path)
        _sync(path.parent)
        return kept


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
