"""The tree of a sentence of the rule language. Columns do not take part in equality."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

ROOTS = ("a", "e", "s", "m", "p")
"""Application, applicant, subject, mark, parameter."""

FACT_ROOTS = ("e", "s", "m")

REFERENCE_DAY = "on"


@dataclass(frozen=True, slots=True)
class Node:
    column: int = field(default=1, compare=False, kw_only=True)

    @property
    def children(self) -> tuple["Node", ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """``true``, ``3``, ``0.03`` or ``'text'``."""

    value: bool | Decimal | str


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Name(Node):
    """The reference day ``on``, or the variable of a comprehension."""

    name: str


@dataclass(frozen=True, slots=True)
class Field(Node):
    """A fact, a parameter or an answer: ``e.revenue``."""

    root: str
    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """A column of the record a variable stands for: ``r.result``."""

    variable: str
    name: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    operand: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Negative(Node):
    operand: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``&&`` or ``||`` over two or more operands."""

    operator: str
    operands: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``== != < <= > >= in``."""

    operator: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function; a method has its receiver as first argument."""

    function: str
    arguments: tuple[Node, ...]
    is_method: bool = False

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Comprehension(Node):
    """``run(source, y, body)`` and ``source.exists(r, body)``, ``all``, ``filter``."""

    function: str
    source: Node
    variable: str
    body: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.source, self.body)


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything in it, without recursion."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(current.children))


def depth(node: Node) -> int:
    """Return how many levels the tree has, without recursion."""
    deepest = 0
    pending = [(node, 1)]
    while pending:
        current, level = pending.pop()
        deepest = max(deepest, level)
        pending.extend((child, level + 1) for child in current.children)
    return deepest
