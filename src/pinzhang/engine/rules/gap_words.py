"""Say the gaps of an explanation in Chinese: what is had, what is needed, what is short."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.rules.book import rule_book
from pinzhang.engine.rules.comparisons import measure_of
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.syntax import Call, Logic, Node, Not
from pinzhang.engine.rules.wording import difference_words, value_words

_SIGNS = {">=": "≥ {}", "<=": "≤ {}", ">": "＞ {}", "<": "＜ {}", "==": "{}", "!=": "不是{}", "in": "{}之一",
          "not in": "不是{}", "startsWith": "以{}开头", "not startsWith": "不以{}开头"}  # fmt: skip


def gap_words(explained: Mapping[str, Any], edition: Edition) -> dict[str, Any]:
    """Return ``have``, ``need`` and ``short_by`` of one explained rule as Chinese words, and its parts likewise.

    Keys are absent where the explanation has none.
    """
    book = rule_book(edition)
    node = next((bound.expr for bound in book.rules if bound.rule.id == explained["id"]), None)
    return {"parts": []} if node is None else _words(explained, node, book.scope)


def _words(found: Mapping[str, Any], node: Node, scope: Scope) -> dict[str, Any]:
    if isinstance(node, Not):
        return _words(found, node.operand, scope)
    kind = measure_of(node, scope)
    words: dict[str, Any] = {}
    if "have" in found:
        words["have"] = _said(found["have"]["value"], kind)
    if "need" in found:
        need = found["need"]
        words["need"] = _SIGNS[need["op"]].format(_said(need["value"], kind))
    if "short_by" in found:
        words["short_by"] = _short(found["short_by"], kind)
    parts = zip(found.get("parts", ()), _parts(node), strict=False)
    return {**words, "parts": [_words(part, inner, scope) for part, inner in parts]}


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.arguments[1:] if node.function == "at_least" else node.arguments
    return node.operands if isinstance(node, Logic) else ()


def _said(value: Any, kind: Kind) -> str:
    if isinstance(value, list):
        return "、".join(_said(member, kind) for member in value)
    if kind.sort == "number":
        return value_words(Fraction(value), kind)
    return value_words(value, kind)


def _short(short: Mapping[str, str], kind: Kind) -> str:
    if kind.sort == "date":
        return f"{short['value']} {short['unit']}"
    return difference_words(Fraction(short["value"]), kind)
