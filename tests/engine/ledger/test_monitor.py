from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.ledger.entries import LogEntry, decode_entry, encode_entry
from pinzhang.engine.ledger.export import remember
from pinzhang.engine.ledger.heads import TreeHead, sign_head
from pinzhang.engine.ledger.monitor import LEEWAY, SENTENCES, Finding, FindingKind, watch
from pinzhang.engine.signing.documents import BadDocument
from tests.engine.ledger.cast import DAY, ENTRIES, FIRST_DAY, HOUR, ORIGIN, make_export, swapped, with_text, without
from tests.engine.signing.cast import FORGER, LOG_KEEPER, NOW, RING

HONEST = make_export()
WITH_LEAVES = make_export(leaves=True)
MEMORY = remember(HONEST)


def findings(export, *, memory=None, keys=RING, at=NOW):
    report = watch(export, keys=keys, memory=memory, at=at)
    return {(finding.kind.value, finding.first, finding.last) for finding in report.findings}


def kinds(export, **options):
    return {kind for kind, _, _ in findings(export, **options)}


def with_entry(export, place, **changes):
    return with_text(export, place, encode_entry(replace(decode_entry(export.entries[place]), **changes)))


@pytest.mark.parametrize("export", [HONEST, WITH_LEAVES])
@pytest.mark.parametrize("memory", [None, MEMORY, remember(make_export(ENTRIES[:5], head_sizes=(2, 4)))])
def test_an_honest_log_is_in_order(export, memory):
    report = watch(export, keys=RING, memory=memory, at=NOW)

    assert (report.in_order, report.findings, report.entries, report.head.size) == (True, (), 10, 10)


def test_an_honest_log_that_has_grown_is_in_order():
    more = LogEntry(seq=10, at=NOW, kind="marks.mark.revoked", about="QY2026-0003", authority="370200-qingdao")

    assert findings(make_export((*ENTRIES, more), head_sizes=(2, 10)), memory=MEMORY) == set()


def test_without_keys_or_heads_nothing_is_confirmed():
    unsigned = watch(HONEST, keys=None, memory=None, at=NOW)
    headless = watch(replace(HONEST, heads=()), keys=RING, memory=None, at=NOW)

    assert (unsigned.in_order, unsigned.signed, headless.in_order, headless.head) == (None, False, None, None)


@given(st.sampled_from([HONEST, WITH_LEAVES]), st.sampled_from([None, MEMORY]), st.data())
def test_any_one_byte_changed_in_any_entry_is_found(export, memory, data):
    place = data.draw(st.integers(0, 9))
    text = bytearray(export.entries[place])
    offset = data.draw(st.integers(0, len(text) - 1))
    text[offset] ^= data.draw(st.integers(1, 255))

    assert findings(with_text(export, place, bytes(text)), memory=memory) != set()


def test_an_altered_entry_is_named_exactly_by_the_leaves_or_by_memory():
    altered = {"about": "QY2026-9999"}

    assert findings(with_entry(WITH_LEAVES, 5, **altered)) == {("altered", 5, 5)}
    assert findings(with_entry(HONEST, 5, **altered)) == {("root-mismatch", 4, 5)}
    assert findings(with_entry(HONEST, 5, **altered), memory=MEMORY) == {("root-mismatch", 4, 5), ("altered", 5, 5)}


def test_an_entry_that_is_no_entry_any_more_is_altered():
    assert findings(with_text(HONEST, 5, b"{}")) == {("altered", 5, 5), ("root-mismatch", 4, 5)}


def test_a_removed_entry_leaves_a_gap():
    assert findings(without(HONEST, 4)) == {("removed", 4, 4), ("root-mismatch", 4, 5)}
    assert findings(without(WITH_LEAVES, 4)) == {("removed", 4, 4)}
    assert ("removed", 4, 4) in findings(without(HONEST, 4), keys=None)


def test_entries_removed_from_the_end_are_missed_by_the_head():
    cut = without(without(HONEST, 9), 8)

    assert findings(cut) == {("removed", 8, 9), ("root-mismatch", 8, 9)}


def test_a_log_that_is_signed_anew_without_an_entry_is_found_by_memory():
    kept = (*ENTRIES[:4], *ENTRIES[5:])
    renumbered = [replace(entry, seq=number, at=ENTRIES[number].at) for number, entry in enumerate(kept)]
    rewritten = make_export(renumbered, head_sizes=(9,))

    assert findings(rewritten) == set()
    assert findings(rewritten, memory=MEMORY) == {("altered", 4, 8), ("removed", 9, 9), ("rolled-back", 9, 10)}


def test_entries_in_another_order_are_found():
    assert findings(swapped(HONEST, 4, 5)) == {
        ("reordered", 4, 4),
        ("root-mismatch", 4, 5),
        ("backdated", 4, 4),
    }
    assert ("reordered", 4, 5) in findings(swapped(HONEST, 4, 5), memory=MEMORY)


def test_an_entry_dated_back_is_found_by_its_neighbours_and_by_the_head_before_it():
    dated_back = replace(ENTRIES[5], at=ENTRIES[4].at - HOUR)
    export = make_export((*ENTRIES[:5], dated_back, *ENTRIES[6:]))
    alone = replace(ENTRIES[4], at=ENTRIES[3].at + HOUR - LEEWAY - LEEWAY)
    under_the_head = make_export((*ENTRIES[:4], alone, *ENTRIES[5:]))

    assert findings(export) == {("backdated", 5, 5)}
    assert findings(under_the_head) == {("backdated", 4, 4)}


def test_a_time_within_the_leeway_of_the_head_is_in_order():
    close = replace(ENTRIES[4], at=ENTRIES[3].at + HOUR - LEEWAY)

    assert findings(make_export((*ENTRIES[:4], close, *ENTRIES[5:]))) == set()


