"""A verdict as people read it: not met first, then not known with how to settle it, then met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.facts.models import FactEntry
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import gap_words
from pinzhang.engine.rules.book import BoundRule, rule_book
from pinzhang.engine.rules.explain import COUNTING
from pinzhang.engine.rules.syntax import FACT_ROOTS, Field, walk
from pinzhang.portals.public.pages.english import amount
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.context import reader_language


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule that has several (规则的一部分); the engine says it in Chinese."""

    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How it stands with one rule (一条规则的结论)."""

    rule: Rule
    verdict: str
    maybe: bool
    """Whether the rule applies is itself not known."""
    have: str = ""
    need: str = ""
    short: str = ""
    met_from: date | None = None
    sources: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def is_human(self) -> bool:
        return self.rule.decided_by == "human"

    @property
    def is_exclusion(self) -> bool:
        return self.rule.kind == "exclusion"

    @property
    def missing_words(self) -> str:
        return _("、").join(self.missing)

    @property
    def source_words(self) -> str:
        return _("；").join(self.sources)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an edition says of somebody, sorted for reading (比对结果)."""

    verdict: str
    on: date
    not_met: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    met: tuple[Finding, ...]
    encouraged: tuple[Finding, ...]

    @property
    def total(self) -> int:
        return len(self.not_met) + len(self.unknown) + len(self.met)


def verdict_of(explained: Mapping[str, Any], document: Edition, entries: Mapping[str, FactEntry]) -> Verdict:
    """Sort an explanation for reading; ``entries`` say where a fact was taken from, by its name."""
    rules = {rule.id: rule for rule in document.eligibility.rules}
    read = facts_read_by(document)
    findings = [
        _finding(rules[found["id"]], found, document, _sources(read[found["id"]], entries))
        for found in explained["rules"]
        if found["applies"] is not False
    ]
    counting = [finding for finding in findings if finding.rule.kind in COUNTING]

    def standing(verdict: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in counting if finding.verdict == verdict)

    return Verdict(
        verdict=explained["verdict"],
        on=date.fromisoformat(explained["on"]),
        not_met=standing("not met"),
        unknown=standing("unknown"),
        met=standing("met"),
        encouraged=tuple(finding for finding in findings if finding.rule.kind not in COUNTING),
    )


def facts_read_by(document: Edition) -> dict[str, set[str]]:
    """Return which facts every rule reads, by rule id."""
    return {bound.rule.id: _facts_in(bound) for bound in rule_book(document).rules}


def _facts_in(bound: BoundRule) -> set[str]:
    trees = [bound.expr, bound.applies_when, *(node for _exemption, node in bound.exempt)]
    nodes = (node for tree in trees if tree is not None for node in walk(tree))
    return {node.name for node in nodes if isinstance(node, Field) and node.root in FACT_ROOTS}


def _sources(names: set[str], entries: Mapping[str, FactEntry]) -> tuple[str, ...]:
    found = [entries[name] for name in sorted(names) if name in entries]
    said = (_("%(source)s，%(day)s") % {"source": entry.source, "day": entry.as_of.isoformat()} for entry in found)
    return tuple(dict.fromkeys(said))


def _finding(rule: Rule, found: Mapping[str, Any], document: Edition, sources: tuple[str, ...]) -> Finding:
    gap = gap_words(found, document)
    facts = {fact.name: fact for fact in document.facts}
    lacking = dict.fromkeys(name.removeprefix("s.").removeprefix("m.").partition(".")[0] for name in found["missing"])
    missing = [facts[name] for name in lacking if name in facts]
    return Finding(
        rule=rule,
        verdict=found["verdict"],
        maybe=found["applies"] == "unknown",
        have=amount(gap.get("have", "")),
        need=amount(gap.get("need", "")),
        short=amount(gap.get("short_by", "")),
        met_from=date.fromisoformat(found["met_from"]) if "met_from" in found else None,
        sources=sources if found["verdict"] != "unknown" else (),
        missing=tuple(words(fact.title) for fact in missing),
        parts=_parts(found),
    )


def _parts(found: Mapping[str, Any]) -> tuple[Part, ...]:
    if reader_language() == "en":
        return ()
    return tuple(Part(part["text"], part["verdict"]) for part in found["parts"])
