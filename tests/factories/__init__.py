"""A small cast and plain makers: nothing happens here that a reader would not expect."""

from tests.factories.cast import (
    AT,
    bureau,
    make_department,
    make_district,
    make_enterprise,
    make_officer,
    make_post,
    make_signer,
    make_user,
)
from tests.factories.programmes import EXAMPLE_PACK, load, make_edition, make_round, pack_files
from tests.factories.times import shanghai

__all__ = [
    "AT",
    "EXAMPLE_PACK",
    "bureau",
    "load",
    "make_department",
    "make_district",
    "make_edition",
    "make_enterprise",
    "make_officer",
    "make_post",
    "make_round",
    "make_signer",
    "make_user",
    "pack_files",
    "shanghai",
]
