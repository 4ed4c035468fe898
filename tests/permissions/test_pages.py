"""Every page that somebody may see, seen once: escaped, private, framed by nobody, guarded against forged requests."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.permissions.forms import HOSTILE, RAW, STORED, forms_of
from tests.permissions.table import PLACES, ROLES, Row, rows
from tests.permissions.walking import Visitors, ask
from tests.permissions.world import make_world

HTML = "text/html"
REFLECTED = dict.fromkeys(("q", "state", "view", "number", "code", "sector", "next", "stage", "sort", "page"), HOSTILE)


def seen(row: Row) -> tuple[str, str] | None:
    """Return a role and a place in which a page is let through, somebody signed in before somebody who is not."""
    cells = row.cells["GET"]
    for role in (*[role for role in ROLES if role != "anonymous"], "anonymous"):
        for place, outcome in zip(PLACES, cells[role], strict=True):
            if outcome == "ok":
                return role, place
    return None


def pages(visitors: Visitors) -> Iterator[tuple[Row, str, Client, str]]:
    """Give every page with a browser that may see it, and its address."""
    for row in rows().values():
        found = seen(row)
        if found is not None:
            role, place = found
            given = visitors.world.arguments(row.object, place) if row.object else {}
            yield row, role, visitors.browser(role), reverse(row.url, kwargs={**row.arguments, **given})


class Faults:
    """What was found wrong, by address."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def expect(self, holds: object, address: str, what: str) -> None:
        if not holds:
            self.found.append(f"{address}: {what}")

    def escaped(self, html: str, address: str, how: str) -> None:
        self.expect(not any(raw in html for raw in RAW), address, f"{how} text is not escaped")


def look(visitors: Visitors, faults: Faults) -> None:
    for row, role, browser, address in pages(visitors):
        answer = ask(browser, "GET", address, REFLECTED)
        headers = answer.headers
        faults.expect(answer.status_code < 500, address, "fails")
        faults.expect("script-src 'self'" in headers.get("Content-Security-Policy", ""), address, "has no policy")
        faults.expect(headers.get("X-Frame-Options") == "DENY", address, "may be framed")
        faults.expect(headers.get("X-Content-Type-Options") == "nosniff", address, "may be sniffed")
        if role != "anonymous" and row.url != "set_language" and not row.url.startswith("public:"):
            faults.expect("no-store" in headers.get("Cache-Control", ""), address, "may be kept")
        if headers.get("Content-Type", "").startswith(HTML) and not answer.streaming:
            html = answer.content.decode()
            faults.escaped(html, address, "stored or reflected")
            send_forms(visitors, role, address, html, faults)


def send_forms(visitors: Visitors, role: str, address: str, html: str, faults: Faults) -> None:
    """Send every form of a page with hostile texts, and once without its token."""
    for form in forms_of(html):
        target = form.action.partition("?")[0] or address
        forged = ask(visitors.browser(role, enforce_csrf_checks=True), "POST", target, {})
        faults.expect(forged.status_code == 403, target, f"takes a forged request ({forged.status_code})")
        answer = ask(visitors.browser(role), "POST", target, form.data)
        faults.expect(answer.status_code < 500, target, "fails on a hostile text")
        if answer.headers.get("Content-Type", "").startswith(HTML) and not answer.streaming:
            faults.escaped(answer.content.decode(), target, "sent")


@pytest.mark.django_db
def test_every_page_is_escaped_private_and_guarded_whatever_people_write(settings):
    visitors = Visitors(make_world(text=STORED))
    faults = Faults()
    logging.disable(logging.ERROR)
    try:
        look(visitors, faults)
    finally:
        logging.disable(logging.NOTSET)

    assert sorted(set(faults.found)) == []
