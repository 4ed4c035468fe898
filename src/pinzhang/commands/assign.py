"""``pinzhang assign``: reviewers assigned to applications, with the proof of how good it is."""

import csv
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from pinzhang.engine.assignment import Infeasible, InvalidProblem, Objective, Problem, Run
from pinzhang.engine.assignment import assign as assign_reviewers

DONE, IMPOSSIBLE, BAD_INPUT = 0, 1, 4

NOT_GIVEN = frozenset({"", "NA"})

SAID: Mapping[str, str] = {
    "seats": "an application asks for more reviewers than there are",
    "conflicts": "conflicts leave too few reviewers, or too little load",
    "max_load": "the maximum loads are too small",
    "min_load": "the minimum loads are too great",
    "together": "the demands contradict each other, though no single one does",
}


class BadTable(ValueError):
    """The file is no table of scores, or no mask of this shape."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read, reviewers as rows, with ids where the file has them."""

    values: NDArray[np.float64]
    reviewers: tuple[str, ...] | None = None
    applications: tuple[str, ...] | None = None

    def transposed(self) -> "Table":
        return Table(self.values.T, self.applications, self.reviewers)


def assign(  # noqa: PLR0913  every option is one of the command line
    scores: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="匹配度表（.npy 或 .csv），行为评审专家")],
    *,
    per_application: Annotated[int, typer.Option(min=1, metavar="K", help="每件申报的评审人数")],
    max_load: Annotated[int, typer.Option(min=0, metavar="M", help="每位评审专家至多几件")],
    min_load: Annotated[int, typer.Option(min=0, metavar="M", help="每位评审专家至少几件")] = 0,
    conflicts: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="回避表，同形，1 为回避")] = None,
    objective: Annotated[Objective, typer.Option(help="总匹配度最大；最低者尽量高；逐级尽量高")] = "floor",
    links: Annotated[int, typer.Option(min=0, metavar="N", help="至多几个席位用来联结各组")] = 0,
    transpose: Annotated[bool, typer.Option("--transpose", help="表中的行为申报")] = False,
    seed: Annotated[int, typer.Option(min=0, help="同分方案的抽签种子")] = 0,
    out: Annotated[Path | None, typer.Option(dir_okay=False, metavar="PAIRS.csv", help="把分派写成 CSV")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按匹配度分派评审专家，遵守回避与负荷；退出码 0 完成，1 无可行方案，4 数据不能用。"""
    started = time.perf_counter()
    table = Table(np.empty((0, 0)))
    try:
        table, mask = _read_both(scores, conflicts, transpose=transpose)
        problem = Problem(table.values, per_application, max_load, min_load, conflicts=mask)
        run = assign_reviewers(problem, objective=objective, links=links, seed=seed)
    except (BadTable, InvalidProblem) as refusal:
        raise _refused({"name": type(refusal).__name__, "message": str(refusal)}, BAD_INPUT, as_json=as_json) from None
    except Infeasible as refusal:
        raise _refused(_infeasible(refusal, table), IMPOSSIBLE, as_json=as_json) from None
    if out:
        _write(run, table, out)
    result = _result(run, time.perf_counter() - started)
    typer.echo(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2) if as_json else _told(result))
    raise typer.Exit(DONE)


def read_table(path: Path) -> Table:
    """Read a table of numbers; an empty field, NA or NaN of a CSV is no number.

    :raises BadTable: the file is no such table.
    """
    return _read_npy(path) if path.suffix == ".npy" else _read_csv(path)


def _read_both(scores: Path, conflicts: Path | None, *, transpose: bool) -> tuple[Table, NDArray[np.bool_] | None]:
    table = read_table(scores)
    mask = None if conflicts is None else _mask(read_table(conflicts), table)
    if transpose:
        table, mask = table.transposed(), None if mask is None else mask.T
    return table, mask


def _read_npy(path: Path) -> Table:
    try:
        values = np.lib.format.open_memmap(path, mode="r")
    except (ValueError, EOFError, OSError) as error:
        raise BadTable(f"not a NumPy file: {error}") from None
    if values.dtype.kind not in "fiub":
        raise BadTable("not an array of numbers")
    return Table(np.asarray(values, dtype=np.float64))


def _read_csv(path: Path) -> Table:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            head = next(rows, [])
            names, values = _read_rows(rows, head)
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadTable(f"not a CSV text in UTF-8: {error}") from None
    applications = tuple(name.strip() for name in head[1:])
    for kind, ids in (("column", applications), ("row", names)):
        if len(set(ids)) < len(ids) or "" in ids:
            raise BadTable(f"every {kind} needs an id of its own")
    return Table(np.array(values, dtype=np.float64).reshape(len(names), len(applications)), names, applications)


def _read_rows(rows: Any, head: Sequence[str]) -> tuple[tuple[str, ...], list[NDArray[np.float64]]]:
    names, values = [], []
    for row in rows:
        if not row:
            continue
        if len(row) != len(head):
            raise BadTable(f"row {row[0]!r} has {len(row)} fields, the header {len(head)}")
        names.append(row[0].strip())
        values.append(_numbers(row, head))
    return tuple(names), values


def _numbers(row: Sequence[str], head: Sequence[str]) -> NDArray[np.float64]:
    numbers = np.empty(len(row) - 1)
    for place, text in enumerate(row[1:]):
        try:
            numbers[place] = np.nan if text.strip() in NOT_GIVEN else float(text)
        except ValueError:
            raise BadTable(f"row {row[0]!r}, column {head[place + 1]!r}: not a number: {text[:20]!r}") from None
    return numbers


def _mask(mask: Table, table: Table) -> NDArray[np.bool_]:
    """Return the conflicts in the order of the scores; where both have ids, by their ids."""
    values = mask.values
    if mask.reviewers is not None and table.reviewers is not None:
        rows = _places(mask.reviewers, table.reviewers)
        columns = _places(mask.applications or (), table.applications or ())
        values = values[np.ix_(rows, columns)]
    if values.shape != table.values.shape:
        raise BadTable(f"the mask is {values.shape}, the scores are {table.values.shape}")
    if not np.isin(values, (0, 1)).all():
        raise BadTable("a mask has 0 and 1 only")
    return np.asarray(values == 1, dtype=bool)


def _places(theirs: Sequence[str], ours: Sequence[str]) -> list[int]:
    place = {name: number for number, name in enumerate(theirs)}
    unknown = sorted(set(ours) ^ set(theirs))
    if unknown:
        raise BadTable(f"scores and mask do not have the same ids: {', '.join(unknown[:5])}")
    return [place[name] for name in ours]


def _result(run: Run, seconds: float) -> dict[str, Any]:
    return {
        "schema": 1,
        "total": run.total,
        "floor": run.floor,
        "floor_bound": run.floor_bound,
        "optimal": {"total": run.total_is_optimal, "floor": run.floor_is_optimal},
        "components": run.components,
        "loads": {"min": int(run.loads.min()), "max": int(run.loads.max())},
        "seconds": seconds,
        "objective": run.objective,
        "all_raised": run.all_raised,
        "total_bound": run.total_bound,
        "links": len(run.links),
        "seed": run.seed,
    }


def _told(result: Mapping[str, Any]) -> str:
    proven = {True: "（已证明最优）", False: ""}
    loads, optimal = result["loads"], result["optimal"]
    return "\n".join(
        [
            f"总匹配度　{result['total']:.6f}（上界 {result['total_bound']:.6f}）{proven[optimal['total']]}",
            f"最低申报　{result['floor']:.6f}（上界 {result['floor_bound']:.6f}）{proven[optimal['floor']]}",
            f"负荷　　　{loads['min']}-{loads['max']} 件",
            f"联通组数　{result['components']}（联结席位 {result['links']}）",
            f"用时　　　{result['seconds']:.2f} 秒",
        ]
    )


def _write(run: Run, table: Table, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["reviewer", "application", "score"])
        for reviewer, application in run.pairs.tolist():
            score = float(table.values[reviewer, application])
            writer.writerow([_id(table.reviewers, reviewer), _id(table.applications, application), score])


def _id(names: Sequence[str] | None, number: int) -> str:
    return str(number) if names is None else names[number]


def _infeasible(refusal: Infeasible, table: Table) -> dict[str, Any]:
    return {
        "name": type(refusal).__name__,
        "constraint": refusal.constraint,
        "message": SAID.get(refusal.constraint, refusal.constraint),
        "reason": refusal.reason,
        "applications": [_id(table.applications, number) for number in refusal.applications],
        "reviewers": [_id(table.reviewers, number) for number in refusal.reviewers],
    }


def _refused(error: Mapping[str, Any], code: int, *, as_json: bool) -> typer.Exit:
    if as_json:
        typer.echo(json.dumps({"schema": 1, "error": error}, ensure_ascii=False, indent=2))
    said = (
        f"{error['constraint']}: {error['message']}（{error['reason']}）" if "constraint" in error else error["message"]
    )
    typer.echo(f"{error['name']}: {said}", err=True)
    return typer.Exit(code)
