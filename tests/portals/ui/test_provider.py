"""People sign in at a provider of the office's choice: a real one, started here as a program of its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from pinzhang.config.environment import Environment
from pinzhang.config.providers import PROVIDER, providers
from pinzhang.domain.core.models import Event
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.services import CannotLinkIdentity, close_account, link_identity, unlink_identity
from tests.factories import bureau, make_officer, make_user
from tests.portals.ui.provider.serve import CLIENT, PASSWORD, PASSWORD_ONLY, SECRET, STRANGER, WITH_A_CODE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
CALLBACK = "/account/provider/oidc/office/login/callback/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(scope="module")
def issuer(tmp_path_factory) -> Iterator[str]:
    """Where the provider answers."""
    program = "tests.portals.ui.provider.serve"
    folder = str(tmp_path_factory.mktemp("provider"))
    command = [sys.executable, "-m", program, folder, f"http://testserver{CALLBACK}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield f"http://127.0.0.1:{running.stdout.readline().strip()}"
        finally:
            running.terminate()


@pytest.fixture(autouse=True)
def _set(settings, issuer):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SECOND_FACTORS_OF_PROVIDER = frozenset({"otp", "hwk"})
    settings.SOCIALACCOUNT_PROVIDERS = providers(
        Environment(oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_secret=SECRET, testing=True)
    )


def officer(name: str, subject: str) -> User:
    person = make_officer(bureau(), name)
    link_identity(user=person, provider=PROVIDER, subject=f"subject-of-{subject}", by=None, at=AT)
    return person


def at_provider(address: str, name: str) -> str:
    """Sign in at the provider, and return where it sends the browser."""
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(address)
        form = {"csrfmiddlewaretoken": TOKEN.search(page.text)[1], "login": name, "password": PASSWORD}
        answer = browser.post(page.url, data=form, follow_redirects=False)
        answer = browser.get(answer.next_request.url, follow_redirects=False)
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    return answer.headers["Location"]


def back(browser: Client, location: str) -> HttpResponse:
    """Come back from the provider."""
    parts = urlsplit(location)
    assert parts.path == CALLBACK
    return browser.get(f"{parts.path}?{parts.query}")


def sign_in(browser: Client, name: str, **asked: str) -> HttpResponse:
    away = browser.get(reverse("openid_connect_login", args=[PROVIDER]), asked)
    return back(browser, at_provider(away.url, name))


def test_the_sign_in_page_names_the_provider(settings):
    assert "用统一身份认证登录" in Client().get(reverse("account_login")).content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "统一身份认证" not in Client().get(reverse("account_login")).content.decode()


def test_whom_the_office_linked_is_let_in_with_the_factor_that_the_provider_asked_for():
    person, browser = officer("王处", WITH_A_CODE), Client()

    answer = sign_in(browser, WITH_A_CODE)

    assert answer.url == reverse("after_sign_in")
    assert browser.session["_auth_user_id"] == str(person.pk)
    assert browser.get(reverse("staff:queue")).status_code == HTTPStatus.OK


def test_a_password_at_the_provider_is_no_second_factor_here():
    officer("李科", PASSWORD_ONLY)
    browser = Client()

    sign_in(browser, PASSWORD_ONLY)

    assert browser.get(reverse("staff:queue")).url.startswith(reverse("second_factor"))


def test_the_provider_is_taken_at_its_word_only_where_the_office_named_the_word(settings):
    settings.SECOND_FACTORS_OF_PROVIDER = frozenset()
    officer("王处", WITH_A_CODE)
    browser = Client()

    sign_in(browser, WITH_A_CODE)

    assert browser.get(reverse("staff:queue")).url.startswith(reverse("second_factor"))


def test_nobody_unknown_gets_an_account_even_with_a_name_or_an_address_that_is_known_here():
    namesake = make_user(STRANGER)
    namesake.email = f"{STRANGER}@example.cn"
    namesake.save()
    before, browser = User.objects.count(), Client()

    answer = sign_in(browser, STRANGER)

    assert "账号由主办单位开通" in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_a_session_cannot_be_linked_with_a_subject_by_whoever_holds_it():
    browser = Client()
    browser.force_login(make_officer(bureau()))

    answer = sign_in(browser, STRANGER, process="connect")

    assert answer.url == reverse("account_login")
    assert not SocialAccount.objects.exists()


def test_an_answer_that_this_browser_did_not_ask_for_is_refused():
    officer("王处", WITH_A_CODE)
    asked, other = Client(), Client()
    location = at_provider(asked.get(reverse("openid_connect_login", args=[PROVIDER])).url, WITH_A_CODE)

    answer = back(other, location)

    assert "没有登录成功" in answer.content.decode()
    assert "_auth_user_id" not in other.session


def test_a_code_lets_in_once():
    officer("王处", WITH_A_CODE)
    browser = Client()
    location = at_provider(browser.get(reverse("openid_connect_login", args=[PROVIDER])).url, WITH_A_CODE)
    back(browser, location)
    browser.logout()

    answer = back(browser, location)

    assert "没有登录成功" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_provider_that_does_not_answer_is_told_as_such(settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers(
        Environment(oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT, testing=True)
    )

    answer = Client().get(reverse("openid_connect_login", args=[PROVIDER]))

    assert answer.status_code == HTTPStatus.BAD_GATEWAY
    assert "没有登录成功" in answer.content.decode()


def test_the_provider_is_asked_for_the_subject_alone_with_a_proof_that_the_code_is_ours():
    asked = parse_qs(urlsplit(Client().get(reverse("openid_connect_login", args=[PROVIDER])).url).query)

    assert (asked["scope"], asked["response_type"], asked["code_challenge_method"]) == (["openid"], ["code"], ["S256"])


def test_nobody_is_led_to_another_site_after_signing_in():
    officer("王处", WITH_A_CODE)

    assert sign_in(Client(), WITH_A_CODE, next="https://example.org/").url == reverse("after_sign_in")


def test_whose_account_is_closed_or_whose_link_is_ended_is_not_let_in():
    closed, ended = officer("王处", WITH_A_CODE), officer("李科", PASSWORD_ONLY)
    close_account(user=closed, by=None, at=AT)
    unlink_identity(user=ended, provider=PROVIDER, by=None, at=AT)

    for name in (WITH_A_CODE, PASSWORD_ONLY):
        browser = Client()
        sign_in(browser, name)
        assert "_auth_user_id" not in browser.session


def test_a_subject_is_linked_with_one_person_and_nothing_changes_for_another():
    first, second = officer("王处", WITH_A_CODE), make_officer(bureau(), "李科")

    for subject in (f"subject-of-{WITH_A_CODE}", " "):
        with pytest.raises(CannotLinkIdentity):
            link_identity(user=second, provider=PROVIDER, subject=subject, by=None, at=AT)

    assert list(SocialAccount.objects.values_list("user", flat=True)) == [first.pk]
    assert list(Event.objects.filter(name__startswith="parties.identity").values_list("name", "data")) == [
        ("parties.identity.linked", {"provider": PROVIDER})
    ]


def test_a_provider_without_transport_security_or_without_a_name_for_us_stops_the_start():
    for wrong in ({"oidc_issuer": "http://id.example.cn", "oidc_client_id": "a"}, {"oidc_issuer": "https://id.cn"}):
        with pytest.raises(ImproperlyConfigured):
            providers(Environment(**wrong, testing=False))
