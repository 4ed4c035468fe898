"""The pool of reviewers on screen."""

import pytest
from django.urls import reverse

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.models import Reviewer, ReviewerRelation
from pinzhang.domain.review.services import tasks
from tests.factories import make_district, make_enterprise, make_officer, make_post, make_user
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import queries_of

pytestmark = pytest.mark.django_db
POOL = "/staff/reviewers"


@pytest.fixture
def zhang(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority, employer="示例大学")


def test_the_pool_is_listed_and_searched(officer, zhang):
    client = signed_in(officer)

    assert "评审员张" in client.get(POOL).text
    assert "评审员张" in client.get(POOL, {"q": "示例大学"}).text
    assert "没有符合的专家" in client.get(POOL, {"q": "没有这人"}).text


def test_a_person_is_put_into_the_pool_and_their_particulars_are_filled_in(round_, officer):
    person, client = make_user("评审员李"), signed_in(officer)
    assert "专家库还是空的" in client.get(POOL).text
    assert client.post(f"{POOL}/enrol", {"username": "nobody"}).status_code == 422

    client.post(f"{POOL}/enrol", {"username": person.username})
    reviewer = Reviewer.objects.get(user=person)
    given = {"fields_known": "食品、计量", "industry_codes": "C1513 C14", "load_limit": "8", "active": "on"}
    client.post(reverse("staff:reviewer", args=[reviewer.pk]), given)

    reviewer.refresh_from_db()
    assert (reviewer.fields, reviewer.industry_codes, reviewer.load_limit) == (["食品", "计量"], ["C1513", "C14"], 8)
    assert "已经在专家库" in client.post(f"{POOL}/enrol", {"username": person.username}).text


def test_a_wrong_code_is_shown_at_its_field_and_nothing_is_saved(officer, zhang):
    page = reverse("staff:reviewer", args=[zhang.pk])

    refused = signed_in(officer).post(page, {"industry_codes": "Z99", "load_limit": "8", "active": "on"})

    zhang.refresh_from_db()
    assert refused.status_code == 422
    assert "不是国民经济行业代码：Z99" in refused.text
    assert zhang.load_limit == 20


def test_a_relation_is_recorded_and_withdrawn_with_a_ground(officer, zhang):
    client, firm = signed_in(officer), make_enterprise("青岛样例泵业有限公司")
    record = reverse("staff:record_relation", args=[zhang.pk])
    given = {"kind": "consulting", "organisation_name": firm.name, "credit_code": "1234", "source": "register"}
    assert client.post(record, given).status_code == 422

    shown = client.post(record, {**given, "credit_code": firm.credit_code}, follow=True).text
    relation = ReviewerRelation.objects.get()
    assert "青岛样例泵业有限公司" in shown
    withdraw = reverse("staff:withdraw_relation", args=[zhang.pk, relation.pk])
    assert client.post(withdraw, {"ground": ""}).status_code == 422
    assert "同名单位" in client.post(withdraw, {"ground": "同名单位"}, follow=True).text

    relation.refresh_from_db()
    assert relation.withdrawn_at


def test_a_district_sees_the_reviewers_of_the_city_and_changes_nothing(round_, zhang):
    city = make_district().parent
    Reviewer.objects.filter(pk=zhang.pk).update(authority=city)
    district = signed_in(make_officer(round_.authority))
    page = reverse("staff:reviewer", args=[zhang.pk])

    assert "示例大学" in district.get(page).text
    district.post(page, {"load_limit": "1"})
    given = {"kind": "family", "organisation_name": "某公司", "credit_code": "", "source": "register"}
    assert district.post(reverse("staff:record_relation", args=[zhang.pk]), given).status_code == 404
    leader = signed_in(make_post(city, PostRole.LEADER).user)
    assert leader.get(f"{POOL}/enrol").status_code == 404

    zhang.refresh_from_db()
    assert zhang.load_limit == 20


def test_the_pool_asks_as_often_for_many_as_for_one(round_, officer, zhang):
    client = signed_in(officer)
    before = queries_of(client, POOL)
    for place in range(29):
        tasks.enrol_reviewer(user=make_user(f"评审员{place}"), authority=round_.authority)

    assert queries_of(client, POOL) == before
