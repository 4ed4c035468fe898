"""Read one cell as its column means it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pinzhang.engine.identifiers import check_credit_code
from pinzhang.engine.sheets.amounts import plain, read_integer, read_money, read_number, read_share
from pinzhang.engine.sheets.columns import Column, Heading
from pinzhang.engine.sheets.days import FIRST_YEAR, LAST_YEAR, read_day
from pinzhang.engine.sheets.refusals import CannotReadCell
from pinzhang.engine.sheets.values import Percent, Raw

Value = str | int | Decimal | date | bool
FAULTS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_FIRST_PRINTABLE = 32
NOT_APPLICABLE = frozenset({"不适用", "na", "n/a", "/"})
GUARDED = ("'=", "'+", "'-", "'@")
"""How a text begins that was kept from being run as a formula when it was handed out."""
YES, NO = frozenset({"是", "有", "yes", "y", "true", "1", "√"}), frozenset({"否", "无", "no", "n", "false", "0", "×"})


def read_cell(heading: Heading, raw: Raw, *, since_1904: bool = False) -> Value:
    """Return the value of a cell that is not blank: amounts in yuan, shares between 0 and 1, days as days.

    :raises CannotReadCell: it does not hold what the column asks for.
    """
    if isinstance(raw, str) and raw.strip().upper() in FAULTS:
        raise CannotReadCell(f"是 Excel 的错误值 {raw.strip()}，请改正公式或直接填写。")
    if isinstance(raw, str) and raw.startswith(GUARDED):
        raw = raw[1:]
    if heading.column.kind == "date":
        return read_day(raw, since_1904=since_1904)
    if heading.column.kind == "money":
        return read_money(raw, unit=heading.unit, scale=heading.scale)
    value: Value = _READERS[heading.column.kind](heading.column, raw)
    return value


def _text(column: Column, raw: Raw) -> str:
    if isinstance(raw, datetime | date | time | timedelta | Percent | bool):
        raise CannotReadCell("被 Excel 变成了日期或百分比。请先把这一列设为“文本”格式再填写。")
    if isinstance(raw, float) and not raw.is_integer():
        raise CannotReadCell("这一列应填文字，现在是带小数的数字，请核对。")
    text = str(int(raw)) if isinstance(raw, float) else str(raw).replace("\r\n", "\n").strip()
    if any(ord(character) < _FIRST_PRINTABLE and character not in "\n\t" for character in text):
        raise CannotReadCell("含有不能识别的字符，请重新输入。")
    if len(text) > column.max_length:
        raise CannotReadCell(f"最多 {column.max_length} 字，现在有 {len(text)} 字。")
    return text


def _credit_code(column: Column, raw: Raw) -> str:  # noqa: ARG001 - readers share one signature
    """A sheet keeps fifteen digits of a number: the last three of a code that became one are gone."""
    if isinstance(raw, int | float) or (isinstance(raw, str) and _SCIENTIFIC.fullmatch(plain(raw))):
        shown = f"{float(raw):.2E}" if isinstance(raw, int | float) else plain(raw)
        raise CannotReadCell(
            f"被 Excel 变成了数字（{shown}），末尾几位已经丢失。请把这一列设为“文本”格式，对照执照重新填写。"
        )
    if not isinstance(raw, str):
        raise CannotReadCell("不是统一社会信用代码。请把这一列设为“文本”格式再填写。")
    checked = check_credit_code(raw)
    if checked.problem:
        raise CannotReadCell(checked.problem)
    return checked.code


def _year(column: Column, raw: Raw) -> int:  # noqa: ARG001 - readers share one signature
    if isinstance(raw, datetime | date):
        raise CannotReadCell("是日期，这里只填年份，如 2025。")
    year = read_integer(plain(raw).removesuffix("年") if isinstance(raw, str) else raw)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CannotReadCell("请填四位年份，如 2025。")
    return year


def _choice(column: Column, raw: Raw) -> str:
    said = plain(str(raw))
    for option in column.options:
        if said in (option.key, *(plain(name) for name in option.names)):
            return option.key
    offered = "、".join(option.names[0] for option in column.options[:12])
    raise CannotReadCell(f"“{said[:30]}”不在可选范围内，可以填：{offered}。")


def _yes_no(column: Column, raw: Raw) -> bool:  # noqa: ARG001 - readers share one signature
    if isinstance(raw, bool):
        return raw
    said = plain(str(raw)).lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise CannotReadCell(f"“{said[:30]}”请改为“是”或“否”。")


def _phone(column: Column, raw: Raw) -> str:
    text = plain(_text(column, raw))
    if _SCIENTIFIC.fullmatch(text):
        raise CannotReadCell("电话号码被 Excel 变成了数字，请把这一列设为“文本”格式重新填写。")
    return text


def _score(column: Column, raw: Raw) -> Decimal | str:  # noqa: ARG001 - readers share one signature
    if isinstance(raw, str) and plain(raw).lower() in NOT_APPLICABLE:
        return "na"
    return read_number(raw)


_READERS: dict[str, Callable[[Column, Raw], Any]] = {
    "text": _text,
    "integer": lambda _column, raw: read_integer(raw),
    "decimal": lambda _column, raw: read_number(raw),
    "share": lambda _column, raw: read_share(raw),
    "year": _year,
    "choice": _choice,
    "yes_no": _yes_no,
    "credit_code": _credit_code,
    "phone": _phone,
    "score": _score,
}
