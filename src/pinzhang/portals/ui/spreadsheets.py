"""Lists as .xlsx: streamed row by row, and no cell that a spreadsheet would run."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHAPES = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}
MONEY_SHAPE, TEXT_SHAPE = "#,##0.00##", "@"
LAST_ROW = 1_048_576
"""The last row a sheet can have."""
WIDE, NARROW = 24, 14
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def workbook(
    name: str,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Iterable[Sequence[str]] = (),
    text_columns: Sequence[int] = (),
) -> FileResponse:
    """Return a workbook with one sheet, and one of notes where there are any; texts stay texts.

    Rows are written as they come and kept nowhere, so that a long list needs no more memory than a short one.
    """
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(spool, head, rows, notes=notes, text_columns=text_columns)
    spool.seek(0)
    response = FileResponse(spool, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "private, no-store"
    return response


def write_workbook(
    into: Any,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    notes: Iterable[Sequence[str]] = (),
    text_columns: Sequence[int] = (),
) -> None:
    """Write a workbook to a file; the first row stays in sight, columns are wide enough to read."""
    book = xlsxwriter.Workbook(into, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("数据")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": TEXT_SHAPE})
    shapes: dict[type, Any] = {kind: book.add_format({"num_format": shape}) for kind, shape in SHAPES.items()}
    shapes[Decimal] = book.add_format({"num_format": MONEY_SHAPE})
    for column, title in enumerate(head):
        sheet.set_column(column, column, WIDE if column < 2 else NARROW, text if column in text_columns else None)  # noqa: PLR2004
        sheet.write_string(0, column, neutral(title), bold)
    sheet.freeze_panes(1, 0)
    for place, row in enumerate(rows, start=1):
        if place >= LAST_ROW:
            break
        for column, value in enumerate(row):
            _write(sheet, place, column, value, shapes)
    _write_notes(book, list(notes))
    book.close()


def _write_notes(book: Any, notes: list[Sequence[str]]) -> None:
    if not notes:
        return
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, WIDE * 2)
    sheet.set_column(1, 1, WIDE * 3)
    for place, row in enumerate(notes):
        for column, text in enumerate(row):
            sheet.write_string(place, column, neutral(text))


def _write(sheet: Any, row: int, column: int, value: Any, shapes: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        at = timezone.localtime(value) if timezone.is_aware(value) else value
        value = at.replace(tzinfo=None)
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, shapes[type(value)])
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, shapes[Decimal])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, neutral(str(value)))


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, should it be copied or saved as CSV."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
