import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.ledger.export import LogExport, Memory, read_export, read_memory, remember
from pinzhang.engine.ledger.tree import leaf_hash
from pinzhang.engine.signing.documents import BadDocument
from tests.engine.ledger.cast import make_export

HASHES = st.binary(min_size=32, max_size=32)
EXPORT = make_export(leaves=True)


def changed(data, **changes):
    return json.dumps(json.loads(data) | changes).encode()


@given(
    st.builds(
        LogExport,
        origin=st.text(max_size=20).filter(lambda text: text.isascii()),
        entries=st.lists(st.binary(max_size=30), max_size=4).map(tuple),
        heads=st.lists(st.binary(max_size=30), max_size=3).map(tuple),
        leaves=st.none() | st.lists(HASHES, max_size=4).map(tuple),
    )
)
def test_an_export_is_read_back_whatever_bytes_its_entries_have(export):
    assert read_export(export.to_bytes()) == export


@given(st.binary(max_size=100))
def test_any_bytes_are_an_export_or_refused(data):
    with pytest.raises(BadDocument):
        read_export(data)
    with pytest.raises(BadDocument):
        read_memory(data)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"origin": None},
        {"entries": {}},
        {"entries": [5]},
        {"entries": ["\ud800"]},
        {"heads": ["="]},
        {"heads": [None]},
        {"leaves": ["00"]},
        {"leaves": ["zz"]},
        {"leaves": None},
    ],
)
def test_a_broken_export_is_refused(change):
    with pytest.raises(BadDocument):
        read_export(changed(EXPORT.to_bytes(), **change))


def test_what_a_monitor_remembers_is_every_leaf_and_the_last_head():
    memory = remember(EXPORT)

    assert memory == Memory(EXPORT.origin, tuple(map(leaf_hash, EXPORT.entries)), EXPORT.heads[-1])
    assert read_memory(memory.to_bytes()) == memory
    assert read_memory(remember(replace(EXPORT, heads=())).to_bytes()).head is None


@pytest.mark.parametrize(
    "change", [{"leaves": "AAAA"}, {"leaves": "?"}, {"leaves": 5}, {"origin": 5}, {"head": "="}, {"head": "AA"}]
)
def test_a_broken_memory_is_refused(change):
    with pytest.raises(BadDocument):
        read_memory(changed(remember(EXPORT).to_bytes(), **change))
