"""Who is let in: tokens, scopes, how often; and what is answered where nothing is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pinzhang.domain.connections.services.tokens import issue_token
from pinzhang.portals.api import callers
from tests.factories import make_enterprise, make_officer, make_round, make_signer
from tests.factories.flow import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_enterprise()


@pytest.fixture
def lin(firm):
    return make_signer(firm)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer pz_wrong"])
def test_without_a_living_token_nothing_is_told(client, header):
    answer = client.get("/api/v1/organisation", headers={"Authorization": header} if header else {})

    assert (answer.status_code, answer.json()["refusal"]) == (401, "TokenRefused")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_without_the_scope_is_refused(speaker, firm, lin):
    reader = speaker(firm, lin, "organisation:read")

    answer = reader.put("organisation", {"address": "新址"})

    assert (answer.status_code, answer.json()["refusal"]) == (403, "ScopeMissing")
    firm.refresh_from_db()
    assert firm.address == ""


def test_an_expired_token_opens_nothing(speaker, firm, lin):
    now = timezone.now()
    then = now - timedelta(days=40)
    _, secret = issue_token(
        holder=firm, label="旧", scopes=["organisation:read"], expires_at=now - timedelta(days=1), by=lin, at=then
    )
    old = speaker()
    old.secret = secret

    assert old.get("organisation").status_code == 401


def test_a_token_that_asks_too_often_waits(speaker, firm, lin, monkeypatch):
    monkeypatch.setattr(callers, "MOST_PER_MINUTE", 2)
    reader, other = speaker(firm, lin, "organisation:read"), speaker(firm, lin, "organisation:read")

    answers = [reader.get("organisation").status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert other.get("organisation").status_code == 200
    late = reader.get("organisation")
    assert (late.json()["refusal"], late["Retry-After"]) == ("TooManyRequests", "60")


def test_an_address_that_guesses_tokens_waits(client, monkeypatch):
    monkeypatch.setattr(callers, "MOST_ANONYMOUS_PER_MINUTE", 2)

    answers = [client.get("/api/v1/organisation").status_code for _ in range(3)]

    assert answers == [401, 401, 429]


def test_an_address_that_is_none_is_answered_as_a_problem(client):
    answer = client.get("/api/v1/no/such/thing")

    assert (answer.status_code, answer.json()["refusal"]) == (404, "NotThere")


def test_what_is_private_is_kept_by_nobody(speaker, firm, lin):
    assert speaker(firm, lin, "organisation:read").get("organisation")["Cache-Control"] == "no-store"


def test_somebody_else_was_faster_is_said_as_409(speaker):
    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    application = submitted(round_, at=now)
    office = speaker(round_.authority, make_officer(round_.authority), "office:read", "office:write")
    given = {"version": 0, "requests": {"contact": "请补正"}}

    answer = office.post(f"office/applications/{application.pk}/corrections", given)

    assert (answer.status_code, answer.json()["refusal"]) == (409, "ChangedMeanwhile")
    assert not application.case.corrections.exists()


def test_an_official_of_another_authority_finds_no_case(speaker):
    from tests.factories import make_district  # noqa: PLC0415

    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    application = submitted(round_, at=now)
    elsewhere = make_district("370212", "崂山区", "370212-laoshan")
    stranger = speaker(elsewhere, make_officer(elsewhere), "office:read", "office:write")

    assert stranger.get("office/applications").json()["items"] == []
    assert stranger.get(f"office/applications/{application.pk}").status_code == 404


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("organisation/subjects", {"kind": "product", "name": "甲\x00"}),
        ("organisation/subjects", {"kind": "product", "name": "\ud800"}),
        ("organisation/subjects", {"kind": "product", "name": 3}),
        ("organisation/subjects", {"kind": "product", "name": None}),
        ("organisation/subjects", []),
    ],
)
def test_what_cannot_be_kept_cannot_be_read(speaker, firm, lin, path, content):
    answer = speaker(firm, lin, "organisation:write").post(path, content)

    assert (answer.status_code, answer.json()["refusal"]) == (400, "BadRequest")
    assert not firm.subjects.exists()


def test_the_pages_about_the_api_fetch_nothing_from_elsewhere(client):
    for path in ("/api/v1/", "/api/v1/problems"):
        page = client.get(path)
        assert page.status_code == 200
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert '<script src="http' not in page.content.decode()


@pytest.mark.parametrize("count", [1, 8])
def test_a_list_reads_the_same_number_of_times_however_long_it_is(speaker, count, django_assert_max_num_queries):
    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    for _ in range(count):
        submitted(round_, at=now)
    office = speaker(round_.authority, make_officer(round_.authority), "office:read")
    office.get("office/applications")

    with django_assert_max_num_queries(24):
        assert len(office.get("office/applications").json()["items"]) == count
