"""An officer sets up a passkey and signs in with nothing else, in a real browser with an authenticator of its own."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import bureau, make_officer
from tests.factories.cast import PASSWORD, with_password

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.timeout(600)]


def give_authenticator(page: Page) -> None:
    """Build a platform authenticator into the browser, which recognises whoever sits there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_officer_sets_up_a_passkey_and_signs_in_with_nothing_else(office, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    person = with_password(make_officer(bureau()))
    page = office.page()
    give_authenticator(page)

    page.goto(reverse("account_login"))
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(reverse("staff:queue"))
    page.get_by_role("link", name="添加通行密钥").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.locator("[name=name]").fill("值班电脑")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    expect(page.locator("body")).not_to_contain_text("请先做两步验证")
    page.goto(reverse("staff:queue"))
    assert page.url.endswith(reverse("staff:queue"))

    page.context.clear_cookies()
    page.goto(reverse("staff:queue"))
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "/account/login" not in url)

    page.goto(reverse("staff:queue"))
    assert page.url.endswith(reverse("staff:queue"))
    assert person.authenticator_set.filter(type="webauthn").count() == 1
    assert office.complaints == []
