"""Pages that explain, and whether the instance is well."""

import pytest

from tests.portals.public.stories import text_of

pytestmark = pytest.mark.django_db


def test_help_names_the_hotline_and_leads_to_each_task(citizen, settings):
    page = citizen.get("/help")

    assert f"请拨打 {settings.HOTLINE}" in text_of(page)
    assert all(f'href="{url}"' in page.content.decode() for url in ("/verify", "/qualify", "/notices", "/drafts"))


def test_accessibility_says_what_is_missing_too(citizen):
    page = text_of(citizen.get("/accessibility"))

    assert "还没有做到的 没有手语视频" in page


def test_health_is_plain_and_never_stored(citizen, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = citizen.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/", "/lists", "/notices", "/m/X", "/verify", "/qualify", "/programmes", "/help"])
def test_public_pages_only_answer_reading(citizen, address):
    assert citizen.post(address).status_code == 405
