"""The form as a whole: its pages, what each still lacks, and everything as it will be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import (
    application_document,
    attached_fields,
    editable_sections,
    form_problems,
)
from pinzhang.engine.forms import Visibility
from pinzhang.engine.packs.schema.form import Form, FormField, FormGroup, FormSection
from pinzhang.portals.enterprise.pages.own import document_of
from pinzhang.portals.ui.components.dates import day
from pinzhang.portals.ui.components.numbers import unit
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.pack_forms import percentage, unit_name
from pinzhang.portals.ui.sheets import files_by_field


@dataclass(frozen=True)
class Line:
    """One question with its answer, as it is read."""

    label: str
    value: str
    clause: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A repeat group as it is read."""

    title: str
    heads: list[str]
    rows: list[list[tuple[str, str]]]
    problem: str = ""


@dataclass(frozen=True)
class Part:
    """A section: where it is filled in, how far it is, and what it says."""

    key: str
    title: str
    url: str
    """Empty where the section cannot be changed now."""
    lacking: int
    begun: bool
    lines: list[Line]
    tables: list[Table]


@dataclass(frozen=True)
class Outline:
    """The whole form."""

    parts: list[Part]
    problems: Mapping[str, str]

    @property
    def to_fill(self) -> list[Part]:
        """The sections that can be changed now."""
        return [part for part in self.parts if part.url]

    @property
    def lacking(self) -> int:
        """How many things are still missing or wrong."""
        return len(self.problems)

    def place(self, key: str) -> int:
        """Return which step a section is, from 1; a section that is not asked any more is none."""
        return next((place for place, part in enumerate(self.to_fill, 1) if part.key == key), 0)

    def after(self, key: str) -> Part | None:
        """Return the step that follows a section."""
        following = self.to_fill[self.place(key) :]
        return following[0] if following else None

    def before(self, key: str) -> Part | None:
        """Return the step that leads to a section."""
        earlier = self.to_fill[: self.place(key) - 1]
        return earlier[-1] if earlier else None


def outline_of(application: Application) -> Outline:
    """Return the sections that the stages so far ask for, less those not shown."""
    document = document_of(application)
    known = application_document(application)
    visibility = Visibility(document, known, on=application.round.reference_on)
    editable = editable_sections(application)
    problems = form_problems(application) if editable else {}
    reader = _Reader(application, visibility, problems)
    reached = {application.case.stage, *application.case.passed}
    parts = [
        reader.part(section, editable=section.key in editable)
        for section in document.form.sections
        if section.asked_at in reached and visibility.holds(section.show_if)
    ]
    return Outline(parts, problems)


class _Reader:
    def __init__(self, application: Application, visibility: Visibility, problems: Mapping[str, str]) -> None:
        self._application, self._visibility, self._problems = application, visibility, problems
        self._files = files_by_field(application, "enterprise:attachment")
        self._attached = attached_fields(application)

    def part(self, section: FormSection, *, editable: bool) -> Part:
        names = {one.name for one in section.fields} | {group.name for group in section.groups}
        kept = {*self._application.answers, *self._attached, *(path.split(".")[0] for path in self._application.unread)}
        url = reverse("enterprise:section", args=[self._application.pk, section.key]) if editable else ""
        return Part(
            key=section.key,
            title=words(section.title),
            url=url,
            lacking=sum(path.split(".")[0] in names for path in self._problems),
            begun=bool(names & kept),
            lines=[self._line(one) for one in section.fields if self._visibility.holds(one.show_if)],
            tables=[self._table(group) for group in section.groups if self._visibility.holds(group.show_if)],
        )

    def _line(self, asked: FormField) -> Line:
        application = self._application
        unread = str(application.unread.get(asked.name, ""))
        value = shown(asked, application.answers[asked.name]) if asked.name in application.answers else unread
        files = self._files.get(asked.name, [])
        return Line(words(asked.label), value, asked.clause, files, self._problems.get(asked.name, ""))

    def _table(self, group: FormGroup) -> Table:
        heads = [words(one.label) for one in group.fields]
        rows = [
            [(words(one.label), shown(one, row[one.name]) if one.name in row else "") for one in group.fields]
            for row in self._application.answers.get(group.name, [])
        ]
        wrong = [text for path, text in self._problems.items() if path.split(".")[0] == group.name]
        return Table(words(group.label), heads, rows, " ".join(dict.fromkeys(wrong)))


def shown(asked: FormField, value: Any) -> str:
    """Return an answer as it is read: with its unit, in words where it was chosen from a list."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(shown(asked, one) for one in value)
    return _SHOWN.get(asked.kind, _as_typed)(asked, str(value))


def _as_typed(_asked: FormField, value: str) -> str:
    return value


def _as_chosen(asked: FormField, value: str) -> str:
    return next((words(option.name) for option in asked.options if option.key == value), "")


def _as_share(asked: FormField, value: str) -> str:
    return unit(percentage(value), unit_name(asked))


def _as_day(_asked: FormField, value: str) -> str:
    return day(date.fromisoformat(value))


def _as_number(asked: FormField, value: str) -> str:
    return unit(Decimal(value), unit_name(asked))


_SHOWN: dict[str, Callable[[FormField, str], str]] = {
    "choice": _as_chosen,
    "choices": _as_chosen,
    "share": _as_share,
    "date": _as_day,
    "integer": _as_number,
    "decimal": _as_number,
    "money": _as_number,
}


@dataclass(frozen=True)
class Place:
    """Where a field stands, in words."""

    label: str
    url: str


def places_of(application: Application) -> dict[str, Place]:
    """Return the label of every field and group of the form, and where it is filled in."""
    found: dict[str, Place] = {}
    form: Form = document_of(application).form
    for section in form.sections:
        address = reverse("enterprise:section", args=[application.pk, section.key])
        for one in section.fields:
            found[one.name] = Place(words(one.label), f"{address}#id_{one.name}")
        for group in section.groups:
            found[group.name] = Place(words(group.label), f"{address}#id_{group.name}")
    return found
