import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    MemoryStore,
    Node,
    OutsideTree,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)
from tests.engine.ledger.published import LEAVES, ROOTS


def make_store(leaves):
    store = MemoryStore()
    append(store, 0, leaves)
    return store


def subtree_root(leaves):
    """The definition of RFC 9162 §2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(subtree_root(leaves[:split]), subtree_root(leaves[split:]))


class CountingStore(MemoryStore):
    """A store that notes how often it is asked and refuses to write anything twice."""

    def __init__(self):
        super().__init__()
        self.reads = self.writes = 0
        self.written = set()

    def read(self, nodes):
        self.reads += 1
        return super().read(nodes)

    def write(self, nodes):
        assert not self.written & set(nodes)
        self.written |= set(nodes)
        self.writes += 1
        super().write(nodes)


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_are_reproduced(size):
    assert root_of(make_store(LEAVES), size).hex() == ROOTS[size]
    assert root_of(make_store(LEAVES[:size]), size).hex() == ROOTS[size]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert EMPTY_ROOT.hex() == ROOTS[0]
    assert Frontier().root() == EMPTY_ROOT


@given(st.integers(0, 70), st.lists(st.integers(0, 70), max_size=6))
def test_it_makes_no_difference_in_how_many_steps_a_tree_grows(size, cuts):
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    store = CountingStore()
    bounds = [0, *sorted(min(cut, size) for cut in cuts), size]

    for start, end in pairwise(bounds):
        assert append(store, start, leaves[start:end]) == end

    assert [root_of(store, some) for some in range(size + 1)] == [
        subtree_root(leaves[:some]) for some in range(size + 1)
    ]
    assert len(store.written) == sum(size >> level for level in range(8))


@given(st.integers(0, 40))
def test_the_frontier_has_the_root_without_a_store(size):
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    frontier = Frontier()
    for leaf in leaves:
        frontier.push(leaf)

    assert (frontier.size, frontier.root()) == (size, subtree_root(leaves))


def test_a_push_returns_the_subtrees_that_it_completes():
    frontier = Frontier()
    completed = [frontier.push(leaf) for leaf in LEAVES[:4]]

    assert [list(nodes) for nodes in completed] == [
        [Node(0, 0)],
        [Node(0, 1), Node(1, 0)],
        [Node(0, 2)],
        [Node(0, 3), Node(1, 1), Node(2, 0)],
    ]
    assert completed[3][Node(2, 0)].hex() == ROOTS[4]


def test_a_batch_and_a_proof_cost_one_question_each():
    store = CountingStore()

    append(store, 0, [leaf_hash(bytes([number % 256])) for number in range(1000)])
    append(store, 1000, [leaf_hash(b"more")])
    assert (store.reads, store.writes) == (2, 2)

    inclusion_proof(store, 333, 1001)
    consistency_proof(store, 700, 1001)
    assert store.reads == 4


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_no_proof_is_given_for_a_leaf_outside_the_tree(index, size):
    with pytest.raises(OutsideTree):
        inclusion_proof(make_store(LEAVES), index, size)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_no_proof_is_given_from_a_larger_tree_to_a_smaller(old, new):
    with pytest.raises(OutsideTree):
        consistency_proof(make_store(LEAVES), old, new)


@given(st.integers(0, 53), st.integers(0, 2**53))
def test_a_node_and_its_key_are_two_forms_of_one(level, place):
    assert Node.of_key(Node(level, place).key) == Node(level, place)
    assert Node(level, place).key < 2**63
