"""Write a tree back as a sentence of the rule language."""

from decimal import Decimal
from typing import cast

from pinzhang.engine.rules.syntax import (
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

_OR, _AND, _COMPARE, _SUM, _PRODUCT, _UNARY, _ATOM = range(7)
_STRENGTH = {"||": _OR, "&&": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def to_text(node: Node) -> str:
    """Write a tree so that :func:`parse` reads the same tree again."""
    return _write(node, _OR)


def _write(node: Node, weakest: int) -> str:
    strength = _strength(node)
    text = _plain(node)
    return f"({text})" if strength < weakest else text


def _strength(node: Node) -> int:
    if isinstance(node, Logic | Arithmetic):
        return _STRENGTH[node.operator]
    if isinstance(node, Compare):
        return _COMPARE
    return _UNARY if isinstance(node, Not | Negative) else _ATOM


def _plain(node: Node) -> str:
    if isinstance(node, Logic):
        above = _STRENGTH[node.operator] + 1
        return f" {node.operator} ".join(_write(operand, above) for operand in node.operands)
    if isinstance(node, Compare):
        return f"{_write(node.left, _SUM)} {node.operator} {_write(node.right, _SUM)}"
    if isinstance(node, Arithmetic):
        strength = _STRENGTH[node.operator]
        return f"{_write(node.left, strength)} {node.operator} {_write(node.right, strength + 1)}"
    if isinstance(node, Not):
        return "!" + _write(node.operand, _UNARY)
    if isinstance(node, Negative):
        return "-" + _write(node.operand, _UNARY)
    return _atom(node)


def _atom(node: Node) -> str:
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, ListOf):
        return "[" + _listed(node.items) + "]"
    if isinstance(node, Field):
        return f"{node.root}.{node.name}"
    if isinstance(node, Member):
        return f"{node.variable}.{node.name}"
    if isinstance(node, Name):
        return node.name
    return _call(node)


def _call(node: Node) -> str:
    if isinstance(node, Comprehension):
        body = f"{node.variable}, {_write(node.body, _OR)}"
        if node.function == "run":
            return f"run({_write(node.source, _OR)}, {body})"
        return f"{_receiver(node.source)}.{node.function}({body})"
    call = cast("Call", node)
    if call.is_method:
        receiver, *rest = call.arguments
        return f"{_receiver(receiver)}.{call.function}({_listed(tuple(rest))})"
    return f"{call.function}({_listed(call.arguments)})"


def _receiver(node: Node) -> str:
    is_number = isinstance(node, Literal) and isinstance(node.value, Decimal)
    return f"({_plain(node)})" if is_number else _write(node, _ATOM)


def _listed(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_write(node, _OR) for node in nodes)


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
