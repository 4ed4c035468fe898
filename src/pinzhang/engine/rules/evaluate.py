"""Evaluate a sentence for one situation, in three values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from pinzhang.engine.rules.amounts import decimal_of
from pinzhang.engine.rules.checking import check
from pinzhang.engine.rules.comparing import compared, contained
from pinzhang.engine.rules.functions import FUNCTIONS
from pinzhang.engine.rules.logic import at_least, conjunction, disjunction, negation
from pinzhang.engine.rules.members import any_member, as_collection, filtered, longest_run
from pinzhang.engine.rules.problems import BadRule
from pinzhang.engine.rules.situation import Situation
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
from pinzhang.engine.rules.values import Choice, Range, Reading, Row, Truth, Unknown, strictest

DIVISION_BY_ZERO = Unknown(reasons=("除数为零，比例无法计算",))


@dataclass(frozen=True, slots=True)
class Frame:
    """A situation together with what the variables stand for at this point of a sentence."""

    situation: Situation
    variables: Mapping[str, Any] = field(default_factory=dict)

    def binding(self, name: str, value: Any) -> "Frame":
        return replace(self, variables={**self.variables, name: value})


def evaluate(node: Node, situation: Situation) -> Any:
    """Return what a sentence comes to: a bool, a decimal, a text, a day, a tuple, or :class:`Unknown`.

    Numbers are computed exactly and returned as decimals; bounds that decide nothing are unknown.

    :raises BadRule: the sentence does not fit the situation's scope.
    """
    problems = check(node, situation.scope, allow_has=True)
    if problems:
        raise BadRule(problems)
    return _given_out(reading(node, Frame(situation)))


def reading(node: Node, frame: Frame) -> Reading:
    """Return what a checked sentence comes to, in the terms of the evaluator."""
    return _READERS[type(node)](node, frame)


def truth(node: Node, frame: Frame) -> Truth:
    """Return whether a checked sentence holds."""
    value = reading(node, frame)
    return value if isinstance(value, bool | Unknown) else Unknown()


def _given_out(value: Reading) -> Any:
    if isinstance(value, Range):
        return value.because
    if isinstance(value, Fraction):
        return decimal_of(value)
    if isinstance(value, Choice):
        return value.key
    if isinstance(value, tuple):
        return tuple(_given_out(item) for item in value)
    return value


def _literal(node: Literal, _: Frame) -> Reading:
    return Fraction(node.value) if isinstance(node.value, Decimal) else node.value


def _list(node: ListOf, frame: Frame) -> Reading:
    return tuple(reading(item, frame) for item in node.items)


def _name(node: Name, frame: Frame) -> Reading:
    if node.name == REFERENCE_DAY:
        return frame.situation.on
    value: Reading = frame.variables[node.name]
    return value


def _field(node: Field, frame: Frame) -> Reading:
    return frame.situation.read(node.root, node.name)


def _member(node: Member, frame: Frame) -> Reading:
    row: Row = frame.variables[node.variable]
    value = row.columns.get(node.name)
    return Unknown(frozenset({f"{row.path}.{node.name}"})) if value is None else value


def _not(node: Not, frame: Frame) -> Reading:
    return negation(truth(node.operand, frame))


def _negative(node: Negative, frame: Frame) -> Reading:
    value = reading(node.operand, frame)
    return -value if isinstance(value, Fraction) else strictest([value]) or Unknown()


def _logic(node: Logic, frame: Frame) -> Reading:
    join = conjunction if node.operator == "&&" else disjunction
    return join(truth(operand, frame) for operand in node.operands)


def _compare(node: Compare, frame: Frame) -> Reading:
    left, right = reading(node.left, frame), reading(node.right, frame)
    return contained(left, right) if node.operator == "in" else compared(node.operator, left, right)


def _arithmetic(node: Arithmetic, frame: Frame) -> Reading:
    left, right = reading(node.left, frame), reading(node.right, frame)
    if node.operator == "/" and right == 0:
        return DIVISION_BY_ZERO
    unknown = strictest((left, right))
    return unknown if unknown is not None else _OPERATIONS[node.operator](left, right)


_OPERATIONS: dict[str, Callable[[Any, Any], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


def _call(node: Call, frame: Frame) -> Reading:
    if node.function == "has":
        return _has(node.arguments[0], frame)
    if node.function in {"rank", "peers"}:
        return _among_peers(node, frame)
    arguments: list[Any] = [reading(argument, frame) for argument in node.arguments]
    if node.function == "any_of":
        return disjunction(arguments)
    if node.function == "at_least":
        return at_least(arguments[0], arguments[1:])
    return FUNCTIONS[node.function](arguments, frame.situation)


def _has(argument: Node, frame: Frame) -> Reading:
    asked = cast("Field", argument)
    return frame.situation.knows(asked.root, asked.name)


def _among_peers(node: Call, frame: Frame) -> Reading:
    argument = cast("Field", node.arguments[0])
    situation = frame.situation
    return (
        situation.rank(argument.root, argument.name) if node.function == "rank" else situation.peer_count(argument.name)
    )


def _comprehension(node: Comprehension, frame: Frame) -> Reading:
    source = reading(node.source, frame)
    if isinstance(source, Unknown):
        return source

    def holds(value: Any) -> Truth:
        return truth(node.body, frame.binding(node.variable, value))

    if node.function == "filter":
        return filtered(source, holds)
    collection = as_collection(source, frame.situation)
    if node.function == "run":
        return longest_run(collection, holds)
    if node.function == "exists":
        return any_member(collection, holds)
    return negation(any_member(collection, lambda value: negation(holds(value))))


_READERS: dict[type[Node], Callable[[Any, Frame], Reading]] = {
    Literal: _literal, ListOf: _list, Name: _name, Field: _field, Member: _member, Not: _not, Negative: _negative,
    Logic: _logic, Compare: _compare, Arithmetic: _arithmetic, Call: _call, Comprehension: _comprehension,
}  # fmt: skip
