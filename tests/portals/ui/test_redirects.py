"""Nobody is led to another site, and no page or letter takes its address from what the client says the host is."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories import bureau, make_officer
from tests.factories.cast import PASSWORD, with_password

pytestmark = pytest.mark.django_db
OUTSIDE = (
    "https://evil.example.org/", "//evil.example.org/", "///evil.example.org", "/\\evil.example.org",
    "\\\\evil.example.org",
    "https:evil.example.org", "http:///evil.example.org", "javascript:alert(1)", "https://testserver@evil.example.org/",
    "/%09/evil.example.org", "\t//evil.example.org", "https://testserver.evil.example.org/",
)  # fmt: skip


@pytest.fixture
def officer():
    return with_password(make_officer(bureau()), email="wang@example.gov.cn")


def stays(location: str) -> bool:
    """Tell whether a browser would stay on this site."""
    return location.startswith("/") and location[1:2] not in ("/", "\\") and "evil.example.org" not in location[:12]


@pytest.mark.parametrize("outside", OUTSIDE)
def test_no_page_that_leads_on_leads_to_another_site(officer, outside):
    signed_in = Client()
    signed_in.force_login(officer)
    answers = {
        "signing in": Client().post(
            reverse("account_login"), {"login": officer.username, "password": PASSWORD, "next": outside}
        ),
        "signing out": signed_in.post(reverse("account_logout"), {"next": outside}),
        "language": Client().post(reverse("set_language"), {"language": "en", "next": outside}),
        "language of the page before": Client().post(
            reverse("set_language"), {"language": "en"}, headers={"referer": outside.strip()}
        ),
    }

    for name, answer in answers.items():
        assert answer.status_code == 302, name
        assert stays(answer.url), (name, answer.url)


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-Host", "X-Host", "Forwarded"])
def test_the_host_is_taken_from_no_other_header(officer, header):
    Client().post(
        reverse("account_reset_password"), {"email": officer.email}, headers={header: "host=evil.example.org"}
    )

    (letter,) = mail.outbox
    assert "evil.example.org" not in letter.body


def test_a_letter_about_a_password_is_not_sent_for_a_host_that_is_not_ours(officer, settings):
    settings.ALLOWED_HOSTS = ["office.example.cn"]

    answer = Client().post(
        reverse("account_reset_password"), {"email": officer.email}, headers={"host": "evil.example.org"}
    )

    assert answer.status_code == 400
    assert mail.outbox == []
