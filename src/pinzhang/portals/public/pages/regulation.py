"""An edition as people read it: rules in plain words, stages with their terms, and where the source is silent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.packs.schema.programme import Route, Source
from pinzhang.engine.packs.schema.stages import Stage, Term
from pinzhang.engine.rules import explain, sentence
from pinzhang.engine.stages import Plan
from pinzhang.portals.ui.components.numbers import number
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import reader_language

FORBIDDEN = "不得有下列情形："
"""How the engine begins the sentence of an exclusion; the page has it as a heading."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as a page prints it (条款)."""

    rule: Rule
    source: Source
    reading: str
    """How the machine reads the rule, where that says more than its title; the engine speaks Chinese."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one sector, exclusions apart (条件)."""

    conditions: tuple[RuleLine, ...]
    exclusions: tuple[RuleLine, ...]
    encouraged: tuple[RuleLine, ...]

    @property
    def left_to_people(self) -> list[RuleLine]:
        """What the text leaves to judgement (人工认定)."""
        return [line for line in (*self.conditions, *self.exclusions) if line.rule.decided_by == "human"]

    @property
    def documents(self) -> list[Words]:
        """The documents that prove something, each once."""
        lines = (*self.conditions, *self.exclusions)
        named = {
            proof.name.zh: proof.name for line in lines for proof in line.rule.evidence if proof.kind != "register"
        }
        return list(named.values())


def rules_of(document: Edition, *, sector: str, on: date) -> Rules:
    """Return the rules of an edition that may apply in a sector; an empty sector shows them all."""
    sources = {source.key: source for source in document.programme.sources}
    rules = [rule for rule in document.eligibility.rules if rule.id not in _not_applying(document, sector, on)]

    def lines(*kinds: str) -> tuple[RuleLine, ...]:
        chosen = [rule for rule in rules if rule.kind in kinds]
        return tuple(RuleLine(rule, sources[rule.source], reading_of(rule, document)) for rule in chosen)

    return Rules(lines("condition"), lines("exclusion"), lines("bonus", "priority"))


def _not_applying(document: Edition, sector: str, on: date) -> set[str]:
    if not sector:
        return set()
    judged = explain(document, {"application": {"sector": sector}, "facts": {}}, on=on)
    return {rule["id"] for rule in judged["rules"] if rule["applies"] is False}


def reading_of(rule: Rule, document: Edition) -> str:
    """Return how the machine reads a rule, in Chinese; nothing to readers of English, or where the title says it."""
    if reader_language() == "en" or rule.expr is None:
        return ""
    said = sentence(rule, document).replace(FORBIDDEN, "", 1).removesuffix("（由主管部门认定）")
    return "" if said == rule.title.zh else said


def chosen_sector(document: Edition, asked: str | None) -> str:
    """Return the sector a reader asked for, else the first one; nothing where the programme has none."""
    keys = [sector.key for sector in document.programme.sectors]
    return asked if asked in keys else next(iter(keys), "")


def term_words(term: Term) -> str:
    """Say how long something may take."""
    units: dict[str, Callable[[int], str]] = {
        "working_days": lambda n: ngettext("%(n)s 个工作日内", "%(n)s 个工作日内", n),
        "days": lambda n: ngettext("%(n)s 天内", "%(n)s 天内", n),
        "months": lambda n: ngettext("%(n)s 个月内", "%(n)s 个月内", n),
    }
    said = units[term.unit](term.count) % {"n": term.count}
    return said if term.basis == "legal" else _("%(term)s（服务承诺）") % {"term": said}


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as a page prints it (环节)."""

    stage: Stage
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteShown:
    """A way into the programme with the stages it passes (路径)."""

    route: Route
    stages: tuple[StageLine, ...]


def routes_of(document: Edition) -> list[RouteShown]:
    """Return every route with its stages."""
    return [
        RouteShown(
            route, tuple(StageLine(stage, tuple(_lines(stage))) for stage in Plan.of(document.stages, route).stages)
        )
        for route in document.programme.routes
    ]


def _lines(stage: Stage) -> Iterable[str]:
    """Say what matters to somebody outside: what happens, the term, who is asked, whether one may object."""
    if stage.future_name and stage.future_name != stage.name:
        yield words(stage.future_name)
    if stage.term:
        yield term_words(stage.term)
    if stage.correction_term:
        yield _("要求补正时，申报组织在%(term)s答复") % {"term": term_words(stage.correction_term)}
    yield from _people(stage)
    if stage.exit.kind != "all":
        yield _exit_words(stage)
    if stage.objections:
        yield (
            _("任何人都可以提出异议；有异议的先核实，其他的照常进行")
            if stage.hold == "case"
            else _("任何人都可以提出异议；核实期间整份名单都不作决定")
        )
    if stage.note:
        yield words(stage.note)


def _people(stage: Stage) -> Iterable[str]:
    if stage.departments:
        yield _("征求意见：%(names)s") % {"names": _("、").join(words(asked.name) for asked in stage.departments)}
    if stage.silence == "no_objection":
        yield _("逾期未回复视为无意见")
    if stage.authority_name:
        yield _("由%(name)s审定") % {"name": words(stage.authority_name)}


def _exit_words(stage: Stage) -> str:
    rule = stage.exit
    if rule.kind == "top_n":
        return _("取前 %(n)s 名") % {"n": rule.count}
    if rule.kind == "cut_off":
        return _("得分不低于 %(score)s 分的进入下一环节") % {"score": number(rule.score)}
    return _("按名额的 %(ratio)s 倍进入下一环节") % {"ratio": number(rule.ratio)}


CONFIDENCE: dict[str, Callable[[], tuple[str, str]]] = {
    "seen": lambda: (_("已查阅原文"), "ok"),
    "secondary": lambda: (_("据转载或摘录"), "warn"),
    "remembered": lambda: (_("据记忆，未核对"), "warn"),
    "missing": lambda: (_("尚未取得全文"), ""),
}


def sources_of(document: Edition) -> list[dict[str, Any]]:
    """Return the documents an edition rests on, each with how well it is known."""
    return [{"source": source, "confidence": CONFIDENCE[source.confidence]()} for source in document.programme.sources]


PERIODS: dict[str, Callable[[int], str]] = {
    "y": lambda n: ngettext("%(n)s 年", "%(n)s 年", n),
    "m": lambda n: ngettext("%(n)s 个月", "%(n)s 个月", n),
    "d": lambda n: ngettext("%(n)s 天", "%(n)s 天", n),
}


def period_words(period: str | None) -> str:
    """Say a span of time, ``3y`` as 3 年; nothing where there is none."""
    if not period:
        return ""
    count = int(period[:-1])
    return PERIODS[period[-1]](count) % {"n": count}
