"""The file set of a pack: the same names in every pack, and nothing else."""

import difflib
import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from pinzhang.engine.packs.problems import Problem
from pinzhang.engine.packs.schema.criteria import Criteria
from pinzhang.engine.packs.schema.edition import Examples
from pinzhang.engine.packs.schema.eligibility import Eligibility
from pinzhang.engine.packs.schema.facts import FactUse
from pinzhang.engine.packs.schema.form import Form
from pinzhang.engine.packs.schema.outcomes import Outcomes
from pinzhang.engine.packs.schema.programme import Programme
from pinzhang.engine.packs.schema.stages import Stages

SOURCE_NOTES = "SOURCE.md"
PARTS: Mapping[str, type[BaseModel]] = {
    "programme.yaml": Programme,
    "facts.yaml": FactUse,
    "eligibility.yaml": Eligibility,
    "form.yaml": Form,
    "stages.yaml": Stages,
    "criteria.yaml": Criteria,
    "outcomes.yaml": Outcomes,
}
"""Every file of a pack and what it holds; ``examples/*.yaml`` and ``SOURCE.md`` come on top."""

MAXIMUM_FILES = 64
_EXAMPLE = re.compile(r"examples/[a-z0-9][a-z0-9_-]{0,63}\.yaml")
_CATALOGUE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\.yaml")


def model_of(file: str) -> type[BaseModel]:
    """Return the schema of a file of a pack."""
    return PARTS.get(file, Examples)


def check_file_set(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Name every file that is missing, unexpected, or whose name leads out of the pack."""
    if len(files) > MAXIMUM_FILES:
        yield Problem(".", 1, 1, f"{len(files)} files; at most {MAXIMUM_FILES} are read")
    for name in (*PARTS, SOURCE_NOTES):
        if name not in files:
            yield Problem(name, 1, 1, "this file is missing")
    for name in files:
        if not is_pack_file(name):
            yield _unexpected(name, (*PARTS, SOURCE_NOTES), "examples go to examples/NAME.yaml")


def check_catalogue_set(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Name every file of the catalogue that cannot be one."""
    if not files:
        yield Problem(".", 1, 1, "the catalogue of facts is empty")
    if len(files) > MAXIMUM_FILES:
        yield Problem(".", 1, 1, f"{len(files)} files; at most {MAXIMUM_FILES} are read")
    for name in files:
        if not is_catalogue_file(name):
            yield _unexpected(name, (), "the catalogue holds NAME.yaml only")


def is_pack_file(name: str) -> bool:
    """Return whether a file of this name belongs in a pack."""
    return name in PARTS or name == SOURCE_NOTES or _EXAMPLE.fullmatch(name) is not None


def is_catalogue_file(name: str) -> bool:
    """Return whether a file of this name belongs in the catalogue of facts."""
    return _CATALOGUE.fullmatch(name) is not None


def _unexpected(name: str, expected: tuple[str, ...], hint: str) -> Problem:
    shown = name.encode("unicode_escape").decode("ascii") if not name.isprintable() else name
    if name.startswith(("/", "~")) or "\\" in name or "\x00" in name or ".." in name.split("/"):
        return Problem(shown, 1, 1, "the name leads out of the directory")
    near = difflib.get_close_matches(name, expected, n=1)
    guess = f"; did you mean {near[0]}?" if near else f"; {hint}"
    return Problem(shown, 1, 1, f"a pack has no such file{guess}")
