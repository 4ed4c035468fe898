"""No page asks the database more often because there is more to show."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.review.models import Reviewer
from tests.permissions.places import Place
from tests.permissions.table import Row, rows
from tests.permissions.walking import EVERY_PLACE, Visitors, ask
from tests.permissions.world import make_world

VISITORS = {
    "staff": "officer",
    "enterprise": "signer",
    "reviewer": "reviewer",
    "institution": "institution",
    "public": "anonymous",
}
KEYS = [f"more{first}{second}" for first in "abcde" for second in "abcdef"]
"""Places to be made beside the one that is there; a prefix of case numbers is of letters."""
MANY, FEW = 29, 4
"""Thirty of everything takes minutes, and is made where the walk is; five tell as well what is asked once per row."""
MOST_FOR_A_LIST = 12
OVERVIEWS = {"staff:dashboard": 22, "staff:briefing": 22, "enterprise:workbench": 16}
"""Pages that show several lists and figures beside each other may ask more often, and no more than this."""
pytestmark = pytest.mark.django_db


def pages(visitors: Visitors) -> Iterator[tuple[Row, str, str]]:
    """Yield every page that its own visitor may read in the own place, with the address of one object."""
    for row in rows().values():
        role = VISITORS.get(row.url.partition(":")[0])
        if role and row.cells["GET"][role][0] == "ok":
            given = visitors.world.arguments(row.object, "own") if row.object else {}
            yield row, role, reverse(row.url, kwargs={**row.arguments, **given})


def asked(visitors: Visitors) -> dict[str, tuple[int, list[str]]]:
    """Return how often every page asks the database, once what is read once per process has been read."""
    found = {}
    for row, role, address in pages(visitors):
        client = visitors.browser(role)
        ask(client, "GET", address)
        with CaptureQueriesContext(connection) as counted:
            ask(client, "GET", address)
        texts = [query["sql"] for query in counted if "SAVEPOINT" not in query["sql"]]
        found[row.url] = (len(texts), texts)
    return found


@pytest.mark.timeout(1800)
def test_every_page_asks_as_often_for_many_of_everything_as_for_one(settings, monkeypatch):
    monkeypatch.setattr(Reviewer, "most", 1_000)  # one reviewer judges in thirty places
    settings.SECOND_FACTOR_REQUIRED = True
    world = make_world()
    visitors = Visitors(world)
    logging.disable(logging.CRITICAL)
    try:
        few = asked(visitors)
        at = timezone.now() - timedelta(days=2)
        for key in KEYS[: MANY if EVERY_PLACE else FEW]:
            Place(world.places["own"].cast, key, at)
        many = asked(visitors)
    finally:
        logging.disable(logging.NOTSET)

    assert len(many) > 100
    assert {url: (few[url][0], count) for url, (count, _) in many.items() if count > few[url][0]} == {}
    lists = {row.url for row in rows().values() if not row.object}
    assert {
        url: count for url, (count, _) in many.items() if url in lists and count > OVERVIEWS.get(url, MOST_FOR_A_LIST)
    } == {}
