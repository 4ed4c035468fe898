"""What an organisation may say of itself: which facts programmes ask for, and how each is entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.services import record_dated, record_value
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.programmes.selectors import current_editions, edition_document
from pinzhang.engine.forms.values import CannotRead, read_value
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from pinzhang.engine.packs.schema.form import FieldKind, FormField

KINDS: dict[str, FieldKind] = {
    "bool": "yes_no",
    "integer": "integer",
    "decimal": "decimal",
    "money": "money",
    "share": "share",
    "text": "text",
    "date": "date",
    "enum": "choice",
    "code": "text",
}
SOURCE = "本单位填报"
APPLICANT = "applicant"
VALUE, YEAR, ON, AS_OF = "value", "year", "on", "as_of"


def facts_in_force(on: date) -> dict[str, Fact]:
    """Return every fact that an edition in force uses, by name."""
    return {fact.name: fact for row in current_editions(on) for fact in edition_document(row).facts}


def may_enter(fact: Fact, entries: Sequence[FactEntry]) -> bool:
    """Tell whether the organisation itself may enter a fact, given what others have entered."""
    others = any(entry.supplied_by != APPLICANT for entry in entries)
    return APPLICANT in fact.supplied_by and (fact.applicant_may_correct or not others)


def questions_of(fact: Fact) -> list[FormField]:
    """Return what is asked to enter one value, one year or one record of a fact."""
    as_of = FormField(name=AS_OF, label=Words(zh="数据日期", en="As of"), kind="date", required=True)
    if fact.shape == "records":
        on = FormField(name=ON, label=Words(zh="日期", en="Date"), kind="date", required=True)
        return [on, *(question_of(column.name, column) for column in fact.fields)]
    value = question_of(VALUE, fact, required=True)
    if fact.shape == "yearly":
        return [FormField(name=YEAR, label=Words(zh="年度", en="Year"), kind="year", required=True), value, as_of]
    return [value, as_of]


def question_of(name: str, of: Fact | RecordField, *, required: bool = False) -> FormField:
    """Return the question for one value of a fact, or for one column of its records."""
    kind = KINDS[of.type or "text"]
    return FormField(
        name=name, label=of.title, kind=kind, unit=of.unit, options=of.options, required=required, max_length=200
    )


@dataclass
class Typed:
    """What was typed for a fact: values that were read, what is wrong, and what is missing."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    missing: list[FormField] = field(default_factory=list)


def read_typed(fact: Fact, typed: Mapping[str, str]) -> Typed:
    """Return what was typed for one value, one year or one record of a fact."""
    found = Typed()
    for asked in questions_of(fact):
        text = typed.get(asked.name, "").strip()
        if not text:
            found.missing += [asked] if asked.required else []
            continue
        try:
            found.values[asked.name] = read_value(asked, text)
        except CannotRead as refusal:
            found.problems[asked.name] = str(refusal)
    return found


def enter_fact(
    organisation: Organisation, fact: Fact, values: Mapping[str, Any], *, by: User, at: datetime
) -> FactEntry:
    """Record what the applicant says of itself (填报事实)."""
    if fact.shape == "records":
        record = {name: value for name, value in values.items() if name != ON}
        return record_dated(
            organisation=organisation,
            name=fact.name,
            on=date.fromisoformat(values[ON]),
            record=record,
            supplied_by=APPLICANT,
            source=SOURCE,
            by=by,
            at=at,
        )
    return record_value(
        organisation=organisation,
        name=fact.name,
        value=values[VALUE],
        supplied_by=APPLICANT,
        source=SOURCE,
        as_of=date.fromisoformat(values[AS_OF]),
        by=by,
        at=at,
        year=int(values[YEAR]) if YEAR in values else None,
    )
