"""``pinzhang pack``: check a programme, explain it for an applicant, compare two editions."""

from pathlib import Path
from typing import Annotated

import typer

from pinzhang.commands.folders import CATALOGUE, NoCatalogue, UnsafeFolder, find_catalogue, packs_below, read_folder
from pinzhang.engine.packs.loader import load_catalogue, load_pack
from pinzhang.engine.packs.problems import PackProblems, Problem
from pinzhang.engine.packs.schema import Edition

DONE, NO, USAGE, UNKNOWN, BAD_INPUT = range(5)

app = typer.Typer(no_args_is_help=True, help="项目规则包：检查、解释、比较。")

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False)]
Catalogue = Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="事实目录；默认取旁边的 facts/")]


def load(folder: Path, catalogue: Path | None) -> Edition:
    """Load the pack of a folder with the catalogue beside it.

    :raises PackProblems: with the names of the files as they lie on disk.
    """
    try:
        facts = catalogue or find_catalogue(folder)
        files, shared = read_folder(folder), read_folder(facts)
    except (NoCatalogue, UnsafeFolder) as refusal:
        raise PackProblems([Problem(str(folder), 1, 1, str(refusal))]) from refusal
    try:
        return load_pack(files, shared)
    except PackProblems as refusal:
        raise PackProblems(_on_disk(one, folder, facts) for one in refusal.problems) from None


def _on_disk(problem: Problem, folder: Path, facts: Path) -> Problem:
    shared = problem.file.startswith(f"{CATALOGUE}/")
    file = facts / problem.file.removeprefix(f"{CATALOGUE}/") if shared else folder / problem.file
    return Problem(str(file), problem.line, problem.column, problem.message)


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
        facts = load_catalogue(read_folder(folder))
    except PackProblems as refusal:
        return [_on_disk(one, folder, folder) for one in refusal.problems]
    typer.echo(f"{folder}：没有问题（{len(facts)} 项事实）")
    return []


def _check_packs(path: Path, catalogue: Path | None) -> list[Problem]:
    problems: list[Problem] = []
    for folder in packs_below(path) or [path]:
        try:
            edition = load(folder, catalogue)
        except PackProblems as refusal:
            problems += refusal.problems
        else:
            rules, examples = len(edition.eligibility.rules), len(edition.examples)
            typer.echo(f"{folder}：没有问题（{rules} 条规则，{len(edition.stages)} 个环节，{examples} 个样例）")
    return problems
