"""What the pages of imports show, and the workbooks they hand out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from pinzhang.domain.imports.choices import ImportKind
from pinzhang.domain.imports.columns import template_columns
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.plans import Step
from pinzhang.domain.imports.selectors import plan_of_import, sheet_of
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post
from pinzhang.engine.sheets import PROBLEMS_HEADING, Column, Percent, Raw, Sheet
from pinzhang.engine.sheets.values import cell_name

SHOWN = 50
SAYS: dict[str, str] = {
    ImportKind.LEDGER: "单位名称、代码、区市、联系方式，以及税务、统计等部门掌握的年度数据。新单位登记，老单位更新。",
    ImportKind.RECORDS: "监督抽查结果、行政处罚、责任事故、信用记录。资格比对和标识监管都以这些记录为准。",
    ImportKind.REVIEWERS: "专家姓名、单位、专长、最多承担件数。工作单位代码用于自动回避。",
    ImportKind.SCORES: "专家在纸上打的分。每行一位专家的一份材料，逐条带依据，导入即视为专家提交。",
    ImportKind.RIGHTS: "商标、专利、著作权、地理标志、海关备案。资格比对以此为准，到期前提醒单位。",
}


@dataclass(frozen=True)
class Fault:
    """A fault as the page shows it."""

    cell: str
    row: int
    text: str


@dataclass(frozen=True)
class Looked:
    """What a table will do: the first rows of it, and how many there are."""

    steps: list[Step[Any]]
    count: int


def officers(posts: Iterable[Post]) -> list[Post]:
    """Return the posts in whose authority an official may bring in tables."""
    return list({post.authority_id: post for post in posts if post.role == PostRole.OFFICER}.values())


def kinds() -> list[dict[str, str]]:
    """Return what can be brought in, with where to do it."""
    return [
        {"title": str(kind.label), "says": SAYS[kind], "url": reverse("staff:new_import", args=[kind.value])}
        for kind in ImportKind
    ]


def faults_of(table: Import) -> list[Fault]:
    """Return the first faults of a table."""
    return [Fault(cell_name(row, column) if column else "", row, text) for row, column, text in table.problems[:SHOWN]]


def looked_at(table: Import) -> Looked:
    """Return what a table will do as things stand now."""
    steps = plan_of_import(table, sheet_of(table)).steps
    return Looked(steps[:SHOWN], len(steps))


def template_of(table: Import, *, on: date) -> tuple[Column, ...]:
    """Return the columns of a template."""
    return template_columns(table, on=on)


def notes_on(columns: Iterable[Column]) -> list[list[str]]:
    """Return what each column expects, for the sheet beside the table."""
    return [["列名", "怎么填"], *([column.heading, _expects(column)] for column in columns)]


def text_columns(columns: Iterable[Column]) -> list[int]:
    """Return the places of the columns whose cells must be text, so that no code turns into a number."""
    return [place for place, column in enumerate(columns) if column.kind in ("credit_code", "phone", "text")]


def _expects(column: Column) -> str:
    words = {
        "money": "金额，列名里写明单位（元、千元、万元、亿元）",
        "share": "百分数，12.5 或 12.5%",
        "date": "日期，如 2026-03-01",
        "integer": "整数",
        "decimal": "数字",
        "yes_no": "是 或 否",
        "credit_code": "18 位，单元格设为“文本”",
        "score": "分数，或“不适用”",
        "choice": "、".join(option.names[0] for option in column.options),
    }
    parts = ["每行必填" if column.required else "", words.get(column.kind, ""), column.hint]
    return "；".join(part for part in parts if part)


def marked_copy(table: Import, sheet: Sheet) -> tuple[Sequence[str], list[list[Any]]]:
    """Return the rows of a file as they stand, each with what is wrong with it in a column of its own.

    The rows above the first are the head of the workbook that is made of it, so that row numbers stay.
    """
    said: dict[int, list[str]] = {}
    for row, column, text in table.problems:
        said.setdefault(row, []).append(f"{cell_name(row, column)} {text}" if column else text)
    width = max((len(row) for row in sheet.rows), default=0)
    rows: list[list[Any]] = [
        [*(_shown(raw) for raw in row), *[None] * (width - len(row)), "；".join(said.get(number, ()))]
        for number, row in enumerate(sheet.rows, start=1)
    ]
    head = rows[0] if rows else [""]
    own = f"{PROBLEMS_HEADING}：{head[-1]}" if head[-1] else PROBLEMS_HEADING
    return [*("" if cell is None else str(cell) for cell in head[:-1]), own], rows[1:]


def _shown(raw: Raw) -> Any:
    if isinstance(raw, Percent):
        return f"{raw.points.normalize():f}%"
    return str(raw) if isinstance(raw, bool) else raw
