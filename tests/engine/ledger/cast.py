"""A log of ten entries, one a day, with a head after every second one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pinzhang.engine.ledger.entries import LogEntry, encode_entry
from pinzhang.engine.ledger.export import LogExport
from pinzhang.engine.ledger.heads import TreeHead, sign_head
from pinzhang.engine.ledger.tree import MemoryStore, append, leaf_hash, root_of
from tests.engine.signing.cast import LOG_KEEPER

ORIGIN = "mark.example.cn/log"
FIRST_DAY = datetime(2026, 11, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

ENTRIES = tuple(
    LogEntry(
        seq=number,
        at=FIRST_DAY + number * DAY,
        kind="marks.mark.conferred",
        about=f"QY2026-{number:04}",
        authority="370200-qingdao",
        digests={"record": f"{number:064x}"},
    )
    for number in range(10)
)


def make_export(entries=ENTRIES, *, head_sizes=(2, 4, 6, 8, 10), signer=LOG_KEEPER, leaves=False, origin=ORIGIN):
    """An honest export of these entries; each head is signed an hour after the last entry that it covers."""
    texts = tuple(encode_entry(entry) for entry in entries)
    hashes = tuple(map(leaf_hash, texts))
    store = MemoryStore()
    append(store, 0, hashes)
    heads = tuple(
        sign_head(TreeHead(origin, size, root_of(store, size), FIRST_DAY + (size - 1) * DAY + HOUR), signer)
        for size in head_sizes
    )
    return LogExport(origin, texts, heads, hashes if leaves else None)


def without(export, place):
    return replace(export, entries=export.entries[:place] + export.entries[place + 1 :])


def with_text(export, place, text):
    return replace(export, entries=(*export.entries[:place], text, *export.entries[place + 1 :]))


def swapped(export, first, second):
    entries = list(export.entries)
    entries[first], entries[second] = entries[second], entries[first]
    return replace(export, entries=tuple(entries))
