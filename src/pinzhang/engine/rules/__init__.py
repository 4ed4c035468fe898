"""The rule language: read, check, evaluate in three values, explain."""

from pinzhang.engine.rules.bounds import operator_mismatches
from pinzhang.engine.rules.checking import check
from pinzhang.engine.rules.document import facts_from_text
from pinzhang.engine.rules.evaluate import evaluate
from pinzhang.engine.rules.explain import explain
from pinzhang.engine.rules.gap_words import gap_words
from pinzhang.engine.rules.parser import parse
from pinzhang.engine.rules.printer import to_text
from pinzhang.engine.rules.problems import BadFacts, BadRule, RuleSyntaxError, RuleTypeProblem
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.sentences import sentence
from pinzhang.engine.rules.situation import Situation
from pinzhang.engine.rules.syntax import Node
from pinzhang.engine.rules.values import Unknown

__all__ = [
    "BadFacts",
    "BadRule",
    "Node",
    "RuleSyntaxError",
    "RuleTypeProblem",
    "Scope",
    "Situation",
    "Unknown",
    "check",
    "evaluate",
    "explain",
    "facts_from_text",
    "gap_words",
    "operator_mismatches",
    "parse",
    "sentence",
    "to_text",
]
