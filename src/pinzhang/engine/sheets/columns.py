"""The columns a table may have, known by the titles people read, with the unit beside them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ColumnKind = Literal[
    "text", "integer", "decimal", "money", "share", "date", "year", "choice", "yes_no", "credit_code", "phone", "score"
]
MONEY_UNITS: Mapping[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
"""How many yuan one of each is."""
_WITH_UNIT = re.compile(r"(?P<title>.+)\((?P<unit>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice, and the words for it in a cell."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column (列): its key, its title, the kind of its values, and whether each row must have one."""

    key: str
    title: str
    kind: ColumnKind = "text"
    required: bool = False
    unit: str = ""
    options: tuple[Option, ...] = ()
    max_length: int = 200
    aliases: tuple[str, ...] = ()
    hint: str = ""
    """What a template says about it."""

    @property
    def heading(self) -> str:
        """The title as a template prints it: with its unit, and a star where each row must have a value."""
        unit = {"money": self.unit or "元", "share": "%"}.get(self.kind, self.unit)
        return f"{self.title}（{unit}）{'*' if self.required else ''}" if unit else self.title + "*" * self.required


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in a file, matched: the column and how many of the unit one is."""

    column: Column
    scale: Decimal = Decimal(1)
    unit: str = ""
    problem: str = ""


def match_heading(text: str, columns: tuple[Column, ...]) -> Heading | None:
    """Return the column that a heading names, with its unit read; nothing where no column has that title."""
    plain = plain_heading(text)
    titles = {plain_heading(title): column for column in columns for title in (column.title, *column.aliases)}
    if plain in titles:
        return _without_unit(titles[plain])
    found = _WITH_UNIT.fullmatch(plain)
    column = titles.get(found["title"]) if found else None
    return _with_unit(column, found["unit"]) if column and found else None


def plain_heading(text: str) -> str:
    """Return a heading without blanks, stars and differences of width."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip("*")


def _without_unit(column: Column) -> Heading:
    if column.kind == "money":
        problem = f"“{column.title}”没有写明单位。请把列名写成“{column.title}（元）”或“{column.title}（万元）”。"
        return Heading(column, problem=problem)
    return Heading(column, unit=column.unit)


def _with_unit(column: Column, unit: str) -> Heading:
    if column.kind == "money":
        if unit in MONEY_UNITS:
            return Heading(column, MONEY_UNITS[unit], unit)
        known = "、".join(MONEY_UNITS)
        return Heading(column, problem=f"“{column.title}”的单位“{unit}”不能识别，可以用：{known}。")
    expected = "%" if column.kind == "share" else plain_heading(column.unit)
    if unit != expected:
        problem = f"“{column.title}”的单位应为“{expected}”，不是“{unit}”。" if expected else ""
        return Heading(column, problem=problem or f"“{column.title}”没有单位，请把列名里的“（{unit}）”去掉。")
    return Heading(column, unit=unit)
