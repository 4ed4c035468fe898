"""Questions for whoever has no account: one per fact that could settle a rule, answers never stored."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.packs.schema.facts import Fact, RecordField
from pinzhang.engine.rules import explain
from pinzhang.engine.rules.explain import COUNTING
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.forms import DayInput, NumberInput, annotate

FAR_YEAR = "1900"
"""A year of which nothing is asked: with it in a series, the engine names each year that it lacks."""
FIRST_DAY = "1900-01-01"
YES, NO = "yes", "no"
MYRIAD = 10_000
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one fact: a value, some years, or whether there are records."""

    fact: Fact
    years: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    """The rules that the answer could settle."""

    @property
    def name(self) -> str:
        return self.fact.name


def questions_of(
    document: Edition, known: Mapping[str, Any], application: Mapping[str, Any], on: date
) -> list[Question]:
    """Return what to ask so that rules with nothing but machine work left can be settled, in the order of the rules."""
    facts = {fact.name: fact for fact in document.facts}
    probe = {name: {FAR_YEAR: "0"} for name, fact in facts.items() if fact.shape == "yearly"}
    judged = explain(document, {"application": dict(application), "facts": {**probe, **known}}, on=on)
    rules = {rule.id: rule for rule in document.eligibility.rules}
    asked: dict[str, dict[str, None]] = {}
    serving: dict[str, dict[str, Rule]] = {}
    for rule in (rule for rule in judged["rules"] if rule["kind"] in COUNTING):
        for name in rule["missing"]:
            root, _dot, rest = name.removeprefix("s.").removeprefix("m.").partition(".")
            if root in facts:
                asked.setdefault(root, {}).update({rest: None} if rest and facts[root].shape == "yearly" else {})
                serving.setdefault(root, {})[rule["id"]] = rules[rule["id"]]
    return [
        Question(facts[name], tuple(sorted(years)), tuple(serving[name].values()))
        for name, years in asked.items()
        if years or facts[name].shape != "yearly"
    ]


class PlainNumber(forms.DecimalField):
    """A number however it was typed: wide digits and thousands separators are understood."""

    def to_python(self, value: Any) -> Any:
        typed = unicodedata.normalize("NFKC", value).replace(",", "") if isinstance(value, str) else value
        return super().to_python(typed)


class AnswersForm(forms.Form):
    """The questions of one check (自测). Every one may be left open: what is not answered is not known."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, questions: list[Question]) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            for name, field in fields_of(question):
                self.fields[name] = field

    @property
    def groups(self) -> list[tuple[Question, list[forms.BoundField]]]:
        """The fields of each question, as the page draws them together."""
        return [(question, [self[name] for name, _field in fields_of(question)]) for question in self.questions]

    def facts(self) -> dict[str, Any]:
        """Return the answers as facts; what was left open, or cannot be read, is absent."""
        cleaned = getattr(self, "cleaned_data", {})
        found = {question.name: _fact(question, cleaned) for question in self.questions}
        return {name: value for name, value in found.items() if value is not None}


def fields_of(question: Question) -> list[tuple[str, forms.Field]]:
    """Return the form fields of one question."""
    fact, title = question.fact, words(question.fact.title)
    if fact.shape == "yearly":
        return [(f"{fact.name}.{year}", _value_field(fact, _year_title(title, year))) for year in question.years]
    if fact.shape == "value":
        return [(fact.name, _value_field(fact, title))]
    has = _choice(_("有没有：%(title)s") % {"title": title}, [(NO, _("没有")), (YES, _("有"))])
    columns = [column for column in fact.fields if column.type != "text"]
    details = [(f"{fact.name}.{column.name}", _value_field(column, words(column.title))) for column in columns]
    return [(fact.name, has), (f"{fact.name}.on", _day(_("最近一条的日期"))), *details]


def _year_title(title: str, year: str) -> str:
    return _("%(title)s（%(year)s 年度）") % {"title": title, "year": year}


def _choice(label: str, options: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("还不知道")), *options])


def _day(label: str) -> forms.Field:
    return forms.DateField(label=label, required=False, widget=DayInput())


def _value_field(asked: Fact | RecordField, label: str) -> forms.Field:
    if asked.type == "bool":
        return _choice(label, [(YES, _("是")), (NO, _("否"))])
    if asked.type == "enum":
        return _choice(label, [(option.key, words(option.name)) for option in asked.options])
    if asked.type == "date":
        return _day(label)
    if asked.type in ("text", "code"):
        return forms.CharField(label=label, required=False, max_length=80)
    return _number(asked, label)


def _number(asked: Fact | RecordField, label: str) -> forms.Field:
    places = {"integer": 0, "share": 4}.get(str(asked.type), 6)
    field = PlainNumber(
        label=label, required=False, decimal_places=places, max_digits=MOST_DIGITS, widget=NumberInput()
    )
    unit = _("万元") if asked.type == "money" else "%" if asked.type == "share" else asked.unit
    return annotate(field, unit=unit)


def _fact(question: Question, cleaned: Mapping[str, Any]) -> Any:
    fact = question.fact
    if fact.shape == "yearly":
        years = {year: _value(fact, cleaned.get(f"{fact.name}.{year}")) for year in question.years}
        return {year: value for year, value in years.items() if value is not None} or None
    if fact.shape == "value":
        return _value(fact, cleaned.get(fact.name))
    return _records(fact, cleaned)


def _records(fact: Fact, cleaned: Mapping[str, Any]) -> Any:
    """Read the answer about records: none at all, or the latest one, with which the list is complete."""
    complete = {"from": FIRST_DAY, "to": "2999-12-31"}
    if cleaned.get(fact.name) == NO:
        return {"records": [], "complete": complete}
    on = cleaned.get(f"{fact.name}.on")
    if cleaned.get(fact.name) != YES or on is None:
        return None
    columns = {column.name: _value(column, cleaned.get(f"{fact.name}.{column.name}")) for column in fact.fields}
    record = {"on": on.isoformat(), **{name: value for name, value in columns.items() if value is not None}}
    return {"records": [record], "complete": complete}


def _value(asked: Fact | RecordField, typed: Any) -> Any:
    if typed is None or typed == "":
        return None
    readers: dict[str, Callable[[Any], Any]] = {
        "bool": lambda value: value == YES,
        "date": lambda value: value.isoformat(),
        "money": lambda value: f"{value * MYRIAD:.2f}",
        "share": lambda value: f"{value / 100:f}",
        "integer": lambda value: f"{value:.0f}",
        "decimal": lambda value: f"{value:f}",
    }
    return readers.get(str(asked.type), str)(typed)


def completed(known: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known, filled up with answers: years beside years, a record beside those already known."""
    facts = dict(known)
    for name, answer in answers.items():
        before = facts.get(name)
        if isinstance(before, dict) and "records" in before:
            facts[name] = {**answer, "records": [*before["records"], *answer["records"]]}
        else:
            facts[name] = {**before, **answer} if isinstance(before, dict) else answer
    return facts
