"""Run the queue: a worker that says that it lives, outlasts its database, and is started again when it dies."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable

from pinzhang.operation.instance import connect

IDLE_SECONDS = 1.0
ROUND_SECONDS = 60.0
BEAT_SECONDS = 15.0
AWAY_SECONDS = 2.0
END_SECONDS = 30.0
CLAIMED_AT_ONCE = 100
logger = logging.getLogger(__name__)


def worker() -> None:
    """Run queued jobs until stopped; several workers may run on several hosts."""
    connect()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(stop)


def work(stop: threading.Event, *, name: str = "") -> None:
    """Run due jobs and queue the repeated ones until told to stop; a database that is away is waited for."""
    name = name or uuid.uuid4().hex
    heart = threading.Thread(target=_beat_until, args=(stop, name), daemon=True)
    heart.start()
    next_round = 0.0
    while not stop.is_set():
        try:
            next_round = _turn(name, next_round, stop)
        except Exception:
            logger.exception("the queue could not be worked; trying again in %s seconds", AWAY_SECONDS)
            stop.wait(AWAY_SECONDS)
            _attempt(lambda: _release(name))
    heart.join(timeout=5)
    _attempt(lambda: _leave(name))


def _turn(name: str, next_round: float, stop: threading.Event) -> float:
    from django.db import close_old_connections  # noqa: PLC0415 - Django is up only now
    from django.utils import timezone  # noqa: PLC0415

    from pinzhang.domain.core.services import jobs  # noqa: PLC0415

    close_old_connections()
    if time.monotonic() >= next_round:
        jobs.enqueue_repeated(at=timezone.now())
        next_round = time.monotonic() + ROUND_SECONDS
    if not jobs.run_due(at=timezone.now(), limit=CLAIMED_AT_ONCE, worker=name):
        stop.wait(IDLE_SECONDS)
    return next_round


def _beat_until(stop: threading.Event, name: str) -> None:
    """Say that the worker lives and keep its leases, beside the job that it runs and on a connection of its own."""
    from django.db import connection  # noqa: PLC0415 - Django is up only now
    from django.utils import timezone  # noqa: PLC0415

    from pinzhang.domain.core.services import jobs, workers  # noqa: PLC0415

    def beat() -> None:
        at = timezone.now()
        workers.beat(name=name, host=socket.gethostname(), process=os.getpid(), at=at)
        jobs.renew(worker=name, at=at)

    while not stop.is_set():
        if not _attempt(beat):
            connection.close()
        stop.wait(BEAT_SECONDS)
    connection.close()


def _attempt(act: Callable[[], None]) -> bool:
    """Do what may fail while the database is away or busy, and tell whether it was done."""
    from django.db import DatabaseError  # noqa: PLC0415 - Django is up only now
    from django.db.utils import InterfaceError  # noqa: PLC0415

    try:
        act()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the worker could not reach its database: %s", error)
        return False
    return True


def _release(name: str) -> None:
    from django.db import close_old_connections  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.services import jobs  # noqa: PLC0415

    close_old_connections()
    jobs.release(worker=name)


def _leave(name: str) -> None:
    from pinzhang.domain.core.services import jobs, workers  # noqa: PLC0415 - Django is up only now

    jobs.release(worker=name)
    workers.leave(name=name)


class KeptWorker:
    """A worker process beside the web processes, started again whenever it dies."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the worker in order."""
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._stop.is_set():
            process = subprocess.Popen([sys.executable, "-m", "pinzhang.cli", "worker"])
            while process.poll() is None and not self._stop.wait(0.5):
                pass
            if process.poll() is None:
                _end(process)
            elif not self._stop.is_set():
                logger.warning("the worker ended with %s; starting another", process.returncode)
                self._stop.wait(IDLE_SECONDS)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let a worker finish what it is at; kill it when that lasts too long, for a killed job is run again."""
    process.terminate()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
