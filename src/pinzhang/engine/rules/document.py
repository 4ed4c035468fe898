"""Read the facts document: strict types, nothing guessed, every refusal with its path."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from pinzhang.engine.rules.amounts import DECIMAL
from pinzhang.engine.rules.days import day_from
from pinzhang.engine.rules.kinds import DATE, Kind
from pinzhang.engine.rules.problems import BadFacts, did_you_mean
from pinzhang.engine.rules.scope import FOUNDING, Scope
from pinzhang.engine.rules.values import Choice, Collection, Item, Reading, Records, Row, Value, Yearly

LONGEST_ANSWER = 100_000
MOST_MEMBERS = 100_000
GREATEST = 10**30
_PARTS = ("application", "facts", "subject", "mark", "peers")
_YEAR = re.compile(r"[12][0-9]{3}")
_CENTS = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Peers:
    """The values of the others in a ranking, and how many of them are missing."""

    values: tuple[Fraction, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Document:
    """A facts document as read."""

    known: Mapping[str, Mapping[str, Reading]]
    peers: Mapping[str, Peers]
    founding: date | None


def facts_from_text(text: str | bytes) -> dict[str, Any]:
    """Return the facts document that a JSON text holds.

    :raises BadFacts: the text is no JSON object, has a key twice, or a number that is none.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise BadFacts(f"the key {twice!r} occurs twice", "")
        return members

    def refuse(constant: str) -> Any:
        raise BadFacts(f"{constant} is no number", "")

    try:
        document = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except BadFacts:
        raise
    except (ValueError, RecursionError) as error:
        raise BadFacts(f"no JSON: {error}", "") from error
    return _object(document, "")


def read_document(document: Any, scope: Scope) -> Document:
    """Return a facts document with every value typed by the scope.

    :raises BadFacts: an unknown part or name, a wrong type, a null.
    """
    parts = _object(document, "")
    _refuse_unknown(parts, _PARTS, "")
    applicant = _facts(parts, "facts", scope, "")
    known = {
        "a": _named(parts.get("application", {}), scope.answers, "application", "a."),
        "e": applicant,
        "s": _facts(parts, "subject", scope, "s.") if "subject" in parts else applicant,
        "m": _facts(parts, "mark", scope, "m.") if "mark" in parts else applicant,
    }
    founding = applicant.get(FOUNDING)
    return Document(known, _peers(parts.get("peers", {}), scope), founding if isinstance(founding, date) else None)


def _facts(parts: Mapping[str, Any], part: str, scope: Scope, prefix: str) -> Mapping[str, Reading]:
    return _named(parts.get(part, {}), {FOUNDING: DATE, **scope.facts}, part, prefix)


def _named(values: Any, kinds: Mapping[str, Kind], path: str, prefix: str) -> Mapping[str, Reading]:
    members = _object(values, path)
    _refuse_unknown(members, kinds, path)
    return {name: _read(value, kinds[name], f"{path}.{name}", prefix + name) for name, value in members.items()}


def _read(value: Any, kind: Kind, path: str, name: str) -> Reading:
    shaped = _SHAPES.get(kind.sort)
    return scalar(value, kind, path) if shaped is None else shaped(value, kind, path, name)


def scalar(value: Any, kind: Kind, path: str) -> Value:
    """Return a single value, typed.

    :raises BadFacts: it is not of that kind.
    """
    if value is None:
        raise BadFacts("null is refused; leave out what is not known", path)
    read: Value = _SCALARS[kind.sort](value, kind, path)
    return read


def _bool(value: Any, _: Kind, path: str) -> Value:
    if not isinstance(value, bool):
        raise BadFacts(f"expected true or false, found {_brief(value)}", path)
    return value


def _number(value: Any, kind: Kind, path: str) -> Value:
    if isinstance(value, float):
        raise BadFacts(f'write the decimal as text, as in "0.03"; found the float {value}', path)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadFacts(f"expected a number, found {_brief(value)}", path)
    if isinstance(value, int) and abs(value) >= GREATEST:
        raise BadFacts("the number has more than 30 digits", path)
    text = str(value)
    if not DECIMAL.fullmatch(text):
        raise BadFacts(f"expected a plain decimal such as 1200.50, found {_brief(value)}", path)
    if kind.grain == "integer" and "." in text:
        raise BadFacts(f"expected a whole number, found {_brief(value)}", path)
    if kind.grain == "money" and not _CENTS.fullmatch(text):
        raise BadFacts(f"money has at most two decimals, found {_brief(value)}", path)
    return Fraction(text)


def _text(value: Any, _: Kind, path: str) -> Value:
    if not isinstance(value, str) or len(value) > LONGEST_ANSWER:
        raise BadFacts(f"expected a text, found {_brief(value)}", path)
    return value


def _day(value: Any, _: Kind, path: str) -> Value:
    day = day_from(value) if isinstance(value, str) else None
    if day is None:
        raise BadFacts(f"expected a day such as 2024-03-01, found {_brief(value)}", path)
    return day


