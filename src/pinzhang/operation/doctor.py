"""Look a deployment over, and say what to mend."""

import json
from typing import Annotated

import typer

from pinzhang.operation.instance import connect

PROBLEMS = 1
SIGNS = {"ok": "✓", "warn": "！", "bad": "✗"}


def doctor(
    *,
    audit: Annotated[bool, typer.Option("--audit", help="同时核对全部事件链")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """检查本平台的部署，逐项说明怎么改；退出码 0 没有问题（可以有提醒），1 有问题。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.operation.checks import examine  # noqa: PLC0415

    findings = list(examine(at=timezone.now(), audit=audit))
    bad = any(finding.state == "bad" for finding in findings)
    if as_json:
        shown = [
            {"check": one.check, "state": one.state, "found": one.found, **({"mend": one.mend} if one.mend else {})}
            for one in findings
        ]
        typer.echo(json.dumps({"schema": 1, "well": not bad, "findings": shown}, ensure_ascii=False))
    else:
        for one in findings:
            typer.echo(f"{SIGNS[one.state]} {one.found}")
            if one.mend:
                typer.echo(f"    {one.mend}")
    raise typer.Exit(PROBLEMS if bad else 0)
