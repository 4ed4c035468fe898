"""``pinzhang pack``: check a programme, explain it for an applicant, compare two editions."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from pinzhang.commands.facts_file import read_facts
from pinzhang.commands.folders import CATALOGUE, load_catalogue_folder, load_folder, packs_below
from pinzhang.commands.telling import difference_lines, explanation_lines
from pinzhang.engine.packs.canonical import canonical_bytes, digest
from pinzhang.engine.packs.difference import diff as difference
from pinzhang.engine.packs.difference import is_same
from pinzhang.engine.packs.problems import PackProblems, Problem
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.rules import BadFacts
from pinzhang.engine.rules import explain as explanation

DONE, NO, USAGE, UNKNOWN, BAD_INPUT = range(5)
EXIT_CODES = {"met": DONE, "not met": NO, "unknown": UNKNOWN}
LOCAL = ZoneInfo("Asia/Shanghai")

app = typer.Typer(no_args_is_help=True, help="项目规则包：检查、解释、比较。")

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False)]
Catalogue = Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="事实目录；默认取旁边的 facts/")]


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, file_okay=False, help="规则包、放规则包的文件夹，或事实目录")
    ],
    catalogue: Catalogue = None,
) -> None:
    """检查规则包；没有问题时退出码 0，否则每个问题一行 FILE:LINE: message，退出码 1。"""
    problems: list[Problem] = []
    for path in paths:
        problems += _check_catalogue(path) if path.resolve().name == CATALOGUE else _check_packs(path, catalogue)
    for problem in dict.fromkeys(problems):
        typer.echo(str(problem))
    raise typer.Exit(NO if problems else DONE)


def _check_catalogue(folder: Path) -> list[Problem]:
    try:
        count = load_catalogue_folder(folder)
    except PackProblems as refusal:
        return list(refusal.problems)
    typer.echo(f"{folder}：没有问题（{count} 项事实）")
    return []


def _check_packs(path: Path, catalogue: Path | None) -> list[Problem]:
    problems: list[Problem] = []
    for folder in packs_below(path) or [path]:
        try:
            edition = load_folder(folder, catalogue)
        except PackProblems as refusal:
            problems += refusal.problems
        else:
            rules, examples = len(edition.eligibility.rules), len(edition.examples)
            typer.echo(f"{folder}：没有问题（{rules} 条规则，{len(edition.stages)} 个环节，{examples} 个样例）")
    return problems


@app.command()
def explain(
    path: Folder,
    facts: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="申报单位的事实（JSON）")],
    on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="基准日；默认今天")] = "",
    catalogue: Catalogue = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """逐条说明一个申报单位是否符合；退出码 0 符合，1 不符合，3 还不知道，4 输入有误。"""
    day = _day(on)
    edition = _load_or_exit(path, catalogue)
    try:
        found = explanation(edition, read_facts(facts), on=day, digest=digest(canonical_bytes(edition)))
    except BadFacts as refusal:
        _refuse([f"{facts}: {refusal}"])
    if as_json:
        _print_json(found)
    else:
        typer.echo("\n".join(explanation_lines(found, edition)))
    raise typer.Exit(EXIT_CODES[found["verdict"]])


@app.command()
def diff(
    old: Folder,
    new: Folder,
    catalogue: Catalogue = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """比较两个版本；退出码 0 相同，1 不同，4 输入有误。"""
    found = difference(_load_or_exit(old, catalogue), _load_or_exit(new, catalogue))
    same = is_same(found)
    if as_json:
        _print_json(found)
    else:
        typer.echo("两个版本相同" if same else "\n".join(difference_lines(found)))
    raise typer.Exit(DONE if same else NO)


def _day(written: str) -> date:
    if not written:
        return datetime.now(LOCAL).date()
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=LOCAL).date()
    except ValueError:
        raise typer.BadParameter(f"{written!r} 不是日期，应写作 YYYY-MM-DD", param_hint="--on") from None


def _load_or_exit(folder: Path, catalogue: Path | None) -> Edition:
    try:
        return load_folder(folder, catalogue)
    except PackProblems as refusal:
        _refuse(str(problem) for problem in refusal.problems)


def _refuse(lines: Iterable[str]) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(BAD_INPUT)


def _print_json(found: dict[str, Any]) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
