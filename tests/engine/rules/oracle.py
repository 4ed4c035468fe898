"""The same sentence in plain CEL, for implementations that know nothing of yearly facts, windows or unknown values.

What is unknown is a key left out of the context, so that reading it is an error, which ``&&`` and ``||`` absorb.
Numbers become doubles, options their place in the list, days their ISO text; series and windows are written out.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from pinzhang.engine.rules.days import day_from, moved
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
from tests.engine.rules.editions import LEVELS, ON

PLACES = {level["key"]: place for place, level in enumerate(LEVELS)}
NEVER = "e.never"


@dataclass(frozen=True)
class Oracle:
    """Writes sentences about one set of facts and answers."""

    facts: dict[str, Any]
    answers: dict[str, Any]
    unrolled: bool = False
    """Without ``exists`` and ``all``, for an implementation whose macros do not absorb errors."""

    @property
    def context(self) -> dict[str, Any]:
        e: dict[str, Any] = {}
        for name, value in self.facts.items():
            if name == "samplings":
                e[name] = self._rows(value["records"])
            elif isinstance(value, dict):
                e |= {f"{name}_{year}": float(one) for year, one in value.items()}
            else:
                e[name] = _plain(name, value)
        a = {name: self._rows(rows) for name, rows in self.answers.items()}
        return {"e": {**e, "known": 1.0, **self._flat("e", e)}, "a": {**a, "known": 1.0, **self._flat("a", a)}}

    def _rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: _plain(name, value) for name, value in row.items()} for row in rows]

    def _flat(self, _: str, parts: dict[str, Any]) -> dict[str, Any]:
        lists = {name: rows for name, rows in parts.items() if isinstance(rows, list)}
        return {
            f"{name}_{place}_{column}": value
            for name, rows in lists.items()
            for place, row in enumerate(rows)
            for column, value in row.items()
        }

    def write(self, node: Node) -> str:
        written: str = getattr(self, "_" + type(node).__name__.lower())(node)
        return written

    def _literal(self, node: Literal) -> str:
        if isinstance(node.value, bool):
            return "true" if node.value else "false"
        if isinstance(node.value, str):
            return f"{PLACES[node.value]}.0" if node.value in PLACES else f"'{node.value}'"
        return f"{float(node.value)}"

    def _listof(self, node: ListOf) -> str:
        return "[" + ", ".join(self.write(item) for item in node.items) + "]"

    def _field(self, node: Field) -> str:
        return f"{node.root}.{node.name}"

    def _name(self, node: Name) -> str:
        return f"'{ON.isoformat()}'" if node.name == "on" else node.name

    def _member(self, node: Member) -> str:
        return f"{node.variable}{'_' if self.unrolled else '.'}{node.name}"

    def _not(self, node: Not) -> str:
        return f"!({self.write(node.operand)})"

    def _negative(self, node: Negative) -> str:
        return f"(0.0 - {self.write(node.operand)})"

    def _logic(self, node: Logic) -> str:
        return "(" + f" {node.operator} ".join(self.write(operand) for operand in node.operands) + ")"

    def _compare(self, node: Compare) -> str:
        if isinstance(node.left, Comprehension):
            return self._run(node.left, int(node.right.value))
        extreme = self._extreme(node)
        return extreme or f"({self.write(node.left)} {node.operator} {self.write(node.right)})"

    def _arithmetic(self, node: Arithmetic) -> str:
        left, right = self.write(node.left), self.write(node.right)
        if node.operator == "/":
            return f"({right} == 0.0 ? {NEVER} : {left} / {right})"
        return f"({left} {node.operator} {right})"

    def _call(self, node: Call) -> str:
        if node.function in {"minus", "plus"}:
            return self._moved(node)
        if node.function in {"at_least", "any_of"}:
            return self._at_least(node)
        if node.function == "startsWith":
            return f"{self.write(node.arguments[0])}.startsWith({self.write(node.arguments[1])})"
        values = self._years(node.arguments[0])
        if node.function == "last":
            return values[-1]
        return "(" + " + ".join(values) + ")"

    def _at_least(self, node: Call) -> str:
        wanted, parts = (
            (1, node.arguments) if node.function == "any_of" else (int(node.arguments[0].value), node.arguments[1:])
        )
        written = [self.write(part) for part in parts]
        return "(" + " || ".join("(" + " && ".join(some) + ")" for some in combinations(written, wanted)) + ")"

    def _moved(self, node: Call) -> str:
        base = node.arguments[0]
        if isinstance(base, Field):
            return self.write(base)
        day = moved(ON, node.arguments[1].value, back=node.function == "minus")
        return f"'{day.isoformat()}'"

    def _years(self, node: Node) -> list[str]:
        count = int(node.arguments[1].value) if isinstance(node, Call) else 1
        fact = node.arguments[0] if isinstance(node, Call) else node
        return [f"e.{fact.name}_{year}" for year in range(ON.year - count, ON.year)]

    def _extreme(self, node: Compare) -> str:
        """A bound decides: the greatest is at least a number when one year is."""
        left, operator = node.left, node.operator
        if not (isinstance(left, Call) and left.function in {"min", "max"}):
            return ""
        right = self.write(node.right)
        some = (left.function == "max") == (operator in {">", ">="})
        join = " || " if some else " && "
        return "(" + join.join(f"({year} {operator} {right})" for year in self._years(left.arguments[0])) + ")"

    def _run(self, run: Comprehension, wanted: int) -> str:
        held = [self._with(run, year) for year in self._years(run.source)]
        runs = [held[start : start + wanted] for start in range(len(held) - wanted + 1)]
        return "(" + " || ".join("(" + " && ".join(one) + ")" for one in runs) + ")"

    def _with(self, node: Comprehension, value: str) -> str:
        return f"({self.write(node.body).replace(node.variable, value)})"

    def _comprehension(self, node: Comprehension) -> str:
        join = " || " if node.function == "exists" else " && "
        if isinstance(node.source, Call) and node.source.function == "years":
            return "(" + join.join(self._with(node, year) for year in self._years(node.source)) + ")"
        source, within, gap = self._source(node)
        if self.unrolled:
            return self._written_out(node, source, within, gap, join)
        inside = f"({within}{' && ' if node.function == 'exists' else ' ? '}({self.write(node.body)})"
        inside += ")" if node.function == "exists" else " : true)"
        listed = f"{source}.{node.function}({node.variable}, {inside})"
        return f"({listed}{join}{gap})" if gap else listed

    def _source(self, node: Comprehension) -> tuple[str, str, str]:
        """The list, the condition that a member lies in the window, and an error where members may be missing."""
        if isinstance(node.source, Field):
            return f"a.{node.source.name}", "true", ""
        after, until = self.write(node.source.arguments[1]), self.write(node.source.arguments[2])
        dot = "_" if self.unrolled else "."
        variable = f"{node.variable}{dot}on"
        complete = "complete" in self.facts.get("samplings", {})
        gap = "" if complete else f"({NEVER} == 1.0)"
        return "e.samplings", f"({variable} > {after} && {variable} <= {until})", gap

    def _written_out(self, node: Comprehension, source: str, within: str, gap: str, join: str) -> str:
        name = source[2:]
        rows = self.facts.get(name, {}).get("records") if source[0] == "e" else self.answers.get(name)
        if rows is None:
            return f"({NEVER} == 1.0)"
        body = self.write(node.body)
        outside = f"{within} && " if node.function == "exists" else f"!{within} || "
        terms = [
            "(" + (outside + f"({body})").replace(f"{node.variable}_", f"{source}_{place}_") + ")"
            for place in range(len(rows))
        ]
        empty = "false" if node.function == "exists" else "true"
        return "(" + join.join([*terms, *([gap] if gap else []), empty]) + ")"


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if name == "level":
        return float(PLACES[value])
    is_text = name in {"industry_code", "result"} or day_from(value) is not None
    return value if is_text else float(value)
