"""What opens something stands in no line of the log, whether it was right or wrong or something failed."""

import io
import logging
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from pinzhang.config import urls as addresses
from pinzhang.domain.connections.services.tokens import issue_token
from pinzhang.portals.ui.requests import Redaction
from tests.factories import bureau, make_enterprise, make_officer, make_signer
from tests.factories.cast import PASSWORD, with_password

pytestmark = pytest.mark.django_db
WRONG = "another phrase, and wrong"
SEALING_KEY = django_settings.SEALING_KEY


def fails(request):
    """Fail with the secrets of the request at hand, as a careless view would."""
    raise RuntimeError("this page fails")


urlpatterns = [*addresses.urlpatterns, path("fails", fails, name="fails")]
handler500 = addresses.handler500


@pytest.fixture
def log():
    """Everything that is said from the level of information upwards, as the console would write it."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Redaction())
    named = [logging.getLogger(name) for name in ("django", "django.request", "django.security", "pinzhang.requests")]
    levels = {logger: logger.level for logger in [root, *named]}
    root.addHandler(handler)
    for logger in levels:
        logger.setLevel(logging.INFO)
    for logger in named:
        if not logger.propagate:
            logger.addHandler(handler)
    yield stream
    for logger, level in levels.items():
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def officer():
    return with_password(make_officer(bureau()), email="wang@example.gov.cn")


def test_passwords_sessions_and_forgery_tokens_are_not_logged(log, officer, settings):
    settings.ROOT_URLCONF = __name__
    browser = Client(raise_request_exception=False)
    for password in (WRONG, PASSWORD):
        browser.post(reverse("account_login"), {"login": officer.username, "password": password})
    session = browser.session.session_key
    browser.post("/fails", {"password": PASSWORD, "csrfmiddlewaretoken": "f" * 64})
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.load(dict(browser.cookies.items()))
    strict.post(reverse("account_login"), {"password": PASSWORD, "csrfmiddlewaretoken": "f" * 64})

    said = log.getvalue()

    assert "this page fails" in said
    assert "request" in said
    assert "Forbidden" in said
    for secret in (PASSWORD, WRONG, session, "f" * 64, officer.email):
        assert secret not in said, secret


def test_tokens_are_not_logged_whether_they_open_anything_or_not(log):
    firm = make_enterprise()
    now = timezone.now()
    token, secret = issue_token(
        holder=firm, label="ERP", scopes=["organisation:read"], expires_at=now + timedelta(days=30),
        by=make_signer(firm), at=now,
    )  # fmt: skip
    for given, status in ((secret, 200), (f"{secret}x", 401)):
        answer = Client().get("/api/v1/organisation", headers={"Authorization": f"Bearer {given}"})
        assert answer.status_code == status

    said = log.getvalue()

    assert said.count("request") >= 2
    assert secret not in said
    assert token.digest not in said


def test_the_codes_of_a_provider_and_of_a_search_stand_in_no_line(log):
    callback = reverse("openid_connect_callback", args=["office"])
    Client().get(callback, {"code": "a-code-of-the-provider", "state": "a-state-of-ours"})
    Client().get(reverse("public:lists"), {"q": "某人的名字"})

    said = log.getvalue()

    assert "Not Found" in said
    for secret in ("a-code-of-the-provider", "a-state-of-ours", "某人的名字"):
        assert secret not in said


def test_the_keys_of_the_instance_are_struck_out_of_a_failure(log):
    try:
        int(f"cannot unseal with {SEALING_KEY} or {django_settings.SECRET_KEY}")
    except ValueError:
        logging.getLogger("pinzhang").exception("failed with %s", SEALING_KEY)

    said = log.getvalue()

    assert "cannot unseal with [secret] or [secret]" in said
    assert "failed with [secret]" in said
