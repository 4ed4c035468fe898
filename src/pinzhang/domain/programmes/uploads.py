"""Packs as they are uploaded: a .zip, read with limits, nothing unpacked to disk."""

import json
import stat
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePosixPath

from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.refusals import UnreadablePack
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.problems import PackProblems
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.facts import Fact
from pinzhang.engine.packs.yaml_text import MAXIMUM_BYTES

LARGEST_ARCHIVE = 4 * 1024 * 1024
MOST_ENTRIES = 400
LARGEST_UNPACKED = 16 * 1024 * 1024
HEAD = "programme.yaml"
CATALOGUE = "facts"
SHOWN_PROBLEMS = 60
_IGNORED = ("__MACOSX", ".DS_Store", "Thumbs.db", ".git", ".gitignore")

Files = dict[str, bytes]


def read_upload(content: bytes) -> Edition:
    """Read a .zip with one pack in it; a folder ``facts`` beside the pack is its catalogue.

    Without one, the catalogue is what the published editions of this instance use.

    :raises UnreadablePack: it is no such archive, or the pack has problems; each is named FILE:LINE.
    """
    files, shared = _parted(_entries(content))
    try:
        return load_pack(files, shared or known_catalogue())
    except PackProblems as refusal:
        lines = [str(problem) for problem in refusal.problems]
        more = [f"另有 {len(lines) - SHOWN_PROBLEMS} 处"] if len(lines) > SHOWN_PROBLEMS else []
        reasons = (*lines[:SHOWN_PROBLEMS], *more)
        raise UnreadablePack(f"规则包有 {len(lines)} 处问题，请改好后再上传。", reasons=reasons) from refusal


def known_catalogue() -> Files:
    """Return the facts that published editions use as a catalogue; of two editions the later one tells."""
    facts: dict[str, Fact] = {}
    for row in ProgrammeEdition.objects.defer("content").order_by("published_at", "pk"):
        document = edition_document(row)
        own = f"{document.programme.code.replace('-', '_')}__"
        facts |= {fact.name: fact for fact in document.facts if not fact.name.startswith(own)}
    if not facts:
        return {}
    written = [facts[name].model_dump(mode="json", exclude_defaults=True) for name in sorted(facts)]
    return {"published.yaml": json.dumps({"facts": written}, ensure_ascii=False).encode()}


def _entries(content: bytes) -> Files:
    if len(content) > LARGEST_ARCHIVE:
        raise _refusal(f"压缩包超过 {LARGEST_ARCHIVE // 1024 // 1024} MB。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _read(archive, [entry for entry in archive.infolist() if not entry.is_dir()])
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise _refusal("这不是可以读取的 .zip 压缩包（损坏、加密或格式不支持）。") from error


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Files:
    """Read the entries; what an entry says of its own size is not believed."""
    if len(entries) > MOST_ENTRIES:
        raise _refusal(f"压缩包里有 {len(entries)} 个文件，最多 {MOST_ENTRIES} 个。")
    files: Files = {}
    total = 0
    for entry in entries:
        name = PurePosixPath(_checked_name(entry))
        if any(part in _IGNORED for part in name.parts):
            continue
        with archive.open(entry) as stream:
            text = stream.read(MAXIMUM_BYTES + 1)
        total += len(text)
        if total > LARGEST_UNPACKED:
            raise _refusal(f"解压后超过 {LARGEST_UNPACKED // 1024 // 1024} MB。")
        if name.as_posix() in files:
            raise _refusal(f"{name.as_posix()[:80]}：同名文件出现了两次。")
        files[name.as_posix()] = text
    return files


def _checked_name(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or "\x00" in name or ":" in parts[0]:
        raise _refusal(f"文件名“{ascii(name)[1:-1][:80]}”指向压缩包之外。")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refusal(f"{name[:80]}：不接收链接文件。")
    return name


def _parted(entries: Files) -> tuple[Files, Files]:
    """Return the files of the one pack, and those of the catalogue beside it or above it."""
    heads = [PurePosixPath(name).parent for name in entries if PurePosixPath(name).name == HEAD]
    if len(heads) != 1:
        said = f"压缩包里没有 {HEAD}" if not heads else f"压缩包里有 {len(heads)} 个规则包"
        raise _refusal(f"{said}；请只压缩一个规则包目录（可以连同旁边的 {CATALOGUE}/ 目录）。")
    home = heads[0]
    catalogues = [place / CATALOGUE for place in (home, *home.parents)]
    shared = next((found for place in catalogues if (found := _below(entries, place))), {})
    taken = {name for place in catalogues for name in entries if PurePosixPath(name).is_relative_to(place)}
    return _below({name: text for name, text in entries.items() if name not in taken}, home), shared


def _below(entries: Files, place: PurePosixPath) -> Files:
    inside: Iterable[tuple[PurePosixPath, bytes]] = ((PurePosixPath(name), text) for name, text in entries.items())
    return {path.relative_to(place).as_posix(): text for path, text in inside if path.is_relative_to(place)}


def _refusal(sentence: str) -> UnreadablePack:
    return UnreadablePack(sentence, fields={"pack": sentence})
