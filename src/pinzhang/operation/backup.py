"""Back an instance up into one file, and restore it into an empty database, of either kind."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pinzhang.operation.instance import connect

PROBLEMS, BAD_INPUT = 1, 4


def backup(
    path: Annotated[Path, typer.Argument(help="备份文件（ZIP）")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """备份全部数据和文件，办公不中断；退出码 0 完成，1 有文件缺失。"""
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.services.archive import write_archive  # noqa: PLC0415

    manifest = write_archive(path, version=version("pinzhang"), at=timezone.now())
    _tell(manifest, as_json=as_json)
    raise typer.Exit(PROBLEMS if manifest["missing_files"] else 0)


def restore(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="备份文件")],
    *,
    check: Annotated[bool, typer.Option("--check", help="只核对备份是否完好，不恢复")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """把备份恢复到空库（先 pinzhang migrate），数据库种类可以不同；退出码 0 完成，1 不能恢复或断链，4 备份读不出。"""
    connect()
    from pinzhang.domain.core.selectors import broken_links  # noqa: PLC0415 - Django is up only now
    from pinzhang.domain.core.services.archive import (  # noqa: PLC0415
        CannotRestore,
        check_archive,
        restore_archive,
    )

    try:
        manifest = check_archive(path)
    except CannotRestore as refusal:
        _refuse(refusal, BAD_INPUT)
    if not check:
        try:
            restore_archive(path)
        except CannotRestore as refusal:
            _refuse(refusal, PROBLEMS)
    _tell(manifest, as_json=as_json)
    if not check and (broken := next(broken_links(), None)):
        typer.echo(f"恢复的事件链有断链：{broken.stream} 第 {broken.sequence} 条。", err=True)
        raise typer.Exit(PROBLEMS)


def _refuse(refusal: Exception, code: int) -> NoReturn:
    typer.echo(str(refusal), err=True)
    raise typer.Exit(code)


def _tell(manifest: dict[str, Any], *, as_json: bool) -> None:
    rows = sum(table["rows"] for table in manifest["tables"].values())
    told = {
        "schema": 1,
        "made_at": manifest["made_at"],
        "rows": rows,
        "files": len(manifest["files"]),
        "missing_files": manifest["missing_files"],
        "digest": manifest["digest"],
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{told['made_at']} 的备份：{rows} 行，{told['files']} 个文件。清单摘要 {told['digest']}")
    for name in manifest["missing_files"]:
        typer.echo(f"  缺少文件 {name}", err=True)
