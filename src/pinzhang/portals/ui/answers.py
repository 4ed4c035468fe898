"""What was filled in, section by section, as people read it: for the office, reviewers and the applicant's preview."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_document
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.forms import Visibility
from pinzhang.engine.packs.schema.form import FormField, FormGroup, FormSection
from pinzhang.portals.ui.components.dates import day
from pinzhang.portals.ui.components.numbers import percent, unit, yuan
from pinzhang.portals.ui.components.words import words


@dataclass(frozen=True)
class Answer:
    """One question with its answer (填报项): a text, or files."""

    field: FormField
    text: str = ""
    """Empty where nothing was answered."""
    files: tuple[Attachment, ...] = ()
    unread: bool = False
    """The text is shown as it was typed, because it could not be read."""


@dataclass(frozen=True)
class GroupRows:
    """The rows of a repeat group (重复组)."""

    group: FormGroup
    rows: tuple[tuple[Answer, ...], ...]


@dataclass(frozen=True)
class FilledSection:
    """One section as it was filled in (填报分组)."""

    section: FormSection
    answers: tuple[Answer, ...]
    groups: tuple[GroupRows, ...]


def filled_sections(application: Application) -> list[FilledSection]:
    """Return every section the applicant was asked so far, less what its conditions hide."""
    edition = edition_document(application.round.edition)
    visibility = Visibility(edition, application_document(application), on=application.round.reference_on)
    asked_at = {application.case.stage, *application.case.passed, *_first_stages(application)}
    files = attachments_by_field(application)
    return [
        _filled(section, application, visibility, files)
        for section in edition.form.sections
        if section.asked_at in asked_at and visibility.holds(section.show_if)
    ]


def _first_stages(application: Application) -> set[str]:
    """The stages whose sections have answers already, though a return has undone them."""
    sections = edition_document(application.round.edition).form.sections
    return {
        section.asked_at
        for section in sections
        if any(asked.name in application.answers for asked in section.fields)
        or any(group.name in application.answers for group in section.groups)
    }


def attachments_by_field(application: Application) -> dict[str, tuple[Attachment, ...]]:
    """Return the living attachments of an application, by the field they belong to."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    living = Attachment.objects.filter(case_id=application.case_id, removed_at__isnull=True)
    for attachment in living.select_related("file").order_by("pk"):
        found[attachment.field].append(attachment)
    return {name: tuple(files) for name, files in found.items()}


def _filled(
    section: FormSection,
    application: Application,
    visibility: Visibility,
    files: Mapping[str, tuple[Attachment, ...]],
) -> FilledSection:
    answers, unread = application.answers, application.unread
    return FilledSection(
        section,
        tuple(
            _answer(asked, asked.name, answers, unread, files)
            for asked in section.fields
            if visibility.holds(asked.show_if)
        ),
        tuple(
            GroupRows(group, tuple(_row(group, index, row, unread, files) for index, row in _rows(answers, group)))
            for group in section.groups
            if visibility.holds(group.show_if)
        ),
    )


def _rows(answers: Mapping[str, Any], group: FormGroup) -> Iterable[tuple[int, Mapping[str, Any]]]:
    return enumerate(answers.get(group.name, ()))


def _row(
    group: FormGroup,
    index: int,
    row: Mapping[str, Any],
    unread: Mapping[str, Any],
    files: Mapping[str, tuple[Attachment, ...]],
) -> tuple[Answer, ...]:
    return tuple(_answer(asked, f"{group.name}.{index}.{asked.name}", row, unread, files) for asked in group.fields)


def _answer(
    asked: FormField,
    path: str,
    answers: Mapping[str, Any],
    unread: Mapping[str, Any],
    files: Mapping[str, tuple[Attachment, ...]],
) -> Answer:
    if path in unread:
        typed = unread[path]
        return Answer(asked, "、".join(typed) if isinstance(typed, list) else str(typed), unread=True)
    text = answer_text(asked, answers[asked.name]) if asked.name in answers else ""
    return Answer(asked, text, files.get(path, ()))


def answer_text(asked: FormField, value: Any) -> str:
    """Return one answer in words, with its unit."""
    reader = _READERS.get(asked.kind)
    return reader(asked, value) if reader else str(value)


def _options(asked: FormField, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return "、".join(words(option.name) for option in asked.options if option.key in chosen)


_READERS: Mapping[str, Callable[[FormField, Any], str]] = {
    "choice": _options,
    "choices": _options,
    "yes_no": lambda _asked, value: gettext("是") if value else gettext("否"),
    "statement": lambda _asked, _value: gettext("已阅读并确认"),
    "money": lambda _asked, value: yuan(Decimal(value)),
    "share": lambda _asked, value: percent(value, 2),
    "date": lambda _asked, value: day(date.fromisoformat(value)),
    "integer": lambda asked, value: unit(value, asked.unit),
    "decimal": lambda asked, value: unit(value, asked.unit),
}
