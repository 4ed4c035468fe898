"""Read the packs of the repository and the fixtures beside these tests."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pinzhang.engine.packs.loader import load_pack
from pinzhang.engine.packs.schema.edition import Edition

PACKS = Path(__file__).parents[2] / "packs"
FIXTURES = Path(__file__).parent / "fixtures"
PRIMITIVES = FIXTURES / "primitives"

PREMIUM = PACKS / "370200-qingdao" / "premium-brand"
AWARD = PACKS / "370215-jimo" / "district-mayor-award"
CONTEST = FIXTURES / "third-programme"


def pack_files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@cache
def catalogue() -> Mapping[str, bytes]:
    return MappingProxyType(pack_files(PACKS / "facts"))


@cache
def edition(folder: Path) -> Edition:
    return load_pack(pack_files(folder), catalogue())


def primitive_files(name: str) -> dict[str, bytes]:
    return {**pack_files(PRIMITIVES / "base"), **pack_files(PRIMITIVES / name)}


@cache
def primitive(name: str) -> Edition:
    return load_pack(primitive_files(name), catalogue())
