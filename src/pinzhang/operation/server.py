"""Serve the portals and run the queue."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces

from pinzhang.operation.instance import connect

IDLE_SECONDS = 1.0
ROUND_SECONDS = 60.0


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 1,
    threads: Annotated[int, typer.Option(help="Threads of each web process.")] = 4,
    with_worker: Annotated[bool, typer.Option(help="Also run one queue worker beside the web processes.")] = True,
) -> None:
    """Serve the portals until stopped; SIGTERM ends web and worker in order."""
    queue = subprocess.Popen([sys.executable, "-m", "pinzhang.cli", "worker"]) if with_worker else None
    try:
        Granian(
            "pinzhang.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            log_access=False,
        ).serve()
    finally:
        if queue is not None:
            queue.terminate()
            queue.wait(timeout=10)


def worker() -> None:
    """Run queued jobs until stopped; several workers may run on several hosts."""
    connect()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(stop.is_set)


def work(stopped: Callable[[], bool]) -> None:
    """Run due jobs and queue the repeated ones until told to stop."""
    from django.db import close_old_connections  # noqa: PLC0415 - Django is up only now
    from django.utils import timezone  # noqa: PLC0415

    from pinzhang.domain.core.services import jobs  # noqa: PLC0415

    next_round = 0.0
    while not stopped():
        close_old_connections()
        if time.monotonic() >= next_round:
            jobs.enqueue_repeated(at=timezone.now())
            next_round = time.monotonic() + ROUND_SECONDS
        if not jobs.run_due(at=timezone.now()):
            time.sleep(IDLE_SECONDS)


def migrate() -> None:
    """Bring the database to this version and gather the static files."""
    connect()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415 - Django is up only now

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    typer.echo("数据库和静态文件已就绪。")
