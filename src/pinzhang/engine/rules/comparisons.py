"""How a comparison is read: which side is had, which is needed, and in what unit."""

from dataclasses import replace

from pinzhang.engine.rules.checking import kind_of
from pinzhang.engine.rules.kinds import BOOL, TEXT, Kind
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.syntax import FACT_ROOTS, Call, Compare, Comprehension, Field, Name, Node, walk

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "in": "not in",
           "startsWith": "not startsWith"}  # fmt: skip


def reads_facts(node: Node) -> bool:
    """Return whether a sentence depends on anything about the applicant, and not on the day and the text alone."""
    return any(
        (isinstance(part, Field) and part.root in (*FACT_ROOTS, "a")) or (isinstance(part, Name) and part.name != "on")
        for part in walk(node)
    )


def turned(node: Compare, *, wanted: bool) -> tuple[Node, str, Node]:
    """Return what is had, the operator, and what is needed; of the opposite comparison where that is wanted."""
    left, right, operator = node.left, node.right, node.operator
    if operator != "in" and reads_facts(right) and not reads_facts(left):
        left, right, operator = right, left, FLIPPED[operator]
    return left, operator if wanted else NEGATED[operator], right


def measure(left: Node, right: Node, scope: Scope, variables: dict[str, Kind] | None = None) -> Kind:
    """Return the kind in which both sides of a comparison are measured."""
    left_kind, right_kind = kind_of(left, scope, variables), kind_of(right, scope, variables)
    if left_kind.sort != "number":
        return left_kind
    grain = left_kind.grain or ("" if right_kind.grain == "integer" else right_kind.grain)
    return replace(left_kind, unit=left_kind.unit or right_kind.unit, grain=grain)


def measure_of(node: Node, scope: Scope) -> Kind:
    """Return the kind in which the gap of a sentence is measured."""
    if isinstance(node, Compare):
        left, _, right = turned(node, wanted=True)
        return measure(left, right, scope)
    if isinstance(node, Comprehension):
        return Kind("number", unit=kind_of(node.source, scope).counted_in, grain="integer")
    if isinstance(node, Call) and node.function in _CALLS:
        return _CALLS[node.function]
    return BOOL


_CALLS = {"at_least": Kind("number", unit="项", grain="integer"), "startsWith": TEXT}
