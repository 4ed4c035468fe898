"""Recompute decisions from what was kept, and hold them against the public log."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from pinzhang.engine.stages.findings import combined_finding
from pinzhang.operation.instance import connect

if TYPE_CHECKING:
    from pinzhang.domain.applications.recomputing import Recomputed

SAME, DIFFERENT, CANNOT_TELL, BAD_INPUT = 0, 1, 3, 4
WORDS = {True: "一致", False: "不一致", None: "无法判断"}
PARTS = {"entry": "日志条目", "edition": "规则版本", "inputs": "依据", "verdicts": "逐条结论"}


def recompute(
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="申报编号；缺省为全部决定")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """用留存的规则版本和依据复算决定，与公开日志核对；退出码 0 一致，1 不一致，3 无法判断，4 没有这项决定。"""
    connect()
    from pinzhang.domain.applications.recomputing import recomputed  # noqa: PLC0415 - Django is up only now

    found = list(recomputed(case))
    if case and not found:
        typer.echo(f"{case} 没有留存决定依据。", err=True)
        raise typer.Exit(BAD_INPUT)
    verdict = combined_finding("all", (one.same for one in found))
    if as_json:
        decisions = [one.as_json() for one in found]
        typer.echo(json.dumps({"schema": 1, "same": verdict, "decisions": decisions}, ensure_ascii=False))
    else:
        typer.echo("\n".join([*map(_line, found), f"决定 {len(found)} 项：{WORDS[verdict]}"]))
    raise typer.Exit({True: SAME, False: DIFFERENT, None: CANNOT_TELL}[verdict])


def _line(one: "Recomputed") -> str:
    wrong = [f"{title}{WORDS[getattr(one, part)]}" for part, title in PARTS.items() if getattr(one, part) is not True]
    rules = f"（{'、'.join(one.changed)}）" if one.changed else ""
    return f"{one.case} 日志第 {one.seq} 条：{'，'.join(wrong) or WORDS[True]}{rules}"
