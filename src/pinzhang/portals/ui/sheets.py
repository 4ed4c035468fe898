"""One page of the form as it stands: questions, answers, files, and what is still wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_document
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.core.selectors import events_about
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.forms import Visibility, section_of
from pinzhang.engine.packs.schema.form import FormField, FormGroup, FormSection
from pinzhang.portals.ui.components.dates import moment_short
from pinzhang.portals.ui.components.numbers import file_size
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.pack_forms import AnswersForm, Rows, field_for, typed
from pinzhang.portals.ui.prefill import Prefill


@dataclass(frozen=True)
class RowGroup:
    """A repeat group as drawn."""

    title: str
    rows: Rows
    hint: str


@dataclass(frozen=True)
class Sheet:
    """A section as drawn."""

    section: FormSection
    form: AnswersForm
    groups: list[RowGroup]
    files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def shown(self) -> set[str]:
        """The names of what is asked now; another answer may ask for more."""
        return {*self.form.fields, *(group.rows.prefix or "" for group in self.groups)}


class SheetMaker:
    """Draws a section of an application from what is kept, or from what was just typed and refused."""

    def __init__(
        self, application: Application, key: str, *, problems: Mapping[str, str], file_page: str, add: str = ""
    ) -> None:
        self._application = application
        self._document = edition_document(application.round.edition)
        self._section = section_of(self._document.form, key)
        self._problems, self._add, self._file_page = problems, add, file_page
        known = application_document(application)
        self._visibility = Visibility(self._document, known, on=application.round.reference_on)
        fresh = not _was_saved(application, key)
        self._prefill = Prefill(application, self._document, on=application.round.reference_on) if fresh else None

    def make(self, posted: QueryDict | None = None) -> Sheet:
        """Return the section; with ``posted`` exactly as typed."""
        asked = [one for one in self._section.fields if self._visibility.holds(one.show_if)]
        sources: dict[str, str] = {}
        data: dict[str, Any] = {}
        for one in asked:
            data[one.name], sources[one.name] = self._value(one)

        def questions() -> dict[str, forms.Field]:
            return {one.name: self._field(one, sources[one.name]) for one in asked}

        form = AnswersForm(posted if posted is not None else data, questions=questions, problems=self._problems)
        groups = [self._group(group, posted) for group in self._section.groups if self._visibility.holds(group.show_if)]
        files = files_by_field(self._application, self._file_page)
        return Sheet(self._section, form, groups, {one.name: files.get(one.name, []) for one in asked})

    def _field(self, asked: FormField, source: str = "") -> forms.Field:
        required = asked.required or (asked.required_when is not None and self._visibility.holds(asked.required_when))
        return field_for(asked, required=required, source=source)

    def _value(self, asked: FormField) -> tuple[Any, str]:
        """Return what stands in a field, and where it comes from if the applicant did not type it."""
        application = self._application
        if asked.name in application.unread:
            return application.unread[asked.name], ""
        if asked.name in application.answers:
            return typed(asked, application.answers[asked.name]), ""
        return self._prefill.answer(asked) if self._prefill else ("", "")

    def _group(self, group: FormGroup, posted: QueryDict | None) -> RowGroup:
        rows, source = self._rows(group)
        count = max(len(rows) + (self._add == group.name), group.minimum, 1)
        data: dict[str, Any] = {f"{group.name}-TOTAL_FORMS": count, f"{group.name}-INITIAL_FORMS": 0}
        for index, row in enumerate(rows):
            data |= {f"{group.name}-{index}-{name}": value for name, value in row.items()}

        def questions() -> dict[str, forms.Field]:
            asked = {one.name: self._field(one) for one in group.fields if one.kind != "attachment"}
            return {**asked, "DELETE": forms.BooleanField(label=_("删去这一行"), required=False)}

        drawn = Rows(
            data=posted if posted is not None else data,
            prefix=group.name,
            form_kwargs={"questions": questions},
            problems=[self._row_problems(group, index) for index in range(count)],
            general=self._problems.get(group.name, ""),
        )
        return RowGroup(words(group.label), drawn, source or _row_limits(group))

    def _rows(self, group: FormGroup) -> tuple[list[dict[str, Any]], str]:
        kept = self._application.answers.get(group.name, [])
        rows = [{one.name: typed(one, row[one.name]) for one in group.fields if one.name in row} for row in kept]
        for path, text in self._application.unread.items():
            name, _dot, rest = path.partition(".")
            index, _dot, column = rest.partition(".")
            if name == group.name and index.isdigit() and int(index) < len(rows):
                rows[int(index)][column] = text
        if rows or self._prefill is None:
            return rows, ""
        return self._prefill.rows(group)

    def _row_problems(self, group: FormGroup, index: int) -> dict[str, str]:
        start = f"{group.name}.{index}."
        return {path.removeprefix(start): text for path, text in self._problems.items() if path.startswith(start)}


def _row_limits(group: FormGroup) -> str:
    if group.minimum:
        return _("%(low)s 至 %(high)s 行") % {"low": group.minimum, "high": group.maximum}
    return _("最多 %(high)s 行") % {"high": group.maximum}


def _was_saved(application: Application, key: str) -> bool:
    """Tell whether the applicant has saved a section before: then an empty field was left empty on purpose."""
    return events_about(application).filter(name="applications.answers.saved", data__section=key).exists()


def files_by_field(application: Application, page: str) -> dict[str, list[dict[str, Any]]]:
    """Return the living files of an application by the field they belong to; ``page`` hands them out."""
    found: dict[str, list[dict[str, Any]]] = {}
    living = Attachment.objects.filter(case_id=application.case_id, removed_at__isnull=True)
    for one in living.select_related("file").order_by("pk"):
        found.setdefault(one.field, []).append(
            {
                "pk": one.pk,
                "name": one.file.name,
                "sub": _("%(size)s · %(at)s 上传")
                % {"size": file_size(one.file.size), "at": moment_short(one.file.uploaded_at)},
                "url": reverse(page, args=[application.pk, one.pk]),
            }
        )
    return found
