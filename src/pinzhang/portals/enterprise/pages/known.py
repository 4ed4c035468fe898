"""What is known of an organisation: every fact that a programme asks for, its source, and how it is entered."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from pinzhang.domain.facts.models import FactCoverage, FactEntry
from pinzhang.domain.facts.selectors import entries_of
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.own_facts import (
    VALUE,
    facts_in_force,
    may_enter,
    question_of,
    read_typed,
)
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.portals.enterprise.pages.outline import shown
from pinzhang.portals.ui.components.dates import day
from pinzhang.portals.ui.components.words import words


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


def known_facts(organisation: Organisation, *, on: date) -> list[KnownFact]:
    """Return all facts that programmes ask for, with what is known of each."""
    by_name: dict[str, list[FactEntry]] = {}
    for entry in entries_of(organisation).order_by("year", "on", "pk"):
        by_name.setdefault(entry.name, []).append(entry)
    return [known_fact(fact, by_name.get(name, [])) for name, fact in facts_in_force(on).items()]


def known_fact(fact: Fact, entries: list[FactEntry]) -> KnownFact:
    """Return one fact with its entries as they are read."""
    rows = [(_place(entry), said(fact, entry.value), entry) for entry in entries]
    return KnownFact(fact, words(fact.title), entries, may_enter(fact, entries), rows)


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
        return shown(question_of(VALUE, fact), value)
    columns = {column.name: column for column in fact.fields}
    parts = [
        f"{words(columns[name].title)} {shown(question_of(name, columns[name]), one)}"
        for name, one in value.items()
        if name in columns
    ]
    return _("，").join(parts)


def read_entry(fact: Fact, posted: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed for a fact, and what is wrong with it, by question."""
    found = read_typed(fact, {name: str(text) for name, text in posted.items()})
    missing = {one.name: _("请填写“%(label)s”。") % {"label": words(one.label)} for one in found.missing}
    return found.values, {**missing, **found.problems}


def coverage_of(organisation: Organisation, fact: Fact) -> FactCoverage | None:
    """Return for which window the records of a fact are complete."""
    return FactCoverage.objects.filter(organisation=organisation, name=fact.name).first()
