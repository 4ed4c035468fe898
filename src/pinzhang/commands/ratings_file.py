"""Read a table of ratings: CSV, one row per reviewer and application, one column per criterion."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pinzhang.engine.scoring.ratings import Ratings, Sheet, ratings_of
from pinzhang.engine.scoring.refusals import MissingRating

NOT_GIVEN = frozenset({"", "NA"})


class BadTable(ValueError):
    """The file is no table of ratings with these columns."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what."""

    application: str
    reviewer: str
    criteria: tuple[str, ...]

    @classmethod
    def named(cls, application: str, reviewer: str, criteria: str) -> "Columns":
        """Return the columns of a comma-separated list of criteria.

        :raises ValueError: a column is named twice, or not at all.
        """
        names = tuple(name.strip() for name in criteria.split(","))
        everything = [application, reviewer, *names]
        if not all(everything) or len(set(everything)) < len(everything):
            raise ValueError("every column must be named once")
        return cls(application, reviewer, names)


def read_ratings(
    path: Path,
    columns: Columns,
    *,
    weights: Sequence[float] | None = None,
    scale: tuple[float, float] | None = None,
) -> Ratings:
    """Read the ratings of a file; an empty field or NA is a criterion that was not rated or does not apply.

    :raises BadTable: the file is no CSV text, or lacks a column.
    :raises RatingsRefused: the ratings cannot be used, by name.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream, strict=True) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadTable(f"not a CSV text in UTF-8: {error}") from error
    places = _places(rows[0] if rows else [], columns)
    sheets = [_sheet(row, places, len(rows[0]), columns) for row in rows[1:]]
    return ratings_of(sheets, columns.criteria, weights=weights, scale=scale)


def _places(header: Sequence[str], columns: Columns) -> list[int]:
    wanted = (columns.application, columns.reviewer, *columns.criteria)
    missing = [name for name in wanted if header.count(name) != 1]
    if missing:
        raise BadTable(f"there must be one column of each name: {', '.join(missing)}")
    return [header.index(name) for name in wanted]


def _sheet(row: Sequence[str], places: Sequence[int], width: int, columns: Columns) -> Sheet:
    if len(row) != width:
        raise BadTable(f"a row has {len(row)} fields, the header {width}: {','.join(row)[:60]}")
    application, reviewer, *texts = (row[place].strip() for place in places)
    values = [_number(text, (reviewer, application, key)) for text, key in zip(texts, columns.criteria, strict=True)]
    return Sheet(application, reviewer, tuple(values))


def _number(text: str, place: tuple[str, str, str]) -> float | None:
    if text in NOT_GIVEN:
        return None
    try:
        return float(text)
    except ValueError:
        reviewer, application, key = place
        reason = f"评审 {reviewer} 对申报 {application} 的“{key}”评分不是有效数字"
        english = f"reviewer {reviewer} on application {application}, {key}: not a number: {text[:20]}"
        raise MissingRating(reason, english, place) from None
