"""Write what the schema of a pack says: docs/reference/pack.md for people, packs/schema/*.json for editors.

Run it after a change to the schema: ``python tools/write_pack_reference.py``.
"""

import ast
import inspect
import json
import sys
import textwrap
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pinzhang.engine.packs.files import PARTS, SOURCE_NOTES
from pinzhang.engine.packs.lint import CHECKS
from pinzhang.engine.packs.schema import base
from pinzhang.engine.packs.schema.base import Strict, Words
from pinzhang.engine.packs.schema.edition import Examples
from pinzhang.engine.packs.schema.facts import FactCatalogue

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "pack.md"
EDITOR_SCHEMAS = ROOT / "packs" / "schema"

FILES: dict[str, type[BaseModel]] = {**PARTS, "examples/*.yaml": Examples, "facts/*.yaml": FactCatalogue}
SCHEMA_NAMES = {"facts/*.yaml": "fact-catalogue", "examples/*.yaml": "examples"}

EVERYWHERE = {
    "key": "The key it is referred to by; it never changes.",
    "name": "The name people read.",
    "title": "The title people read.",
    "label": "The question as people read it.",
    "clause": "Where the source says it, exactly as printed: `四（三）`.",
    "source": "The key of the source in `programme.yaml`.",
    "note": "A remark for readers.",
    "unit": "The unit of the value: `CNY`, `人`.",
}
"""What the keys mean that mean the same everywhere."""

NAMED_TYPES = {
    "Key": "key",
    "Identifier": "name",
    "Expression": "sentence",
    "AuthorityKey": "key of an authority",
    "Clause": "clause",
    "SourceKey": "key of a source",
    "Day": "day",
    "Number": "number",
    "Flag": "true or false",
    "Count": "whole number",
    "Duration": "duration",
}
PLAIN_TYPES = {str: "text", Any: "value", int: "whole number", bool: "true or false"}

INTRODUCTION = """\
# The files of a pack

A pack is a directory that holds one programme as data: `packs/<code>-<place>/<programme>/`. Every pack has the same
files, and nothing else. Files are YAML in UTF-8, at most 512 KiB each; anchors, aliases, tags, several documents in one
file, duplicate keys, empty values and invisible characters are refused. Every scalar is read as text and typed by the
schema below, so `on:` is a key and `2023.1` stays what it is. An unknown key is an error. What is absent is left out.

`pinzhang pack check PATH` names every problem as `FILE:LINE: message`. Editors that know JSON Schema check while you
write: the schemas are in `packs/schema/`; begin a file with
`# yaml-language-server: $schema=../../schema/programme.json`.

This page is generated from the schema by `tools/write_pack_reference.py`.

**Words used for types.** *text*: any characters. *words*: a text in Chinese, or `{zh: …, en: …}`. *key*: kebab-case,
`not-in-dishonesty-list`. *name*: snake case, `rd_spending`. *day*: `YYYY-MM-DD`. *number*: exact decimal, at most 15
digits before and 6 after the point. *sentence*: an expression of the rule language, see [rules](rules.md). *clause*:
the clause as printed. *duration*: `3y`, `6m`, `30d`. *key of an authority*: the folder below `packs/`,
`370200-qingdao`.
"""


def reference() -> str:
    """Return the page: every file, every key, every check."""
    parts = [INTRODUCTION, _file_table()]
    seen: set[type[BaseModel]] = {Words}
    for file, model in FILES.items():
        parts.append(f"## `{file}`\n\n{_first_paragraph(inspect.getmodule(model), model)}\n")
        parts.extend(_section(one) for one in _models(model, seen))
    parts.append(_checks())
    return "\n".join(parts)


def _file_table() -> str:
    rows = [f"| `{file}` | {_summary(model)} |" for file, model in FILES.items() if file != "facts/*.yaml"]
    rows.append(f"| `{SOURCE_NOTES}` | Where each clause comes from, and what is missing; free text. |")
    rows.append("| `facts/*.yaml` | Beside the places: the one catalogue of facts that all packs share. |")
    return "\n".join(["## Files", "", "| file | holds |", "|---|---|", *rows, ""])


def _first_paragraph(module: types.ModuleType | None, model: type[BaseModel]) -> str:
    text = inspect.getdoc(module) or "" if model in PARTS.values() else _summary(model)
    return _marked(text.split("\n\n")[0])


def _summary(model: type[BaseModel]) -> str:
    return _marked((inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " "))


def _marked(text: str) -> str:
    return text.replace("``", "`")


