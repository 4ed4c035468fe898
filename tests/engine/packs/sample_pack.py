"""A small invented pack that uses most keys, and ways to spoil it."""

from collections.abc import Mapping
from pathlib import Path

from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.problems import PackProblems
from pinzhang.engine.packs.schema import Edition

HERE = Path(__file__).parent / "sample"


def read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


FILES: Mapping[str, bytes] = read(HERE / "award")
CATALOGUE: Mapping[str, bytes] = read(HERE / "facts")


def spoiled(file: str, old: str, new: str, *, files: Mapping[str, bytes] = FILES) -> dict[str, bytes]:
    """Return the pack with one passage of one file changed; the passage must be there."""
    content = files[file].decode()
    assert old in content, f"{file} has no {old!r}"
    return {**files, file: content.replace(old, new, 1).encode()}


def line_of(files: Mapping[str, bytes], file: str, passage: str) -> int:
    lines = files[file].decode().split("\n")
    return next(number for number, line in enumerate(lines, 1) if passage in line)


def problems_of(files: Mapping[str, bytes], catalogue: Mapping[str, bytes] = CATALOGUE) -> list[str]:
    """Return every problem of a pack as it is printed; none where it loads."""
    try:
        load_pack(files, catalogue)
    except PackProblems as refusal:
        return [str(problem) for problem in refusal.problems]
    return []


def load_sample(files: Mapping[str, bytes]) -> Edition:
    return load_pack(files, CATALOGUE)


def sample() -> Edition:
    return load_sample(FILES)
