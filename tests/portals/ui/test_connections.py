import re

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.connections.models import ApiToken, WebhookEndpoint
from pinzhang.domain.connections.selectors import token_of
from pinzhang.domain.connections.services.deliveries import queue_delivery
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.choices import MembershipRole, PostRole
from pinzhang.domain.parties.services import join_organisation
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import AT, bureau, make_enterprise, make_officer, make_post, make_signer, make_user

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"pz_[-\w]{43}")


@pytest.fixture
def firm():
    return make_enterprise()


@pytest.fixture
def lin(firm):
    return make_signer(firm)


def issue(client, portal, scopes, **more):
    given = {"action": "issue", "label": "ERP", "scopes": scopes, "expires_on": timezone.localdate(), **more}
    return client.post(reverse(f"{portal}:connections"), given)


def test_a_token_is_shown_once_and_can_be_revoked(client, firm, lin):
    client.force_login(lin)

    page = issue(client, "enterprise", ["organisation:read"])

    (secret,) = SECRET.findall(page.content.decode())
    token = token_of(secret, at=timezone.now())
    assert (token.organisation, token.person, page["Cache-Control"]) == (firm, lin, "no-store")
    assert not SECRET.search(client.get(reverse("enterprise:connections")).content.decode())
    client.post(reverse("enterprise:connections"), {"action": "revoke", "pk": token.pk})
    token.refresh_from_db()
    assert token.revoked_at


def test_a_member_issues_nothing_and_sees_no_token_of_others(client, firm, lin):
    client.force_login(lin)
    issue(client, "enterprise", ["organisation:read"])
    clerk = make_user("经办人")
    join_organisation(user=clerk, organisation=firm, role=MembershipRole.MEMBER, by=lin, at=AT)
    client.force_login(clerk)

    refused = issue(client, "enterprise", ["organisation:read"])

    assert refused.status_code == 422
    assert "organisation:read</code>" not in client.get(reverse("enterprise:connections")).content.decode()
    assert ApiToken.objects.count() == 1
    token = ApiToken.objects.get()
    assert client.post(reverse("enterprise:connections"), {"action": "revoke", "pk": token.pk}).status_code == 404


def test_what_is_wrong_with_a_token_is_said_at_its_field(client, lin):
    client.force_login(lin)

    page = issue(client, "enterprise", ["organisation:read"], expires_on="2020-01-01")

    assert page.status_code == 422
    assert "请选择一年以内的日期。" in page.content.decode()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("portal", "scopes"),
    [("staff", ["office:read"]), ("reviewer", ["review:read"]), ("institution", ["evaluation:read"])],
)
def test_every_portal_has_the_page(client, portal, scopes):
    if portal == "staff":
        user = make_officer(bureau())
    elif portal == "reviewer":
        user = make_user("评审员张")
        enrol_reviewer(user=user, authority=bureau())
    else:
        user = make_signer(make_enterprise(is_institution=True))
    client.force_login(user)

    page = issue(client, portal, scopes)

    assert SECRET.search(page.content.decode())
    assert ApiToken.objects.get().person == user


def test_an_approver_issues_in_their_own_name_only(client):
    client.force_login(make_post(bureau(), PostRole.APPROVER).user)

    page = issue(client, "staff", ["office:read"], for_holder="on")

    assert page.status_code == 200
    assert not ApiToken.objects.get().acts_for_holder


def test_the_signer_enters_an_address_and_reads_what_was_told(client, firm, lin):
    client.force_login(lin)
    given = {"action": "add", "url": "http://127.0.0.1:9/hook", "events": ["marks.mark.revoked"]}

    page = client.post(reverse("enterprise:connections"), given)

    assert re.search(r">[0-9a-f]{64}<", page.content.decode())
    endpoint = WebhookEndpoint.objects.get()
    queue_delivery(endpoint=endpoint, event=_event(firm), at=AT)
    assert "等待推送" in client.get(reverse("enterprise:connections")).content.decode()
    client.post(reverse("enterprise:connections"), {"action": "end", "pk": endpoint.pk})
    endpoint.refresh_from_db()
    assert endpoint.ended_at


def _event(firm) -> Event:
    return events.record("marks.mark.revoked", subject=firm, by=None, at=AT)


def test_the_page_reads_the_same_number_of_times_for_one_delivery_and_for_twenty(
    client, firm, lin, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(lin)
    client.post(
        reverse("enterprise:connections"),
        {"action": "add", "url": "http://127.0.0.1:9/hook", "events": ["marks.mark.revoked"]},
    )
    endpoint = WebhookEndpoint.objects.get()
    queue_delivery(endpoint=endpoint, event=_event(firm), at=AT)
    issue(client, "enterprise", ["organisation:read"])
    with django_assert_max_num_queries(20) as one:
        client.get(reverse("enterprise:connections"))
    reads = len(one)
    for _ in range(20):
        queue_delivery(endpoint=endpoint, event=_event(firm), at=AT)
        issue(client, "enterprise", ["organisation:read"])

    with django_assert_num_queries(reads):
        client.get(reverse("enterprise:connections"))
