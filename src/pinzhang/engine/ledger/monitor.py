"""Watching the log from outside (监督): what was removed, altered, put in another order, or dated back.

Three things are held against each other: the entries as they are served, the heads that were signed over
them, and what this monitor saw before. No one of them can be changed without disagreeing with another.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pinzhang.engine.ledger.entries import LogEntry, decode_entry
from pinzhang.engine.ledger.export import LogExport, Memory
from pinzhang.engine.ledger.heads import BadHead, TreeHead, read_head, read_signed_head
from pinzhang.engine.ledger.tree import Frontier, leaf_hash
from pinzhang.engine.signing.documents import BadDocument, format_time
from pinzhang.engine.signing.keys import KeyRing

LEEWAY = timedelta(minutes=1)
"""How far the time in an entry may lie from the time of the head that first covers it."""


class FindingKind(StrEnum):
    """What is wrong with a log; the words are part of the published contract."""

    ALTERED = "altered"
    REMOVED = "removed"
    REORDERED = "reordered"
    INSERTED = "inserted"
    BACKDATED = "backdated"
    POSTDATED = "postdated"
    ROOT_MISMATCH = "root-mismatch"
    BAD_HEAD = "bad-head"
    ROLLED_BACK = "rolled-back"
    SPLIT_VIEW = "split-view"


SENTENCES = {
    FindingKind.ALTERED: "条目内容被改动",
    FindingKind.REMOVED: "条目被删除",
    FindingKind.REORDERED: "条目次序被调换",
    FindingKind.INSERTED: "事后插入条目",
    FindingKind.BACKDATED: "条目的时间被倒填",
    FindingKind.POSTDATED: "条目的时间晚于记入的时间",
    FindingKind.ROOT_MISMATCH: "条目与已签名的树头不符",
    FindingKind.BAD_HEAD: "树头读不出来，或不是日志的钥匙所签",
    FindingKind.ROLLED_BACK: "日志退回到比以前更早的样子",
    FindingKind.SPLIT_VIEW: "同一长度有两个不同的树头",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and which entries (or, for a head, which head) it touches."""

    kind: FindingKind
    first: int
    last: int

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "first": self.first, "last": self.last, "sentence": SENTENCES[self.kind]}


@dataclass(frozen=True)
class Report:
    """What one visit to the log found (监督结果)."""

    origin: str
    entries: int
    head: TreeHead | None
    """The largest head that could be read, and verified where keys were given."""
    signed: bool
    """Whether keys were given, so that heads were verified."""
    findings: tuple[Finding, ...]

    @property
    def in_order(self) -> bool | None:
        """Whether nothing is wrong; None where nothing was found but no signed head was verified."""
        if self.findings:
            return False
        return True if self.signed and self.head is not None else None

    def as_json(self) -> dict[str, Any]:
        """Return the stable JSON contract of ``pinzhang log monitor``."""
        report: dict[str, Any] = {"schema": 1, "in_order": self.in_order, "origin": self.origin}
        report |= {"entries": self.entries, "signed": self.signed}
        if self.head is not None:
            report["head"] = head_as_json(self.head)
        return report | {"findings": [finding.as_json() for finding in self.findings]}


def head_as_json(head: TreeHead) -> dict[str, Any]:
    """Return size, root and time of a head."""
    return {"size": head.size, "root": head.root.hex(), "at": format_time(head.at)}


def watch(export: LogExport, *, keys: KeyRing | None, memory: Memory | None, at: datetime) -> Report:
    """Examine a log as it is served now.

    Without keys the heads are read but not believed; without memory only what heads, leaves and the
    entries themselves give away is found. A log that never shows two people the same thing is found
    only by people who compare their heads.

    :raises BadDocument: the memory is of another log.
    """
    if memory is not None and memory.origin != export.origin:
        raise BadDocument(f"monitor state: of {memory.origin}, not of {export.origin}")
    hashes = [leaf_hash(entry) for entry in export.entries]
    entries, unreadable = _read_entries(export.entries)
    heads, findings = _read_heads(export, keys)
    size = max((head.size for head in heads), default=0)
    findings += _run(FindingKind.ALTERED, unreadable)
    findings += _out_of_sequence(entries, unreadable, size)
    findings += _unlike_leaves(export, entries, hashes)
    findings += _unlike_heads(export.leaves or hashes, heads)
    findings += _out_of_time(entries, heads, at)
    findings += _unlike_memory(hashes, heads, memory) if memory else []
    return Report(export.origin, len(hashes), heads[-1] if heads else None, keys is not None, _sorted(findings))


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    order = list(FindingKind)
    return tuple(sorted(set(findings), key=lambda finding: (order.index(finding.kind), finding.first)))


def _run(kind: FindingKind, places: Iterable[int]) -> list[Finding]:
    """Return one finding for each unbroken run of places."""
    found: list[Finding] = []
    for place in sorted(set(places)):
        if found and found[-1].last == place - 1:
            found[-1] = Finding(kind, found[-1].first, place)
        else:
            found.append(Finding(kind, place, place))
    return found


def _read_entries(served: Sequence[bytes]) -> tuple[dict[int, LogEntry], list[int]]:
    """Return the entries that can be read, by their place in the file, and the places of the others."""
    entries: dict[int, LogEntry] = {}
    unreadable: list[int] = []
    for place, data in enumerate(served):
        try:
            entries[place] = decode_entry(data)
        except BadDocument:
            unreadable.append(place)
    return entries, unreadable


