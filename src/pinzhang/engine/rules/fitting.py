"""Whether two values can be compared: sorts, options, days written as text, units."""

from pinzhang.engine.rules.days import day_from
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.problems import did_you_mean
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.syntax import Field, Literal, Node
from pinzhang.engine.rules.units import unlike_units


def misfit(left_node: Node, left: Kind, right_node: Node, right: Kind, scope: Scope) -> tuple[str, str] | None:
    """Return message and suggestion where two values cannot be compared, else nothing."""
    if left.sort in {"enum", "date"} and right.sort == "text":
        return _unwritable(left, right_node, scope)
    if right.sort in {"enum", "date"} and left.sort == "text":
        return _unwritable(right, left_node, scope)
    if "any" not in {left.sort, right.sort} and left.sort != right.sort:
        return f"cannot compare {left.in_words()} with {right.in_words()}", ""
    return _different(left, right)


def _different(left: Kind, right: Kind) -> tuple[str, str] | None:
    if left.sort == right.sort == "enum" and left.options != right.options:
        return "cannot compare options of different lists", ""
    problem = unlike_units(left, right)
    return (problem, "write both in one unit") if problem else None


def _unwritable(kind: Kind, text: Node, scope: Scope) -> tuple[str, str] | None:
    for written in _texts(text, scope):
        if kind.sort == "date" and day_from(written) is None:
            return f"{written!r} is no day", "write it as '2024-03-01'"
        if kind.sort == "enum" and kind.options and kind.option(written) is None:
            keys = [option.key for option in kind.options]
            return f"{written!r} is no option of {kind.title}", did_you_mean(written, keys) or "one of " + ", ".join(
                keys
            )
    if kind.sort == "date" and not _is_written_down(text):
        return "cannot compare a day with a computed text", ""
    return None


def _is_written_down(node: Node) -> bool:
    return isinstance(node, Literal) or (isinstance(node, Field) and node.root == "p")


def _texts(node: Node, scope: Scope) -> list[str]:
    if isinstance(node, Literal) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, Field) and node.root == "p":
        return [value for _, value in scope.parameters[node.name].values if isinstance(value, str)]
    return []
