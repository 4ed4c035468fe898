"""Guessing is slowed for all processes together, and no answer tells whether somebody has an account."""

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.factories.cast import PASSWORD, with_password

pytestmark = pytest.mark.django_db
ATTEMPTS = 5


@pytest.fixture
def lin():
    return with_password(make_user("林"), email="lin@example.cn")


def attempt(username: str, password: str) -> tuple[int, list[str]]:
    """What a fresh browser is told."""
    answer = Client().post(reverse("account_login"), {"login": username, "password": password})
    errors = answer.context["form"].non_field_errors() if answer.status_code == 200 else []
    return answer.status_code, [str(error) for error in errors]


def test_attempts_are_counted_where_every_process_sees_them():
    assert isinstance(caches["default"], DatabaseCache)


def test_after_five_failures_the_right_password_is_refused_too_for_a_while(lin):
    for _ in range(ATTEMPTS):
        attempt(lin.username, "a wrong phrase")

    status, told = attempt(lin.username, PASSWORD)

    assert status == 200
    assert told != []


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(lin):
    assert attempt(lin.username, "a wrong phrase") == attempt("nobody-of-that-name", "a wrong phrase")


def test_asking_for_a_new_password_is_answered_the_same_whether_or_not_there_is_an_account(lin):
    told = [
        Client().post(reverse("account_reset_password"), {"email": address}, follow=True)
        for address in ("lin@example.cn", "nobody@example.cn")
    ]

    assert told[0].redirect_chain == told[1].redirect_chain
    assert told[0].status_code == told[1].status_code == 200
    assert [sent.to for sent in mail.outbox if "lin@example.cn" in sent.to] == [["lin@example.cn"]]


def test_signing_in_leads_to_no_other_site(lin):
    answer = Client().post(
        reverse("account_login") + "?next=https://example.org/", {"login": lin.username, "password": PASSWORD}
    )

    assert answer.url == reverse("after_sign_in")


def test_a_host_that_is_not_served_is_refused(settings):
    settings.ALLOWED_HOSTS = ["office.example.cn"]

    assert Client().get("/", headers={"host": "evil.example.org"}).status_code == 400


def test_a_session_is_renewed_at_sign_in(lin):
    browser = Client()
    browser.get(reverse("account_login"))
    browser.session["seen"] = 1
    before = browser.session.session_key

    browser.post(reverse("account_login"), {"login": lin.username, "password": PASSWORD})

    assert browser.session.session_key != before
