"""What a sentence may name: the facts, parameters and answers of one edition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import get_args

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.eligibility import Parameter
from pinzhang.engine.packs.schema.facts import EnumOption, Fact
from pinzhang.engine.packs.schema.form import FormField, FormGroup
from pinzhang.engine.packs.schema.programme import ApplicantKind, Programme, SubjectKind
from pinzhang.engine.rules.amounts import DECIMAL
from pinzhang.engine.rules.days import day_from
from pinzhang.engine.rules.kinds import Kind, answer_kind, fact_kind, scalar_kind
from pinzhang.engine.rules.syntax import FACT_ROOTS
from pinzhang.engine.rules.values import Value

FOUNDING = "established_on"
"""The fact that says since when an applicant exists; years before it do not exist."""

_SUBJECTS: dict[SubjectKind, str] = {
    "enterprise": "企业", "product": "产品", "service": "服务", "industry": "产业", "region": "区域", "person": "个人",
    "team": "团队", "work": "作品", "project": "项目", "government": "政府",
}  # fmt: skip

_APPLICANTS: dict[ApplicantKind, str] = {
    "enterprise": "企业", "public_institution": "事业单位", "association": "社会组织", "government": "政府",
    "individual": "个人", "team": "团队",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A parameter with its values in order of the day each begins to hold."""

    kind: Kind
    values: tuple[tuple[date, Value], ...]
    unreadable: tuple[str, ...] = ()
    """Values that are none of the parameter's type; the checker reports them where the parameter is used."""

    def on(self, day: date) -> Value | None:
        """Return the value that holds on a day, if one does yet."""
        holding = [value for since, value in self.values if since <= day]
        return holding[-1] if holding else None


@dataclass(frozen=True)
class Scope:
    """The facts, parameters and answers that sentences of an edition may name."""

    facts: Mapping[str, Kind] = field(default_factory=dict)
    parameters: Mapping[str, DatedParameter] = field(default_factory=dict)
    answers: Mapping[str, Kind] = field(default_factory=dict)

    @classmethod
    def of(cls, edition: Edition) -> "Scope":
        """Return the scope of a whole edition; the form may redefine what the head of the programme gives."""
        sections = edition.form.sections
        asked: list[FormField | FormGroup] = []
        for section in sections:
            asked += [*section.fields, *section.groups]
        built = cls.build(edition_facts=edition.facts, parameters=edition.eligibility.parameters, form_fields=asked)
        return replace(built, answers={**_given_answers(edition.programme), **built.answers})

    @classmethod
    def build(
        cls,
        *,
        edition_facts: Iterable[Fact] = (),
        parameters: Iterable[Parameter] = (),
        form_fields: Iterable[FormField | FormGroup] = (),
    ) -> "Scope":
        """Return a scope of these facts, parameters and form fields."""
        return cls(
            facts={fact.name: fact_kind(fact) for fact in edition_facts},
            parameters={parameter.name: _dated(parameter) for parameter in parameters},
            answers={asked.name: answer_kind(asked) for asked in form_fields},
        )

    def names(self, root: str) -> Mapping[str, Kind]:
        """Return what may follow a root, by name."""
        if root in FACT_ROOTS:
            return self.facts
        if root == "a":
            return self.answers
        return {name: parameter.kind for name, parameter in self.parameters.items()}


def _dated(parameter: Parameter) -> DatedParameter:
    options_elsewhere = parameter.type == "enum"
    kind = scalar_kind("text" if options_elsewhere else parameter.type, unit=parameter.unit, title=parameter.title.zh)
    dated = sorted(parameter.values, key=lambda value: value.from_on)
    typed = [(value.from_on, value.value, parameter_value(value.value, kind)) for value in dated]
    return DatedParameter(
        kind,
        values=tuple((since, value) for since, _, value in typed if value is not None),
        unreadable=tuple(text for _, text, value in typed if value is None),
    )


def parameter_value(text: str, kind: Kind) -> Value | None:
    """Return what the text of a parameter means, or nothing where it is no value of its kind."""
    if kind.sort == "number":
        return _number(text, whole=kind.grain == "integer")
    if kind.sort == "date":
        return day_from(text)
    if kind.sort == "bool":
        return {"true": True, "false": False}.get(text)
    return text


def _number(text: str, *, whole: bool) -> Value | None:
    if not DECIMAL.fullmatch(text) or (whole and "." in text):
        return None
    return Fraction(text)


def _given_answers(programme: Programme) -> dict[str, Kind]:
    return {
        "sector": _choice("领域", ((sector.key, sector.name.zh) for sector in programme.sectors)),
        "route": _choice("路径", ((route.key, route.name.zh) for route in programme.routes)),
        "subject_kind": _choice("申报对象", ((kind, _SUBJECTS[kind]) for kind in get_args(SubjectKind))),
        "applicant_kind": _choice("申报主体", ((kind, _APPLICANTS[kind]) for kind in get_args(ApplicantKind))),
    }


def _choice(title: str, options: Iterable[tuple[str, str]]) -> Kind:
    return Kind("enum", title=title, options=tuple(EnumOption(key=key, name=Words(zh=name)) for key, name in options))
