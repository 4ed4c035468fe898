"""A real browser against a real server, with a clock that can be moved."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop in this thread

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from pinzhang.domain.core.services import jobs
from pinzhang.domain.parties.models import User


class Clock:
    """The time that views and jobs see."""

    def __init__(self) -> None:
        self._now = timezone.now
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self._now() + self._ahead

    def forward(self, **by: float) -> None:
        self._ahead += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(timezone, "now", moved.now)
    return moved


class Office:
    """People at their browsers: one context each, nothing may leave the host, no script may fail."""

    def __init__(self, browser: Browser, url: str, clock: Clock) -> None:
        self.url = url
        self.clock = clock
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def page(self, user: User | None = None, *, width: int = 1280, language: str = "zh-CN") -> Page:
        """Open a browser for a person, signed in by session; nobody means the public."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, base_url=self.url
        )
        self._contexts.append(context)
        context.on("request", self._watch)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        return page

    def _watch(self, request: object) -> None:
        address = str(getattr(request, "url", ""))
        if not address.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"left the host: {address}")

    def work_off(self) -> None:
        """Run everything the queue holds."""
        while jobs.run_due(at=self.clock.now() + timedelta(seconds=1)):
            pass

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def office(browser: Browser, live_server: object, clock: Clock) -> Iterator[Office]:
    opened = Office(browser, str(live_server), clock)
    yield opened
    opened.close()
    # A refusal is answered with 422, which the console mentions; anything else is a fault.
    faults = [complaint for complaint in opened.complaints if "422" not in complaint]
    assert faults == []


Accessible = Callable[[Page], None]


@pytest.fixture
def accessible() -> Accessible:
    """Check a page with axe: no violation of WCAG 2.1 A or AA."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only journeys need it

    def check(page: Page) -> None:
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
        found = Axe().run(page, options=options).response["violations"]
        assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:3]) for one in found] == []

    return check
