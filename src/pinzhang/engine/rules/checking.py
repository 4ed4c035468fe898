"""Check that a sentence can be meant: names, types, units, options, windows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal as OneOf

from pinzhang.engine.rules.fitting import misfit
from pinzhang.engine.rules.kinds import ANY, BOOL, COUNT, COUNTABLE, DATE, NUMBER, TEXT, Kind, Sort
from pinzhang.engine.rules.problems import RuleTypeProblem, did_you_mean
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.signatures import SIGNATURES
from pinzhang.engine.rules.syntax import (
    REFERENCE_DAY,
    Arithmetic,
    Call,
    Compare,
    Comprehension,
    Field,
    ListOf,
    Literal,
    Logic,
    Member,
    Name,
    Negative,
    Node,
    Not,
)
from pinzhang.engine.rules.units import product_of_kinds, sum_of_kinds, unlike_units

_ROOT_WORDS = {"a": "field of the form", "e": "fact", "s": "fact", "m": "fact", "p": "parameter"}


def check(
    node: Node, scope: Scope, *, expects: OneOf["bool"] | None = None, allow_has: bool = False
) -> list[RuleTypeProblem]:
    """Return everything in a sentence that cannot be meant, in the order of its columns.

    ``has()`` is refused unless the caller allows it: only what is shown may depend on whether something is known.
    """
    checker = Checker(scope, allow_has=allow_has)
    kind = checker.kind_of(node)
    if expects == "bool":
        checker.demand(node, kind, "bool", "a rule")
    return sorted(dict.fromkeys(checker.problems), key=lambda problem: problem.column)


def kind_of(node: Node, scope: Scope, variables: Mapping[str, Kind] | None = None) -> Kind:
    """Return what sort of thing a checked sentence stands for."""
    return Checker(scope, allow_has=True, variables=dict(variables or {})).kind_of(node)


@dataclass
class Checker:
    """Walks a sentence once, from the leaves up, and collects problems."""

    scope: Scope
    allow_has: bool
    variables: dict[str, Kind] = field(default_factory=dict)
    problems: list[RuleTypeProblem] = field(default_factory=list)

    def kind_of(self, node: Node) -> Kind:
        kind: Kind = getattr(self, "_" + type(node).__name__.lower())(node)
        return kind

    def report(self, node: Node, message: str, suggestion: str = "") -> Kind:
        self.problems.append(RuleTypeProblem(message, node.column, suggestion))
        return ANY

    def demand(self, node: Node, kind: Kind, sort: str, who: str) -> bool:
        """Report unless an operand is of a sort; say how a series or a list of records becomes one."""
        if kind.sort in {sort, "any"}:
            return kind.sort != "any"
        wanted = Kind(sort).in_words()  # type: ignore[arg-type]
        self.report(node, f"{who} needs {wanted}, found {kind.in_words()}", _way_to(sort, kind))
        return False

    def _literal(self, node: Literal) -> Kind:
        if isinstance(node.value, bool):
            return BOOL
        if isinstance(node.value, Decimal):
            return COUNT if node.value == node.value.to_integral_value() else NUMBER
        return TEXT

    def _listof(self, node: ListOf) -> Kind:
        if not node.items:
            return self.report(node, "an empty list contains nothing")
        kinds = [self.kind_of(item) for item in node.items]
        before = len(self.problems)
        for item, kind in zip(node.items, kinds, strict=True):
            if kind.sort not in {"bool", "number", "text", "date", "enum", "any"}:
                self.report(item, f"a list holds single values, found {kind.in_words()}")
            elif misfit(node.items[0], kinds[0], item, kind, self.scope):
                self.report(item, f"a list holds values of one sort, found {kinds[0].in_words()} and {kind.in_words()}")
        return Kind("list", of=kinds[0]) if len(self.problems) == before else ANY

    def _name(self, node: Name) -> Kind:
        if node.name == REFERENCE_DAY:
            return DATE
        if node.name in self.variables:
            return self.variables[node.name]
        hint = did_you_mean(node.name, [REFERENCE_DAY, *self.variables])
        return self.report(node, f"nothing is called {node.name}", hint or "facts are written e.name, text 'in quotes'")

    def _field(self, node: Field) -> Kind:
        names = self.scope.names(node.root)
        if node.name not in names:
            message = f"unknown {_ROOT_WORDS[node.root]} {node.root}.{node.name}"
            return self.report(node, message, did_you_mean(node.name, names))
        if node.root == "p":
            for text in self.scope.parameters[node.name].unreadable:
                self.report(node, f"the value {text!r} of p.{node.name} is not {names[node.name].in_words()}")
        return names[node.name]

    def _member(self, node: Member) -> Kind:
        kind = self.variables.get(node.variable)
        if kind is None:
            known = [*self.variables, "a", "e", "s", "m", "p"]
            return self.report(node, f"nothing is called {node.variable}", did_you_mean(node.variable, known))
        if kind.sort != "record":
            return (
                ANY if kind.sort == "any" else self.report(node, f"{node.variable} is {kind.in_words()} without parts")
            )
        column = kind.column(node.name)
        if column is None:
            names = [name for name, _ in kind.columns]
            return self.report(node, f"a record has no {node.name}", did_you_mean(node.name, names))
        return column

    def _not(self, node: Not) -> Kind:
        self.demand(node.operand, self.kind_of(node.operand), "bool", "!")
        return BOOL

    def _negative(self, node: Negative) -> Kind:
        kind = self.kind_of(node.operand)
        return kind if self.demand(node.operand, kind, "number", "-") else ANY

    def _logic(self, node: Logic) -> Kind:
        for operand in node.operands:
            self.demand(operand, self.kind_of(operand), "bool", node.operator)
        return BOOL

    def _compare(self, node: Compare) -> Kind:
        left, right = self.kind_of(node.left), self.kind_of(node.right)
        if "any" in {left.sort, right.sort}:
            return BOOL
        if node.operator == "in":
            self._membership(node, left, right)
        else:
            self._comparison(node, left, right)
        return BOOL

    def _membership(self, node: Compare, left: Kind, right: Kind) -> None:
        if right.sort != "list" or right.of is None:
            self.report(node.right, f"in needs a list, found {right.in_words()}")
            return
        members = node.right.items if isinstance(node.right, ListOf) else (node.right,)
        for member in members:
            kind = self.kind_of(member) if isinstance(node.right, ListOf) else right.of
            problem = misfit(node.left, left, member, kind, self.scope)
            if problem:
                self.report(member, *problem)

    def _comparison(self, node: Compare, left: Kind, right: Kind) -> None:
        for operand, kind in ((node.left, left), (node.right, right)):
            if kind.sort in {"list", "yearly", "series", "selection", "records", "rows", "record"}:
                way = _way_to("number", kind)
                self.report(operand, f"{node.operator} compares single values, found {kind.in_words()}", way)
                return
        problem = misfit(node.left, left, node.right, right, self.scope)
        if problem:
            self.report(node, *problem)
        elif node.operator not in {"==", "!="}:
            self._order(node, left, right)

    def _order(self, node: Compare, left: Kind, right: Kind) -> None:
        kind = left if left.sort in {"enum", "date"} else right
        if kind.sort == "enum" and not kind.ordered:
            self.report(node, f"the options of {kind.title or 'this'} have no order", "use == or in")
        elif kind.sort in {"bool", "text"}:
            self.report(node, f"{node.operator} needs numbers, days or ordered options, found {kind.in_words()}")

    def _arithmetic(self, node: Arithmetic) -> Kind:
        left, right = self.kind_of(node.left), self.kind_of(node.right)
        fits = [
            self.demand(operand, kind, "number", node.operator)
            for operand, kind in ((node.left, left), (node.right, right))
        ]
        if not all(fits):
            return ANY
        if node.operator in {"*", "/"}:
            return product_of_kinds(node.operator, left, right)
        problem = unlike_units(left, right)
        return self.report(node, problem) if problem else sum_of_kinds(left, right)

    def _call(self, node: Call) -> Kind:
        signature = SIGNATURES.get(node.function)
        if signature is None:
            hint = did_you_mean(node.function, [*SIGNATURES, "exists", "all", "filter", "run"])
            return self.report(node, f"unknown function {node.function}()", hint)
        if node.is_method != signature.is_method:
            return self.report(node, f"{node.function} is written otherwise", signature.shape)
        if not signature.fewest <= len(node.arguments) <= signature.most:
            return self.report(node, f"{node.function} takes other arguments", signature.shape)
        return signature.check(self, node)

    def _comprehension(self, node: Comprehension) -> Kind:
        source = self.kind_of(node.source)
        if node.variable in self.variables:
            self.report(node, f"the variable {node.variable} is already taken", "use another letter")
        wanted: tuple[Sort, ...] = ("series",) if node.function == "run" else COUNTABLE
        if source.sort not in (*wanted, "any"):
            what = "a series of years" if node.function == "run" else "records, rows, years or a list"
            message = f"{node.function} needs {what}, found {source.in_words()}"
            self.report(node.source, message, _way_to("series", source))
            return ANY
        inner = Checker(
            self.scope, self.allow_has, {**self.variables, node.variable: _member_kind(source)}, self.problems
        )
        inner.demand(node.body, inner.kind_of(node.body), "bool", node.function)
        if node.function == "filter":
            return _selection(source)
        return Kind("number", unit="年", grain="integer") if node.function == "run" else BOOL


def _selection(source: Kind) -> Kind:
    """Return the kind of some members; of years that need not follow each other there is no sum and no run."""
    if source.sort in {"series", "list"}:
        return replace(source, sort="selection", unit=source.counted_in)
    return source


def _member_kind(source: Kind) -> Kind:
    if source.sort in {"records", "rows"}:
        return Kind("record", title=source.title, columns=source.columns)
    return source.of or ANY


def _way_to(sort: str, kind: Kind) -> str:
    if kind.sort == "yearly":
        if sort == "series":
            return "take the years first: years(…, 3)"
        return "take last(…), or sum, avg, min or max of years(…, 3)"
    if kind.sort == "series":
        return "take last, sum, avg, min or max of it; a ratio over years is sum(…) / sum(…)"
    if kind.sort in {"records", "rows"}:
        return "write .exists(r, …), .all(r, …) or size(…)"
    return ""