def _read_heads(export: LogExport, keys: KeyRing | None) -> tuple[list[TreeHead], list[Finding]]:
    """Return the heads that count, smallest first, and the findings about heads."""
    heads: list[TreeHead] = []
    findings: list[Finding] = []
    for place, data in enumerate(export.heads):
        try:
            head = read_head(data) if keys is None else read_signed_head(data, keys)
        except BadHead:
            findings.append(Finding(FindingKind.BAD_HEAD, place, place))
            continue
        if head.origin != export.origin:
            findings.append(Finding(FindingKind.BAD_HEAD, place, place))
        elif heads and (head.size < heads[-1].size or head.at < heads[-1].at):
            findings.append(Finding(FindingKind.ROLLED_BACK, place, place))
        elif heads and head.size == heads[-1].size and head.root != heads[-1].root:
            findings.append(Finding(FindingKind.SPLIT_VIEW, place, place))
        else:
            heads.append(head)
    return heads, findings


def _out_of_sequence(entries: dict[int, LogEntry], unreadable: Sequence[int], size: int) -> list[Finding]:
    """Hold the numbers inside the entries against their order: a gap, a step back, a number used twice."""
    present = set(unreadable)
    moved: list[int] = []
    doubled: list[int] = []
    highest = -1
    for entry in entries.values():
        if entry.seq in present:
            doubled.append(entry.seq)
        elif entry.seq < highest:
            moved.append(entry.seq)
        present.add(entry.seq)
        highest = max(highest, entry.seq)
    bounds = [-1, *sorted(present), max(size, highest + 1)]
    missing = [
        Finding(FindingKind.REMOVED, before + 1, after - 1) for before, after in pairwise(bounds) if after > before + 1
    ]
    return [*missing, *_run(FindingKind.REORDERED, moved), *_run(FindingKind.INSERTED, doubled)]


def _unlike_leaves(export: LogExport, entries: dict[int, LogEntry], hashes: Sequence[bytes]) -> list[Finding]:
    """Hold each entry against the leaf hash that the log keeps for its number."""
    if export.leaves is None:
        return []
    kept = export.leaves
    altered = [
        entry.seq for place, entry in entries.items() if entry.seq < len(kept) and kept[entry.seq] != hashes[place]
    ]
    return _run(FindingKind.ALTERED, altered)


def _unlike_heads(leaves: Sequence[bytes], heads: Sequence[TreeHead]) -> list[Finding]:
    """Find the first head whose root the leaves do not give; what lies between it and the one before was changed."""
    frontier = Frontier()
    agreed = 0
    for head in heads:
        for leaf in leaves[frontier.size : head.size]:
            frontier.push(leaf)
        if frontier.size != head.size or frontier.root() != head.root:
            return [Finding(FindingKind.ROOT_MISMATCH, agreed, max(agreed, head.size - 1))]
        agreed = head.size
    return []


def _out_of_time(entries: dict[int, LogEntry], heads: Sequence[TreeHead], at: datetime) -> list[Finding]:
    """Hold the time in each entry against its neighbours and against the heads before and after it."""
    sizes = [head.size for head in heads]
    early: list[int] = []
    late: list[int] = []
    latest: datetime | None = None
    for entry in entries.values():
        following = bisect_right(sizes, entry.seq)
        before = heads[following - 1].at - LEEWAY if following else None
        after = (heads[following].at if following < len(heads) else at) + LEEWAY
        if (latest is not None and entry.at < latest) or (before is not None and entry.at < before):
            early.append(entry.seq)
        if entry.at > after:
            late.append(entry.seq)
        else:
            latest = entry.at if latest is None else max(latest, entry.at)
    return [*_run(FindingKind.BACKDATED, early), *_run(FindingKind.POSTDATED, late)]


def _unlike_memory(hashes: Sequence[bytes], heads: Sequence[TreeHead], memory: Memory) -> list[Finding]:
    """Hold the entries against what was seen before."""
    findings: list[Finding] = []
    if memory.head is not None:
        seen = read_head(memory.head)
        now = [head for head in heads if head.size >= seen.size]
        if not now:
            findings.append(Finding(FindingKind.ROLLED_BACK, max((head.size for head in heads), default=0), seen.size))
        elif any(head.size == seen.size and head.root != seen.root for head in now):
            findings.append(Finding(FindingKind.SPLIT_VIEW, seen.size, seen.size))
    if tuple(hashes[: len(memory.leaves)]) == memory.leaves:
        return findings
    return findings + _changes(memory.leaves, hashes)


def _changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[Finding]:
    """Name what became of each entry that was seen before, and what stands among them now."""
    known, present = set(old), set(new)
    altered: list[int] = []
    removed: list[int] = []
    for place, leaf in enumerate(old):
        if leaf not in present:
            replaced = place < len(new) and new[place] not in known
            (altered if replaced else removed).append(place)
    kept_before = [place for place, leaf in enumerate(old) if leaf in present]
    kept_now = [leaf for leaf in new if leaf in known]
    moved = [place for place, leaf in zip(kept_before, kept_now, strict=False) if old[place] != leaf]
    inserted = {place for place, leaf in enumerate(new[: len(old)]) if leaf not in known} - set(altered)
    return [
        *_run(FindingKind.ALTERED, altered),
        *_run(FindingKind.REMOVED, removed),
        *_run(FindingKind.REORDERED, moved),
        *_run(FindingKind.INSERTED, inserted),
    ]
