import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.ledger.proofs import is_consistent, is_included
from pinzhang.engine.ledger.tree import (
    EMPTY_ROOT,
    MemoryStore,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
)
from tests.engine.ledger.published import LEAVES, ROOTS

MANY = [leaf_hash(bytes([number])) for number in range(130)]
STORE = MemoryStore()
append(STORE, 0, MANY)
PUBLISHED = MemoryStore()
append(PUBLISHED, 0, LEAVES)
OTHER = hashlib.sha256(b"other").digest()

PLACES = st.integers(1, 130).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
SIZES = st.integers(0, 130).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new)))


@pytest.mark.parametrize("size", range(1, 9))
def test_every_leaf_of_the_published_trees_is_proven(size):
    root = bytes.fromhex(ROOTS[size])

    for index in range(size):
        path = inclusion_proof(PUBLISHED, index, size)
        assert is_included(leaf=LEAVES[index], index=index, size=size, path=path, root=root)
        assert not is_included(leaf=OTHER, index=index, size=size, path=path, root=root)


@pytest.mark.parametrize("new", range(9))
def test_every_two_published_trees_are_consistent(new):
    for old in range(new + 1):
        path = consistency_proof(PUBLISHED, old, new)
        roots = {"old_root": bytes.fromhex(ROOTS[old]), "new_root": bytes.fromhex(ROOTS[new])}
        assert is_consistent(old=old, new=new, path=path, **roots)


@given(PLACES, st.data())
def test_a_proof_of_inclusion_holds_for_its_leaf_place_size_and_root_only(where, data):
    index, size = where
    path, root = inclusion_proof(STORE, index, size), root_of(STORE, size)
    proof = {"leaf": MANY[index], "index": index, "size": size, "path": path, "root": root}
    elsewhere = data.draw(st.integers(0, 129))

    assert is_included(**proof)
    assert is_included(**proof | {"index": elsewhere}) == (elsewhere == index)
    assert not is_included(**proof | {"leaf": OTHER})
    assert not is_included(**proof | {"root": OTHER})
    assert not is_included(**proof | {"path": [*path, OTHER]})
    assert not is_included(**proof | {"path": path[:-1]}) or not path


@given(SIZES)
def test_a_proof_of_consistency_holds_for_its_two_roots_only(sizes):
    old, new = sizes
    path = consistency_proof(STORE, old, new)
    proof = {"old": old, "new": new, "old_root": root_of(STORE, old), "new_root": root_of(STORE, new), "path": path}

    assert is_consistent(**proof)
    assert not is_consistent(**proof | {"old_root": OTHER})
    assert not is_consistent(**proof | {"new_root": OTHER}) or old == 0
    assert not is_consistent(**proof | {"path": [*path, OTHER]})
    assert not is_consistent(**proof | {"path": path[:-1]}) or not path


@given(SIZES.filter(lambda sizes: 0 < sizes[0] < sizes[1]), st.data())
def test_a_tree_that_was_rewritten_is_not_consistent(sizes, data):
    old, new = sizes
    place = data.draw(st.integers(0, old - 1))
    rewritten = MemoryStore()
    append(rewritten, 0, [*MANY[:place], OTHER, *MANY[place + 1 :]])

    assert not is_consistent(
        old=old,
        new=new,
        old_root=root_of(STORE, old),
        new_root=root_of(rewritten, new),
        path=consistency_proof(rewritten, old, new),
    )


@given(
    st.integers(-2, 40),
    st.integers(-2, 40),
    st.lists(st.sampled_from([*MANY[:3], EMPTY_ROOT]), max_size=8),
    st.sampled_from([*MANY[:3], EMPTY_ROOT]),
)
def test_any_numbers_and_hashes_have_an_answer(first, second, path, root):
    assert is_included(leaf=MANY[0], index=first, size=second, path=path, root=root) in {True, False}
    assert is_consistent(old=first, new=second, old_root=MANY[0], new_root=root, path=path) in {True, False}


def test_the_edges_of_consistency():
    root = root_of(STORE, 5)

    assert is_consistent(old=0, new=5, old_root=EMPTY_ROOT, new_root=root, path=[])
    assert not is_consistent(old=0, new=5, old_root=OTHER, new_root=root, path=[])
    assert not is_consistent(old=0, new=5, old_root=EMPTY_ROOT, new_root=root, path=[OTHER])
    assert not is_consistent(old=5, new=5, old_root=root, new_root=OTHER, path=[])
    assert not is_consistent(old=6, new=5, old_root=root, new_root=root, path=[])
    assert not is_consistent(old=3, new=5, old_root=root_of(STORE, 3), new_root=root, path=[])
