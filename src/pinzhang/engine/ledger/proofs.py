"""Checking proofs of the log without the log (RFC 9162 §2.1.3.2 and §2.1.4.2)."""

from collections.abc import Sequence

from pinzhang.engine.ledger.tree import EMPTY_ROOT, node_hash


def is_included(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether the path shows that a leaf hash stands at an index below a root."""
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(beside, value)
            place, last = _up_to_odd(place, last)
        else:
            value = node_hash(value, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def is_consistent(*, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the path shows that the tree of the new root begins with the tree of the old one."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    return _leads_to_both(old, new, old_root, new_root, [old_root, *path] if old & (old - 1) == 0 else list(path))


def _leads_to_both(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(beside, older), node_hash(beside, newer)
            place, last = _up_to_odd(place, last)
        else:
            newer = node_hash(newer, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and older == old_root and newer == new_root


def _up_to_odd(place: int, last: int) -> tuple[int, int]:
    """Climb while the place is a left child at the right edge, where no sibling exists."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
