"""Read one typed value as its field means it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pinzhang.engine.packs.schema.form import FormField

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s.]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,19}")
_MOST_DIGITS = 20
_FIRST_PRINTABLE = 32
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_GTIN_LENGTHS = (8, 12, 13, 14)


class CannotRead(ValueError):
    """The typed text is not such a value; the message says what is expected."""


def read_value(field: FormField, raw: Any) -> Any:
    """Return the value that was typed, as it is kept (numbers as exact text, days as ISO).

    :raises CannotRead: it is no such value, or out of the field's bounds.
    """
    reader = _READERS[field.kind]
    value = reader(field, raw)
    if isinstance(value, str) and field.kind in _BOUNDED:
        _check_bounds(field, value)
    return value


def _text(field: FormField, raw: Any) -> str:
    text = str(raw).replace("\r\n", "\n").strip()
    if any(ord(character) < _FIRST_PRINTABLE and character not in "\n\t" for character in text):
        raise CannotRead("含有不能识别的字符，请重新输入。")
    if field.max_length and len(text) > field.max_length:
        raise CannotRead(
            f"最多 {field.max_length} 字，现在有 {len(text)} 字，请删去 {len(text) - field.max_length} 字。"
        )
    if field.min_length and len(text) < field.min_length:
        raise CannotRead(f"至少 {field.min_length} 字，现在有 {len(text)} 字。")
    return text


def _number(field: FormField, raw: Any) -> str:
    text = str(raw).translate(_FULL_WIDTH).strip().replace(",", "")
    for unit in ("万元", "亿元"):
        if text.endswith(unit):
            raise CannotRead(f"请按“{field.unit or '元'}”填写数字，不要带“{unit}”。")
    text = text.removesuffix("元").removesuffix("%").strip() if field.kind in ("money", "share") else text
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise CannotRead(f"“{str(raw)[:30]}”不是数字，请只填数字。") from error
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise CannotRead("数字太大或太长，请核对。")
    return f"{number:f}"


def _integer(field: FormField, raw: Any) -> str:
    text = _number(field, raw)
    if Decimal(text) != int(Decimal(text)):
        raise CannotRead("请填整数。")
    return str(int(Decimal(text)))


def _share(field: FormField, raw: Any) -> str:
    """A share is typed in per cent and kept between 0 and 1."""
    number = Decimal(_number(field, raw)) / 100
    return f"{number.normalize():f}"


def _year(field: FormField, raw: Any) -> str:
    text = _integer(field, raw)
    if not _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        raise CannotRead("请填四位年份，如 2025。")
    return text


def _day(field: FormField, raw: Any) -> str:  # noqa: ARG001 - readers share one signature
    text = (
        str(raw)
        .translate(_FULL_WIDTH)
        .strip()
        .replace("年", "-")
        .replace("月", "-")
        .replace("日", "")
        .replace("/", "-")
    )
    try:
        return date(*(int(part) for part in text.split("-"))).isoformat()
    except (TypeError, ValueError) as error:
        raise CannotRead("请填日期，如 2026-11-23。") from error


def _choice(field: FormField, raw: Any) -> str:
    if str(raw) not in {option.key for option in field.options}:
        raise CannotRead("请从列出的选项中选择。")
    return str(raw)


def _choices(field: FormField, raw: Any) -> list[str]:
    given = raw if isinstance(raw, list) else [raw]
    return [_choice(field, each) for each in dict.fromkeys(given)]


def _yes_no(field: FormField, raw: Any) -> bool:  # noqa: ARG001 - readers share one signature
    answers = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "0": False}
    answer = answers.get(str(raw).strip().lower())
    if answer is None:
        raise CannotRead("请选择“是”或“否”。")
    return answer


def _statement(field: FormField, raw: Any) -> bool:
    if not _yes_no(field, raw):
        raise CannotRead("请阅读并确认。")
    return True


def _phone(field: FormField, raw: Any) -> str:
    text = _text(field, raw).translate(_FULL_WIDTH)
    if not _PHONE.fullmatch(text):
        raise CannotRead("请填写能打通的电话号码，如 0532-00000000。")
    return text


def _email(field: FormField, raw: Any) -> str:
    text = _text(field, raw)
    if not _EMAIL.fullmatch(text):
        raise CannotRead("请填写完整的邮箱地址，如 name@example.cn。")
    return text


def _gtin(field: FormField, raw: Any) -> str:
    text = _text(field, raw).translate(_FULL_WIDTH)
    if not (text.isascii() and text.isdigit()) or len(text) not in _GTIN_LENGTHS:
        raise CannotRead("商品条码是 8、12、13 或 14 位数字。")
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(text[:-1])))
    if -total % 10 != int(text[-1]):
        raise CannotRead("商品条码的校验位不对，请对照包装核对。")
    return text.zfill(14)


_BOUNDED = ("integer", "decimal", "money", "share", "year", "date")
_READERS: dict[str, Callable[[FormField, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _number,
    "money": _number,
    "share": _share,
    "date": _day,
    "year": _year,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "phone": _phone,
    "email": _email,
    "gtin": _gtin,
    "statement": _statement,
}


def _check_bounds(field: FormField, value: str) -> None:
    as_number: Callable[[str], Any] = date.fromisoformat if field.kind == "date" else Decimal
    if field.minimum is not None and as_number(value) < as_number(field.minimum):
        raise CannotRead(f"不能小于 {field.minimum}{field.unit}。")
    if field.maximum is not None and as_number(value) > as_number(field.maximum):
        raise CannotRead(f"不能大于 {field.maximum}{field.unit}。")
