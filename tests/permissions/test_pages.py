"""Every page that somebody may see, seen once: escaped, private, framed by nobody, guarded against forged requests."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from pinzhang.domain.connections.models import ApiToken
from pinzhang.domain.parties.models import Organisation, Post, User
from tests.permissions.forms import HOSTILE, RAW, STORED, forms_of
from tests.permissions.table import PLACES, ROLES, Row, rows
from tests.permissions.walking import Visitors, ask
from tests.permissions.world import make_world

HTML = "text/html"
POWERS = {
    "is_superuser": "on", "is_staff": "on", "is_active": "on", "is_institution": "on", "role": "officer", "user": "1",
    "person": "1", "authority": "1", "organisation": "1", "post": "officer", "groups": "1", "verified": "on", "pk": "1",
    "id": "1", "owner": "1", "programmes": "", "scopes": "office:decide", "state": "approved", "filed_by_office": "on",
}  # fmt: skip
"""What somebody would add to a form who hoped for more than it offers."""
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
        self.sent: set[tuple[str, str, frozenset[str]]] = set()
        """Which forms were sent already, by whom, where to, and what they ask for."""

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
        policy = headers.get("Content-Security-Policy", "")
        faults.expect("default-src 'none'" in policy and "unsafe" not in policy, address, "has no policy")
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
        if (role, target, frozenset(form.data)) in faults.sent:
            continue
        faults.sent.add((role, target, frozenset(form.data)))
        forged = ask(visitors.browser(role, enforce_csrf_checks=True), "POST", target, {})
        faults.expect(forged.status_code == 403, target, f"takes a forged request ({forged.status_code})")
        answer, gained = sent_with_more(visitors.browser(role), target, form.data)
        faults.expect(not gained, target, f"gives powers that it does not offer: {gained}")
        faults.expect(answer.status_code < 500, target, "fails on a hostile text")
        if answer.headers.get("Content-Type", "").startswith(HTML) and not answer.streaming:
            faults.escaped(answer.content.decode(), target, "sent")


def powers() -> set[tuple[object, ...]]:
    """Return everything that lets somebody do what others may not."""
    return {
        *User.objects.filter(Q(is_superuser=True) | Q(is_staff=True)).values_list("pk", "is_superuser", "is_staff"),
        *Post.objects.values_list("user", "authority", "role"),
        *Organisation.objects.filter(is_institution=True).values_list("pk"),
        *ApiToken.objects.values_list("pk", "person", "acts_for_holder"),
    }


def sent_with_more(
    browser: Client, target: str, data: dict[str, str]
) -> tuple[HttpResponseBase, set[tuple[object, ...]]]:
    """Send a form with more than it has, and say which powers somebody got by it; then take everything back."""
    before = powers()
    with transaction.atomic():
        answer = browser.post(target, {**POWERS, **data})
        gained = powers() - before
        transaction.set_rollback(True)
    return answer, gained


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
