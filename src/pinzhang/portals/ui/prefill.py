"""Answers that are known already: facts in the fields they answer, with their source."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.applications.models import Application
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.selectors import entries_of, facts_of
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.form import FormField, FormGroup
from pinzhang.portals.ui.components.dates import day
from pinzhang.portals.ui.pack_forms import typed

YEARS = 3


class Prefill:
    """What is known of an applicant, asked for by field."""

    def __init__(self, application: Application, document: Edition, *, on: date) -> None:
        self._on = on
        self._facts = facts_of(application.applicant, document.facts, subject=application.subject)
        entries = entries_of(application.applicant, subject=application.subject).order_by("as_of", "pk")
        self._entries: dict[str, FactEntry] = {entry.name: entry for entry in entries}

    def answer(self, asked: FormField) -> tuple[Any, str]:
        """Return the answer to a question and its source, or nothing."""
        value = self._facts.get(asked.prefill or "")
        if value is None or isinstance(value, dict):
            return "", ""
        return typed(asked, value if isinstance(value, bool | list) else str(value)), self._source(asked.prefill or "")

    def rows(self, group: FormGroup) -> tuple[list[dict[str, Any]], str]:
        """Return the rows of a group, one a record or one a year, and their source."""
        if group.prefill:
            return self._records(group)
        yearly = {one.name: self._facts.get(one.prefill) for one in group.fields if one.prefill}
        known = {name: series for name, series in yearly.items() if isinstance(series, dict)}
        year_field = next((one for one in group.fields if one.kind == "year"), None)
        if not known or year_field is None:
            return [], ""
        years = sorted({year for series in known.values() for year in series if int(year) < self._on.year})
        by_name = {one.name: one for one in group.fields}
        rows = [
            {year_field.name: year}
            | {name: typed(by_name[name], str(series[year])) for name, series in known.items() if year in series}
            for year in years[-min(YEARS, group.maximum) :]
        ]
        first = next(one.prefill or "" for one in group.fields if one.name in known)
        return rows, self._source(first) if rows else ""

    def _records(self, group: FormGroup) -> tuple[list[dict[str, Any]], str]:
        name = group.prefill or ""
        records = (self._facts.get(name) or {}).get("records", [])
        columns = {one.name: one for one in group.fields}
        rows = [
            {column: typed(columns[column], value) for column, value in record.items() if column in columns}
            for record in records
        ]
        return rows[: group.maximum], self._source(name) if rows else ""

    def _source(self, name: str) -> str:
        entry = self._entries.get(name)
        if entry is None:
            return ""
        return _("来自%(source)s（%(day)s），可更正") % {"source": entry.source, "day": day(entry.as_of)}
