"""The page of components in a real browser: the policy holds, nothing is wider than a phone, axe finds nothing."""

import pytest
import vendor_assets
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

WIDTHS = (1280, 390)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not vendor_assets.TARGET.is_dir(), reason="run tools/vendor_assets.py first"),
]


def open_page(browser: Browser, url: str, **options) -> tuple[Page, list[str]]:
    page = browser.new_page(locale="zh-CN", **options)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(url, wait_until="networkidle")
    return page, said


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("layout", ["public", "staff"])
def test_the_components_keep_the_policy_fit_the_screen_and_can_be_used_by_everybody(browser, address, width, layout):
    size = {"width": width, "height": 800}

    page, said = open_page(browser, f"{address}/ui/states?layout={layout}", viewport=size)

    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("[data-chart] canvas").count() == 1
    page.close()

    page, _said = open_page(browser, f"{address}/ui/states?layout={layout}", viewport=size, bypass_csp=True)
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    page.close()


def test_a_row_is_added_where_one_stands_and_a_repair_is_taken_over(browser, address):
    page, said = open_page(browser, f"{address}/ui/states")

    page.get_by_role("button", name="再加一行").click()
    page.get_by_role("button", name="改为 217.26").click()
    page.locator("#id_idea").fill("齿面修形")

    assert page.locator("fieldset.pz-repeat").count() == 2
    assert page.locator("#id_patents-1-number").count() == 1
    assert page.locator("[name=patents-TOTAL_FORMS]").input_value() == "2"
    assert page.get_by_role("group", name="第 2 行").count() == 1
    assert page.locator("#id_spent_2025").input_value() == "217.26"
    assert page.locator("#id_idea_count").inner_text() == "4 / 800 字"
    assert said == []
    page.close()