def test_an_entry_dated_ahead_is_found_and_does_not_hide_others():
    ahead = replace(ENTRIES[5], at=NOW + 100 * DAY)

    assert findings(make_export((*ENTRIES[:5], ahead, *ENTRIES[6:]))) == {("postdated", 5, 5)}


def test_an_entry_dated_after_today_is_found_without_any_head():
    assert findings(replace(HONEST, heads=()), at=FIRST_DAY + 8 * DAY) == {("postdated", 9, 9)}


def test_an_entry_slipped_in_later_is_found():
    extra = encode_entry(replace(ENTRIES[3], about="QY2026-7777"))
    export = replace(HONEST, entries=(*HONEST.entries[:4], extra, *HONEST.entries[4:]))

    assert findings(export) == {("inserted", 3, 3), ("root-mismatch", 4, 5)}
    assert findings(export, memory=MEMORY) == {("inserted", 3, 3), ("inserted", 4, 4), ("root-mismatch", 4, 5)}


def test_a_head_of_a_forger_counts_for_nothing():
    export = make_export(signer=FORGER)

    assert findings(export) == {("bad-head", place, place) for place in range(5)}
    assert findings(export, keys=None) == set()


def test_a_head_of_another_log_is_not_a_head_of_this_one():
    other = make_export(origin="other.example.cn/log")

    assert findings(replace(HONEST, heads=other.heads[:1])) == {("bad-head", 0, 0)}


def test_heads_that_step_back_are_found():
    assert findings(replace(HONEST, heads=HONEST.heads[::-1])) == {
        ("rolled-back", place, place) for place in range(1, 5)
    }
    late = sign_head(TreeHead(ORIGIN, 10, bytes(32), FIRST_DAY), LOG_KEEPER)
    assert findings(replace(HONEST, heads=(*HONEST.heads, late))) == {("rolled-back", 5, 5)}


def test_two_heads_of_one_size_are_a_split_view():
    other = sign_head(TreeHead(ORIGIN, 10, bytes(32), NOW), LOG_KEEPER)

    assert findings(replace(HONEST, heads=(*HONEST.heads, other))) == {("split-view", 5, 5)}


def test_a_head_that_differs_from_the_one_seen_before_is_a_split_view():
    rewritten = with_entry(HONEST, 9, about="QY2026-9999")
    resigned = make_export([decode_entry(text) for text in rewritten.entries])

    assert findings(resigned) == set()
    assert findings(resigned, memory=MEMORY) == {("split-view", 10, 10), ("altered", 9, 9)}


def test_a_head_over_nothing_with_another_root_does_not_match():
    wrong = sign_head(TreeHead(ORIGIN, 0, bytes(32), FIRST_DAY), LOG_KEEPER)

    assert findings(replace(HONEST, heads=(wrong,))) == {("root-mismatch", 0, 0)}


def test_a_log_served_as_it_was_long_ago_is_rolled_back():
    old = make_export(ENTRIES[:4], head_sizes=(2, 4))

    assert findings(old, memory=MEMORY) == {("rolled-back", 4, 10), ("removed", 4, 9)}
    assert findings(replace(old, heads=()), memory=MEMORY) == {("rolled-back", 0, 10), ("removed", 4, 9)}


def test_a_memory_without_a_head_still_knows_the_entries():
    memory = replace(MEMORY, head=None)

    assert findings(without(HONEST, 4), memory=memory) >= {("removed", 4, 4)}
    assert findings(HONEST, memory=memory) == set()


def test_the_memory_of_another_log_is_refused():
    with pytest.raises(BadDocument):
        watch(HONEST, keys=RING, memory=replace(MEMORY, origin="other"), at=NOW)


def test_a_sequence_number_beyond_all_bounds_is_one_finding():
    huge = with_entry(HONEST, 9, seq=2**53 - 1)

    assert ("removed", 9, 2**53 - 2) in findings(huge)


def test_a_head_beyond_all_bounds_is_one_finding():
    huge = sign_head(TreeHead(ORIGIN, 2**53 - 1, bytes(32), NOW), LOG_KEEPER)

    assert findings(replace(HONEST, heads=(huge,))) == {
        ("removed", 10, 2**53 - 2),
        ("root-mismatch", 0, 2**53 - 2),
    }


def test_a_leaf_that_the_log_does_not_keep_is_passed_over():
    short = replace(WITH_LEAVES, leaves=WITH_LEAVES.leaves[:5], heads=WITH_LEAVES.heads[:2])

    assert findings(short) == set()


def test_a_report_keeps_its_contract():
    report = watch(without(WITH_LEAVES, 4), keys=RING, memory=None, at=NOW)

    assert report.as_json() == {
        "schema": 1,
        "in_order": False,
        "origin": ORIGIN,
        "entries": 9,
        "signed": True,
        "head": {"size": 10, "root": report.head.root.hex(), "at": "2026-11-10T02:00:00Z"},
        "findings": [{"kind": "removed", "first": 4, "last": 4, "sentence": "条目被删除"}],
    }
    assert "head" not in watch(replace(HONEST, heads=()), keys=RING, memory=None, at=NOW).as_json()


def test_every_finding_has_a_sentence_and_adjoining_places_are_one_finding():
    assert set(SENTENCES) == set(FindingKind)
    report = watch(with_text(with_text(HONEST, 4, b""), 5, b""), keys=None, memory=None, at=NOW)
    assert Finding(FindingKind.ALTERED, 4, 5) in report.findings


def test_every_kind_that_is_promised_is_found_by_some_reader():
    assert kinds(without(HONEST, 3)) >= {"removed"}
    assert kinds(swapped(HONEST, 2, 7)) >= {"reordered"}
