"""Say in Chinese what is compared: facts, sums over years, ratios, days, windows of records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import cast

from pinzhang.engine.rules.checking import kind_of
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.syntax import (
    Arithmetic,
    Call,
    Comprehension,
    Field,
    ListOf,
    Literal,
    Member,
    Name,
    Negative,
    Node,
)
from pinzhang.engine.rules.wording import span_words, value_words

_OVER_YEARS = {"sum": "合计", "avg": "平均值", "min": "最低值", "max": "最高值", "last": ""}
_SIGNS = {"+": "加", "-": "减", "*": "乘以", "/": "除以"}


@dataclass(frozen=True)
class Nouns:
    """Noun phrases within a scope; variables are spoken of as what they stand for."""

    scope: Scope
    clause: Callable[[Node, "Nouns"], str]
    """Says what a filter keeps."""
    variables: Mapping[str, Kind] = field(default_factory=dict)

    def binding(self, node: Comprehension) -> "Nouns":
        """Return the nouns inside a comprehension."""
        source = self.kind(node.source)
        sort = source.sort
        kind = replace(source, sort="record") if sort in {"records", "rows"} else (source.of or source)
        return replace(self, variables={**self.variables, node.variable: replace(kind, title=source.title)})

    def kind(self, node: Node) -> Kind:
        return kind_of(node, self.scope, self.variables)

    def noun(self, node: Node, measure: Kind | None = None) -> str:
        """Return what a node is called; numbers are written in the measure they are compared in."""
        if isinstance(node, Literal):
            return self._literal(node, measure or self.kind(node))
        if isinstance(node, Field):
            return self._field(node, measure)
        if isinstance(node, Arithmetic):
            return self._arithmetic(node, measure)
        if isinstance(node, ListOf):
            return "、".join(self.noun(item, measure) for item in node.items)
        return self._negative(node, measure) if isinstance(node, Negative) else self._named(node)

    def _named(self, node: Node) -> str:
        if isinstance(node, Name):
            return "基准日" if node.name == "on" else self.variables[node.name].title
        if isinstance(node, Member):
            return self._column(node)
        if isinstance(node, Comprehension):
            return f"{self.noun(node.source)}中{self.clause(node.body, self.binding(node))}的"
        return self._call(cast("Call", node))

    def _negative(self, node: Negative, measure: Kind | None) -> str:
        number = node.operand
        if isinstance(number, Literal) and isinstance(number.value, Decimal):
            return value_words(-Fraction(number.value), measure or self.kind(number))
        return f"负的{self.noun(number, measure)}"

    def _column(self, node: Member) -> str:
        column = self.variables[node.variable].column(node.name)
        return (column.title if column is not None else "") or "日期"

    def _literal(self, node: Literal, kind: Kind) -> str:
        return value_words(Fraction(node.value) if isinstance(node.value, Decimal) else node.value, kind)

    def _field(self, node: Field, measure: Kind | None) -> str:
        kind = self.kind(node)
        values = self.scope.parameters[node.name].values if node.root == "p" else ()
        if not values or (kind.sort == "bool" and measure is None):
            return kind.title
        spoken = replace(kind, unit=kind.unit or measure.unit, grain=kind.grain or measure.grain) if measure else kind
        return value_words(values[-1][1], replace(spoken, options=measure.options) if measure else spoken)

    def _arithmetic(self, node: Arithmetic, measure: Kind | None) -> str:
        if node.operator == "/" and self.kind(node).grain == "share":
            return f"{self.noun(node.left)}占{_without_window(self.noun(node.left), self.noun(node.right))}的比例"
        inner = measure if node.operator in {"+", "-"} else None
        return f"{self.noun(node.left, inner)}{_SIGNS[node.operator]}{self.noun(node.right, inner)}"

    def _call(self, node: Call) -> str:
        if node.function in _OVER_YEARS:
            return self._over_years(node)
        noun: str = getattr(self, f"_{node.function}")(node)
        return noun

    def _over_years(self, node: Call) -> str:
        series = node.arguments[0]
        title = self.kind(series).title or self.noun(series)
        count = self._count(series.arguments[1]) if isinstance(series, Call) else "1"
        if count == "1" or node.function == "last":
            return f"上一年度{title}"
        return f"近 {count} 年{title}{_OVER_YEARS[node.function]}"

    def _years(self, node: Call) -> str:
        return f"近 {self._count(node.arguments[1])} 年{self.noun(node.arguments[0])}"

    def _count(self, node: Node) -> str:
        return self.noun(node).split(" ")[0]

    def _within(self, node: Call) -> str:
        records, after, until = node.arguments
        return f"{self._window(after, until)}{self.noun(records)}"

    def _window(self, after: Node, until: Node) -> str:
        if isinstance(after, Call) and after.function == "minus" and _is_today(until) and _is_today(after.arguments[0]):
            return f"近 {self._span(after.arguments[1])}"
        if _is_today(until):
            return f"{self.noun(after)}之后的"
        return f"{self.noun(after)}之后至{self.noun(until)}的"

    def _span(self, node: Node) -> str:
        return span_words(self.noun(node).strip("“”"))

    def _minus(self, node: Call) -> str:
        return f"{self.noun(node.arguments[0])}之前 {self._span(node.arguments[1])}"

    def _plus(self, node: Call) -> str:
        return f"{self.noun(node.arguments[0])}之后 {self._span(node.arguments[1])}"

    def _year(self, node: Call) -> str:
        return f"{self.noun(node.arguments[0])}所在年份"

    def _rank(self, node: Call) -> str:
        return f"{self.noun(node.arguments[0])}排名"

    def _peers(self, node: Call) -> str:
        return f"参加{self.noun(node.arguments[0])}排名的家数"

    def _size(self, node: Call) -> str:
        return self.noun(node.arguments[0])


def _is_today(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "on"


def _without_window(first: str, second: str) -> str:
    """Drop a window that the first of two nouns has already named."""
    for end in ("年度", "年"):
        window = first.partition(end)[0] + end
        if window.startswith(("近 ", "上一")) and second.startswith(window):
            return second.removeprefix(window)
    return second
