"""What people do with their hands: fill in whatever a page asks, press what it offers."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.factories.forms import PDF

TEXTS = {
    "phone": "0532-88880000",
    "email": "lin@example.cn",
    "gtin": "06901234567892",
    "year": "2025",
    "industry_code": "C3823",
    "staff": "120",
    "size": "6",
    "revenue": "30000000",
    "profit": "1200000",
    "rd": "1500000",
    "tax": "900000",
}
LONG = "本单位建立了质量管理制度，按季度评审目标，用数据发现问题并落实改进，顾客投诉逐件闭环。" * 4


def _text_for(name: str) -> str:
    field = name.rsplit(".", maxsplit=1)[-1].rsplit("-", maxsplit=1)[-1]
    return next((text for part, text in TEXTS.items() if part in field), "样例内容")


def fill_in(form: Locator) -> None:
    """Answer every question of a form that has no answer yet, as a calm person would."""
    _type_into(form)
    _choose(form)
    for upload in form.locator("input[type=file]").all():
        if upload.is_visible() or upload.get_attribute("name"):
            upload.set_input_files({"name": "证明材料.pdf", "mimeType": "application/pdf", "buffer": PDF})


def _type_into(form: Locator) -> None:
    for box in form.locator("input[type=text], input[type=tel], input[type=email], textarea").all():
        if not box.is_visible() or box.input_value():
            continue
        name = box.get_attribute("name") or ""
        is_long = box.evaluate("node => node.tagName") == "TEXTAREA"
        box.fill(LONG if is_long else _text_for(name))
    for day in form.locator("input[type=date]").all():
        if day.is_visible() and not day.input_value():
            day.fill("2028-05-01" if (day.get_attribute("name") or "").endswith("until") else "2019-05-01")


def _choose(form: Locator) -> None:
    answered: set[str] = set()
    for radio in form.locator("input[type=radio]").all():
        name = radio.get_attribute("name") or ""
        if name in answered or form.locator(f"input[name='{name}']:checked").count():
            continue
        radio.check()
        answered.add(name)
    for box in form.locator("input[type=checkbox]:not([name$=DELETE])").all():
        if box.is_visible() and not box.is_checked():
            box.check()
    for choice in form.locator("select").all():
        if choice.is_visible() and not choice.input_value():
            choice.select_option(index=1)


def press(page: Page, name: str, *, exact: bool = False) -> None:
    page.get_by_role("button", name=name, exact=exact).first.click()


def follow(page: Page, name: str, *, exact: bool = False) -> None:
    page.get_by_role("link", name=name, exact=exact).first.click()


def fill_every_section(page: Page, *, before: Callable[[Page], None] | None = None) -> None:
    """Go through the sections of a form, step by step, until the page to check and submit is reached."""
    for _ in range(20):
        if "/preview" in page.url:
            return
        if before:
            before(page)
        fill_in(page.locator("form[action*='/form/']"))
        page.evaluate("document.documentElement.dataset.asked = 'yes'")
        page.locator("form[action*='/form/'] .pz-actions button[type=submit]").first.click()
        # A form with files is sent in place: a refusal is then drawn on the same page.
        expect(page.locator("html:not([data-asked]), .pz-errors").first).to_be_attached(timeout=40_000)
        page.wait_for_load_state()
        refused = page.locator(".pz-errors")
        assert not refused.count(), f"{page.url}: {refused.first.inner_text()}"
    raise AssertionError(f"the form never ends: {page.url}")
