"""What is known of an organisation: every fact that a programme asks for, its source, and how it is entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from pinzhang.domain.facts.models import FactCoverage, FactEntry
from pinzhang.domain.facts.selectors import entries_of
from pinzhang.domain.facts.services import record_dated, record_value
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.programmes.selectors import current_editions, edition_document
from pinzhang.engine.forms.values import CannotRead, read_value
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from pinzhang.engine.packs.schema.form import FieldKind, FormField
from pinzhang.portals.enterprise.pages.outline import shown
from pinzhang.portals.ui.components.dates import day
from pinzhang.portals.ui.components.words import words

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


@dataclass(frozen=True)
class KnownFact:
    """A fact with the living entries of an organisation."""

    fact: Fact
    title: str
    entries: list[FactEntry]
    may_enter: bool
    rows: list[tuple[str, str, FactEntry]] = field(default_factory=list)
    """Year or day, value in words, entry."""

    @property
    def latest(self) -> tuple[str, str, FactEntry] | None:
        """What a list shows of it: the newest row."""
        return self.rows[-1] if self.rows else None


@dataclass(frozen=True)
class Shelf:
    """Facts that belong together in a list."""

    title: str
    facts: list[KnownFact]


def facts_in_force(on: date) -> dict[str, Fact]:
    """Return every fact that an edition in force uses, by name."""
    return {fact.name: fact for row in current_editions(on) for fact in edition_document(row).facts}


def known_facts(organisation: Organisation, *, on: date) -> list[KnownFact]:
    """Return all facts that programmes ask for, with what is known of each."""
    by_name: dict[str, list[FactEntry]] = {}
    for entry in entries_of(organisation).order_by("year", "on", "pk"):
        by_name.setdefault(entry.name, []).append(entry)
    return [known_fact(fact, by_name.get(name, [])) for name, fact in facts_in_force(on).items()]


def known_fact(fact: Fact, entries: list[FactEntry]) -> KnownFact:
    """Return one fact with its entries as they are read."""
    others = any(entry.supplied_by != APPLICANT for entry in entries)
    may_enter = APPLICANT in fact.supplied_by and (fact.applicant_may_correct or not others)
    rows = [(_place(entry), said(fact, entry.value), entry) for entry in entries]
    return KnownFact(fact, words(fact.title), entries, may_enter, rows)


def _place(entry: FactEntry) -> str:
    if entry.year is not None:
        return str(entry.year)
    return day(entry.on) if entry.on else ""


def shelves_of(facts: list[KnownFact]) -> list[Shelf]:
    """Return facts in the order an applicant works through them: what they enter first, by its shape."""
    mine = [one for one in facts if one.may_enter]
    shapes = {"value": _("基本情况"), "yearly": _("年度数据"), "records": _("证书和记录")}
    shelves = [Shelf(title, [one for one in mine if one.fact.shape == shape]) for shape, title in shapes.items()]
    shelves.append(Shelf(_("由登记机关和主管部门提供"), [one for one in facts if not one.may_enter]))
    return [shelf for shelf in shelves if shelf.facts]


def said(fact: Fact, value: Any) -> str:
    """Return a value of a fact as it is read; of a record its columns, one after the other."""
    if not isinstance(value, dict):
        return shown(_question(VALUE, fact), value)
    columns = {column.name: column for column in fact.fields}
    parts = [
        f"{words(columns[name].title)} {shown(_question(name, columns[name]), one)}"
        for name, one in value.items()
        if name in columns
    ]
    return _("，").join(parts)


def questions_of(fact: Fact) -> list[FormField]:
    """Return what is asked to enter one value, one year or one record of a fact."""
    as_of = FormField(name=AS_OF, label=Words(zh=_("数据日期")), kind="date", required=True)
    if fact.shape == "records":
        on = FormField(name=ON, label=Words(zh=_("日期")), kind="date", required=True)
        return [on, *(_question(column.name, column) for column in fact.fields)]
    value = _question(VALUE, fact, required=True)
    if fact.shape == "yearly":
        return [FormField(name=YEAR, label=Words(zh=_("年度")), kind="year", required=True), value, as_of]
    return [value, as_of]


def _question(name: str, of: Fact | RecordField, *, required: bool = False) -> FormField:
    kind = KINDS[of.type or "text"]
    return FormField(
        name=name, label=of.title, kind=kind, unit=of.unit, options=of.options, required=required, max_length=200
    )


def read_entry(fact: Fact, posted: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed for a fact, and what is wrong with it, by question."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for asked in questions_of(fact):
        text = posted.get(asked.name, "").strip()
        if not text:
            if asked.required:
                problems[asked.name] = _("请填写“%(label)s”。") % {"label": words(asked.label)}
            continue
        try:
            values[asked.name] = read_value(asked, text)
        except CannotRead as refusal:
            problems[asked.name] = str(refusal)
    return values, problems


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


def coverage_of(organisation: Organisation, fact: Fact) -> FactCoverage | None:
    """Return for which window the records of a fact are complete."""
    return FactCoverage.objects.filter(organisation=organisation, name=fact.name).first()
