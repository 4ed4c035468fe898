"""The form: what a question of a kind may say, and questions that wait for each other."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pinzhang.engine.packs.draft import Draft, models_in
from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from pinzhang.engine.packs.schema.form import FormField, FormGroup
from pinzhang.engine.packs.schema.stages import PER_CASE
from pinzhang.engine.packs.schema_errors import suggestion
from pinzhang.engine.packs.yaml_text import Path

FILE = "form.yaml"
_CHOICES = frozenset({"choice", "choices"})
_MEASURED = frozenset({"integer", "decimal", "money", "share", "date", "year"})
_ALLOWED: Mapping[str, frozenset[str]] = {
    "options": _CHOICES,
    "min_length": frozenset({"text", "long_text"}),
    "max_length": frozenset({"text", "long_text"}),
    "minimum": _MEASURED,
    "maximum": _MEASURED,
    "unit": _MEASURED - {"date", "year"},
    "accept": frozenset({"attachment"}),
    "max_size_mb": frozenset({"attachment"}),
    "max_files": frozenset({"attachment"}),
}
"""Which kinds of question may say what."""

_ANSWERED_BY: Mapping[str, frozenset[str]] = {
    "text": frozenset({"text", "code"}),
    "long_text": frozenset({"text"}),
    "phone": frozenset({"text", "code"}),
    "email": frozenset({"text"}),
    "gtin": frozenset({"code", "text"}),
    "integer": frozenset({"integer"}),
    "year": frozenset({"integer"}),
    "decimal": frozenset({"decimal", "integer"}),
    "money": frozenset({"money"}),
    "share": frozenset({"share"}),
    "date": frozenset({"date"}),
    "choice": frozenset({"enum"}),
    "yes_no": frozenset({"bool"}),
}
"""Which types of fact can answer which kinds of question."""


def _questions(draft: Draft) -> Iterator[tuple[Path, FormField]]:
    for path, model in models_in(draft.form):
        if isinstance(model, FormField):
            yield path, model


def check_questions(draft: Draft) -> Iterator[Problem]:
    """Check that a question says what its kind needs and nothing that its kind cannot mean."""
    for path, field in _questions(draft):
        for key in sorted(field.model_fields_set & _ALLOWED.keys()):
            if field.kind not in _ALLOWED[key]:
                message = f"{key}: means nothing in {field.kind}, only in {', '.join(sorted(_ALLOWED[key]))}"
                yield draft.problem(FILE, (*path, key), message)
        if field.kind in _CHOICES and not field.options:
            yield draft.problem(FILE, path, f"{field.name}: {field.kind} needs options")
        if field.required and field.required_when is not None:
            yield draft.problem(FILE, (*path, "required_when"), "required_when: means nothing beside required")


def check_bounds(draft: Draft) -> Iterator[Problem]:
    """Check that every lower bound is written in the type of the question and lies below the upper one."""
    for path, field in _questions(draft):
        if field.min_length is not None and field.max_length is not None and field.min_length > field.max_length:
            yield draft.problem(FILE, (*path, "min_length"), "min_length: is more than max_length")
        if field.kind in _MEASURED:
            yield from _measured(draft, path, field)
    for path, model in models_in(draft.form):
        if isinstance(model, FormGroup) and model.minimum > model.maximum:
            yield draft.problem(FILE, (*path, "minimum"), "minimum: is more than maximum")


def _measured(draft: Draft, path: Path, field: FormField) -> Iterator[Problem]:
    read = {
        key: _bound(text, field.kind) for key in ("minimum", "maximum") if (text := getattr(field, key)) is not None
    }
    for key, value in read.items():
        if value is None:
            expected = "a day, written YYYY-MM-DD" if field.kind == "date" else "a number"
            yield draft.problem(FILE, (*path, key), f"{key}: expected {expected}")
    low, high = read.get("minimum"), read.get("maximum")
    if low is not None and high is not None and low > high:
        yield draft.problem(FILE, (*path, "minimum"), "minimum: is more than maximum")


def _bound(text: str, kind: str) -> Decimal | None:
    """Read a bound as a number; days count from the first of the calendar."""
    try:
        return Decimal(date.fromisoformat(text).toordinal()) if kind == "date" else _finite(Decimal(text))
    except (ValueError, InvalidOperation):
        return None


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def check_sections(draft: Draft) -> Iterator[Problem]:
    """Check that every section asks something, in a stage where one case can be asked."""
    kinds = {stage.key: stage.kind for stage in draft.stages}
    for i, section in enumerate(draft.form.sections):
        if not section.fields and not section.groups:
            yield draft.problem(FILE, ("sections", i), f"{section.key}: asks nothing")
        kind = kinds.get(section.asked_at)
        if kind is not None and kind not in PER_CASE:
            yield draft.problem(
                FILE, ("sections", i, "asked_at"), f"{section.asked_at}: takes a whole list, asks nobody"
            )


def check_prefill(draft: Draft) -> Iterator[Problem]:
    """Check that a question is prefilled from a fact of the pack that can answer it."""
    facts = draft.facts
    for path, field in _questions(draft):
        if field.prefill is None:
            continue
        place = (*path, "prefill")
        if field.prefill not in facts:
            message = f"{field.prefill}: facts.yaml has no such fact{suggestion(field.prefill, facts)}"
            yield draft.problem(FILE, place, message)
        elif not _answers(facts[field.prefill], field):
            yield draft.problem(FILE, place, f"{field.prefill}: cannot answer a question of kind {field.kind}")


def check_group_prefill(draft: Draft) -> Iterator[Problem]:
    """Check that a repeat group is filled from records, each column filling a question that it can answer."""
    facts = draft.facts
    for path, group in models_in(draft.form):
        if not isinstance(group, FormGroup) or group.prefill is None:
            continue
        fact = facts.get(group.prefill)
        if fact is None:
            message = f"{group.prefill}: facts.yaml has no such fact{suggestion(group.prefill, facts)}"
            yield draft.problem(FILE, (*path, "prefill"), message)
        elif fact.shape != "records":
            yield draft.problem(FILE, (*path, "prefill"), f"{group.prefill}: only records fill the rows of a group")
        else:
            yield from _columns(draft, path, group, fact)


def _columns(draft: Draft, path: Path, group: FormGroup, fact: Fact) -> Iterator[Problem]:
    columns = {column.name: column for column in fact.fields}
    for i, field in enumerate(group.fields):
        if field.name in columns and not _answers(columns[field.name], field):
            message = f"{field.name}: the column of {fact.name} cannot answer a question of kind {field.kind}"
            yield draft.problem(FILE, (*path, "fields", i, "kind"), message)


def _answers(fact: Fact | RecordField, field: FormField) -> bool:
    if fact.type not in _ANSWERED_BY.get(field.kind, frozenset()):
        return False
    return fact.type != "enum" or not {one.key for one in fact.options}.isdisjoint(one.key for one in field.options)
