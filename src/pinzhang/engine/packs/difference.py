"""What changed from one edition to another, entry by entry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from pinzhang.engine.packs.schema.edition import Edition

Entries = dict[str, dict[str, Any]]
"""Every entry of a part by its key, each with its fields as JSON."""

_KEY_FIELDS = ("id", "key", "name", "stage", "example")


def diff(old: Edition, new: Edition) -> dict[str, Any]:
    """Compare two editions part by part: what was added, what was removed, which field of what changed and how.

    A field that one edition does not give is left out on its side. The order of a list counts: an entry that stands
    after another one than before has changed in its field ``after``.
    """
    before, after = _parts(old), _parts(new)
    return {"schema": 1, **{part: _changes(before[part], after[part]) for part in before}}


def is_same(differences: Mapping[str, Any]) -> bool:
    """Return whether a comparison found nothing."""
    return not any(any(part.values()) for part in differences.values() if isinstance(part, dict))


def _parts(edition: Edition) -> dict[str, Entries]:
    return {
        "rules": _entries(edition.eligibility.rules),
        "parameters": _entries(edition.eligibility.parameters),
        "stages": _entries(edition.stages),
        "programme": {"programme": _fields(edition.programme), "source-notes": {"text": edition.source_notes}},
        "facts": _entries(edition.facts),
        "form": _form(edition),
        "criteria": _lists(edition.criteria),
        "outcomes": _lists(edition.outcomes),
        "examples": _entries(edition.examples),
    }


def _fields(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True)


def _entries(models: Sequence[BaseModel], prefix: str = "") -> Entries:
    found: Entries = {}
    previous = ""
    for model in models:
        key = next(getattr(model, field) for field in _KEY_FIELDS if isinstance(getattr(model, field, None), str))
        found[prefix + key] = _fields(model) | ({"after": previous} if previous else {})
        previous = key
    return found


def _form(edition: Edition) -> Entries:
    found: Entries = {}
    for key, fields in _entries(edition.form.sections).items():
        found[key] = {name: value for name, value in fields.items() if name not in {"fields", "groups"}}
    for section in edition.form.sections:
        found |= _entries(section.fields, f"{section.key}.") | _entries(section.groups, f"{section.key}.")
    return found


def _lists(part: BaseModel) -> Entries:
    """Return the entries of every list of a part as ``list.key``, and what is no list under the name of the part."""
    found: Entries = {}
    single: dict[str, Any] = {}
    for name, value in _fields(part).items():
        models = getattr(part, name)
        if isinstance(models, tuple):
            found |= _entries(models, f"{name}.")
        else:
            single[name] = value
    return found | ({type(part).__name__.lower(): single} if single else {})


def _changes(old: Entries, new: Entries) -> dict[str, Any]:
    return {
        "added": [key for key in new if key not in old],
        "removed": [key for key in old if key not in new],
        "changed": [change for key in old if key in new for change in _fields_changed(key, old[key], new[key])],
    }


def _fields_changed(key: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for field in dict.fromkeys((*old, *new)):
        sides = {side: fields[field] for side, fields in (("old", old), ("new", new)) if field in fields}
        if sides.get("old") != sides.get("new"):
            yield {"id": key, "field": field, **sides}
