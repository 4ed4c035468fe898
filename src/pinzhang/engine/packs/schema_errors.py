"""Say in the words of the pack's author what the schema did not accept, and where."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.yaml_text import Document, Path

_KINDS: Mapping[str, str] = {
    "string_type": "expected a text",
    "day": "expected a day, written YYYY-MM-DD",
    "number": "expected a number in digits, at most 15 before and 6 after the point",
    "flag": "expected true or false",
    "count": "expected a whole number in digits",
    "tuple_type": "expected a list, each entry begun with a dash",
    "dict_type": "expected keys with values",
    "model_type": "expected keys with values",
    "model_attributes_type": "expected keys with values",
    "missing": "this key is missing",
}
_PATTERNED: Mapping[str, str] = {
    "too_short": "expected at least {min_length} entries",
    "string_too_short": "expected at least {min_length} characters",
    "string_too_long": "expected at most {max_length} characters",
    "string_pattern_mismatch": "expected the form {pattern}",
    "greater_than": "expected more than {gt}",
    "greater_than_equal": "expected {ge} or more",
    "less_than_equal": "expected {le} or less",
    "decimal_max_places": "expected at most {decimal_places} decimals",
    "value_error": "{error}",
}


def problems_of(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterable[Problem]:
    """Turn every error of the schema into a problem at the line of its key."""
    errors = [dict(one) for one in error.errors(include_url=False)]
    return [_problem(one, document, model) for one in errors if not _is_echo(one, errors)]


def _is_echo(error: dict[str, Any], errors: list[dict[str, Any]]) -> bool:
    """Return whether a list is called too short only because an entry of it was refused."""
    depth = len(error["loc"])
    inside = (other for other in errors if len(other["loc"]) > depth and other["loc"][:depth] == error["loc"])
    return error["type"] == "too_short" and any(inside)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, as the end of a sentence, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def key_of(path: Path) -> str:
    """Write a path as people read it: ``rules[3].on_unknown`` counts list entries from 1."""
    written = ""
    for step in path:
        written += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return written.removeprefix(".") or "file"


def _problem(error: dict[str, Any], document: Document, model: type[BaseModel]) -> Problem:
    path: Path = tuple(error["loc"])
    kind = error["type"]
    span = document.key_at(path) if kind == "extra_forbidden" else document.value_at(path)
    return Problem(document.file, span.line, span.column, f"{key_of(path)}: {_expectation(error, path, model)}")


def _expectation(error: dict[str, Any], path: Path, model: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = field_names(model, path[:-1])
        return "unknown key" + (suggestion(str(path[-1]), known) or f"; expected one of {', '.join(known)}")
    if kind == "literal_error":
        choices = [choice.strip("'") for choice in context["expected"].replace(" or ", ", ").split(", ")]
        return f"expected one of {', '.join(choices)}" + suggestion(str(error["input"]), choices)
    if kind in _PATTERNED:
        return _PATTERNED[kind].format(**context)
    return _KINDS.get(kind, error["msg"])


def field_names(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the keys that the schema knows at a place of a file."""
    for step in path:
        if isinstance(step, str):
            model = _model_in(model.model_fields[step].annotation) or model
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model), None)
