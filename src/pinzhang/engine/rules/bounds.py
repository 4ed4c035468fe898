"""Compare the printed clause with the operator: 以上 and 以内 include the bound, 超过 and 不足 do not."""

import re
from collections.abc import Iterator

from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules.comparisons import FLIPPED, reads_facts, turned
from pinzhang.engine.rules.parser import parse
from pinzhang.engine.rules.problems import RuleSyntaxError
from pinzhang.engine.rules.syntax import Call, Compare, Comprehension, Name, Node, Not, walk

_BEFORE = {
    "不少于": ">=", "不低于": ">=", "不小于": ">=", "至少": ">=", "达到": ">=", "已满": ">=", "满": ">=",
    "不超过": "<=", "不高于": "<=", "不多于": "<=", "不大于": "<=", "至多": "<=",
    "超过": ">", "大于": ">", "多于": ">", "高于": ">",
    "不足": "<", "小于": "<", "少于": "<", "低于": "<", "不满": "<", "未满": "<", "未达到": "<",
}  # fmt: skip
_AFTER = {"以上": ">=", "以下": "<=", "以内": "<=", "以外": ">"}
_TWINS = {">=": ">", ">": ">=", "<=": "<", "<": "<="}

_NUMBER = r"[0-9０-９一二三四五六七八九十百千万亿两]"
_WORDS = re.compile(
    rf"(?P<before>{'|'.join(sorted(_BEFORE, key=len, reverse=True))})\s*(?:其|人民币)?\s*{_NUMBER}"
    rf"|{_NUMBER}[^，。；、,;]{{0,6}}?(?P<after>{'|'.join(_AFTER)})"
)


def operator_mismatches(rule: Rule) -> list[str]:
    """Return where the printed title of a rule and the operator of its expression treat the bound differently."""
    try:
        used = set(_thresholds(parse(rule.expr), wanted=True)) if rule.expr else set()
    except RuleSyntaxError:
        return []
    found = []
    for match in _words(rule.title.zh):
        printed = _BEFORE.get(match) or _AFTER[match]
        if printed not in used and (_TWINS[printed] in used or _only_opposite(printed, used)):
            includes = "includes" if printed in {">=", "<="} else "excludes"
            operators = ", ".join(sorted(used))
            found.append(
                f"the title says {match}, which {includes} the bound ({printed}); the expression uses {operators}"
            )
    return found


def _words(title: str) -> Iterator[str]:
    for match in _WORDS.finditer(title):
        yield match["before"] or match["after"]


def _only_opposite(printed: str, used: set[str]) -> bool:
    """Return whether the only threshold points the other way."""
    return len(used) == 1 and not used & {printed, _TWINS[printed]}


def _thresholds(node: Node, *, wanted: bool) -> Iterator[str]:
    """Yield the operators of the thresholds on what is had; inside a predicate about single members there are none."""
    if isinstance(node, Not):
        yield from _thresholds(node.operand, wanted=not wanted)
    elif isinstance(node, Compare):
        yield from _threshold(node, wanted=wanted)
    elif not isinstance(node, Comprehension):
        if isinstance(node, Call) and node.function == "at_least":
            yield ">=" if wanted else "<"
        for child in node.children:
            yield from _thresholds(child, wanted=wanted)


def _threshold(node: Compare, *, wanted: bool) -> Iterator[str]:
    if node.operator not in _TWINS or not reads_facts(node):
        return
    left, operator, right = turned(node, wanted=wanted)
    yield FLIPPED[operator] if _is_age(left, right) else operator


def _is_age(left: Node, right: Node) -> bool:
    """Return whether days are compared through the reference day: the earlier the day, the greater the age."""
    parts = [*walk(left), *walk(right)]
    moved = any(isinstance(part, Call) and part.function in {"minus", "plus"} for part in parts)
    return moved and any(isinstance(part, Name) and part.name == "on" for part in parts)
