"""Read the folders of packs from disk: sizes limited, nothing followed out of the folder."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pinzhang.engine.packs.files import MAXIMUM_FILES
from pinzhang.engine.packs.yaml_text import MAXIMUM_BYTES

CATALOGUE = "facts"
HEAD = "programme.yaml"


class NoCatalogue(Exception):
    """No folder ``facts`` lies beside the folders of the places."""


class UnsafeFolder(Exception):
    """The folder holds what is not read: a link out of it, a special file, too many files."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder; a file over the limit comes one byte too long, so that loading names it.

    :raises UnsafeFolder: it holds a symbolic link, a special file, or too much.
    """
    files: dict[str, bytes] = {}
    for path in _files_below(folder):
        if len(files) > MAXIMUM_FILES:
            raise UnsafeFolder(f"{folder}: more than {MAXIMUM_FILES} files")
        if path.is_symlink() or not path.is_file():
            raise UnsafeFolder(f"{path}: is no plain file; links and special files are not read")
        with path.open("rb") as stream:
            files[path.relative_to(folder).as_posix()] = stream.read(MAXIMUM_BYTES + 1)
    return files


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in (*folders, *names):
            path = Path(place, name)
            if name in names or path.is_symlink():
                yield path


def find_catalogue(pack: Path) -> Path:
    """Find the folder ``facts`` beside the place folders: in the nearest ancestor that has one.

    :raises NoCatalogue: there is none.
    """
    for ancestor in pack.resolve().parents:
        if (ancestor / CATALOGUE).is_dir():
            return ancestor / CATALOGUE
    raise NoCatalogue(f"{pack}: no folder {CATALOGUE}/ beside it or above; name it with --catalogue")


def read_catalogue(folder: Path) -> Mapping[str, bytes]:
    """Read the YAML files of the catalogue of facts."""
    return read_folder(folder)


def packs_below(path: Path) -> list[Path]:
    """Return the pack at a path, or else every pack below it."""
    if (path / HEAD).is_file():
        return [path]
    return sorted(head.parent for head in path.rglob(HEAD))
