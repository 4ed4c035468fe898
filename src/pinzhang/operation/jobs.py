"""Look after the queue: what waits, what failed and why, and try it again."""

import json
from typing import Annotated

import typer

from pinzhang.operation.instance import connect

app = typer.Typer(no_args_is_help=True, help="查看任务队列，重试失败的任务。")
PROBLEMS = 1


@app.command("list")
def list_failed(
    *,
    limit: Annotated[int, typer.Option(min=1, help="最多列出几件")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出排队、执行、失败的任务数和失败的任务；退出码 0 没有失败，1 有失败。"""
    connect()
    from pinzhang.domain.core.selectors import failed_jobs, jobs_by_state  # noqa: PLC0415 - Django is up only now

    states, failed = jobs_by_state(), list(failed_jobs()[:limit])
    if as_json:
        shown = [
            {"job": job.pk, "handler": job.handler, "key": job.key, "attempts": job.attempts, "error": job.last_error}
            for job in failed
        ]
        typer.echo(json.dumps({"schema": 1, "states": states, "failed": shown}, ensure_ascii=False))
    else:
        words = {"queued": "排队", "running": "执行中", "done": "完成", "failed": "失败"}
        typer.echo("，".join(f"{word} {states.get(state, 0)}" for state, word in words.items()))
        for job in failed:
            typer.echo(f"  {job.pk}  {job.handler}  {job.key}  试过 {job.attempts} 次：{job.last_error}")
    raise typer.Exit(PROBLEMS if failed else 0)


@app.command()
def retry(
    job: Annotated[list[int] | None, typer.Argument(help="任务编号；不写为全部失败的任务")] = None,
) -> None:
    """把失败的任务重新排队。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.services import jobs  # noqa: PLC0415

    count = jobs.retry_failed(at=timezone.now(), pks=job or None)
    typer.echo(f"已重新排队 {count} 件。")
