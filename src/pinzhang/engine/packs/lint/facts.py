"""Facts: the catalogue itself, and the use a pack makes of it."""

import re
from collections.abc import Iterator, Mapping

from pinzhang.engine.packs.draft import Draft
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from pinzhang.engine.packs.schema_errors import suggestion
from pinzhang.engine.packs.yaml_text import Path

FILE = "facts.yaml"
_Placed = tuple[Path, str]
"""A message with its path inside a fact."""

_UNITLESS = frozenset({"bool", "text", "date", "enum", "code"})


def own_prefix(code: str) -> str:
    """Return how the names of a programme's own facts begin."""
    return code.replace("-", "_") + "__"


def check_fact_use(draft: Draft) -> Iterator[Problem]:
    """Check that used facts are in the catalogue and own facts hide none of it."""
    for i, name in enumerate(draft.fact_use.uses):
        if name not in draft.catalogue:
            yield draft.problem(
                FILE, ("uses", i), f"{name}: not in the catalogue of facts{suggestion(name, draft.catalogue)}"
            )
    for i, fact in enumerate(draft.fact_use.own):
        if fact.name in draft.catalogue:
            yield draft.problem(FILE, ("own", i, "name"), f"{fact.name}: is in the catalogue of facts; name it in uses")


def check_own_prefix(draft: Draft) -> Iterator[Problem]:
    """Check that a pack adds facts only under its own prefix."""
    prefix = own_prefix(draft.programme.code)
    for i, fact in enumerate(draft.fact_use.own):
        if not re.fullmatch(re.escape(prefix) + "[a-z][a-z0-9_]*", fact.name):
            yield draft.problem(FILE, ("own", i, "name"), f"{fact.name}: own facts begin with {prefix}")


def check_own_shapes(draft: Draft) -> Iterator[Problem]:
    """Check that own facts say what their shape and type need."""
    for i, fact in enumerate(draft.fact_use.own):
        for field, message in shape_problems(fact):
            yield draft.problem(FILE, ("own", i, *field), message)


def shape_problems(fact: Fact) -> Iterator[_Placed]:
    """Yield what does not fit together in one fact, with the path inside it."""
    yield from _record_problems(fact) if fact.shape == "records" else _value_problems(fact)
    if fact.ordered and fact.type != "enum":
        yield ("ordered",), f"{fact.name}: only an enum is ordered"
    for i, column in enumerate(fact.fields):
        if column.name == "on":
            yield ("fields", i, "name"), "on: every record has its day already"
        for place, message in _type_problems(column):
            yield ("fields", i, *place), message


def _record_problems(fact: Fact) -> Iterator[_Placed]:
    if not fact.fields:
        yield (), f"{fact.name}: records need fields"
    if fact.type is not None:
        yield ("type",), f"{fact.name}: records take their types from fields, not from type"


def _value_problems(fact: Fact) -> Iterator[_Placed]:
    if fact.type is None:
        yield (), f"{fact.name}: type is missing"
    if fact.fields:
        yield ("fields",), f"{fact.name}: only records have fields"
    yield from _type_problems(fact)


def _type_problems(fact: Fact | RecordField) -> Iterator[_Placed]:
    if fact.type == "enum" and not fact.options:
        yield (), f"{fact.name}: an enum needs options"
    if fact.type != "enum" and fact.options:
        yield ("options",), f"{fact.name}: only an enum has options"
    if fact.type in _UNITLESS and fact.unit:
        yield ("unit",), f"{fact.name}: {fact.type} has no unit"


def check_catalogue(facts: Mapping[str, tuple[Fact, ...]]) -> Iterator[tuple[str, Path, str]]:
    """Yield file, path and message of what is wrong in the shared catalogue; names are unique across its files."""
    seen: dict[str, str] = {}
    for file in sorted(facts):
        for i, fact in enumerate(facts[file]):
            if fact.name in seen:
                yield file, ("facts", i, "name"), f"{fact.name}: duplicate, given in {seen[fact.name]} already"
            if "__" in fact.name:
                yield (
                    file,
                    ("facts", i, "name"),
                    f"{fact.name}: two underscores are kept for own facts of packs",
                )
            seen.setdefault(fact.name, file)
            for place, message in shape_problems(fact):
                yield file, ("facts", i, *place), message
