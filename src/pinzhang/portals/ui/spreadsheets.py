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
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def workbook(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """Return a workbook with one sheet; texts stay texts, whatever they begin with."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(spool, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    shapes = {kind: book.add_format({"num_format": shape}) for kind, shape in SHAPES.items()}
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, place, column, value, shapes)
    book.close()
    spool.seek(0)
    response = FileResponse(spool, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _write(sheet: Any, row: int, column: int, value: Any, shapes: dict[type[date], Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, shapes[type(value)])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, neutral(str(value)))


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, should it be copied or saved as CSV."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
