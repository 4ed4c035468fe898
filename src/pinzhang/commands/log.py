"""``pinzhang log``: head, proofs and monitoring of a transparency log, from its JSON export."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from http.client import HTTPException
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pinzhang.engine.ledger.entries import decode_entry
from pinzhang.engine.ledger.export import (
    LARGEST_EXPORT,
    LogExport,
    read_export,
    read_memory,
    remember,
)
from pinzhang.engine.ledger.heads import BadHead, TreeHead, read_head, read_signed_head
from pinzhang.engine.ledger.monitor import Report, head_as_json, watch
from pinzhang.engine.ledger.proofs import is_consistent, is_included
from pinzhang.engine.ledger.tree import MemoryStore, append, consistency_proof, inclusion_proof, leaf_hash, root_of
from pinzhang.engine.signing.documents import BadDocument
from pinzhang.engine.signing.keys import KeyRing, read_key_set

YES, NO, USAGE, CANNOT_TELL, BAD_INPUT = range(5)

_TIMEOUT_SECONDS = 20
_LONGEST_FETCH_SECONDS = 300
_CHUNK = 1 << 16
_HASH_DIGITS = 64
_LONGEST_NUMBER = 15

app = typer.Typer(no_args_is_help=True, help="公开日志：树头、证明、监督。")

Source = Annotated[
    str, typer.Option("--log", envvar="PINZHANG_LOG", metavar="URL|FILE", help="日志的 JSON 导出：文件或网址")
]
Keys = Annotated[str, typer.Option(metavar="URL|FILE", help="公布的公钥集（JSON）：文件或网址；用来核对树头的签名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class Unreachable(Exception):
    """A file or address that does not give the log."""


@dataclass(frozen=True)
class Log:
    """A log read whole, and its latest head as far as it can be believed."""

    export: LogExport
    head: TreeHead | None
    signed: bool | None
    """Whether the head has the log's signature; None where no keys were given."""

    @cached_property
    def hashes(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.export.entries]

    @cached_property
    def store(self) -> MemoryStore:
        store = MemoryStore()
        append(store, 0, self.hashes)
        return store

    def root_at(self, size: int) -> bytes:
        """Return the root that the log published for a size, else the one that its entries give."""
        published = (read_head(head) for head in self.export.heads)
        return next((head.root for head in published if head.size == size), None) or root_of(self.store, size)

    def with_head(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Return an answer of a command in its stable form."""
        told: dict[str, Any] = {"schema": 1, "origin": self.export.origin}
        told |= {} if self.signed is None else {"signed": self.signed}
        return told | answer


@app.command()
def head(log: Source, keys: Keys = "", *, as_json: AsJson = False) -> None:
    """显示最新的树头，并核对它与条目相符；退出码 0 相符，1 不符，3 没有树头，4 输入有误。"""
    opened = _open_or_exit(log, keys)
    answer: dict[str, Any] = {"entries": len(opened.hashes)}
    if opened.head is None:
        _tell(opened.with_head(answer), as_json=as_json, exit_code=CANNOT_TELL)
    size = opened.head.size
    matches = size <= len(opened.hashes) and root_of(opened.store, size) == opened.head.root
    answer |= {"head": head_as_json(opened.head), "matches": matches}
    _tell(opened.with_head(answer), as_json=as_json, exit_code=_exit_code(opened, holds=matches))


@app.command()
def prove(
    entry: Annotated[str, typer.Argument(help="条目的序号、叶散列，或标识编号（取最新一条）")],
    log: Source,
    keys: Keys = "",
    *,
    as_json: AsJson = False,
) -> None:
    """证明一条记录在日志里；退出码 0 证明成立，1 不在或不成立，3 还没有树头覆盖它，4 输入有误。"""
    opened = _open_or_exit(log, keys)
    index = _index_of(entry, opened)
    if index is None:
        _tell(opened.with_head({"included": False}), as_json=as_json, exit_code=NO)
    size = min(opened.head.size, len(opened.hashes)) if opened.head else 0
    answer: dict[str, Any] = {"index": index, "leaf": opened.hashes[index].hex()}
    answer |= {"entry": opened.export.entries[index].decode("utf-8", "replace")}
    if opened.head is None or index >= size:
        _tell(opened.with_head(answer), as_json=as_json, exit_code=CANNOT_TELL)
    path = inclusion_proof(opened.store, index, size)
    root = opened.head.root
    included = is_included(leaf=opened.hashes[index], index=index, size=opened.head.size, path=path, root=root)
    answer |= {"size": opened.head.size, "root": root.hex()}
    answer |= {"path": [step.hex() for step in path], "included": included}
    _tell(opened.with_head(answer), as_json=as_json, exit_code=_exit_code(opened, holds=included))


@app.command()
def consistency(
    old: Annotated[int, typer.Argument(min=0, help="以前的长度")],
    new: Annotated[int, typer.Argument(min=0, help="现在的长度")],
    log: Source,
    keys: Keys = "",
    *,
    as_json: AsJson = False,
) -> None:
    """证明日志只增不改；退出码 0 成立，1 不成立，4 输入有误或没有这样的长度。"""
    opened = _open_or_exit(log, keys)
    if not old <= new <= len(opened.hashes):
        _refuse(f"日志有 {len(opened.hashes)} 条，没有从 {old} 到 {new} 的证明")
    path = consistency_proof(opened.store, old, new)
    before, after = opened.root_at(old), opened.root_at(new)
    consistent = is_consistent(old=old, new=new, old_root=before, new_root=after, path=path)
    answer: dict[str, Any] = {
        "old": {"size": old, "root": before.hex()},
        "new": {"size": new, "root": after.hex()},
        "path": [step.hex() for step in path],
        "consistent": consistent,
    }
    _tell(opened.with_head(answer), as_json=as_json, exit_code=_exit_code(opened, holds=consistent))


@app.command()
def monitor(
    source: Annotated[str, typer.Argument(metavar="URL|FILE", help="日志的 JSON 导出")],
    keys: Keys = "",
    state: Annotated[Path | None, typer.Option(dir_okay=False, help="上次所见；没有就新建，日志无误时更新")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """监督日志：有无删除、改动、调换、倒填；退出码 0 无误，1 发现问题，3 未核对签名，4 输入有误。"""
    try:
        export = read_export(_content(source))
        ring = read_key_set(_content(keys)) if keys else None
        memory = read_memory(_content(str(state))) if state and state.exists() else None
        report = watch(export, keys=ring, memory=memory, at=datetime.now(UTC))
    except (BadDocument, Unreachable) as refusal:
        _refuse(str(refusal))
    if state and report.in_order:
        _replace(state, remember(export).to_bytes())
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if as_json else _told(report))
    raise typer.Exit({True: YES, False: NO, None: CANNOT_TELL}[report.in_order])


def _open_or_exit(source: str, keys: str) -> Log:
    try:
        export = read_export(_content(source))
        ring = read_key_set(_content(keys)) if keys else None
        for published in export.heads:
            read_head(published)
        return _opened(export, ring)
    except (BadDocument, BadHead, Unreachable) as refusal:
        _refuse(f"{source}：{refusal}")


def _opened(export: LogExport, keys: KeyRing | None) -> Log:
    if not export.heads:
        return Log(export, None, None)
    latest = export.heads[-1]
    if keys is None:
        return Log(export, read_head(latest), None)
    try:
        return Log(export, read_signed_head(latest, keys), signed=True)
    except BadHead:
        return Log(export, read_head(latest), signed=False)


def _index_of(entry: str, log: Log) -> int | None:
    """Find an entry by its number, by its leaf hash, or the latest one about a mark."""
    if len(entry) == _HASH_DIGITS:
        sought = entry.lower()
        return next((place for place, leaf in enumerate(log.hashes) if leaf.hex() == sought), None)
    if entry.isascii() and entry.isdigit():
        place = int(entry[-_LONGEST_NUMBER:])
        return place if str(place) == entry and place < len(log.hashes) else None
    for place in range(len(log.hashes) - 1, -1, -1):
        try:
            if decode_entry(log.export.entries[place]).about == entry:
                return place
        except BadDocument:
            continue
    return None


def _exit_code(log: Log, *, holds: bool) -> int:
    return YES if holds and log.signed is not False else NO


def _content(source: str) -> bytes:
    """Read a file, or fetch an address by HTTP(S), within limits of size and time.

    :raises Unreachable: it is not there, too large, or too slow.
    """
    if source.lower().startswith(("http://", "https://")):
        return _fetched(source)
    try:
        with Path(source).open("rb") as stream:
            return _within_limit(stream.read(LARGEST_EXPORT + 1), source)
    except (OSError, ValueError) as fault:
        raise Unreachable(f"{source}：读不出（{type(fault).__name__}）") from fault


def _fetched(address: str) -> bytes:
    deadline = time.monotonic() + _LONGEST_FETCH_SECONDS
    content = bytearray()
    try:
        with _opener().open(address, timeout=_TIMEOUT_SECONDS) as answer:
            while len(content) <= LARGEST_EXPORT and (chunk := answer.read(_CHUNK)):
                content += chunk
                if time.monotonic() > deadline:
                    raise Unreachable(f"{address}：超过 {_LONGEST_FETCH_SECONDS} 秒")
    except urllib.error.HTTPError as fault:
        fault.close()
        raise Unreachable(f"{address}：取不到（{fault}）") from fault
    except (OSError, HTTPException, ValueError) as fault:
        raise Unreachable(f"{address}：取不到（{fault}）") from fault
    return _within_limit(bytes(content), address)


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener that speaks HTTP and HTTPS and nothing else, also after a redirection."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _within_limit(content: bytes, source: str) -> bytes:
    if len(content) > LARGEST_EXPORT:
        raise Unreachable(f"{source}：大于 {LARGEST_EXPORT} 字节")
    return content


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def _tell(answer: dict[str, Any], *, as_json: bool, exit_code: int) -> NoReturn:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else _lines(answer))
    raise typer.Exit(exit_code)


def _lines(answer: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in answer.items() if name != "schema")


def _told(report: Report) -> str:
    verdict = {True: "日志无误。", False: "日志有问题：", None: "没有发现问题，但未核对签名。"}[report.in_order]
    found = [f"{item['sentence']}：{item['first']}–{item['last']}" for item in report.as_json()["findings"]]
    return "\n".join([f"{report.origin}：{report.entries} 条。{verdict}", *found])
