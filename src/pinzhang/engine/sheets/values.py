"""What stands in a sheet, before anybody asked what it means."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

FIRST_LETTER, LETTERS = ord("A"), 26


@dataclass(frozen=True, slots=True)
class Percent:
    """A number that the sheet shows with a per cent sign, in points: 12.5 for what is shown as 12.5%."""

    points: Decimal


Raw = str | int | float | bool | datetime | date | time | timedelta | Percent | None


@dataclass(frozen=True, slots=True)
class Area:
    """Cells merged into one (合并单元格); rows and columns count from one."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def name(self) -> str:
        """The area as a spreadsheet names it: ``B5:B7``."""
        return f"{cell_name(self.first_row, self.first_column)}:{cell_name(self.last_row, self.last_column)}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as read: its rows from the first, merged areas, and formulas saved without their result."""

    name: str
    rows: tuple[tuple[Raw, ...], ...]
    merged: tuple[Area, ...] = ()
    unsaved: frozenset[tuple[int, int]] = frozenset()
    """Row and column of each formula whose result the file does not hold."""
    since_1904: bool = False
    """Whether days are counted from 1904 (Excel for old Macintoshes) instead of 1900."""


def column_name(column: int) -> str:
    """Return the letters of a column, counted from one: 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(FIRST_LETTER + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return a cell as a spreadsheet names it: ``C5``."""
    return f"{column_name(column)}{row}"


def is_blank(raw: Raw) -> bool:
    """Tell whether nothing stands in a cell, or nothing but blanks."""
    return raw is None or (isinstance(raw, str) and not raw.strip())
