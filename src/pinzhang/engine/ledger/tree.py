"""The Merkle tree of RFC 9162 §2.1 over stored nodes: append, root, proofs.

Only complete subtrees are stored, each once and for ever; the right edge is folded when it is needed.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, Self

_LEVEL_BITS = 6
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree of ``2**level`` leaves, and its place among those of its level."""

    level: int
    place: int

    @property
    def key(self) -> int:
        """One number for both, for a table with a plain primary key."""
        return self.place << _LEVEL_BITS | self.level

    @classmethod
    def of_key(cls, key: int) -> Self:
        """Return the node of a key."""
        return cls(key & (1 << _LEVEL_BITS) - 1, key >> _LEVEL_BITS)


class OutsideTree(LookupError):
    """An entry or size that the tree does not have."""


class NodeStore(Protocol):
    """Where the complete subtrees are kept, e.g. one table of key and hash."""

    def read(self, nodes: Collection[Node]) -> Mapping[Node, bytes]:
        """Return the hashes of nodes that were all written before."""
        ...

    def write(self, nodes: Mapping[Node, bytes]) -> None:
        """Keep the hashes of new nodes; none is ever written twice."""
        ...


class MemoryStore:
    """Nodes in a dictionary, for a log that is read whole."""

    def __init__(self) -> None:
        self._nodes: dict[Node, bytes] = {}

    def read(self, nodes: Collection[Node]) -> Mapping[Node, bytes]:
        return {node: self._nodes[node] for node in nodes}

    def write(self, nodes: Mapping[Node, bytes]) -> None:
        self._nodes.update(nodes)


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one hash for each complete subtree, largest first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)

    def push(self, leaf: bytes) -> dict[Node, bytes]:
        """Add one leaf hash; return the subtrees that it completes."""
        node, value = Node(0, self.size), leaf
        completed = {node: value}
        while node.place & 1:
            value = node_hash(self._peaks.pop(), value)
            node = Node(node.level + 1, node.place >> 1)
            completed[node] = value
        self._peaks.append(value)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root of the leaves pushed so far."""
        return _fold(self._peaks)


def append(store: NodeStore, size: int, leaves: Iterable[bytes]) -> int:
    """Append leaf hashes to a tree of a size; return the new size.

    One read and one write, whatever the number of leaves; the caller keeps the size and the order.
    """
    edge = _cover(0, size)
    kept = store.read(edge)
    frontier = Frontier(size, (kept[node] for node in edge))
    completed: dict[Node, bytes] = {}
    for leaf in leaves:
        completed.update(frontier.push(leaf))
    store.write(completed)
    return frontier.size


def root_of(store: NodeStore, size: int) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return _hashes(store, [(0, size)])[0]


def inclusion_proof(store: NodeStore, index: int, size: int) -> tuple[bytes, ...]:
    """Return the path from a leaf to the root of a size (RFC 9162 §2.1.3.1).

    :raises OutsideTree: there is no such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        raise OutsideTree(f"leaf {index} of {size}")
    low, high, beside = 0, size, list[tuple[int, int]]()
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    return _hashes(store, beside[::-1])


def consistency_proof(store: NodeStore, old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that a tree of a size begins with the tree of an older size (RFC 9162 §2.1.4.1).

    :raises OutsideTree: the old size is larger than the new one, or negative.
    """
    if not 0 <= old <= new:
        raise OutsideTree(f"size {old} of {new}")
    if old in {0, new}:
        return ()
    low, high, ranges = 0, new, list[tuple[int, int]]()
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low:
        ranges.append((low, high))
    return _hashes(store, ranges[::-1])


def _split(count: int) -> int:
    """Return the largest power of two below a count of two or more."""
    return 1 << ((count - 1).bit_length() - 1)


def _cover(low: int, high: int) -> list[Node]:
    """Return the complete subtrees that make up a range, largest first."""
    nodes: list[Node] = []
    while low < high:
        level = (high - low).bit_length() - 1
        nodes.append(Node(level, low >> level))
        low += 1 << level
    return nodes


def _hashes(store: NodeStore, ranges: Sequence[tuple[int, int]]) -> tuple[bytes, ...]:
    covers = [_cover(low, high) for low, high in ranges]
    kept = store.read([node for cover in covers for node in cover])
    return tuple(_fold([kept[node] for node in cover]) for cover in covers)


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    value = peaks[-1]
    for peak in peaks[-2::-1]:
        value = node_hash(peak, value)
    return value
