"""The log as one JSON file (日志导出), and what a monitor remembers of it between two visits."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pinzhang.engine.ledger.heads import read_head
from pinzhang.engine.ledger.tree import leaf_hash
from pinzhang.engine.signing.documents import BadDocument, member, optional_member, read_object
from pinzhang.engine.signing.suites import from_base64url, to_base64url

LARGEST_EXPORT = 128 * 1024 * 1024
_WHAT = "log export"
_MEMORY = "monitor state"
_HASH = 32


@dataclass(frozen=True)
class LogExport:
    """Everything that the log publishes, as it stands in the file; nothing in it is trusted yet."""

    origin: str
    entries: tuple[bytes, ...]
    heads: tuple[bytes, ...]
    """Signed tree heads in the order of publication."""
    leaves: tuple[bytes, ...] | None = None
    """The leaf hashes that the log keeps; with them an altered entry is found to the entry."""

    def to_bytes(self) -> bytes:
        """Return the export as UTF-8 JSON; an entry that is no UTF-8 any more keeps its bytes as lone surrogates."""
        document: dict[str, Any] = {
            "schema": 1,
            "origin": self.origin,
            "entries": [entry.decode("utf-8", "surrogateescape") for entry in self.entries],
            "heads": [to_base64url(head) for head in self.heads],
        }
        if self.leaves is not None:
            document["leaves"] = [leaf.hex() for leaf in self.leaves]
        return json.dumps(document, separators=(",", ":")).encode()


def read_export(data: bytes) -> LogExport:
    """Read the JSON export of a log.

    :raises BadDocument: it is not one, or larger than 128 MiB.
    """
    document = read_object(data, limit=LARGEST_EXPORT, what=_WHAT)
    if document.get("schema") != 1:
        raise BadDocument(f"{_WHAT}: schema is not 1")
    entries = _texts(document, "entries")
    heads = _texts(document, "heads")
    leaves = _texts(document, "leaves") if "leaves" in document else None
    origin = member(document, "origin", str, _WHAT)
    try:
        return LogExport(
            origin,
            tuple(entry.encode("utf-8", "surrogateescape") for entry in entries),
            tuple(map(from_base64url, heads)),
            None if leaves is None else tuple(map(_hash, leaves)),
        )
    except ValueError as fault:
        raise BadDocument(f"{_WHAT}: {fault}") from fault


@dataclass(frozen=True)
class Memory:
    """What a monitor saw last time: enough to name the entry that changed since (监督者的记忆)."""

    origin: str
    leaves: tuple[bytes, ...]
    head: bytes | None
    """The last signed head."""

    def to_bytes(self) -> bytes:
        """Return the memory as JSON."""
        document: dict[str, Any] = {
            "schema": 1,
            "origin": self.origin,
            "leaves": b64encode(b"".join(self.leaves)).decode(),
        }
        if self.head is not None:
            document["head"] = to_base64url(self.head)
        return (json.dumps(document) + "\n").encode()


def remember(export: LogExport) -> Memory:
    """Return what a monitor should keep of an export that it found in order."""
    return Memory(export.origin, tuple(map(leaf_hash, export.entries)), export.heads[-1] if export.heads else None)


def read_memory(data: bytes) -> Memory:
    """Read what a monitor kept.

    :raises BadDocument: it is something else.
    """
    document = read_object(data, limit=LARGEST_EXPORT, what=_MEMORY)
    head = optional_member(document, "head", str, _MEMORY)
    try:
        joined = b64decode(member(document, "leaves", str, _MEMORY), validate=True)
        seen = None if head is None else from_base64url(head)
        if seen is not None:
            read_head(seen)
    except ValueError as fault:
        raise BadDocument(f"{_MEMORY}: {fault}") from fault
    if len(joined) % _HASH:
        raise BadDocument(f"{_MEMORY}: leaves are cut")
    leaves = tuple(joined[start : start + _HASH] for start in range(0, len(joined), _HASH))
    return Memory(member(document, "origin", str, _MEMORY), leaves, seen)


def _texts(document: Mapping[str, Any], name: str) -> list[str]:
    values: list[str] = member(document, name, list, _WHAT)
    if not all(isinstance(value, str) for value in values):
        raise BadDocument(f"{_WHAT}: an item of {name} is no text")
    return values


def _hash(text: str) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != _HASH:
        raise ValueError(f"a leaf of {len(value)} bytes")
    return value
