"""Count look-ups in memory and write the counts every few seconds; addresses are never looked at."""

import atexit
import logging
import re
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pinzhang.domain.trust.services.scans import Scanned, record_scans

logger = logging.getLogger(__name__)
SECONDS = 2.0
_REGION = re.compile(r"[1-9][0-9]{5}")


class ScanBuffer:
    """Look-ups that are not written yet (待登记的查验)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Scanned] = Counter()

    def add(self, scanned: Scanned) -> None:
        """Count one look-up."""
        with self._lock:
            self._counts[scanned] += 1

    def pending(self, number: str, serial: str) -> int:
        """Return how many look-ups of a serial are not written yet."""
        with self._lock:
            return sum(count for one, count in self._counts.items() if (one.number, one.serial) == (number, serial))

    def take(self) -> dict[Scanned, int]:
        """Return what was counted, and begin anew."""
        with self._lock:
            taken, self._counts = dict(self._counts), Counter()
        return taken

    def put_back(self, counts: Mapping[Scanned, int]) -> None:
        """Keep counts that could not be written for the next attempt."""
        with self._lock:
            self._counts.update(counts)

    def flush(self) -> None:
        """Write what was counted."""
        taken = self.take()
        if not taken:
            return
        try:
            record_scans(taken, at=timezone.now())
        except Exception:
            self.put_back(taken)
            logger.exception("counts of look-ups are not written yet")


SCANS = ScanBuffer()


def region_of(headers: Mapping[str, Any]) -> str:
    """Return the region that the server in front names; nothing where it names none or nonsense."""
    if not settings.REGION_HEADER:
        return ""
    named = str(headers.get("HTTP_" + settings.REGION_HEADER.upper().replace("-", "_"), ""))
    return named if _REGION.fullmatch(named) else ""


class Flusher(threading.Thread):
    """Writes the counts of this process every few seconds, and once more when it ends (定时登记)."""

    def __init__(self, buffer: ScanBuffer) -> None:
        super().__init__(name="scans", daemon=True)
        self._buffer = buffer
        self._ended = threading.Event()

    def run(self) -> None:
        """Write until told to end."""
        while not self._ended.wait(SECONDS):
            self._buffer.flush()
            connection.close()

    def end(self) -> None:
        """Stop, and write what is left."""
        self._ended.set()
        self._buffer.flush()


def start_flushing() -> Flusher:
    """Start writing the counts of this process."""
    flusher = Flusher(SCANS)
    flusher.start()
    atexit.register(flusher.end)
    return flusher
