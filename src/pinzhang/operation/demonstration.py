"""Serve a demonstration city."""

import os
from typing import Annotated

import typer

from pinzhang.operation.instance import connect
from pinzhang.operation.server import migrate, serve


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    prepare_only: Annotated[bool, typer.Option(help="Load the city and stop before serving.")] = False,
) -> None:
    """Bring up the demonstration city; a second time the data are kept and only the dates roll forward."""
    os.environ.setdefault("PINZHANG_DEMO", "1")
    os.environ.setdefault("PINZHANG_SITE_URL", f"http://{host}:{port}")
    connect()
    migrate()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.demo import load, roll_forward  # noqa: PLC0415

    at = timezone.now()
    load(at=at)
    roll_forward(at=at)
    typer.echo(f"\n  品章演示城市：http://{host}:{port}/")
    typer.echo("  首页有五扇门，点一下即可进入，不需要密码：")
    typer.echo(
        "  企业 demo-enterprise · 评审专家 demo-reviewer · 主管部门 demo-office · 技术机构 demo-institution · 公众\n"
    )
    if not prepare_only:
        serve(host=host, port=port)
