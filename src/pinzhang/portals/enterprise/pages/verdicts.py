"""Rules as an applicant reads them: verdict; have, need, short by; from which source; what would settle it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import findings_of
from pinzhang.domain.facts.models import FactEntry
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.engine.rules import gap_words, parse
from pinzhang.engine.rules.explain import COUNTING
from pinzhang.engine.rules.syntax import FACT_ROOTS, Field, walk
from pinzhang.portals.enterprise.pages.own import document_of
from pinzhang.portals.ui.components.numbers import number
from pinzhang.portals.ui.components.numbers import unit as with_unit
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import reader_language
from pinzhang.portals.ui.pack_forms import percentage

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SIGNS = {">=": "≥ {}", "<=": "≤ {}", ">": "> {}", "<": "< {}", "==": "{}", "!=": "not {}"}


@dataclass(frozen=True)
class Origin:
    """Where a fact of a rule comes from, and where it can be put right."""

    title: str
    source: str
    as_of: Any
    url: str
    """Empty where the applicant cannot supply it."""


@dataclass(frozen=True)
class Condition:
    """One rule with its verdict."""

    rule: Rule
    title: str
    verdict: str
    have: str = ""
    need: str = ""
    short: str = ""
    value_share: float | None = None
    met_from: date | None = None
    note: str = ""
    human: bool = False
    evidence: list[str] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    """Questions of the form that would settle it."""

    @property
    def to_supply(self) -> list[Origin]:
        """What the applicant can fill in to settle it."""
        return [one for one in self.origins if one.url]


@dataclass(frozen=True)
class Judgement:
    """All rules of a programme, by verdict: what is not met first."""

    not_met: list[Condition]
    unknown: list[Condition]
    met: list[Condition]
    others: list[Condition]
    """Bonus and priority: they never decide."""
    verdict: str

    @property
    def count(self) -> int:
        """How many rules decide and apply."""
        return len(self.not_met) + len(self.unknown) + len(self.met)


def judgement_of(document: Edition, explained: Mapping[str, Any], entries: Iterable[FactEntry] = ()) -> Judgement:
    """Return an explanation as it is read."""
    maker = _Maker(document, {entry.name: entry for entry in entries})
    found = [maker.condition(one) for one in explained["rules"] if one["applies"] is not False]
    deciding = [one for one in found if one.rule.kind in COUNTING]
    by_verdict = {word: [one for one in deciding if one.verdict == word] for word in ("not met", "unknown", "met")}
    others = [one for one in found if one.rule.kind not in COUNTING]
    return Judgement(by_verdict["not met"], by_verdict["unknown"], by_verdict["met"], others, str(explained["verdict"]))


def findings_page(application: Application) -> Judgement:
    """Return the rules' findings that travel with an application; of a draft, as they would be now."""
    explained = application.findings or findings_of(application)
    return judgement_of(document_of(application), explained)


def title_of(rule: Rule) -> str:
    """Return what a rule demands; an exclusion is met where its circumstance is not the case."""
    title = words(rule.title)
    return _("没有下列情形：%(title)s") % {"title": title} if rule.kind == "exclusion" else title


@dataclass(frozen=True)
class PathStep:
    """One step of the shortest way to a yes."""

    title: str
    sub: str
    url: str


def path_of(judgement: Judgement) -> list[PathStep]:
    """Return what to do first: settle what is not known and can be settled at once, then what is short."""
    steps: dict[str, PathStep] = {}
    for one in judgement.unknown:
        for origin in one.to_supply:
            sub = _("“%(rule)s”就有结论") % {"rule": one.title}
            steps.setdefault(origin.url, PathStep(_("填写%(what)s") % {"what": origin.title}, sub, origin.url))
    for one in judgement.not_met:
        for origin in one.to_supply[:1]:
            sub = _("还差 %(short)s：%(rule)s") % {"short": one.short, "rule": one.title} if one.short else one.title
            steps.setdefault(origin.url, PathStep(_("核对%(what)s") % {"what": origin.title}, sub, origin.url))
    return list(steps.values())


class _Maker:
    def __init__(self, document: Edition, entries: Mapping[str, FactEntry]) -> None:
        self._document, self._entries = document, entries
        self._rules = {rule.id: rule for rule in document.eligibility.rules}
        self._facts = {fact.name: fact for fact in document.facts}
        self._labels: dict[str, str] = {}
        for section in document.form.sections:
            self._labels |= {one.name: words(one.label) for one in section.fields}
            self._labels |= {group.name: words(group.label) for group in section.groups}

    def condition(self, explained: Mapping[str, Any]) -> Condition:
        rule = self._rules[explained["id"]]
        said = gap_words(explained, self._document)
        names = _names(rule)
        return Condition(
            rule=rule,
            title=title_of(rule),
            verdict=explained["verdict"],
            have=_said(explained.get("have"), said.get("have", "")),
            need=_said(explained.get("need"), said.get("need", "")),
            short=_said(explained.get("short_by"), said.get("short_by", "")),
            value_share=_share(explained),
            met_from=date.fromisoformat(explained["met_from"]) if "met_from" in explained else None,
            note=words(rule.note) if rule.note else "",
            human=rule.decided_by == "human",
            evidence=[words(one.name) for one in rule.evidence],
            origins=[self._origin(self._facts[name]) for name in names["facts"] if name in self._facts],
            questions=[self._labels[name] for name in names["answers"] if name in self._labels],
        )

    def _origin(self, fact: Fact) -> Origin:
        entry = self._entries.get(fact.name)
        url = reverse("enterprise:fact", args=[fact.name]) if "applicant" in fact.supplied_by else ""
        return Origin(words(fact.title), entry.source if entry else "", entry.as_of if entry else None, url)


def _names(rule: Rule) -> dict[str, list[str]]:
    """Return the facts and the answers that a rule looks at."""
    sentences = [rule.expr, rule.applies_when, *(exemption.when for exemption in rule.exempt)]
    found: dict[str, list[str]] = {"facts": [], "answers": []}
    for sentence in sentences:
        for node in walk(parse(sentence)) if sentence else ():
            if isinstance(node, Field) and node.root in FACT_ROOTS:
                found["facts"].append(node.name)
            elif isinstance(node, Field) and node.root == "a":
                found["answers"].append(node.name)
    return {kind: list(dict.fromkeys(names)) for kind, names in found.items()}


def _share(explained: Mapping[str, Any]) -> float | None:
    """Return how far the applicant has come towards a floor, where both are numbers."""
    if explained["verdict"] != "not met" or explained.get("need", {}).get("op") not in (">=", ">"):
        return None
    have, need = (_decimal(explained.get(name, {}).get("value")) for name in ("have", "need"))
    if have is None or not need or have < 0:
        return None
    return float(min(have / need, Decimal(1)))


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _said(amount: Mapping[str, Any] | None, chinese: str) -> str:
    """Return an amount in the reader's language; in English as far as it is a number, a day, yes or no."""
    if amount is None or reader_language() != "en":
        return chinese
    value = amount["value"]
    sign = SIGNS.get(amount.get("op", ""), "{}")
    if isinstance(value, bool):
        return sign.format(_("是") if value else _("否"))
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return sign.format(value)
    plain = _decimal(value)
    return chinese if plain is None else sign.format(_english_number(plain, amount.get("unit", ""), chinese))


def _english_number(value: Decimal, unit: str, chinese: str) -> str:
    if "百分点" in chinese:
        return f"{number(percentage(value))} pp"
    if chinese.endswith("%"):
        return f"{number(percentage(value))}%"
    return with_unit(value, "元" if unit == "CNY" else unit)
