"""Packs as they lie on disk: found, read with limits, nothing followed out of the folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from pinzhang.engine.packs.files import MAXIMUM_FILES
from pinzhang.engine.packs.loader import load_catalogue, load_pack
from pinzhang.engine.packs.problems import PackProblems, Problem
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.yaml_text import MAXIMUM_BYTES

CATALOGUE = "facts"
HEAD = "programme.yaml"


class UnreadableFolder(Exception):
    """The folder holds what is not read: a link, a special file, too many files; or there is no catalogue beside it."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder; a file over the limit comes one byte too long, so that loading names it.

    :raises UnreadableFolder: it holds a symbolic link, a special file, or too many files.
    """
    files: dict[str, bytes] = {}
    for path in _entries_below(folder):
        if path.is_symlink() or not path.is_file():
            raise UnreadableFolder(
                f"{path.relative_to(folder)}: is no plain file; links and special files are not read"
            )
        if len(files) == MAXIMUM_FILES:
            raise UnreadableFolder(f"more than {MAXIMUM_FILES} files")
        with path.open("rb") as stream:
            files[path.relative_to(folder).as_posix()] = stream.read(MAXIMUM_BYTES + 1)
    return files


def _entries_below(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder but the real folders in it."""
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        yield from (path for name in (*folders, *sorted(names)) if not _is_real_folder(path := Path(place, name)))


def _is_real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def find_catalogue(pack: Path) -> Path:
    """Find the folder ``facts`` beside the place folders: in the nearest ancestor that has one.

    :raises UnreadableFolder: there is none.
    """
    for ancestor in pack.resolve().parents:
        if (ancestor / CATALOGUE).is_dir():
            return ancestor / CATALOGUE
    raise UnreadableFolder(f"no folder {CATALOGUE}/ beside it or above it; name one with --catalogue")


def packs_below(path: Path) -> list[Path]:
    """Return the pack at a path, or else every pack below it."""
    if (path / HEAD).is_file():
        return [path]
    return sorted(head.parent for head in path.rglob(HEAD))


def load_folder(folder: Path, catalogue: Path | None = None) -> Edition:
    """Load the pack of a folder, with the catalogue given or the one beside it.

    :raises PackProblems: with the names of the files as they lie on disk.
    """
    try:
        facts = catalogue or find_catalogue(folder)
        files, shared = read_folder(folder), read_folder(facts)
    except UnreadableFolder as refusal:
        raise PackProblems([Problem(str(folder), 1, 1, str(refusal))]) from refusal
    try:
        edition = load_pack(files, shared)
    except PackProblems as refusal:
        raise PackProblems(_on_disk(problem, folder, facts) for problem in refusal.problems) from None
    _refuse_foreign_folder(edition, folder.resolve(), facts.resolve())
    return edition


def load_catalogue_folder(folder: Path) -> int:
    """Load a folder as the catalogue of facts and return how many it holds.

    :raises PackProblems: with the names of the files as they lie on disk.
    """
    try:
        return len(load_catalogue(read_folder(folder)))
    except UnreadableFolder as refusal:
        raise PackProblems([Problem(str(folder), 1, 1, str(refusal))]) from refusal
    except PackProblems as refusal:
        raise PackProblems(_on_disk(problem, folder, folder) for problem in refusal.problems) from None


def _on_disk(problem: Problem, folder: Path, facts: Path) -> Problem:
    name = problem.file.removeprefix(f"{CATALOGUE}/")
    file = folder / problem.file if name == problem.file else facts / name
    return Problem(str(file), problem.line, problem.column, problem.message)


def _refuse_foreign_folder(edition: Edition, folder: Path, facts: Path) -> None:
    """Refuse a pack among those of an authority that is not its own; elsewhere a pack may lie where it likes."""
    authority, place = edition.programme.authority, folder.parent
    if place.parent == facts.parent and place.name != authority:
        message = f"authority: {authority} issues it, but it lies among the programmes of {place.name}"
        raise PackProblems([Problem(str(folder / HEAD), 1, 1, message)])
