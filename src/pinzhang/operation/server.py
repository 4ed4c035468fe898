"""Serve the portals."""

import os
import shutil
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces

from pinzhang.config.environment import Environment
from pinzhang.operation.instance import connect
from pinzhang.operation.queue import KeptWorker


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(help="Web processes.")] = 1,
    threads: Annotated[int, typer.Option(help="Threads of each web process.")] = 4,
    with_worker: Annotated[bool, typer.Option(help="Also run one queue worker beside the web processes.")] = True,
) -> None:
    """Serve the portals until stopped; SIGTERM ends web and worker in order, and one that dies is started again."""
    _put_counts_together()
    kept = KeptWorker() if with_worker else None
    try:
        Granian(
            "pinzhang.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            log_access=False,
            respawn_failed_workers=True,
        ).serve()
    finally:
        if kept is not None:
            kept.stop()


def _put_counts_together() -> None:
    """Give the web processes a folder in which their metrics add up, where metrics are on."""
    environment = Environment()
    if environment.metrics_token.get_secret_value():
        folder = environment.data_dir.resolve() / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))


def migrate() -> None:
    """Bring the database to this version and gather the static files."""
    connect()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415 - Django is up only now

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    typer.echo("数据库和静态文件已就绪。")
