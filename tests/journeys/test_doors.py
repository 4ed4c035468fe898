"""The demonstration city: five doors on the home page, one click each, and pages that everybody can use."""

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from pinzhang.demo import load
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.programmes.models import ProgrammeEdition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOORS = {
    "企业": "/enterprise/",
    "评审专家": "/reviewer/",
    "主管部门": "/staff/",
    "技术机构": "/institution/",
    "公众": "/lists",
}
WIDTHS = (1280, 360) if connection.vendor == "sqlite" else (1280,)
"""How a page looks does not hang on the database: the narrow screen, and axe, are tried on one of them."""


def _enter(page: Page, door: str) -> None:
    page.goto("/")
    page.locator(".pz-doors").get_by_role("button", name=door).click()
    page.wait_for_url(f"**{DOORS[door]}")


def _fits(page: Page) -> None:
    """Nothing sticks out sideways: who reads on a telephone scrolls down only."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (page.url, wide) == (page.url, 0)


@pytest.mark.timeout(900)
def test_five_doors_lead_to_their_portals_and_every_first_page_is_accessible(office, accessible, settings):
    settings.DEMO = True
    load(at=timezone.now())
    code = ProgrammeEdition.objects.order_by("pk").first().code
    mark = Mark.objects.order_by("number").first()

    pages = {width: office.page(width=width) for width in WIDTHS}
    for page in pages.values():
        for address in ("/", f"/programmes/{code}", f"/lists/{code}", "/lists", "/notices", f"/m/{mark.number}"):
            page.goto(address)
            _look(page, accessible)
    for door in DOORS:
        _enter(pages[1280], door)
        expect(pages[1280].locator("h1")).to_be_visible()
        for width in WIDTHS:
            pages[1280].set_viewport_size({"width": width, "height": 900})
            _look(pages[1280], accessible)
        pages[1280].set_viewport_size({"width": 1280, "height": 900})


def _look(page: Page, accessible) -> None:
    expect(page.locator("h1")).to_be_visible()
    _fits(page)
    if connection.vendor == "sqlite":
        accessible(page)


def test_without_a_demonstration_there_is_no_door(office, settings, browser: Browser):
    settings.DEMO = False
    context = browser.new_context(base_url=office.url)
    page = context.new_page()
    page.goto("/")
    assert page.locator(".pz-doors").count() == 0
    token = page.locator("input[name=csrfmiddlewaretoken]")
    given = {"csrfmiddlewaretoken": token.first.input_value()} if token.count() else {}

    answer = page.request.post("/doors/office", form=given, headers={"Referer": office.url})
    listed = page.goto("/doors")

    assert answer.status == 404
    assert listed is not None
    assert listed.status == 404
    context.close()