def _choice(value: Any, kind: Kind, path: str) -> Value:
    if not isinstance(value, str):
        raise BadFacts(f"expected one of the options, found {_brief(value)}", path)
    if kind.options and kind.option(value) is None:
        keys = [option.key for option in kind.options]
        hint = did_you_mean(value, keys) or "the options are " + ", ".join(keys)
        raise BadFacts(f"{_brief(value)} is no option; {hint}", path)
    return Choice(value, kind.options)


_SCALARS: dict[str, Callable[[Any, Kind, str], Value]] = {
    "bool": _bool, "number": _number, "text": _text, "date": _day, "enum": _choice,
}  # fmt: skip


def _yearly(value: Any, kind: Kind, path: str, name: str) -> Reading:
    single = cast("Kind", kind.of)
    years: dict[int, Value] = {}
    for year, one in _object(value, path).items():
        if not _YEAR.fullmatch(year):
            raise BadFacts(f"expected a year such as 2024, found {_brief(year)}", path)
        years[int(year)] = scalar(one, single, f"{path}.{year}")
    return Yearly(name, kind.title, years)


def _records(value: Any, kind: Kind, path: str, name: str) -> Reading:
    members = _object(value, path)
    _refuse_unknown(members, ("records", "complete"), path)
    if "records" not in members:
        raise BadFacts("records are missing; an empty list says that none is known", path)
    listed = _list(members["records"], f"{path}.records")
    rows = tuple(
        Item(_row(row, kind, f"{path}.records[{place}]", f"{name}.records.{place}")) for place, row in enumerate(listed)
    )
    for place, item in enumerate(rows):
        if "on" not in item.value.columns:
            raise BadFacts("a record needs the day it happened: on", f"{path}.records[{place}]")
    complete = _complete(members["complete"], f"{path}.complete") if "complete" in members else None
    return Records(kind.title, f"{name}.complete", rows, complete)


def _complete(value: Any, path: str) -> tuple[date, date]:
    members = _object(value, path)
    _refuse_unknown(members, ("from", "to"), path)
    bounds: list[Any] = []
    for bound in ("from", "to"):
        if bound not in members:
            raise BadFacts(f"{bound} is missing", path)
        bounds.append(scalar(members[bound], DATE, f"{path}.{bound}"))
    first, last = bounds
    if first > last:
        raise BadFacts("from is after to", path)
    return first, last


def _rows(value: Any, kind: Kind, path: str, name: str) -> Reading:
    listed = _list(value, path)
    return Collection(
        tuple(Item(_row(row, kind, f"{path}[{place}]", f"{name}.{place}")) for place, row in enumerate(listed))
    )


def _row(value: Any, kind: Kind, path: str, name: str) -> Row:
    members = _object(value, path)
    columns = dict(kind.columns)
    _refuse_unknown(members, columns, path)
    read: dict[str, Any] = {
        column: _read(one, columns[column], f"{path}.{column}", f"{name}.{column}") for column, one in members.items()
    }
    return Row(name, read)


def _members(value: Any, kind: Kind, path: str, _: str) -> Reading:
    of = cast("Kind", kind.of)
    return tuple(scalar(one, of, f"{path}[{place}]") for place, one in enumerate(_list(value, path)))


_SHAPES: dict[str, Callable[[Any, Kind, str, str], Reading]] = {
    "yearly": _yearly, "records": _records, "rows": _rows, "list": _members,
}  # fmt: skip


def _peers(value: Any, scope: Scope) -> dict[str, Peers]:
    members = _object(value, "peers")
    _refuse_unknown(members, scope.facts, "peers")
    return {name: _peers_of(one, scope.facts[name], f"peers.{name}") for name, one in members.items()}


def _peers_of(value: Any, kind: Kind, path: str) -> Peers:
    single = kind.of if kind.sort == "yearly" and kind.of is not None else kind
    if single.sort != "number":
        raise BadFacts("only numbers are ranked", path)
    members = _object(value, path)
    _refuse_unknown(members, ("values", "missing"), path)
    for needed in ("values", "missing"):
        if needed not in members:
            raise BadFacts(f"{needed} is missing", path)
    missing = members["missing"]
    if isinstance(missing, bool) or not isinstance(missing, int) or not 0 <= missing <= MOST_MEMBERS:
        raise BadFacts(f"expected how many are missing, found {_brief(missing)}", f"{path}.missing")
    listed = _list(members["values"], f"{path}.values")
    numbers = [scalar(one, single, f"{path}.values[{place}]") for place, one in enumerate(listed)]
    return Peers(tuple(number for number in numbers if isinstance(number, Fraction)), missing)


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise BadFacts(f"expected an object, found {_brief(value)}", path)
    return value


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise BadFacts(f"expected a list, found {_brief(value)}", path)
    if len(value) > MOST_MEMBERS:
        raise BadFacts(f"more than {MOST_MEMBERS} members", path)
    return list(value)


def _refuse_unknown(members: Mapping[str, Any], known: Any, path: str) -> None:
    for name in members:
        if name not in known:
            hint = did_you_mean(name, known)
            raise BadFacts(f"nothing is called {name!r}" + (f"; {hint}" if hint else ""), path)


def _brief(value: Any) -> str:
    if value is None:
        return "null"
    text = repr(value) if isinstance(value, str | int | float | bool) else type(value).__name__
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 - fits a line
