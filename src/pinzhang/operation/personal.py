"""Answer people who ask for their data, or to be erased."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pinzhang.operation.instance import connect

if TYPE_CHECKING:
    from django.db.models import Model

app = typer.Typer(no_args_is_help=True, help="查找、导出、删除个人信息。")
REFUSED, BAD_INPUT = 1, 4
Person = Annotated[str, typer.Argument(help="种类:编号，如 user:12、objector:3")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="姓名、登录名、邮箱、电话或异议编号")], *, as_json: AsJson = False
) -> None:
    """查找个人信息主体；退出码 0 找到，1 没有。"""
    connect()
    from pinzhang.domain.core.personal import subjects  # noqa: PLC0415 - Django is up only now
    from pinzhang.domain.core.services.personal import people_matching  # noqa: PLC0415

    found = [
        {"subject": f"{kind}:{person.pk}", "called": subjects()[kind].called(person)}
        for kind, person in people_matching(text)
    ]
    if as_json:
        typer.echo(json.dumps({"schema": 1, "found": found}, ensure_ascii=False))
    else:
        for one in found:
            typer.echo(f"{one['subject']}  {one['called']}")
    raise typer.Exit(0 if found else REFUSED)


@app.command()
def export(subject: Person, *, out: Annotated[Path, typer.Option(dir_okay=False, help="写入的 ZIP 文件")]) -> None:
    """导出一个人的全部个人信息（JSON 和文件）；退出码 0 完成，4 没有这个人。"""
    kind, person = _found(subject)
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.services.personal import export_person  # noqa: PLC0415

    out.write_bytes(export_person(kind=kind, person=person, by=None, at=timezone.now()))
    out.chmod(0o600)
    typer.echo(f"已导出到 {out}")


@app.command()
def erase(
    subject: Person,
    *,
    ground: Annotated[str, typer.Option(help="理由或申请编号")],
    as_json: AsJson = False,
) -> None:
    """删除一个人的个人信息，依法保留的说明原因；退出码 0 完成，1 现在不能删除，4 没有这个人。"""
    kind, person = _found(subject)
    from django.utils import timezone  # noqa: PLC0415 - Django is up only now

    from pinzhang.domain.core.services.personal import CannotErase, erase_person  # noqa: PLC0415

    try:
        kept = erase_person(kind=kind, person=person, ground=ground, by=None, at=timezone.now())
    except CannotErase as refusal:
        _refuse("；".join([str(refusal), *refusal.reasons]), REFUSED)
    told = [{"title": one.holding.title, "rows": one.rows, "because": one.holding.because} for one in kept]
    if as_json:
        typer.echo(json.dumps({"schema": 1, "subject": subject, "kept": told}, ensure_ascii=False))
        return
    typer.echo("可以删除的已经删除。")
    for line in told:
        typer.echo(f"  保留 {line['title']} {line['rows']} 条：{line['because']}")


def _found(subject: str) -> "tuple[str, Model]":
    connect()
    from pinzhang.domain.core.services.personal import NoSuchPerson, find_person  # noqa: PLC0415 - Django is up only now

    try:
        return find_person(subject)
    except NoSuchPerson as nobody:
        _refuse(str(nobody), BAD_INPUT)


def _refuse(sentence: Any, code: int) -> NoReturn:
    typer.echo(str(sentence), err=True)
    raise typer.Exit(code)
