"""Whoever decides, scores or signs is asked for a second factor, and told how to set one up."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import bureau, make_enterprise, make_officer, make_signer, make_user
from tests.factories.cast import PASSWORD, make_member, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(person) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
    return browser


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def reviewer():
    person = make_user("评审员张")
    enrol_reviewer(user=person, authority=bureau())
    return person


@pytest.mark.parametrize(
    ("make", "page"),
    [
        (lambda: make_officer(bureau()), "staff:queue"),
        (reviewer, "reviewer:tasks"),
        (lambda: make_signer(make_enterprise()), "enterprise:workbench"),
        (lambda: make_signer(make_enterprise(is_institution=True)), "institution:tasks"),
    ],
)
def test_whoever_decides_scores_or_signs_is_led_to_the_page_that_says_what_to_do(make, page):
    browser = sign_in(with_password(make()))

    answer = browser.get(reverse(page))
    told = browser.get(answer.url)

    assert answer.url.startswith(reverse("second_factor"))
    assert reverse("mfa_activate_totp") in told.content.decode()
    assert reverse("mfa_add_webauthn") in told.content.decode()


@pytest.mark.parametrize("institution", [False, True])
def test_a_colleague_who_signs_nothing_needs_none(institution):
    firm = make_enterprise(is_institution=institution)
    browser = sign_in(with_password(make_member(firm)))

    page = "institution:tasks" if institution else "enterprise:workbench"
    assert browser.get(reverse(page)).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_authenticator_opens_the_door_in_the_same_session():
    browser = sign_in(with_password(make_officer(bureau())))
    page = browser.get(reverse("mfa_activate_totp"), follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert browser.get(reverse("staff:queue")).status_code == 200


def test_a_password_alone_no_longer_signs_in_once_a_second_factor_is_set_up():
    officer = with_password(make_officer(bureau()))
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    browser = sign_in(officer)

    halfway = browser.get(reverse("staff:queue"))
    assert halfway.url.startswith(reverse("account_login"))

    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert browser.get(reverse("staff:queue")).status_code == 200


def test_a_session_from_before_is_asked_to_use_the_factor_that_is_there():
    officer = with_password(make_officer(bureau()))
    browser = sign_in(officer)
    TOTP.activate(officer, generate_totp_secret())

    told = browser.get(browser.get(reverse("staff:queue")).url)

    assert reverse("mfa_reauthenticate") in told.content.decode()


@pytest.mark.django_db(transaction=True)
def test_removing_the_last_factor_closes_the_door_again():
    officer = with_password(make_officer(bureau()))
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    browser = sign_in(officer)
    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert browser.get(reverse("staff:queue")).url.startswith(reverse("second_factor"))


def test_the_page_leads_back_to_where_one_came_from_and_never_to_another_site(settings):
    officer = with_password(make_officer(bureau()))
    browser = sign_in(officer)
    page = reverse("second_factor")

    outside = browser.get(page, {"next": "https://example.org/"}).content.decode()
    assert 'href="https://example.org' not in outside
    assert "next=https%3A//example.org" not in outside

    settings.SECOND_FACTOR_REQUIRED = False
    assert browser.get(page, {"next": reverse("staff:marks")}).url == reverse("staff:marks")


def test_a_door_of_the_demonstration_counts_as_one(settings):
    settings.DEMO = True
    officer = make_officer(bureau())
    officer.username = "demo-office"
    officer.save()
    browser = Client()

    browser.post(reverse("public:door", args=["office"]))

    assert browser.get(reverse("staff:queue")).status_code == 200


def test_devices_are_listed_coarsely_and_all_of_them_signed_out():
    officer = with_password(make_officer(bureau()))
    here, there = sign_in(officer), sign_in(officer)

    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("127.0.*.*") == 2
    assert "127.0.0.1" not in page

    answer = here.post(reverse("sign_out_everywhere"))

    assert answer.url == reverse("account_login")
    for browser in (here, there):
        assert browser.get(reverse("usersessions_list")).url.startswith(reverse("account_login"))


def test_the_other_devices_are_signed_out_and_this_one_stays():
    officer = with_password(make_officer(bureau()))
    here, there = sign_in(officer), sign_in(officer)

    here.post(reverse("usersessions_list"))

    assert here.get(reverse("usersessions_list")).status_code == 200
    assert there.get(reverse("usersessions_list")).url.startswith(reverse("account_login"))
