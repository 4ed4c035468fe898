"""A table says of every fault in which row and column it stands."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.sheets import Area, Column, Problem, Sheet, read_table
from pinzhang.engine.sheets.values import cell_name, column_name

COLUMNS = (
    Column("name", "名称", required=True),
    Column("revenue", "营业收入", "money"),
    Column("on", "成立日期", "date"),
)
HEAD = ("名称*", "营业收入（万元）", "成立日期")


def table(*rows, **more):
    return read_table(Sheet("表", tuple(rows), **more), COLUMNS)


def test_rows_below_the_headings_are_read_and_titles_above_them_are_not():
    found = table(("某市企业名录",), (), HEAD, ("甲", 120, "2020年5月1日"), (), ("乙",), merged=(Area(1, 1, 1, 3),))

    assert found.problems == ()
    assert [(line.row, line.values) for line in found.lines] == [
        (4, {"name": "甲", "revenue": Decimal(1_200_000), "on": date(2020, 5, 1)}),
        (6, {"name": "乙"}),
    ]
    assert (found.header_row, found.places) == (3, {"name": 1, "revenue": 2, "on": 3})


def test_each_fault_is_named_by_its_cell_and_the_sound_rows_are_still_read():
    found = table(HEAD, ("甲", "约百万", "去年"), (None, 3, "2020-01-01"), ("丙", 3, "2020-01-01"))

    assert [problem.cell for problem in found.problems] == ["B2", "C2", "A3"]
    assert "“营业收入”：“约百万”不是数字" in found.problems[0].text
    assert found.problems[2].text == "“名称”没有填写。"
    assert [line.row for line in found.lines] == [4]


def test_no_headings_no_rows_and_missing_columns_are_said():
    assert "没有找到表头" in table(("甲", 3)).problems[0].text
    assert table(HEAD).problems == (Problem(1, 0, "表头下面没有数据。"),)
    assert "缺少必需的列：名称" in table(HEAD[1:], (3, "2020-01-01")).problems[0].text


def test_a_heading_nobody_asked_for_or_twice_is_never_passed_over():
    found = table((*HEAD, "备注", "名称"), ("甲", 3, "2020-01-01", "要紧的话", "乙"))

    assert [(problem.cell, problem.text[:7]) for problem in found.problems] == [
        ("D1", "“备注”不是可"),
        ("E1", "“名称”这一列"),
    ]


def test_a_value_below_no_heading_is_a_fault():
    found = table(HEAD, ("甲", 3, "2020-01-01", None, "漏了列名"))

    assert [(problem.cell, problem.text) for problem in found.problems] == [
        ("E2", "这一格上面没有列名，不知道填的是什么。")
    ]
    assert found.lines == ()


def test_merged_cells_among_the_rows_are_refused_by_name():
    found = table(HEAD, ("甲", 3, None), (None, 4, None), merged=(Area(2, 3, 1, 1),))

    assert "A2:A3 是合并单元格" in found.problems[0].text


def test_a_heading_merged_over_two_columns_is_refused_and_over_two_rows_above_is_not():
    assert "B1:C1" in table(HEAD, ("甲", 3), merged=(Area(1, 1, 2, 3),)).problems[0].text
    assert table(("表",), HEAD, ("甲", 3), merged=(Area(1, 2, 1, 1),)).problems == ()


def test_a_formula_without_its_result_is_not_taken_for_an_empty_cell():
    found = table(HEAD, ("甲", None), unsaved=frozenset({(2, 2)}))

    assert [problem.cell for problem in found.problems] == ["B2"]
    assert "没有保存计算结果" in found.problems[0].text
    assert found.lines == ()


def test_a_fault_that_only_the_caller_knows_is_put_at_its_cell():
    found = table(HEAD, ("甲", 3))

    assert found.problem(found.lines[0], "revenue", "与报表不符").cell == "B2"
    assert found.problem(found.lines[0], "region", "没有这个区市").cell == ""


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_named_as_spreadsheets_name_them(column, letters):
    assert column_name(column) == letters
    assert cell_name(5, column) == f"{letters}5"


_RAW = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["名称", "营业收入（万元）", "成立日期", "2026/3/1", "120万元", "#N/A"]),
)


@given(st.lists(st.lists(_RAW, max_size=5).map(tuple), max_size=8))
def test_any_sheet_is_read_or_refused_and_no_row_is_lost(rows):
    found = table(HEAD, *rows)

    at_fault = {problem.row for problem in found.problems}
    read = {line.row for line in found.lines}
    filled = {
        number
        for number, row in enumerate((HEAD, *rows), start=1)
        if number > found.header_row
        and any(not (raw is None or (isinstance(raw, str) and not raw.strip())) for raw in row)
    }
    assert filled <= at_fault | read
    assert not at_fault & read
