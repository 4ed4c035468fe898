"""A consultant works on a firm's files: what it sees, what it is refused, and how that ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.parties.models import Delegation
from pinzhang.domain.parties.services import grant_delegation, leave_organisation
from tests.factories import make_edition, make_round
from tests.factories.cast import make_member
from tests.factories.forms import fill_in
from tests.portals.enterprise.conftest import sit_down

pytestmark = pytest.mark.django_db


def delegated(desk, helper, **changed):
    """Let the helper's organisation act for the desk's firm, and the helper choose it."""
    given = {"acts": ["fill_in"], "programmes": [], "until_on": timezone.localdate() + timedelta(days=30), **changed}
    granted = grant_delegation(principal=desk.firm, delegate=helper.firm, by=desk.lin, at=timezone.now(), **given)
    helper.browser.post(reverse("enterprise:switch"), {"organisation": desk.firm.pk})
    return granted


@pytest.fixture
def helper():
    return sit_down("孙")


def test_the_signer_delegates_on_a_page_and_ends_it_there(desk, helper, round_):
    page = reverse("enterprise:delegations")
    code = round_.edition.code
    until = (timezone.localdate() + timedelta(days=30)).isoformat()

    answer = desk.browser.post(
        page, {"credit_code": helper.firm.credit_code, "acts": ["fill_in"], "programmes": [code], "until_on": until}
    )
    assert (answer.status_code, answer.url) == (302, page)
    granted = Delegation.objects.get()
    assert (granted.acts, granted.programmes, str(granted.until_on)) == (["fill_in"], [code], until)
    assert helper.firm.name in desk.browser.get(page).content.decode()
    assert desk.firm.name in helper.browser.get(reverse("enterprise:switch")).content.decode()

    desk.browser.post(reverse("enterprise:end_delegation", args=[granted.pk]))
    granted.refresh_from_db()
    assert granted.ended_at is not None


def test_a_wrong_code_is_shown_at_its_field_and_a_member_is_refused(desk, helper):
    page = reverse("enterprise:delegations")
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    asked = {"credit_code": "91370215MA00000001", "acts": ["fill_in"], "until_on": until}

    unknown = desk.browser.post(page, asked)
    assert unknown.status_code == 422
    assert "没有登记过这个代码的单位" in unknown.content.decode()

    browser = Client()
    browser.force_login(make_member(desk.firm))
    refused = browser.post(page, {**asked, "credit_code": helper.firm.credit_code})
    assert refused.status_code == 403
    assert not Delegation.objects.exists()


def test_a_delegate_fills_in_but_the_signature_and_what_is_the_firms_own_are_refused(desk, helper, round_):
    application = desk.start(round_)
    fill_in(application, by=desk.lin, at=timezone.now())
    delegated(desk, helper)

    section = helper.browser.get(reverse("enterprise:preview", args=[application.pk]))
    signed = helper.browser.post(reverse("enterprise:submit", args=[application.pk]), {"version": 1})

    assert section.status_code == 200
    assert signed.status_code == 403
    assert Application.objects.get().submitted_at is None
    for name in ("members", "letters", "profile", "delegations"):
        assert helper.browser.get(reverse(f"enterprise:{name}")).status_code == 403, name


def test_where_signing_is_delegated_the_delegates_signer_submits(desk, helper, round_):
    application = desk.start(round_)
    fill_in(application, by=desk.lin, at=timezone.now())
    delegated(desk, helper, acts=["fill_in", "sign"])
    application.case.refresh_from_db()

    answer = helper.browser.post(
        reverse("enterprise:submit", args=[application.pk]), {"version": application.case.version}
    )

    assert answer.status_code == 302
    assert Application.objects.get().signed_by == helper.lin


def test_a_delegate_sees_and_starts_only_the_programmes_of_its_delegation(desk, helper, round_):
    theirs = desk.start(round_)
    other = make_round(
        make_edition(),
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        reference_on=round_.reference_on,
    )
    delegated(desk, helper, programmes=[other.edition.code])

    assert helper.browser.get(reverse("enterprise:application", args=[theirs.pk])).status_code == 404
    assert helper.browser.get(reverse("enterprise:start", args=[round_.pk])).status_code == 404
    assert helper.browser.get(reverse("enterprise:start", args=[other.pk])).status_code == 200
    assert theirs.case.number not in helper.browser.get(reverse("enterprise:applications")).content.decode()


def test_an_open_session_ends_with_the_delegation_and_with_the_membership(desk, helper, round_):
    application = desk.start(round_)
    granted = delegated(desk, helper)
    page = reverse("enterprise:preview", args=[application.pk])
    clerk = Client()
    clerk.force_login(make_member(desk.firm))
    assert (helper.browser.get(page).status_code, clerk.get(page).status_code) == (200, 200)

    desk.browser.post(reverse("enterprise:end_delegation", args=[granted.pk]))
    membership = desk.firm.memberships.get(role="member")
    leave_organisation(membership=membership, by=desk.lin, at=timezone.now())

    assert helper.browser.get(page).status_code == 404
    answer = clerk.get(page)
    assert (answer.status_code, answer.url) == (302, reverse("enterprise:join"))


def test_a_delegation_that_has_lapsed_opens_nothing(desk, helper, round_):
    application = desk.start(round_)
    granted = delegated(desk, helper)
    Delegation.objects.filter(pk=granted.pk).update(until_on=timezone.localdate() - timedelta(days=1))

    assert helper.browser.get(reverse("enterprise:preview", args=[application.pk])).status_code == 404
