"""Publish a pack into the instance."""

from pathlib import Path
from typing import Annotated

import typer

from pinzhang.commands.folders import UnreadableFolder, load_folder
from pinzhang.engine.packs.problems import PackProblems
from pinzhang.operation.instance import connect

REFUSED, BAD_INPUT = 1, 4


def publish(
    path: Annotated[Path, typer.Argument(help="项目规则包目录")],
    catalogue: Annotated[Path | None, typer.Option(help="事实目录；缺省为上级目录中的 facts/")] = None,
    document_number: Annotated[str, typer.Option(help="印发文号")] = "",
) -> None:
    """发布一个版本：规范字节和摘要写入本平台；退出码 0 已发布，1 不能发布，4 输入有误。"""
    try:
        document = load_folder(path, catalogue)
    except (PackProblems, UnreadableFolder) as problem:
        lines = [str(one) for one in problem.problems] if isinstance(problem, PackProblems) else [str(problem)]
        for line in lines:
            typer.echo(line, err=True)
        raise typer.Exit(BAD_INPUT) from problem
    connect()
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.programmes.refusals import CannotPublish  # noqa: PLC0415
    from pinzhang.domain.programmes.services.editions import publish_edition  # noqa: PLC0415

    try:
        edition = publish_edition(document=document, by=None, at=timezone.now(), document_number=document_number)
    except CannotPublish as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from refusal
    typer.echo(f"{edition.name} {edition.edition} 版已发布，摘要 {edition.digest}")
