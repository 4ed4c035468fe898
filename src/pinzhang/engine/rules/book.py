"""The rules of an edition, read and checked once."""

from collections import OrderedDict
from dataclasses import dataclass

from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.eligibility import Exemption, Rule
from pinzhang.engine.rules.checking import check
from pinzhang.engine.rules.parser import parse
from pinzhang.engine.rules.problems import BadRule
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.syntax import Node

BOOKS_KEPT = 64


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with its sentences as trees."""

    rule: Rule
    expr: Node | None
    applies_when: Node | None
    exempt: tuple[tuple[Exemption, Node], ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of an edition, and what they may name."""

    edition: Edition
    scope: Scope
    rules: tuple[BoundRule, ...]


_books: OrderedDict[int, RuleBook] = OrderedDict()


def rule_book(edition: Edition) -> RuleBook:
    """Return the rules of an edition, read and checked; an edition never changes, so the latest ones are kept.

    :raises RuleSyntaxError: a rule is no sentence.
    :raises BadRule: a rule does not fit the facts, parameters and fields of the edition.
    """
    kept = _books.get(id(edition))
    if kept is not None and kept.edition is edition:
        return kept
    scope = Scope.of(edition)
    book = RuleBook(edition, scope, tuple(_bound(rule, scope) for rule in edition.eligibility.rules))
    _books[id(edition)] = book
    while len(_books) > BOOKS_KEPT:
        _books.popitem(last=False)
    return book


def bound_sentence(text: str, scope: Scope, *, rule: str = "") -> Node:
    """Return the tree of a sentence that says yes or no.

    :raises RuleSyntaxError: the text is no sentence.
    :raises BadRule: it does not fit the scope.
    """
    node = parse(text)
    problems = check(node, scope, expects="bool")
    if problems:
        raise BadRule(problems, rule=rule)
    return node


def _bound(rule: Rule, scope: Scope) -> BoundRule:
    def read(text: str | None) -> Node | None:
        return None if text is None else bound_sentence(text, scope, rule=rule.id)

    exempt = tuple((exemption, bound_sentence(exemption.when, scope, rule=rule.id)) for exemption in rule.exempt)
    return BoundRule(rule, read(rule.expr), read(rule.applies_when), exempt)
