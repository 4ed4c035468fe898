"""The program does what the table of permissions says, for everybody, everywhere, reading and writing."""

import gc
import logging
from collections.abc import Iterator

import pytest

from tests.permissions.blank import TEMPLATES
from tests.permissions.table import KINDS, PLACES, ROLES, Row, rows
from tests.permissions.walking import Visitors, observed
from tests.permissions.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
OFFICE = "staff:"


@pytest.fixture
def world(settings) -> World:
    """Everybody, and one of everything in each place."""
    made = make_world()
    assert tuple(made.people) == ROLES
    for place in made.places.values():
        assert {kind: tuple(given) for kind, given in place.objects.items()} == KINDS
    settings.TEMPLATES = TEMPLATES
    settings.SECOND_FACTOR_REQUIRED = True
    return made


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    """Thousands are refused here, which is worth no line; and nothing is made that had to be collected."""
    logging.disable(logging.CRITICAL)
    gc.freeze()
    yield
    gc.unfreeze()
    logging.disable(logging.NOTSET)


def wrong(world: World, asked: list[Row]) -> list[str]:
    visitors = Visitors(world)
    return [
        f"{row.url} {method} {role}, {place}: the table says {expected}, the program {found}"
        for row in asked
        for method in ("GET", "POST")
        for role, place, found in observed(visitors, row, method)
        if (expected := row.cells[method][role][PLACES.index(place)]) != found
    ]


def test_every_address_of_the_office_answers_every_role_as_the_table_says(world):
    assert wrong(world, [row for row in rows().values() if row.url.startswith(OFFICE)]) == []


def test_every_other_address_answers_every_role_as_the_table_says(world):
    assert wrong(world, [row for row in rows().values() if not row.url.startswith(OFFICE)]) == []
