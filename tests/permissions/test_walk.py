"""The program does what the table of permissions says, for everybody, everywhere, reading and writing."""

import logging
import os

import pytest

from tests.permissions.blank import TEMPLATES
from tests.permissions.table import KINDS, PLACES, ROLES, rows
from tests.permissions.walking import Visitors, observed
from tests.permissions.world import make_world

pytestmark = pytest.mark.skipif("PINZHANG_TEST_WALK" not in os.environ, reason="minutes long: make walk")


@pytest.mark.django_db
def test_every_address_answers_every_role_as_the_table_says(settings):
    world = make_world()
    assert tuple(world.people) == ROLES
    for place in world.places.values():
        assert {kind: tuple(given) for kind, given in place.objects.items()} == KINDS

    settings.TEMPLATES = TEMPLATES
    settings.SECOND_FACTOR_REQUIRED = True
    visitors = Visitors(world)
    logging.disable(logging.CRITICAL)
    try:
        wrong = [
            f"{row.url} {method} {role}, {place}: the table says {expected}, the program {found}"
            for row in rows().values()
            for method in ("GET", "POST")
            for role, place, found in observed(visitors, row, method)
            if (expected := row.cells[method][role][PLACES.index(place)]) != found
        ]
    finally:
        logging.disable(logging.NOTSET)

    assert wrong == []
