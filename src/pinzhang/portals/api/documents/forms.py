"""A form section by section: its questions, what was filled in, and how it is sent back."""

from typing import Any

from pydantic import Field

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import editable_sections
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.forms import section_of
from pinzhang.engine.packs.schema.form import FormField, FormSection
from pinzhang.portals.api.contract import Flag, Given, Said, Short, Slug, Text, Told, Version
from pinzhang.portals.api.documents.programmes import ChoiceSaid


class QuestionSaid(Said):
    """A question of the form (填报项)."""

    name: str
    label: str
    kind: str
    unit: str | None = None
    required: bool
    max_length: int | None = None
    options: list[ChoiceSaid] = []
    accept: list[str] = []
    max_files: int | None = None


class GroupSaid(Said):
    """Questions that are answered row by row."""

    name: str
    minimum: int
    maximum: int
    questions: list[QuestionSaid]


class SectionTold(Told):
    """A section of the form with what was filled in so far (一页表)."""

    key: str
    title: str
    asked_at: str
    is_open: bool
    questions: list[QuestionSaid]
    groups: list[GroupSaid]
    answers: dict[str, Any]
    unread: dict[str, Any] = Field(description="Texts that could not be read, as typed.")
    answers_version: int


Row = dict[Slug, Short | Flag | list[Short]]
Answer = Text | Flag | list[Slug] | list[Row]


class SectionGiven(Given):
    """A section as a whole, every answer as a text; a group is a list of rows; what is left out is emptied."""

    answers: dict[Slug, Answer]
    answers_version: Version


class SavedTold(Told):
    """What came of saving a section: nothing typed is lost, and what could not be read is named."""

    answers_version: int
    problems: dict[str, str]


def tell_section(application: Application, key: str) -> SectionTold:
    """Return a section with what was filled in so far.

    :raises KeyError: the form has no such section.
    """
    section = section_of(edition_document(application.round.edition).form, key)
    names = {one.name for one in section.fields} | {group.name for group in section.groups}
    return SectionTold(
        key=section.key,
        title=section.title.zh,
        asked_at=section.asked_at,
        is_open=section.key in editable_sections(application),
        questions=[_question(one) for one in section.fields],
        groups=[
            GroupSaid(
                name=group.name,
                minimum=group.minimum,
                maximum=group.maximum,
                questions=[_question(one) for one in group.fields],
            )
            for group in section.groups
        ],
        answers={name: value for name, value in application.answers.items() if name in names},
        unread={path: text for path, text in application.unread.items() if path.split(".")[0] in names},
        answers_version=application.answers_version,
    )


def _question(asked: FormField) -> QuestionSaid:
    is_file = asked.kind == "attachment"
    return QuestionSaid(
        name=asked.name,
        label=asked.label.zh,
        kind=asked.kind,
        unit=asked.unit or None,
        required=bool(asked.required),
        max_length=asked.max_length,
        options=[ChoiceSaid(key=one.key, name=one.name.zh) for one in asked.options],
        accept=list(asked.accept) if is_file else [],
        max_files=asked.max_files if is_file else None,
    )


def typed_texts(section: FormSection, given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what was sent for a section as the form engine reads it, and the names it does not know."""
    fields = {one.name for one in section.fields if one.kind != "attachment"}
    groups = {group.name: {one.name for one in group.fields} for group in section.groups}
    raw: dict[str, Any] = {}
    strangers = []
    for name, value in given.items():
        rows = value if isinstance(value, list) and name in groups else None
        if rows is None and name in fields:
            raw[name] = _typed(value)
        elif rows is not None and all(isinstance(row, dict) and set(row) <= groups[name] for row in rows):
            cells = ((place, row) for place, row in enumerate(rows))
            raw |= {f"{name}.{place}.{column}": _typed(one) for place, row in cells for column, one in row.items()}
        else:
            strangers.append(name)
    return raw, strangers


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
