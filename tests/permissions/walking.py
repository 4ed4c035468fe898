"""Ask for an address as everybody, and say in the words of the table what came of it.

In the suite, a role that the table shuts out everywhere alike is tried in one place, by turns: it is stopped at the
door, whatever the object. On PostgreSQL a sample is walked, one request in six: permissions are decided by the same
queries there, and what is looked for is one that the other database answers differently. ``make walk`` tries every
role in every place, on whichever database it is given.
"""

import os
from collections.abc import Iterator
from http import HTTPStatus

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from pinzhang.domain.parties.models import User
from pinzhang.portals.enterprise.access import CHOSEN
from pinzhang.portals.ui.second_factor import USED
from tests.permissions.table import PLACES, ROLES, WITHOUT, Row
from tests.permissions.world import World

LET_THROUGH = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT)
"""Whoever is told what is missing, or that somebody was faster, was entitled to try."""


EVERY_PLACE = "PINZHANG_TEST_EVERY_PLACE" in os.environ
ONE_IN = 6
"""How thin the sample is on PostgreSQL."""


class Visitors:
    """A browser for each role, signed in once; all of them speak to one program."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._programs = {strict: ClientHandler(enforce_csrf_checks=strict) for strict in (False, True)}
        self._cookies: dict[str, dict[str, str]] = {}
        for role, person in world.people.items():
            self._cookies[role] = self._sign_in(role, person)

    def _sign_in(self, role: str, person: User | None) -> dict[str, str]:
        """Sign in with a second factor, unless the role goes without; the delegate acts for the firm."""
        client = Client()
        if person is not None:
            client.force_login(person)
            session = client.session
            if role not in WITHOUT:
                session[USED] = "totp"
            if role == "delegate":
                session[CHOSEN] = self.world.delegated.pk
            session.save()
        return {name: morsel.value for name, morsel in client.cookies.items()}

    def browser(self, role: str, *, enforce_csrf_checks: bool = False) -> Client:
        """Return a fresh browser that is signed in as a role."""
        client = Client()
        client.handler = self._programs[enforce_csrf_checks]
        client.cookies.load(self._cookies[role])
        return client


def ask(client: Client, method: str, address: str, data: dict[str, str] | None = None) -> HttpResponseBase:
    """Ask for an address, and take back whatever it did."""
    with transaction.atomic():
        answer = client.generic("HEAD", address) if method == "HEAD" else getattr(client, method.lower())(address, data)
        transaction.set_rollback(True)
    if isinstance(answer, StreamingHttpResponse):
        answer.getvalue()  # read to the end, so that the file is closed
    return answer


def outcome(answer: HttpResponseBase) -> str:
    """Return what came of it, in the words of the table."""
    status = answer.status_code
    if status in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER):
        return _led(answer.headers["Location"])
    if status < HTTPStatus.BAD_REQUEST or status in LET_THROUGH:
        return "ok"
    return {
        HTTPStatus.NOT_FOUND: "not found",
        HTTPStatus.FORBIDDEN: "refused",
        HTTPStatus.METHOD_NOT_ALLOWED: "method",
    }.get(HTTPStatus(status), f"status {status}")


def _led(address: str) -> str:
    path = address.partition("?")[0]
    if path == reverse(settings.LOGIN_URL):
        return "sign in"
    if path == reverse("second_factor"):
        return "second factor"
    return "elsewhere" if path == reverse("enterprise:join") else "ok"


def _stands_for_others(outcomes: tuple[str, ...]) -> bool:
    return not EVERY_PLACE and len(set(outcomes)) == 1 and outcomes[0] != "ok"


def _sampled(number: int) -> bool:
    return EVERY_PLACE or connection.vendor != "postgresql" or number % ONE_IN == 0


def observed(visitors: Visitors, row: Row, method: str) -> Iterator[tuple[str, str, str]]:
    """Give role, place and outcome of every request of a row; a row without an object has one place."""
    for turn, place in enumerate(PLACES if row.object else PLACES[:1]):
        given = visitors.world.arguments(row.object, place) if row.object else {}
        address = reverse(row.url, kwargs={**row.arguments, **given})
        for number, role in enumerate(ROLES, start=len(row.url)):
            if row.object and _stands_for_others(row.cells[method][role]) and number % len(PLACES) != turn:
                continue
            if _sampled(number + turn + len(method)):
                yield role, place, outcome(ask(visitors.browser(role), method, address, row.data))
