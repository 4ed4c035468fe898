"""Public pages in a real browser: the policy holds, nothing is wider than a phone, axe finds nothing."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from tools import vendor_assets

from pinzhang.domain.marks.services import revoke_mark
from tests.factories import AT, make_officer
from tests.factories.flow import in_notice
from tests.portals.public.stories import draft_open_for_comment, make_mark

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop in this thread

CHECK = "/programmes/qingdao-premium-brand/check?sector=industry"
PAGES = (
    *("/", "/programmes", "/programmes/qingdao-premium-brand", CHECK, "/qualify?code=1", "/lists"),
    *("/lists/qingdao-premium-brand", "/m/YP-2026-0001", "/m/YP-2026-0002", "/verify?number=", "/doors"),
    *("/notices", "/drafts", "/search?q=YP", "/about/coverage", "/help", "/accessibility"),
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not vendor_assets.TARGET.is_dir(), reason="run tools/vendor_assets.py first"),
]


@pytest.fixture
def city(settings, premium) -> list[str]:
    """Something of everything, and the pages that show it."""
    settings.DEMO = True
    make_mark(premium, "YP-2026-0001", subject="琉璃器皿", sector="industry")
    bad = make_mark(premium, "YP-2026-0002")
    revoke_mark(mark=bad, ground="dishonesty-listed", text="列入名单", by=make_officer(bad.authority), at=AT)
    draft = draft_open_for_comment()
    notice, _officer = in_notice(premium, count=1)
    objection = f"/notices/{notice.pk}/objections/{premium.applications.get().pk}"
    return [*PAGES, f"/drafts/{draft.pk}", f"/notices/{notice.pk}", objection]


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-CN"), (390, "en")])
def test_public_pages_keep_the_policy_fit_the_screen_and_can_be_used_by_everybody(
    browser, live_server, city, width, language
):
    said: list[str] = []
    found: dict[str, object] = {}
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    lenient = browser.new_context(viewport={"width": width, "height": 800}, locale=language, bypass_csp=True).new_page()

    for address in city:
        page.goto(live_server.url + address, wait_until="load")
        lenient.goto(live_server.url + address, wait_until="load")
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        violations = [one["id"] for one in Axe().run(lenient).response["violations"]]
        found |= {address: (wide, violations)} if wide or violations else {}

    assert found == {}
    assert said == []
