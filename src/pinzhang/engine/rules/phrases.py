"""Say in Chinese what holds or does not hold."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pinzhang.engine.rules.comparisons import measure, turned
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.nouns import Nouns
from pinzhang.engine.rules.scope import FOUNDING, Scope
from pinzhang.engine.rules.syntax import Call, Compare, Comprehension, Field, ListOf, Literal, Logic, Name, Node, Not

_WINDOW = re.compile(r"^近 \d+ (?:年|个月|天)")
_EACH_YEAR = {
    ("all", True): "每年均",
    ("all", False): "并非每年均",
    ("exists", True): "有年度",
    ("exists", False): "没有年度",
}
_AMOUNTS = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "==": "为", "!=": "不为"}
_COUNTS = {**_AMOUNTS, ">=": "不少于", "<": "少于"}
_DAYS = {">=": "不早于", ">": "晚于", "<=": "不晚于", "<": "早于", "==": "为", "!=": "不为"}
_AGES = {"<=": "满", "<": "超过", ">": "不满", ">=": "不超过"}
_PLACES = {">=": "{}及以上", ">": "高于{}", "<=": "{}及以下", "<": "低于{}", "==": "为{}", "!=": "不为{}"}


@dataclass(frozen=True)
class Speaker:
    """Says trees of one scope."""

    scope: Scope

    def phrase(self, node: Node, *, wanted: bool = True) -> str:
        """Return the clause that a tree holds, or that it does not."""
        return _phrase(node, Nouns(self.scope, _clause), wanted=wanted)


def _clause(node: Node, nouns: Nouns) -> str:
    return _phrase(node, nouns, wanted=True)


def _phrase(node: Node, nouns: Nouns, *, wanted: bool) -> str:
    if isinstance(node, Not):
        return _phrase(node.operand, nouns, wanted=not wanted)
    if isinstance(node, Logic):
        return _joined(node.operands, nouns, all_of=(node.operator == "&&") == wanted, wanted=wanted)
    if isinstance(node, Compare):
        return _comparison(node, nouns, wanted=wanted)
    if isinstance(node, Comprehension):
        return _members(node, nouns, wanted=wanted)
    if isinstance(node, Call) and node.function in _CALLS:
        return _CALLS[node.function](node, nouns, wanted=wanted)
    return _statement(node, nouns, wanted=wanted)


def _statement(node: Node, nouns: Nouns, *, wanted: bool) -> str:
    if isinstance(node, Literal):
        return "任何情形" if bool(node.value) == wanted else "没有任何情形"
    noun = nouns.noun(node)
    return noun if wanted else f"没有“{noun}”的情形"


def _joined(operands: tuple[Node, ...], nouns: Nouns, *, all_of: bool, wanted: bool) -> str:
    clauses = [_bracketed(operand, _phrase(operand, nouns, wanted=wanted)) for operand in operands]
    return ("，且" if all_of else "，或者").join(clauses)


def _bracketed(node: Node, clause: str) -> str:
    inner = node.operand if isinstance(node, Not) else node
    return f"（{clause}）" if isinstance(inner, Logic) else clause


def _any_of(node: Call, nouns: Nouns, *, wanted: bool) -> str:
    return _joined(node.arguments, nouns, all_of=not wanted, wanted=wanted)


def _at_least(node: Call, nouns: Nouns, *, wanted: bool) -> str:
    count, *parts = node.arguments
    listed = "；".join(f"（{place}）{_phrase(part, nouns, wanted=True)}" for place, part in enumerate(parts, start=1))
    share = "至少符合" if wanted else "符合的少于"
    return f"以下 {len(parts)} 项中{share} {nouns.noun(count)} 项：{listed}"


def _prefix(node: Call, nouns: Nouns, *, wanted: bool) -> str:
    text, prefix = node.arguments
    return f"{nouns.noun(text)}{'以' if wanted else '不以'}{nouns.noun(prefix)}开头"


def _has(node: Call, nouns: Nouns, *, wanted: bool) -> str:
    return f"{'已' if wanted else '未'}填写{nouns.noun(node.arguments[0])}"


_CALLS: dict[str, Callable[..., str]] = {
    "any_of": _any_of, "at_least": _at_least, "startsWith": _prefix, "has": _has,
}  # fmt: skip


def _members(node: Comprehension, nouns: Nouns, *, wanted: bool) -> str:
    source, inner = nouns.noun(node.source), nouns.binding(node)
    some = (node.function == "exists") == wanted
    if isinstance(node.body, Literal):
        window = "".join(_WINDOW.findall(source))
        return f"{window}{'有' if some else '没有'}{source.removeprefix(window)}"
    body = _phrase(node.body, inner, wanted=True)
    if nouns.kind(node.source).sort == "series":
        return f"{_window(node.source, nouns)}{_EACH_YEAR[node.function, wanted]}{body}"
    if node.function == "all":
        return f"{source}{'均' if wanted else '并非均'}{body}"
    return f"{source}中{'有' if some else '没有'}{body}的"


def _comparison(node: Compare, nouns: Nouns, *, wanted: bool) -> str:
    left, operator, right = turned(node, wanted=wanted)
    kind = measure(left, right, nouns.scope, dict(nouns.variables))
    if operator in {"in", "not in"}:
        return _membership(left, right, nouns, kind, wanted=wanted)
    if isinstance(left, Comprehension) and left.function == "run":
        return _run(left, operator, nouns.noun(right, kind), nouns)
    return _SAYINGS.get(kind.sort, _plain)(left, operator, right, nouns, kind)


def _membership(left: Node, right: Node, nouns: Nouns, kind: Kind, *, wanted: bool) -> str:
    listed = nouns.noun(right, kind)
    if not isinstance(right, ListOf):
        return f"{listed}{'包括' if wanted else '不包括'}{nouns.noun(left, nouns.kind(right).of)}"
    among = "之一" if len(right.items) > 1 else ""
    return f"{nouns.noun(left)}{'为' if wanted else '不为'}{listed}{among}"


def _run(run: Comprehension, operator: str, count: str, nouns: Nouns) -> str:
    body = _phrase(run.body, nouns.binding(run), wanted=True)
    return f"{_window(run.source, nouns)}{body}连续{_COUNTS[operator]} {count}"


def _window(series: Node, nouns: Nouns) -> str:
    return nouns.noun(series).removesuffix(nouns.kind(series).title)


def _number(left: Node, operator: str, right: Node, nouns: Nouns, kind: Kind) -> str:
    words = _COUNTS if kind.grain == "integer" else _AMOUNTS
    if isinstance(left, Call) and left.function == "rank" and operator == "<=":
        return f"{nouns.noun(left)}在前 {nouns.noun(right, kind)}以内"
    return f"{nouns.noun(left)}{words[operator]} {nouns.noun(right, kind)}"


def _day(left: Node, operator: str, right: Node, nouns: Nouns, _: Kind) -> str:
    if isinstance(left, Field) and left.name == FOUNDING and _is_past(right) and operator in _AGES:
        return f"成立{_AGES[operator]} {nouns.noun(right).removeprefix('基准日之前 ')}"
    return f"{nouns.noun(left)}{_DAYS[operator]}{nouns.noun(right, Kind('date'))}"


def _is_past(node: Node) -> bool:
    if not isinstance(node, Call) or node.function != "minus":
        return False
    day = node.arguments[0]
    return isinstance(day, Name) and day.name == "on"


def _option(left: Node, operator: str, right: Node, nouns: Nouns, kind: Kind) -> str:
    return nouns.noun(left) + _PLACES[operator].format(nouns.noun(right, kind))


def _plain(left: Node, operator: str, right: Node, nouns: Nouns, kind: Kind) -> str:
    return f"{nouns.noun(left)}{_AMOUNTS[operator]}{nouns.noun(right, kind)}"


_SAYINGS: dict[str, Callable[[Node, str, Node, Nouns, Kind], str]] = {
    "number": _number, "date": _day, "enum": _option,
}  # fmt: skip
