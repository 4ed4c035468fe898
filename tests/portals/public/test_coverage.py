"""What the page of coverage claims is true: screens and tests exist, every row is there once."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from pinzhang.portals.public.coverage import all_rows
from tests.portals.public.stories import text_of

TESTS = Path(__file__).resolve().parents[2]
ROWS = [f"{area}{number}" for area, last in (("A", 11), ("B", 7), ("C", 7), ("D", 8)) for number in range(1, last + 1)]


def addresses() -> set[str]:
    found = set()
    for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items():
        found |= {f"{namespace}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found


def test_every_row_is_there_once_and_in_order():
    assert [row.id for row in all_rows()] == ROWS


def test_every_screen_named_exists():
    named = {screen.url_name for row in all_rows() for screen in row.screens}

    assert named - addresses() == set()


@pytest.mark.parametrize("row", list(all_rows()), ids=lambda row: row.id)
def test_every_test_named_exists(row):
    for test in row.tests:
        file, _, function = test.partition("::")
        source = (TESTS / file).read_text(encoding="utf-8")
        assert not function or re.search(rf"^def {function}\(", source, re.MULTILINE), test


def test_what_can_be_done_names_its_screen_and_its_test_and_what_cannot_names_neither_screen():
    for row in all_rows():
        assert bool(row.screens) is (row.state != "none"), row.id
        assert row.tests or row.state == "none", row.id
        assert row.title.en, row.id
        assert row.says.en, row.id


@pytest.mark.django_db
def test_the_page_tells_every_row_in_either_language(citizen, reader):
    chinese, english = text_of(citizen.get("/about/coverage")), text_of(reader.get("/about/coverage"))

    for row in all_rows():
        assert f"{row.id} {row.title.zh}" in chinese
        assert f"{row.id} {row.title.en}" in english


@pytest.mark.django_db
def test_a_page_that_this_deployment_lacks_is_named_without_a_link(citizen, settings):
    settings.ROOT_URLCONF = "tests.portals.public.addresses"

    page = citizen.get("/about/coverage")

    assert "企业工作台" in text_of(page)
    assert "企业工作台</a>" not in page.content.decode()
