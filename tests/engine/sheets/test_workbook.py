"""A workbook from outside is measured before it is opened, and read as it stands."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pinzhang.engine.sheets import Area, CannotReadWorkbook, Limits, Percent, read_workbook
from tests.engine.sheets.books import book, repacked

NOON = datetime(2026, 3, 1, 12)  # noqa: DTZ001 - sheets know no time zones
CENTURIES = datetime(1901, 1, 1), datetime(2199, 1, 1)  # noqa: DTZ001 - sheets know no time zones
ONE = book(["名称"], ["甲公司"])


def test_the_first_visible_sheet_with_anything_in_it_is_read():
    def change(made):
        made.active.title = "空表"
        hidden = made.create_sheet("隐藏")
        hidden.append(["不读"])
        hidden.sheet_state = "hidden"
        made.create_sheet("名录").append(["名称", 3])

    sheet = read_workbook(book(change=change))

    assert (sheet.name, sheet.rows) == ("名录", (("名称", 3),))


def test_rows_keep_their_numbers_and_blanks_at_the_end_are_dropped():
    sheet = read_workbook(book(["名称", None, " "], [], ["甲"], [None, ""]))

    assert sheet.rows == (("名称",), (), ("甲",))


def test_what_is_shown_with_a_per_cent_sign_is_read_in_points():
    def change(made):
        made.active["A1"].number_format = "0.0%"
        made.active["B1"].number_format = '0"%"'

    sheet = read_workbook(book([0.125, 12], change=change))

    assert sheet.rows == ((Percent(Decimal("12.5")), 12),)


def test_merged_cells_and_formulas_without_a_result_are_noted():
    sheet = read_workbook(
        book(["名称", "合计"], ["甲", "=SUM(C1:C9)"], change=lambda made: made.active.merge_cells("A2:A3"))
    )

    assert sheet.merged == (Area(2, 3, 1, 1),)
    assert sheet.merged[0].name == "A2:A3"
    assert sheet.unsaved == frozenset({(2, 2)})


def test_days_and_the_macintosh_calendar_are_kept():
    def change(made):
        made.epoch = CALENDAR_MAC_1904

    sheet = read_workbook(book([NOON], change=change))

    assert sheet.since_1904
    assert sheet.rows == ((NOON,),)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "不是 .xlsx"),
        (b"name,code\n", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版 .xls"),
        (repacked(ONE, lambda _name, data: data, **{"xl__vbaProject.bin": b"macro"}), "宏"),
        (ONE[:-40], "不是 .xlsx"),
        (repacked(ONE, lambda name, data: b"<x>" if name == "xl/workbook.xml" else data), "打不开"),
        (repacked(ONE, lambda name, data: data[:-20] if "sheet1" in name else data), "打不开"),
    ],
)
def test_what_is_no_sound_workbook_is_refused_by_name(content, word):
    with pytest.raises(CannotReadWorkbook) as refusal:
        read_workbook(content)

    assert word in str(refusal.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(ONE, lambda _name, data: data, **{"xl__media__a.xml": b"\0" * 60_000_000})

    with pytest.raises(CannotReadWorkbook) as refusal:
        read_workbook(bomb)

    assert "大得不正常" in str(refusal.value)


def test_entities_are_never_expanded():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    def change(name, data):
        if "sheet1" not in name:
            return data
        head, _, rest = data.partition(b"<worksheet")
        return head + laughs + b"<worksheet" + rest

    with pytest.raises(CannotReadWorkbook) as refusal:
        read_workbook(repacked(ONE, change))

    assert "不安全" in str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_another_encoding_cannot_hide_a_document_type(encoding):
    def change(name, data):
        return f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + data if "sheet1" in name else data

    with pytest.raises(CannotReadWorkbook, match="不安全"):
        read_workbook(repacked(ONE, change))


def test_more_rows_or_columns_than_allowed_are_refused():
    limits = Limits(rows=3, columns=2)

    with pytest.raises(CannotReadWorkbook, match="最多 3 行"):
        read_workbook(book(*(["a"] for _ in range(4))), limits=limits)
    with pytest.raises(CannotReadWorkbook, match="最多 2 列"):
        read_workbook(book(["a", "b", "c"]), limits=limits)


def test_a_cell_far_away_is_never_passed_over():
    def change(made):
        made.active.cell(row=1, column=800, value="藏着的")

    with pytest.raises(CannotReadWorkbook, match="列太多"):
        read_workbook(book(["名称"], change=change))
    with pytest.raises(CannotReadWorkbook, match="行太多"):
        read_workbook(book(["名称"], change=lambda made: made.active.cell(row=40_000, column=1, value="远")))


def test_blank_cells_without_end_are_refused():
    cells = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (row, row) for row in range(1, 130))

    with pytest.raises(CannotReadWorkbook, match="单元格太多"):
        read_workbook(repacked(ONE, lambda _name, data: data.replace(b"<sheetData>", b"<sheetData>" + cells)))


def test_too_many_merged_cells_are_refused():
    merged = b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 10_001 + b"</mergeCells></worksheet>"

    with pytest.raises(CannotReadWorkbook, match="合并单元格太多"):
        read_workbook(
            repacked(ONE, lambda name, data: data.replace(b"</worksheet>", merged) if "sheet1" in name else data)
        )


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co"]), min_size=1, max_size=20)
_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    _TEXT.filter(lambda text: text.strip() and not text.startswith("=") and not text.startswith("#")),
    st.datetimes(*CENTURIES).map(lambda at: at - timedelta(microseconds=at.microsecond)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), min_size=1, max_size=5))
def test_what_is_written_is_what_is_read(rows):
    read = read_workbook(book(*rows)).rows

    def trimmed(row):
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        return tuple(cells)

    expected = [trimmed(row) for row in rows]
    while expected and not expected[-1]:
        expected.pop()
    assert read == tuple(expected)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(ONE) - 1), st.integers(0, 255), st.binary(max_size=30))
def test_a_file_with_bytes_changed_is_read_or_refused_and_never_breaks(place, byte, more):
    damaged = ONE[:place] + bytes([byte]) + more + ONE[place + 1 :]

    with suppress(CannotReadWorkbook):
        assert len(read_workbook(damaged).rows) <= 5_000
