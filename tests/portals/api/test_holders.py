"""A token acts for its holder alone: not with the other posts of its person, nor for whoever delegated to its firm."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.models import Message
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.services import appoint, grant_delegation
from tests.factories import bureau, make_district, make_enterprise, make_officer, make_round, make_signer
from tests.factories.flow import signer_of, submitted

pytestmark = pytest.mark.django_db
OFFICE = ("office:read", "office:write", "office:decide")


def case_of() -> Application:
    now = timezone.now()
    return submitted(make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30)), at=now)


def items(answer) -> list[int]:
    return [row["id"] for row in answer.json()["items"]]


def test_a_token_of_one_authority_opens_nothing_of_another_where_its_person_has_a_post_too(speaker):
    application = case_of()
    here = application.case.authority
    elsewhere = make_district("370212", "崂山区", "370212-laoshan")
    person = make_officer(here)
    appoint(user=person, authority=elsewhere, role=PostRole.OFFICER)
    own, other = speaker(here, person, *OFFICE), speaker(elsewhere, person, *OFFICE)

    assert items(own.get("office/applications")) == [application.pk]
    assert items(own.get("office/rounds")) == [application.round_id]
    for path in ("applications", "rounds", "lists", "opinions", "marks", "procedures"):
        assert items(other.get(f"office/{path}")) == [], path
    for path in (f"office/applications/{application.pk}", f"office/rounds/{application.round_id}"):
        assert (own.get(path).status_code, other.get(path).status_code) == (200, 404), path


def test_a_token_of_one_authority_changes_nothing_of_another_where_its_person_has_a_post_too(speaker):
    application = case_of()
    elsewhere = make_district("370212", "崂山区", "370212-laoshan")
    person = make_officer(application.case.authority)
    appoint(user=person, authority=elsewhere, role=PostRole.OFFICER)
    other = speaker(elsewhere, person, *OFFICE)

    for path, given in (
        (f"office/applications/{application.pk}/messages", {"text": "请来电"}),
        (f"office/rounds/{application.round_id}/closing", None),
    ):
        assert other.post(path, given).status_code == 404, path

    application.round.refresh_from_db()
    assert application.round.state == "open"
    assert not Message.objects.exists()


def test_a_token_of_the_authority_above_lends_no_role_that_its_person_has_below(speaker):
    application, city = case_of(), bureau()
    district = application.case.authority
    assert district.path.startswith(city.path)
    person = make_officer(district)
    appoint(user=person, authority=city, role=PostRole.LEADER)
    below, above = speaker(district, person, *OFFICE), speaker(city, person, *OFFICE)
    path, given = f"office/applications/{application.pk}/messages", {"text": "请来电"}

    assert above.get(f"office/applications/{application.pk}").status_code == 200
    assert above.post(path, given).status_code == 404
    assert not Message.objects.exists()

    assert below.post(path, given).status_code == 200


def test_a_token_of_a_delegate_opens_nothing_of_the_firm_that_delegated(speaker):
    application = case_of()
    principal, helpers = application.applicant, make_enterprise("咨询公司")
    now = timezone.now()
    grant_delegation(
        principal=principal, delegate=helpers, acts=["fill_in", "sign"], programmes=[],
        until_on=now.date() + timedelta(days=30), by=signer_of(principal), at=now,
    )  # fmt: skip
    delegate = speaker(helpers, make_signer(helpers), "organisation:read", "organisation:write", "organisation:sign")

    assert items(delegate.get("applications")) == []
    assert delegate.get(f"applications/{application.pk}").status_code == 404
    for step in ("messages", "withdrawal"):
        answer = delegate.post(f"applications/{application.pk}/{step}", {"text": "甲", "reason": "甲"})
        assert answer.status_code in (400, 404), step
    assert delegate.get("organisation").json()["name"] == helpers.name
    application.case.refresh_from_db()
    assert application.case.state.outcome is None
    assert not Message.objects.exists()