def _models(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Yield a model and the models of its fields, each once in the whole page."""
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in model.model_fields.values():
        for inner in _models_of(field.annotation):
            yield from _models(inner, seen)


def _models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_of(argument)


def _section(model: type[BaseModel]) -> str:
    docs = field_docs(model)
    hints = _written_types(model)
    rows = [
        f"| `{name}` | {hints[name]} | {_need(field)} | {_marked(docs[name])} |"
        for name, field in model.model_fields.items()
    ]
    head = f"### {model.__name__}\n\n{_marked(inspect.getdoc(model) or '')}\n"
    return "\n".join([head, "| key | type | needed | meaning |", "|---|---|---|---|", *rows, ""])


def _need(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    default = field.get_default(call_default_factory=True, validated_data={})
    if default in (None, "", (), {}) or isinstance(default, BaseModel):
        return "no"
    written = ", ".join(default) if isinstance(default, tuple) else str(default)
    return f"no, `{written.lower()}`"


def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Return what each key of a model means, from the text below it in the source.

    :raises LookupError: a key has none.
    """
    found: dict[str, str] = {}
    for cls in _lineage(model):
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
        body = definition.body if isinstance(definition, ast.ClassDef) else []
        for statement, following in zip(body, [*body[1:], ast.Pass()], strict=True):
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                found[statement.target.id] = _text_below(following) or EVERYWHERE.get(statement.target.id, "")
    silent = [name for name in model.model_fields if not found[name]]
    if silent:
        raise LookupError(f"{model.__name__}: no text below {', '.join(silent)}")
    return found


def _lineage(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the model and those it inherits keys from, the oldest first."""
    return [one for one in reversed(model.__mro__) if issubclass(one, Strict)]


def _text_below(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(inspect.cleandoc(str(statement.value.value)).split())
    return ""


def _written_types(model: type[BaseModel]) -> dict[str, str]:
    """Return the type of each key in words, from the annotations as they are written."""
    hints: dict[str, str] = {}
    for cls in _lineage(model):
        namespace = vars(sys.modules[cls.__module__])
        local = typing.get_type_hints(cls, globalns=namespace, include_extras=True)
        hints |= {name: _in_words(local[name]) for name in cls.__annotations__ if name in model.model_fields}
    return hints


def _in_words(hint: Any) -> str:
    for name, words in NAMED_TYPES.items():
        if hint == _alias(name):
            return words
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is not None:
        return _COMPOSED[origin](arguments)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return "words" if hint is Words else f"[{hint.__name__}](#{hint.__name__.lower()})"
    return PLAIN_TYPES[hint]


def _either(arguments: tuple[Any, ...]) -> str:
    return _in_words(next(one for one in arguments if one is not type(None)))


_COMPOSED: dict[Any, Callable[[tuple[Any, ...]], str]] = {
    Annotated: lambda arguments: _in_words(arguments[0]),
    Literal: lambda arguments: " · ".join(f"`{value}`" for value in arguments),
    Union: _either,
    types.UnionType: _either,
    tuple: lambda arguments: f"list of {_in_words(arguments[0])}",
    dict: lambda arguments: f"mapping to {_in_words(arguments[1])}",
}


def _alias(name: str) -> Any:
    from_outcomes = sys.modules["pinzhang.engine.packs.schema.outcomes"]
    return getattr(base, name, None) or getattr(from_outcomes, name)


def _checks() -> str:
    subjects = [(check.__doc__ or "").splitlines()[0].removeprefix("Check that ") for check in CHECKS]
    lines = [f"- {subject[:1].upper()}{_marked(subject[1:])}" for subject in subjects]
    lead = "Beyond the schema of each file, loading checks the pack as a whole:"
    tail = "Then every example is run; a verdict that is not the expected one is a problem at its line."
    return "\n".join(["## What is checked", "", lead, "", *lines, "", tail, ""])


def editor_schema(file: str) -> dict[str, Any]:
    """Return the JSON Schema of a file for editors; it accepts a value written with or without quotation marks."""
    model = FILES[file]
    schema = model.model_json_schema()
    definitions = {one.__name__: one for one in _models(model, set())}
    for name, one in definitions.items():
        target = schema if one is model else schema["$defs"][name]
        for field, text in field_docs(one).items():
            if field in target["properties"]:
                target["properties"][field]["description"] = _marked(text)
        target["description"] = _summary(one)
    if "Words" in schema.get("$defs", {}):
        schema["$defs"]["Words"] = {"anyOf": [{"type": "string", "minLength": 1}, schema["$defs"]["Words"]]}
    found = _loosened(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": file, **found}


def _loosened(schema: Any) -> Any:
    """Let an editor read ``2023.1``, ``true`` and ``"50"`` alike: the loader reads all of them as text first."""
    if isinstance(schema, list):
        return [_loosened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {key: _loosened(value) for key, value in schema.items() if not _is_noise(key, value)}
    if loose.get("format") == "date":
        loose["pattern"] = r"^\d{4}-\d{2}-\d{2}$"
    if "anyOf" in loose:
        loose["anyOf"] = [one for one in loose["anyOf"] if one != {"type": "null"}]
    if isinstance(loose.get("type"), str) and not {"enum", "const"} & loose.keys():
        loose["type"] = _LOOSE.get(loose["type"], loose["type"])
    return loose


def _is_noise(key: str, value: Any) -> bool:
    """Return whether a keyword only repeats the name of the key, or a default that an author leaves out."""
    return key == "default" or (key == "title" and isinstance(value, str))


_LOOSE: dict[str, Any] = {
    "string": ["string", "number", "boolean"],
    "number": ["number", "string"],
    "integer": ["integer", "string"],
    "boolean": ["boolean", "string"],
}


def schema_path(file: str) -> Path:
    """Return where the JSON Schema of a file lies."""
    return EDITOR_SCHEMAS / f"{SCHEMA_NAMES.get(file, file.removesuffix('.yaml'))}.json"


def schema_text(file: str) -> str:
    """Return the JSON Schema of a file as it is stored."""
    return json.dumps(editor_schema(file), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the page and the schemas."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(reference(), encoding="utf-8")
    EDITOR_SCHEMAS.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        schema_path(file).write_text(schema_text(file), encoding="utf-8")


if __name__ == "__main__":
    main()
