"""Open a workbook that came from outside: measured before it is unpacked, no entities, no macros, no guesses."""

import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pinzhang.engine.sheets.refusals import CannotReadWorkbook
from pinzhang.engine.sheets.values import Area, Percent, Raw, Sheet, is_blank

OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How the binary format of before 2007 begins; a workbook with a password looks the same."""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WIDE = 16_384
"""A cell in a column of three letters makes its row as wide as a sheet can be."""
MOST_PARTS, MOST_MERGED = 2_000, 10_000
LAST_ROW, MOST_CELLS = 1_048_576, 2_000_000
"""The last row a spreadsheet has, and how many cells a sheet may have, blank ones among them."""
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be (上限)."""

    rows: int = 5_000
    columns: int = 200
    unpacked: int = 100 * 1024 * 1024
    ratio: int = 200
    """How many times as large as packed a part may be, once it is larger than a megabyte."""


def read_workbook(content: bytes, *, limits: Limits | None = None) -> Sheet:
    """Return the first visible sheet of an .xlsx file that has anything in it.

    :raises CannotReadWorkbook: no .xlsx, protected, with macros, damaged, or larger than the limits.
    """
    limits = limits or Limits()
    _inspect(content, limits)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        raise _damaged() from error
    try:
        return _first_sheet(book, content, limits)
    except CannotReadWorkbook:
        raise
    except Exception as error:  # a damaged file fails in a hundred ways inside the library
        raise _damaged() from error
    finally:
        book.close()


def _damaged() -> CannotReadWorkbook:
    return CannotReadWorkbook("文件打不开，可能已经损坏。请用 Excel 打开后另存为 .xlsx 再上传。")


def _inspect(content: bytes, limits: Limits) -> None:
    if content.startswith(OLD_FORMAT):
        raise CannotReadWorkbook("这是旧版 .xls 文件，或者设了打开密码。请去掉密码，另存为 .xlsx 再上传。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise CannotReadWorkbook("这不是 .xlsx 文件。请用 Excel 另存为 .xlsx 再上传。") from error
    _measure(parts, limits)
    if not _speaks_plainly(content):
        raise CannotReadWorkbook("文件内部的写法不安全，没有打开。请用 Excel 打开后另存为 .xlsx 再上传。")


def _measure(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or len(parts) > MOST_PARTS:
        raise CannotReadWorkbook("这不是 .xlsx 文件。请用 Excel 另存为 .xlsx 再上传。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise CannotReadWorkbook("文件里有宏。请另存为不带宏的 .xlsx 再上传。")
    swollen = any(part.file_size > max(1024 * 1024, part.compress_size * limits.ratio) for part in parts)
    if swollen or sum(part.file_size for part in parts) > limits.unpacked:
        raise CannotReadWorkbook("文件解压后大得不正常，没有打开。请只保留要导入的数据再上传。")


def _speaks_plainly(content: bytes) -> bool:
    """Tell whether every part is UTF-8 without a document type, so that no entity can be declared in it."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.infolist():
            if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            try:
                text = archive.read(part)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
                raise _damaged() from error
            encoding = _DECLARED.search(text[:200])
            known = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
            if not known or b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text[:4]:
                return False
    return True


def _first_sheet(book: Any, content: bytes, limits: Limits) -> Sheet:
    since_1904 = book.epoch == CALENDAR_MAC_1904
    empty: Sheet | None = None
    for worksheet in book.worksheets:
        if worksheet.sheet_state != "visible" or not hasattr(worksheet, "iter_rows"):
            continue
        merged, unsaved = _marks(content, worksheet)
        rows = _rows(worksheet, limits)
        sheet = Sheet(worksheet.title, rows, merged, unsaved, since_1904)
        if any(not is_blank(raw) for row in rows for raw in row):
            return sheet
        empty = empty or sheet
    if empty is None:
        raise CannotReadWorkbook("文件里没有可见的工作表。")
    return empty


def _rows(worksheet: Any, limits: Limits) -> tuple[tuple[Raw, ...], ...]:
    """Return the rows up to the last that has anything; the size a sheet claims for itself counts for nothing."""
    worksheet.reset_dimensions()
    found: list[tuple[Raw, ...]] = []
    blank = 0
    for cells in worksheet.iter_rows(max_row=LAST_ROW):
        row = _trimmed(_raw(cell) for cell in cells)
        if not row:
            blank += 1
            continue
        if len(row) > limits.columns:
            raise CannotReadWorkbook(f"列太多，最多 {limits.columns} 列。")
        found += [()] * blank
        blank = 0
        found.append(row)
        if len(found) > limits.rows:
            raise CannotReadWorkbook(f"行太多，一次最多 {limits.rows} 行。请分成几个文件上传。")
    return tuple(found)


def _trimmed(row: Iterable[Raw]) -> tuple[Raw, ...]:
    cells = list(row)
    while cells and is_blank(cells[-1]):
        cells.pop()
    return tuple(cells)


def _raw(cell: Any) -> Raw:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in _QUOTED.sub("", cell.number_format):
        return Percent(Decimal(f"{value:.15g}") * 100)
    known: Raw = value
    return known


def _marks(content: bytes, worksheet: Any) -> tuple[tuple[Area, ...], frozenset[tuple[int, int]]]:
    """Return the merged areas of a sheet, and the formulas whose results it does not hold."""
    path = worksheet._worksheet_path  # noqa: SLF001 - the library has no other word for which part it reads
    merged: list[Area] = []
    unsaved: set[tuple[int, int]] = set()
    cells = 0
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(path) as part:
        try:
            for _event, element in iterparse(part):  # noqa: S314 - looked at by _speaks_plainly before
                if element.tag == f"{MAIN}mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref", ""))
                    merged.append(Area(int(top or 1), int(bottom or 1), int(left or 1), int(right or 1)))
                    if len(merged) > MOST_MERGED:
                        raise CannotReadWorkbook("合并单元格太多。请取消合并再上传。")
                elif element.tag == f"{MAIN}c":
                    cells += WIDE if element.get("r", "")[2:3].isalpha() else 1
                    unsaved |= _unsaved(element)
                    if cells > MOST_CELLS:
                        raise CannotReadWorkbook("单元格太多。请只保留要导入的数据再上传。")
                elif element.tag == f"{MAIN}row":
                    element.clear()
        except ParseError as error:
            raise _damaged() from error
    return tuple(merged), frozenset(unsaved)


def _unsaved(cell: Any) -> set[tuple[int, int]]:
    """Return the place of a formula that lacks its result; no place at all where a cell is as it should be."""
    value, place = cell.find(f"{MAIN}v"), cell.get("r", "")
    has_value = (value is not None and bool(value.text)) or cell.find(f"{MAIN}is") is not None
    if has_value and place[2:3].isalpha():
        raise CannotReadWorkbook("列太多。请只保留要导入的列再上传。")
    if has_value or cell.find(f"{MAIN}f") is None or cell.get("t") == "str":
        return set()
    letters, row = coordinate_from_string(place)
    return {(row, column_index_from_string(letters))}
