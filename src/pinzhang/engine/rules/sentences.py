"""The Chinese sentence of a rule, written from its expression so that text and rule cannot drift apart."""

from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules.book import bound_sentence
from pinzhang.engine.rules.phrases import Speaker
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.syntax import Node

_FORBIDDEN = "不得有下列情形："
_DECIDED = "（由主管部门认定）"


def sentence(rule: Rule, edition: Edition) -> str:
    """Return what a rule demands, in Chinese, with units; of an exclusion, the circumstance that excludes.

    :raises RuleSyntaxError: an expression of the rule is no sentence.
    :raises BadRule: it does not fit the edition.
    """
    speaker = Speaker(Scope.of(edition))

    def said(text: str) -> str:
        return speaker.phrase(bound_sentence(text, speaker.scope, rule=rule.id))

    demand = rule.title.zh if rule.expr is None else said(rule.expr)
    parts = [
        f"{said(rule.applies_when)}的，" if rule.applies_when else "",
        _FORBIDDEN if rule.kind == "exclusion" else "",
    ]
    exempt = "".join(f"（{said(exemption.when)}的除外）" for exemption in rule.exempt)
    return "".join([*parts, demand, exempt, _DECIDED if rule.decided_by == "human" else ""])


def part_sentence(node: Node, scope: Scope, *, wanted: bool = True) -> str:
    """Return the sentence of one part of a rule, or of its opposite."""
    return Speaker(scope).phrase(node, wanted=wanted)
