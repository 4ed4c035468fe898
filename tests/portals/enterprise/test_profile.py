"""The organisation: registering it, its facts, its members; what it qualifies for."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.facts.models import FactCoverage, FactEntry
from pinzhang.domain.facts.services import record_dated, record_value
from pinzhang.domain.parties.models import Membership, Organisation
from pinzhang.domain.parties.services import join_organisation
from pinzhang.engine.identifiers import credit_check_digit
from tests.factories import make_edition, make_enterprise, make_user
from tests.factories.cast import make_credit_code

pytestmark = pytest.mark.django_db
AWARD = "jimo-district-mayor-award"


@pytest.fixture
def newcomer():
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(make_user("新人"))
    return browser


def register(browser, code, name="青岛新样例有限公司"):
    data = {"name": name, "kind": "enterprise", "credit_code": code}
    return browser.post(reverse("enterprise:join"), data, follow=True)


def test_whoever_acts_for_nobody_is_asked_for_whom(newcomer):
    assert newcomer.get(reverse("enterprise:workbench"))["Location"] == reverse("enterprise:join")
    assert Client().get(reverse("enterprise:workbench"))["Location"].startswith("/account/login/")


def test_an_organisation_is_registered_and_its_first_member_signs(newcomer):
    page = register(newcomer, make_credit_code()).content.decode()

    assert "您是本单位的授权签署人" in page
    assert Membership.objects.get(organisation__name="青岛新样例有限公司").role == "signer"


def test_a_wrong_check_digit_is_said_at_the_code_and_nothing_is_registered(newcomer):
    code = make_credit_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")

    answer = register(newcomer, wrong)

    assert answer.status_code == 422
    assert "校验位不对" in answer.content.decode()
    assert wrong in answer.content.decode()
    assert not Organisation.objects.exists()


def test_a_strange_inner_digit_is_a_warning_only(newcomer):
    first = "91370215000000010"  # the organisation-code digit of 00000001 is 9, not 0
    code = first + credit_check_digit(first)

    page = register(newcomer, code).content.decode()

    assert "请再核对一次" in page
    assert Organisation.objects.get().credit_code == code


def test_a_code_that_is_known_leads_to_the_signer(newcomer):
    known = make_enterprise()

    answer = register(newcomer, known.credit_code)

    assert answer.status_code == 422
    assert "请向该单位的授权签署人申请加入" in answer.content.decode()


def test_one_person_may_act_for_several_organisations(desk, stranger):
    join_organisation(user=desk.lin, organisation=stranger.firm, role="member", by=stranger.lin, at=timezone.now())

    page = desk.browser.get(reverse("enterprise:switch")).content.decode()
    desk.browser.post(reverse("enterprise:switch"), {"organisation": stranger.firm.pk})

    assert desk.firm.name in page
    assert stranger.firm.name in desk.browser.get(reverse("enterprise:profile")).content.decode()
    assert desk.browser.post(reverse("enterprise:switch"), {"organisation": "999999"}).status_code == 404


def test_contact_data_are_kept(desk):
    desk.browser.post(reverse("enterprise:profile"), {"name_en": "Sample", "address": "路 1 号", "phone": "12345678"})

    desk.firm.refresh_from_db()
    assert (desk.firm.name_en, desk.firm.address, desk.firm.phone) == ("Sample", "路 1 号", "12345678")
    wrong = desk.browser.post(reverse("enterprise:profile"), {"phone": "1" * 40})
    assert wrong.status_code == 422


def fact_url(name, step="fact"):
    return reverse(f"enterprise:{step}", args=[name])


def test_without_programmes_the_profile_asks_for_nothing(desk):
    assert "还没有项目要用的数据" in desk.browser.get(reverse("enterprise:profile")).content.decode()
    assert desk.browser.get(fact_url("revenue")).status_code == 404


def test_facts_are_filled_in_once_with_source_and_day(desk, round_):
    today = timezone.localdate().isoformat()

    desk.browser.post(fact_url("staff_count"), {"value": "120", "as_of": today})
    desk.browser.post(fact_url("revenue"), {"year": "2025", "value": "8136", "as_of": today})
    desk.browser.post(fact_url("trademarks"), {"on": "2019-05-01", "number": "123", "owned": "yes"})

    entries = FactEntry.objects.order_by("pk").values_list("name", "year", "value", "supplied_by", "source")
    assert list(entries) == [
        ("staff_count", None, "120", "applicant", "本单位填报"),
        ("revenue", 2025, "8136", "applicant", "本单位填报"),
        ("trademarks", None, {"number": "123", "owned": True}, "applicant", "本单位填报"),
    ]
    page = desk.browser.get(reverse("enterprise:profile")).content.decode()
    assert "120 人" in page
    assert "8,136 元" in page
    assert "1 条记录" in page
    assert "123" in desk.browser.get(fact_url("trademarks")).content.decode()


def test_what_cannot_be_read_or_is_missing_is_said_and_nothing_is_recorded(desk, round_):
    answer = desk.browser.post(fact_url("revenue"), {"value": "很多", "as_of": ""})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写“年度”。" in page
    assert "“很多”不是数字" in page
    assert not FactEntry.objects.exists()


def test_what_registers_supply_cannot_be_entered(desk, round_):
    assert "这一项由登记机关或主管部门提供" in desk.browser.get(fact_url("samplings")).content.decode()
    assert desk.browser.post(fact_url("samplings"), {"on": "2024-01-01"}).status_code == 404
    assert desk.browser.post(fact_url("samplings", "complete_fact"), {}).status_code == 404
    assert not FactEntry.objects.exists()


def test_an_own_entry_is_taken_back_and_others_are_not(desk, stranger, round_):
    now = timezone.now()
    common = {"organisation": desk.firm, "on": timezone.localdate(), "source": "来源", "by": None, "at": now}
    own = record_dated(name="trademarks", record={"number": "1"}, supplied_by="applicant", **common)
    other = record_dated(name="trademarks", record={"number": "2"}, supplied_by="register", **common)

    answers = [
        stranger.browser.post(reverse("enterprise:end_fact", args=["trademarks", own.pk])),
        desk.browser.post(reverse("enterprise:end_fact", args=["trademarks", other.pk])),
        desk.browser.post(reverse("enterprise:end_fact", args=["trademarks", own.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 302]
    assert list(FactEntry.objects.filter(ended_at=None)) == [other]


def test_a_list_is_declared_complete(desk, round_):
    url = fact_url("operation_interruptions", "complete_fact")

    wrong = desk.browser.post(url, {"from_on": "x", "to_on": "2026-01-01"})
    backwards = desk.browser.post(url, {"from_on": "2026-01-02", "to_on": "2026-01-01"})
    assert not FactCoverage.objects.exists()
    desk.browser.post(url, {"from_on": "2020-01-01", "to_on": "2026-01-01"})

    assert (wrong.status_code, backwards.status_code) == (422, 422)
    assert "早于起日" in backwards.content.decode()
    assert FactCoverage.objects.get().source == "本单位填报"
    assert "数据完整" in desk.browser.get(fact_url("operation_interruptions")).content.decode()


def test_the_signer_lets_colleagues_in_and_out_and_hands_the_signature_over(desk):
    chen = make_user("陈")
    members = reverse("enterprise:members")

    unknown = desk.browser.post(members, {"username": "nobody"})
    desk.browser.post(members, {"username": chen.username})
    again = desk.browser.post(members, {"username": chen.username})
    his = Membership.objects.get(user=chen)
    desk.browser.post(reverse("enterprise:transfer", args=[his.pk]))

    assert "没有这个用户名" in unknown.content.decode()
    assert "已经是该单位成员" in again.content.decode()
    his.refresh_from_db()
    hers = Membership.objects.get(user=desk.lin)
    assert (his.role, hers.role) == ("signer", "member")
    for url, data in [(members, {"username": "x"}), (reverse("enterprise:transfer", args=[hers.pk]), {})]:
        answer = desk.browser.post(url, data)
        assert answer.status_code == 403
        assert "只有本单位的授权签署人" in answer.content.decode()
    assert desk.browser.post(reverse("enterprise:end_membership", args=[his.pk])).status_code == 422
    desk.browser.post(reverse("enterprise:end_membership", args=[hers.pk]))
    hers.refresh_from_db()
    assert hers.until_at is not None


def test_only_the_signer_removes_somebody_else(desk):
    chen, wang = make_user("陈"), make_user("王")
    for person in (chen, wang):
        join_organisation(user=person, organisation=desk.firm, role="member", by=desk.lin, at=timezone.now())
    other = Membership.objects.get(user=wang)
    colleague = Client(headers={"accept-language": "zh-hans"})
    colleague.force_login(chen)

    refused = colleague.post(reverse("enterprise:end_membership", args=[other.pk]))
    desk.browser.post(reverse("enterprise:end_membership", args=[other.pk]))

    assert refused.status_code == 403
    other.refresh_from_db()
    assert other.until_at is not None


def test_every_programme_is_compared_and_more_take_no_more_queries(desk, round_):
    page = desk.browser.get(reverse("enterprise:eligibility")).content.decode()
    with CaptureQueriesContext(connection) as one:
        desk.browser.get(reverse("enterprise:eligibility"))
    make_edition()
    desk.browser.get(reverse("enterprise:eligibility"))
    with CaptureQueriesContext(connection) as two:
        desk.browser.get(reverse("enterprise:eligibility"))

    assert "青岛优品" in page
    assert len(two) == len(one)


def test_nothing_to_apply_for_is_said(desk):
    page = desk.browser.get(reverse("enterprise:eligibility")).content.decode()

    assert "现在没有本单位可以申报的项目" in page
    assert desk.browser.get(reverse("enterprise:programme", args=["nothing"])).status_code == 404


def test_what_is_not_met_comes_first_with_have_need_and_short_by(desk, round_):
    today = timezone.localdate()
    record_value(
        organisation=desk.firm, name="revenue", value="19000000", year=today.year - 1, as_of=today, by=None,
        supplied_by="tax", source="纳税申报", at=timezone.now(),
    )  # fmt: skip

    url = reverse("enterprise:programme", args=[round_.edition.code])
    page = desk.browser.get(url, {"sector": "industry"}).content.decode()
    english = desk.browser.get(url, {"sector": "industry"}, headers={"accept-language": "en"}).content.decode()

    assert "暂不符合青岛优品的申报条件" in page
    assert "1,900.00 万元" in page
    assert "100.00 万元" in page
    assert "来自纳税申报" in page
    assert "数据不对，我要更正" in page
    assert page.index("不符合 <span") < page.index("还不知道 <span")
    assert "1,000,000 CNY" in english
    assert "Not yet eligible for Qingdao Premium" in english
