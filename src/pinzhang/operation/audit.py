"""Verify the chains of events, and keep their heads elsewhere."""

import json
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any

import typer

from pinzhang.operation.instance import connect

app = typer.Typer(no_args_is_help=True, help="核对事件链，导出链头留存。")
BROKEN, BAD_INPUT = 1, 4
SHOWN = 20
FAULTS = {
    "altered": "内容与摘要不符",
    "unchained": "没有接在上一条之后",
    "missing": "缺少这一条",
    "cut-off": "链尾不在：之后的记录被删去或改写",
    "headless": "链头不在：这一条没有登记为链尾",
}


@app.command()
def verify(
    heads: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="以前用 audit heads 留存的链头（JSON）")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """核对每个对象的事件链，指出第一处断链；退出码 0 完好，1 有断链，4 链头文件读不出。"""
    kept = _kept(heads) if heads else {}
    connect()
    from pinzhang.domain.core.models import Event, StreamHead  # noqa: PLC0415 - Django is up only now
    from pinzhang.domain.core.selectors import broken_links, broken_since  # noqa: PLC0415

    counted = {"events": Event.objects.count(), "streams": StreamHead.objects.count()}
    broken = list(islice(chain(broken_links(), broken_since(kept)), SHOWN))
    shown = [{"stream": one.stream, "sequence": one.sequence, "fault": one.fault} for one in broken]
    if as_json:
        first = {"first": shown[0]} if shown else {}
        typer.echo(json.dumps({"schema": 1, "whole": not shown, **counted, **first, "broken": shown}))
    else:
        typer.echo(f"事件 {counted['events']} 条，链 {counted['streams']} 条：{'有断链' if shown else '全部完好'}")
        for one in broken:
            typer.echo(f"  {one.stream} 第 {one.sequence} 条：{FAULTS[one.fault]}")
    raise typer.Exit(BROKEN if shown else 0)


@app.command()
def heads(
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="写入文件；缺省打印")] = None,
) -> None:
    """导出每条链的链头（JSON），留存在本平台之外，以后用 audit verify --heads 核对。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.selectors import heads as ends  # noqa: PLC0415

    text = json.dumps(
        {
            "schema": 1,
            "at": timezone.now().isoformat(timespec="seconds"),
            "heads": {head.stream: [head.sequence, head.digest] for head in ends()},
        },
        indent=0,
    )
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


def _kept(path: Path) -> dict[str, tuple[int, str]]:
    try:
        read: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(stream): (int(sequence), str(digest)) for stream, (sequence, digest) in read["heads"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        typer.echo(f"不是链头文件：{path}", err=True)
        raise typer.Exit(BAD_INPUT) from error
