"""Every way an office writes a number, a day or a code is read, or refused by name."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.identifiers import CREDIT_ALPHABET, credit_check_digit
from pinzhang.engine.sheets import CannotReadCell, Column, Option, Percent
from pinzhang.engine.sheets.cells import read_cell
from pinzhang.engine.sheets.columns import MONEY_UNITS, Heading, match_heading
from pinzhang.engine.sheets.days import DAY_ZERO, DAY_ZERO_1904

YUAN = Heading(Column("revenue", "营业收入", "money"), unit="元")
TEN_THOUSAND = Heading(Column("revenue", "营业收入", "money"), MONEY_UNITS["万元"], "万元")
DAY = Heading(Column("on", "日期", "date"))
MARCH = date(2026, 3, 1)
LATE = datetime(2026, 3, 1, 23, 59)  # noqa: DTZ001 - sheets know no time zones


def of(kind, **more):
    return Heading(Column("x", "列", kind, **more))


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "2026年3月1日",
            "2026/3/1",
            "2026-03-01",
            "2026.3.1",
            "20260301",
            "２０２６年３月１日",
            " 2026 年 3 月 1 日 ",
        ),
        *("2026-03-01 08:00", 20260301, 20260301.0, 46082, 46082.0, 46082.75, MARCH, LATE),
    ],
)
def test_a_day_is_read_however_it_is_written(raw):
    assert read_cell(DAY, raw) == MARCH


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        *(
            ("3/1/2026", "先后"),
            ("01-03-26", "先后"),
            ("2026年3月", "没有写到日"),
            ("2026-02-30", "没有 2026 年 2 月 30 日"),
        ),
        *(("去年", "不是日期"), (60, "不是日期"), (0, "不是日期"), (-5, "不是日期"), (20260301.5, "不是日期")),
        *((20261301, "没有 2026 年 13 月"), (10**12, "不是日期"), (True, "不是日期"), (time(8), "不是日期")),
        *((timedelta(days=3), "不是日期"), (Percent(Decimal(3)), "不是日期"), ("1026-03-01", "年份 1026")),
        *((date(1850, 1, 1), "年份 1850"), ("#N/A", "错误值")),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(raw, word):
    with pytest.raises(CannotReadCell) as refusal:
        read_cell(DAY, raw)

    assert word in str(refusal.value)


@given(st.dates(date(1900, 3, 1), date(2200, 12, 31)))
def test_every_spelling_of_a_day_means_the_same_day(day):
    spellings = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        (day - DAY_ZERO).days,
        day,
    ]

    assert {read_cell(DAY, one) for one in spellings} == {day}


@given(st.dates(date(1904, 1, 1), date(2150, 12, 31)))
def test_a_sheet_that_counts_from_1904_means_other_days_by_its_numbers(day):
    assert read_cell(DAY, (day - DAY_ZERO_1904).days, since_1904=True) == day


@pytest.mark.parametrize(
    ("raw", "yuan"),
    [
        *((1200000, "1200000"), ("1,200,000", "1200000"), ("１２０００００", "1200000"), ("1200000元", "1200000")),
        *((0.1 + 0.2, "0.30"), ("(5,000.50)", "-5000.50"), ("¥88.8", "88.80"), ("-3", "-3"), ("−3", "-3"), (0, "0")),
    ],
)
def test_an_amount_in_yuan_is_read_exactly(raw, yuan):
    assert read_cell(YUAN, raw) == Decimal(yuan)


@pytest.mark.parametrize("raw", [120, 120.0, "120", "120万元", "120 万", "１２０万元", "120.00"])
def test_an_amount_under_a_heading_in_ten_thousands_is_kept_in_yuan(raw):
    assert read_cell(TEN_THOUSAND, raw) == Decimal(1_200_000)


@pytest.mark.parametrize(
    ("heading", "raw", "word"),
    [
        *((YUAN, "120万元", "请统一单位"), (YUAN, "120万", "请统一单位"), (TEN_THOUSAND, "1200000元", "请统一单位")),
        *(
            (YUAN, "约一百万", "不是数字"),
            (YUAN, "1.005", "超过了分"),
            (YUAN, "1,20", "不是数字"),
            (YUAN, True, "不是数字"),
        ),
        *(
            (YUAN, Percent(Decimal(3)), "百分"),
            (YUAN, 10**18, "太大"),
            (YUAN, float("inf"), "不是数字"),
            (YUAN, "", "不是数字"),
        ),
        *((YUAN, "--3", "不是数字"), (YUAN, "1e5", "不是数字"), (YUAN, "#REF!", "错误值")),
    ],
)
def test_an_amount_that_could_be_taken_wrong_is_refused(heading, raw, word):
    with pytest.raises(CannotReadCell) as refusal:
        read_cell(heading, raw)

    assert word in str(refusal.value)


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(sorted(MONEY_UNITS)))
def test_an_amount_means_the_same_in_every_unit(amount, unit):
    heading = Heading(YUAN.column, MONEY_UNITS[unit], unit)

    assert read_cell(heading, f"{amount / MONEY_UNITS[unit]:f}") == amount
    assert read_cell(heading, f"{amount / MONEY_UNITS[unit]:f}{unit}") == amount


@given(st.decimals(-(10**7), 10**7, places=4))
def test_what_excel_keeps_of_a_number_is_read_as_it_shows_it(number):
    assert read_cell(of("decimal"), float(number)) == number


@pytest.mark.parametrize(
    ("raw", "share"),
    [(12.5, "0.125"), ("12.5%", "0.125"), ("１２.５％", "0.125"), (Percent(Decimal("12.5")), "0.125"), (0, "0")],
)
def test_a_share_is_typed_in_points(raw, share):
    assert read_cell(of("share"), raw) == Decimal(share)


@pytest.mark.parametrize("raw", [1.23e17, 91370200000000000, "1.23E+17", "９.１３７Ｅ＋１７"])
def test_a_credit_code_that_became_a_number_is_refused_because_digits_are_gone(raw):
    with pytest.raises(CannotReadCell) as refusal:
        read_cell(of("credit_code"), raw)

    assert "被 Excel 变成了数字" in str(refusal.value)


@given(st.text(CREDIT_ALPHABET, min_size=17, max_size=17))
def test_a_credit_code_is_read_in_any_width_and_case(seventeen):
    code = seventeen + credit_check_digit(seventeen)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())

    if code.isdigit() or not any(sign.isalpha() and sign != "E" for sign in code):
        return
    assert read_cell(of("credit_code"), f" {code} ") == code
    assert read_cell(of("credit_code"), code[:8].lower() + code[8:]) == code
    assert (
        read_cell(of("credit_code"), "".join(sign if sign.isdigit() else s for sign, s in zip(wide, code, strict=True)))
        == code
    )


def test_a_wrong_credit_code_says_why():
    with pytest.raises(CannotReadCell, match="校验位不对"):
        read_cell(of("credit_code"), "91370200MA3C000000")
    with pytest.raises(CannotReadCell, match="不是统一社会信用代码"):
        read_cell(of("credit_code"), MARCH)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        *(("text", " 甲公司 ", "甲公司"), ("text", 15, "15"), ("text", 15.0, "15"), ("text", "A\r\nB", "A\nB")),
        *(("integer", "３０", 30), ("integer", 30.0, 30), ("year", "2025年", 2025), ("year", 2025.0, 2025)),
        *(("yes_no", "是", True), ("yes_no", "无", False), ("yes_no", True, True), ("yes_no", "Ｙ", True)),
        *(("phone", "０５３２-80000000", "0532-80000000"), ("phone", 13800000000, "13800000000")),
    ],
)
def test_plain_values_are_read(kind, raw, value):
    assert read_cell(of(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "word"),
    [
        *(
            ("text", MARCH, "变成了日期"),
            ("text", 1.5, "带小数"),
            ("text", "a\x07", "不能识别的字符"),
            ("text", "长" * 201, "最多 200 字"),
        ),
        *(
            ("integer", 1.5, "不是整数"),
            ("integer", "3件", "带有“件”"),
            ("integer", "30%", "带有“%”"),
            ("year", 99, "四位年份"),
        ),
        *(
            ("year", MARCH, "只填年份"),
            ("yes_no", "也许", "是"),
            ("phone", "1.38E+10", "变成了数字"),
            ("decimal", "5万元", "带有“万元”"),
        ),
    ],
)
def test_what_does_not_fit_its_column_is_refused(kind, raw, word):
    with pytest.raises(CannotReadCell) as refusal:
        read_cell(of(kind), raw)

    assert word in str(refusal.value)


def test_a_choice_is_known_by_its_words_or_its_key():
    heading = of("choice", options=(Option("passed", ("合格", "通过")), Option("failed", ("不合格",))))

    assert [read_cell(heading, raw) for raw in ("合格", "通过", "passed", " 不合格 ")] == [
        "passed",
        "passed",
        "passed",
        "failed",
    ]
    with pytest.raises(CannotReadCell, match="可以填：合格、不合格"):
        read_cell(heading, "还行")


REVENUE, CODE, SHARE = Column("revenue", "营业收入", "money"), Column("code", "代码"), Column("share", "占比", "share")
DEVICES = Column("devices", "设备", "integer", unit="台")


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("营业收入（元）", "1"),
        ("营业收入(万元)", "10000"),
        ("营业 收入（千元）*", "1000"),
        ("营业收入\n（亿元）", "100000000"),
    ],
)
def test_the_unit_of_an_amount_is_read_from_its_heading(text, scale):
    heading = match_heading(text, (REVENUE, CODE))

    assert heading is not None
    assert (heading.column.key, heading.scale, heading.problem) == ("revenue", Decimal(scale), "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *(
            ("营业收入", "没有写明单位"),
            ("营业收入（美元）", "不能识别"),
            ("占比（‰）", "应为“%”"),
            ("代码（元）", "没有单位"),
        ),
        ("设备（套）", "应为“台”"),
    ],
)
def test_a_heading_whose_unit_is_missing_or_wrong_says_so(text, word):
    heading = match_heading(text, (REVENUE, CODE, SHARE, DEVICES))

    assert heading is not None
    assert word in heading.problem


def test_a_heading_nobody_asked_for_matches_nothing():
    assert match_heading("备注", (REVENUE, CODE)) is None
    assert match_heading("备注（元）", (REVENUE, CODE)) is None


def test_a_template_prints_headings_that_are_read_back():
    columns = (REVENUE, CODE, SHARE, DEVICES, Column("name", "名称", required=True))

    found = [match_heading(column.heading, columns) for column in columns]

    assert [(one.column, one.problem) for one in found if one] == [(column, "") for column in columns]
