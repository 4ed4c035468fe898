"""The page of components in a real browser: the policy holds, nothing is wider than a phone, axe finds nothing."""

import pytest
import vendor_assets
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

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


def test_what_is_sent_waits_for_the_draft_that_is_being_saved(browser, address):
    page, _said = open_page(browser, f"{address}/ui/states")
    script = page.locator("script[src*='forms']").first.get_attribute("src")
    form = (
        f"<html lang='zh-CN'><body><main id='main'><form method='post' action='{address}/draft' data-guard"
        f" data-autosave='{address}/draft'><input name='idea'><button type='submit' name='then' value='next'>保存"
        f"</button></form></main><script src='{script}'></script></body></html>"
    )
    arrived: list[str] = []
    held: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(body=form, content_type="text/html")
        elif "x-requested-with" in route.request.headers:
            arrived.append("draft")
            held.append(route)
        else:
            arrived.append(str(route.request.post_data))
            route.fulfill(body="sent", content_type="text/html")

    page.route(f"{address}/draft", answer)
    page.goto(f"{address}/draft")
    page.locator("input").fill("a")
    page.locator("input").blur()
    page.wait_for_timeout(600)
    page.get_by_role("button").click(no_wait_after=True)
    page.wait_for_timeout(300)
    before = list(arrived)
    held[0].fulfill(body="", content_type="text/html")
    page.wait_for_load_state()
    page.get_by_text("sent").wait_for()

    assert before == ["draft"]
    assert arrived == ["draft", "idea=a&then=next"]
    page.close()
