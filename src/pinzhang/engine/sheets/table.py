"""A sheet read by its columns: every row typed, every fault with its row and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pinzhang.engine.sheets.cells import Value, read_cell
from pinzhang.engine.sheets.columns import Column, Heading, match_heading
from pinzhang.engine.sheets.refusals import CannotReadCell
from pinzhang.engine.sheets.values import Area, Raw, Sheet, cell_name, is_blank

LOOKED_AT = 10
"""Among so many first rows the headings are looked for; what stands above them is a title."""
PROBLEMS_HEADING = "导入时发现的问题"
"""How the column begins in which faults were handed back; it says nothing when the table comes again."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that cannot be taken over (问题): in a cell, or in a row where the column is nought."""

    row: int
    column: int
    text: str

    @property
    def cell(self) -> str:
        """Where it stands, as a spreadsheet names it."""
        return cell_name(self.row, self.column) if self.column else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as read (行); blank cells are absent."""

    row: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as its columns understand it."""

    sheet: Sheet
    header_row: int
    places: dict[str, int]
    """The place of each column found, counted from one."""
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    def problem(self, line: Line, key: str, text: str) -> Problem:
        """Return a fault of a cell that only the caller can know of; of the row where the column is absent."""
        return Problem(line.row, self.places.get(key, 0), text)


@dataclass
class _Header:
    row: int = 0
    headings: dict[int, Heading] = field(default_factory=dict)
    strangers: dict[int, str] = field(default_factory=dict)


def read_table(sheet: Sheet, columns: Sequence[Column]) -> Table:
    """Return the rows below the headings, and everything that is wrong with them; rows at fault are left out.

    A heading nobody asked for is a fault too, so that nothing a person filled in is passed over silently.
    """
    sheet = _without_problems(sheet)
    header = _find_header(sheet, tuple(columns))
    if not header.row:
        asked = "、".join(column.title for column in columns if column.required)
        problem = Problem(1, 0, f"没有找到表头。前 {LOOKED_AT} 行里应有一行列名，至少包括：{asked}。")
        return Table(sheet, 0, {}, (), (problem,))
    places = {heading.column.key: place for place, heading in reversed(header.headings.items())}
    problems = [*_header_problems(header, columns), *_merged_problems(sheet, header.row)]
    lines = []
    for number, row in enumerate(sheet.rows[header.row :], start=header.row + 1):
        if all(is_blank(raw) and (number, place) not in sheet.unsaved for place, raw in enumerate(row, start=1)):
            continue
        values, faults = _read_row(sheet, number, row, header)
        problems += faults
        if not faults:
            lines.append(Line(number, values))
    if not lines and not problems:
        problems.append(Problem(header.row, 0, "表头下面没有数据。"))
    return Table(sheet, header.row, places, tuple(lines), tuple(problems))


def _without_problems(sheet: Sheet) -> Sheet:
    """Return a sheet without the column in which an earlier reading handed back its faults."""
    told = {
        place
        for row in sheet.rows[:LOOKED_AT]
        for place, raw in enumerate(row)
        if isinstance(raw, str) and raw.startswith(PROBLEMS_HEADING)
    }
    if not told:
        return sheet
    rows = tuple(tuple(None if place in told else raw for place, raw in enumerate(row)) for row in sheet.rows)
    return replace(sheet, rows=rows)


def _find_header(sheet: Sheet, columns: tuple[Column, ...]) -> _Header:
    best = _Header()
    for number, row in enumerate(sheet.rows[:LOOKED_AT], start=1):
        found = _Header(row=number)
        for place, raw in enumerate(row, start=1):
            if not isinstance(raw, str) or is_blank(raw):
                continue
            heading = match_heading(raw, columns)
            if heading:
                found.headings[place] = heading
            else:
                found.strangers[place] = raw.strip()
        if len(found.headings) > len(best.headings):
            best = found
    return best


def _header_problems(header: _Header, columns: Sequence[Column]) -> list[Problem]:
    problems = [
        Problem(header.row, place, f"“{title[:30]}”不是可以识别的列名。请改用模板里的列名，或删去这一列。")
        for place, title in header.strangers.items()
    ]
    seen: dict[str, int] = {}
    for place, heading in header.headings.items():
        if heading.problem:
            problems.append(Problem(header.row, place, heading.problem))
        if heading.column.key in seen:
            problems.append(Problem(header.row, place, f"“{heading.column.title}”这一列出现了两次，请只留一列。"))
        seen[heading.column.key] = place
    missing = [column.title for column in columns if column.required and column.key not in seen]
    if missing:
        problems.append(Problem(header.row, 0, f"缺少必需的列：{'、'.join(missing)}。"))
    return problems


def _merged_problems(sheet: Sheet, header_row: int) -> list[Problem]:
    """A merged cell belongs to one row or to all of them: nobody can tell. Above the data it is a title."""
    return [
        Problem(area.first_row, area.first_column, f"{area.name} 是合并单元格。请取消合并，每一行分别填写。")
        for area in sheet.merged
        if area.last_row > header_row or (area.last_row == header_row and _spans_columns(area))
    ]


def _spans_columns(area: Area) -> bool:
    return area.last_column > area.first_column


def _read_row(
    sheet: Sheet, number: int, row: tuple[Raw, ...], header: _Header
) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    problems = []
    for place, heading in header.headings.items():
        raw = row[place - 1] if place <= len(row) else None
        title = heading.column.title
        if (number, place) in sheet.unsaved:
            text = f"“{title}”是公式，文件里没有保存计算结果。请用 Excel 打开后另存，或改为数值。"
            problems.append(Problem(number, place, text))
        elif is_blank(raw):
            if heading.column.required:
                problems.append(Problem(number, place, f"“{title}”没有填写。"))
        elif not heading.problem:
            try:
                values[heading.column.key] = read_cell(heading, raw, since_1904=sheet.since_1904)
            except CannotReadCell as refusal:
                problems.append(Problem(number, place, f"“{title}”：{refusal}"))
    return values, [*problems, *_stray_problems(number, row, header)]


def _stray_problems(number: int, row: tuple[Raw, ...], header: _Header) -> list[Problem]:
    """Return the cells that stand below no heading at all."""
    named = {*header.headings, *header.strangers}
    return [
        Problem(number, place, "这一格上面没有列名，不知道填的是什么。")
        for place, raw in enumerate(row, start=1)
        if place not in named and not is_blank(raw)
    ]
