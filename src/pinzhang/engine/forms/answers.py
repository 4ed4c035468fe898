"""Take what was typed in one section into the answers; what cannot be read is kept apart, as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pinzhang.engine.forms.values import CannotRead, read_value
from pinzhang.engine.packs.schema.form import Form, FormField, FormGroup, FormSection

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as far as it is filled in (填报内容)."""

    answers: dict[str, Any] = field(default_factory=dict)
    """By field name, as the rule language reads them; a group is a list of rows."""
    unread: dict[str, Any] = field(default_factory=dict)
    """Typed texts that cannot be read, by path: ``revenue`` or ``patents.0.year``."""
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong with the texts just typed, by path."""


def section_of(form: Form, key: str) -> FormSection:
    """Return a section by its key.

    :raises KeyError: the form has no such section.
    """
    for section in form.sections:
        if section.key == key:
            return section
    raise KeyError(key)


def clean_section(form: Form, section: str, raw: Mapping[str, Any], filled: Filled) -> Filled:
    """Return the form with one section's typed values taken in.

    ``raw`` has a text, or a list of texts, by field name; rows of a group are ``group.0.field``. An empty text
    takes an answer away. Other sections stay as they are; names the section does not know are ignored.
    """
    chosen = section_of(form, section)
    names = {asked.name for asked in chosen.fields} | {group.name for group in chosen.groups}
    result = Filled(
        {name: value for name, value in filled.answers.items() if name not in names},
        {path: text for path, text in filled.unread.items() if path.split(".")[0] not in names},
    )
    for asked in chosen.fields:
        _take(asked, raw.get(asked.name), asked.name, result.answers, result)
    for group in chosen.groups:
        _take_rows(group, raw, result)
    return result


def _take(asked: FormField, raw: Any, path: str, into: dict[str, Any], result: Filled) -> None:
    if asked.kind == "attachment" or raw is None or raw in ("", []):
        return
    try:
        into[asked.name] = read_value(asked, raw)
    except CannotRead as refusal:
        result.unread[path] = raw
        result.problems[path] = str(refusal)


def _take_rows(group: FormGroup, raw: Mapping[str, Any], result: Filled) -> None:
    """Read the rows of a group in their order; an empty row is no row."""
    rows: list[dict[str, Any]] = []
    for index in range(MOST_ROWS):
        typed = {asked.name: raw.get(f"{group.name}.{index}.{asked.name}") for asked in group.fields}
        if not any(typed.values()):
            continue
        row: dict[str, Any] = {}
        for asked in group.fields:
            _take(asked, typed[asked.name], f"{group.name}.{len(rows)}.{asked.name}", row, result)
        rows.append(row)
    if len(rows) > group.maximum:
        result.problems[group.name] = f"最多 {group.maximum} 行，现在有 {len(rows)} 行。"
    if rows:
        result.answers[group.name] = rows
