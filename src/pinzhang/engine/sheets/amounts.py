"""Numbers as they stand in sheets: full-width digits, thousands, units beside them, and what Excel makes of them."""

import math
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from pinzhang.engine.sheets.columns import MONEY_UNITS
from pinzhang.engine.sheets.refusals import CannotReadCell
from pinzhang.engine.sheets.values import Percent, Raw

MOST_DIGITS = 18
UNITS = (*MONEY_UNITS, "万", "亿", "%", "件", "个", "人", "台", "家")
_PLAIN = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_WITH_UNIT = re.compile(r"(?P<number>.*?[\d.])\s*(?P<unit>亿元|万元|千元|元|亿|万|千)")
_IN_BRACKETS = re.compile(r"\((?P<number>[\d,.]+)\)")
_MINUS = str.maketrans("−–—﹣", "----")


def read_number(raw: Raw) -> Decimal:
    """Return the exact number that a cell means, as the sheet shows it: fifteen digits of a float, no more.

    :raises CannotReadCell: it is no number, carries a unit, or is too long to be one.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise CannotReadCell("带有百分号，这一列不是百分比。" if isinstance(raw, Percent) else "不是数字，请只填数字。")
    if isinstance(raw, str):
        return _bounded(_written(raw))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise CannotReadCell("不是数字，请只填数字。")
    return _bounded(Decimal(raw) if isinstance(raw, int) else Decimal(f"{raw:.15g}"))


def read_money(raw: Raw, *, unit: str, scale: Decimal) -> Decimal:
    """Return an amount in yuan; a unit in the cell has to be the one of the heading.

    :raises CannotReadCell: it is no amount, or its unit is another one than the heading's.
    """
    if isinstance(raw, str):
        text = plain(raw).removeprefix("¥").removeprefix("￥").strip()
        if found := _WITH_UNIT.fullmatch(text):
            own = found["unit"] if found["unit"].endswith("元") else f"{found['unit']}元"
            if MONEY_UNITS[own] != scale:
                raise CannotReadCell(f"写的是“{found['unit']}”，列名写的是“{unit}”，请统一单位。")
            raw = found["number"]
        else:
            raw = text
    amount = read_number(raw) * scale
    if amount != amount.quantize(Decimal("0.01")):
        raise CannotReadCell("金额的小数超过了分，请核对。")
    return amount.quantize(Decimal("0.01")) if amount % 1 else amount.quantize(Decimal(1))


def read_share(raw: Raw) -> Decimal:
    """Return a share between 0 and 1 (or beyond) from points: 12.5, 12.5% and what is shown as 12.5% are 0.125."""
    if isinstance(raw, Percent):
        return _bounded(raw.points) / 100
    if isinstance(raw, str):
        raw = plain(raw).removesuffix("%").strip()
    return read_number(raw) / 100


def read_integer(raw: Raw) -> int:
    """Return a whole number.

    :raises CannotReadCell: it is no number, or has decimals.
    """
    number = read_number(raw)
    if number != int(number):
        raise CannotReadCell(f"“{number:f}”不是整数。")
    return int(number)


def plain(text: str) -> str:
    """Return a text with digits, signs and letters of ordinary width."""
    return unicodedata.normalize("NFKC", text).translate(_MINUS).strip()


def _written(raw: str) -> Decimal:
    text = plain(raw)
    if found := _IN_BRACKETS.fullmatch(text):  # accountants write losses in brackets
        text = f"-{found['number']}"
    if not _PLAIN.fullmatch(text):
        unit = next((name for name in UNITS if text.endswith(name) and _PLAIN.fullmatch(text.removesuffix(name))), "")
        reason = f"带有“{unit}”，请只填数字。" if unit else "不是数字，请只填数字。"
        raise CannotReadCell(f"“{text[:30]}”{reason}")
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:  # pragma: no cover - the pattern admits numbers only
        raise CannotReadCell(f"“{text[:30]}”不是数字。") from error


def _bounded(number: Decimal) -> Decimal:
    digits = number.as_tuple()
    if len(digits.digits) > MOST_DIGITS or abs(number.adjusted()) >= MOST_DIGITS:
        raise CannotReadCell("数字太大或太长，请核对。")
    return number
