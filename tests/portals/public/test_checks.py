"""May I apply? Public facts only, answers that are kept nowhere, and what would settle the rest."""

from datetime import date

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.facts.services import declare_complete, record_dated, record_value
from pinzhang.portals.public.pages.questions import completed
from tests.factories import AT, make_edition, make_enterprise
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.public.stories import queries_of, text_of

pytestmark = pytest.mark.django_db
CHECK = "/programmes/qingdao-premium-brand/check"


@pytest.fixture
def firm():
    return make_enterprise("青岛甲有限公司")


def know(firm, name: str, value: object, supplied_by: str = "register", **more: object) -> None:
    record_value(
        organisation=firm, name=name, value=value, supplied_by=supplied_by, source="登记机关",
        as_of=date(2026, 2, 1), by=None, at=AT, **more,
    )  # fmt: skip


def asked(firm, sector: str = "industry") -> dict[str, str]:
    return {"code": firm.credit_code, "sector": sector}


def test_public_facts_are_filled_in_with_their_source_and_day(citizen, premium, firm):
    know(firm, "established_on", "2015-05-01")

    page = text_of(citizen.get(CHECK, asked(firm)))

    assert "青岛甲有限公司 ：共 16 条： 符合 1 条" in page
    assert "运营3年以上 登记机关，2026-02-01 2015年5月1日 ≤ 2023年3月31日 申报范围" in page


def test_a_gap_says_have_need_short_by_and_from_when_it_is_met(citizen, premium, firm):
    know(firm, "established_on", "2024-05-01")

    page = text_of(citizen.get(CHECK, asked(firm)))

    assert "暂不符合青岛优品申报条件" in page
    assert "现在 2024年5月1日 需要 ≤ 2023年3月31日 还差 397 天" in page
    assert "情况不变的话，2027年5月1日 起符合这一条。 数据来自：登记机关，2026-02-01" in page


@pytest.mark.parametrize("supplier", ["tax", "statistics", "applicant"])
def test_what_tax_statistics_or_the_firm_itself_supplied_is_not_shown(citizen, premium, firm, supplier):
    know(firm, "established_on", "2015-05-01")
    for year in (2023, 2024, 2025):
        know(firm, "revenue", "12345678.00", supplier, year=year)

    page = text_of(citizen.get(CHECK, asked(firm)))

    assert "1,234" not in page
    assert "上年度主营业务收入在2000万元以上 差异性条件·工业类 还缺：主营业务收入。" in page


def test_a_register_fact_that_the_firm_may_also_supply_is_not_public(citizen, premium, firm):
    know(firm, "public_benefit", True)

    assert "公益性单位" in text_of(citizen.get(CHECK, asked(firm))).split("回答几个问题", 2)[2]


def test_a_public_fact_with_an_entry_from_elsewhere_is_left_out_whole(citizen, premium, firm):
    know(firm, "established_on", "2015-05-01")
    declare_complete(
        organisation=firm, name="samplings", from_on=date(2015, 1, 1), to_on=date(2026, 12, 31), source="监管", at=AT
    )
    assert "没有此情形：近3年有监督抽查不合格记录" in text_of(citizen.get(CHECK, asked(firm))).split("符合 2 项", 1)[1]
    record_dated(
        organisation=firm, name="samplings", on=date(2025, 5, 1), record={"result": "failed"}, supplied_by="applicant",
        source="自报", by=None, at=AT,
    )  # fmt: skip

    page = text_of(citizen.get(CHECK, asked(firm)))

    assert "不符合 0 条" in page
    assert "还缺：监督抽查结果" in page


def test_the_page_explains_what_is_not_public(citizen, premium):
    page = text_of(citizen.get(CHECK))

    assert "凭信用代码只带出公开数据：登记机关、监管部门和本平台提供的。" in page
    assert "纳税、统计和单位自己填报的数据不公开，这里一律按“还不知道”处理" in page


def test_without_a_code_everything_is_asked(citizen, premium):
    page = text_of(citizen.get(CHECK, {"sector": "services"}))

    assert "能不能报青岛优品，还下不了结论" in page
    assert "在职员工人数 关系到：" in page
    assert "符合 0 条 ， 不符合 0 条" in page


def test_without_a_sector_the_page_asks_for_it_first(citizen, premium):
    assert "先选好领域等，才知道这一条是不是对您的。" in text_of(citizen.get(CHECK))


def test_what_people_decide_stays_open_and_says_so(citizen, premium):
    page = text_of(citizen.get(CHECK, {"sector": "industry"}))

    assert "没有此情形：发生重大网络舆情事件 基础性条件 条文留给主管部门认定" in page


ANSWERS = {
    "sector": "industry",
    "registered_region_code": "370215",
    "legal_person": "yes",
    "established_on": "2015-05-01",
    "operation_interruptions": "no",
    "restricted_industry": "no",
    "credit_records": "no",
    "legal_representative_credit_records": "yes",
    "legal_representative_credit_records.on": "2025-01-10",
    "legal_representative_credit_records.adverse": "no",
    "net_profit.2023": "100",
    "net_profit.2024": "-1.5",
    "net_profit.2025": "80",
    "samplings": "no",
    "accidents": "no",
    "trademarks": "yes",
    "trademarks.on": "2018-01-01",
    "trademarks.owned": "yes",
    "trademarks.until": "2028-01-01",
    "quality_system_established": "yes",
    "quality_and_service_standards_established": "yes",
    "revenue.2023": "2,000",
    "revenue.2024": "２０００",
    "revenue.2025": "1900",
    "rd_spending.2023": "60",
    "rd_spending.2024": "60",
    "rd_spending.2025": "60",
}


def test_answers_settle_the_rules_and_are_kept_nowhere(citizen, premium):
    answer = citizen.post(CHECK, ANSWERS)
    page = text_of(answer)

    assert answer.status_code == 200
    assert "共 16 条： 符合 14 条 ， 不符合 1 条 ， 还不知道 1 条" in page
    assert "现在 1,900.00 万元 需要 ≥ 2,000.00 万元 还差 100.00 万元 按您的回答" in page
    assert 'value="2,000"' in answer.content.decode()
    assert not FactEntry.objects.exists()
    assert not Event.objects.filter(name__startswith="facts.").exists()
    assert "no-store" in answer["Cache-Control"]


def test_answers_and_public_facts_go_together(citizen, premium, firm):
    know(firm, "established_on", "2015-05-01")

    page = text_of(citizen.post(CHECK, {**asked(firm), "legal_person": "yes"}))

    assert "符合 2 条" in page


def test_an_answer_stands_beside_the_records_already_known_never_in_their_place(citizen, premium, firm):
    record_dated(
        organisation=firm, name="samplings", on=date(2025, 5, 1), record={"result": "passed"}, supplied_by="supervisor",
        source="监管", by=None, at=AT,
    )  # fmt: skip
    known = completed({"samplings": {"records": [{"on": "2025-05-01", "result": "failed"}]}}, {})

    clean = text_of(citizen.post(CHECK, {**asked(firm), "samplings": "no"}))
    added = completed(known, {"samplings": {"records": [], "complete": {"from": "1900-01-01", "to": "2999-12-31"}}})

    assert "没有此情形：近3年有监督抽查不合格记录 监管，2025-05-01" in clean
    assert added["samplings"]["records"] == [{"on": "2025-05-01", "result": "failed"}]
    assert completed({"revenue": {"2024": "1"}}, {"revenue": {"2025": "2"}}) == {"revenue": {"2024": "1", "2025": "2"}}


def test_what_one_qualifies_for_asks_the_database_as_often_for_many_programmes(citizen, premium, firm):
    know(firm, "established_on", "2015-05-01")
    one = queries_of(citizen, f"/qualify?code={firm.credit_code}")

    make_edition()

    assert queries_of(citizen, f"/qualify?code={firm.credit_code}") == one


def test_an_answer_left_open_stays_unknown(citizen, premium):
    half = {**ANSWERS, "trademarks.owned": "", "samplings": "yes"}

    page = text_of(citizen.post(CHECK, half))

    assert "拥有自主品牌商标所有权，且在有效期内 基础性条件 还缺：注册商标。" in page
    assert "还缺：监督抽查结果。" in page


@pytest.mark.parametrize(
    ("name", "typed"),
    [("established_on", "昨天"), ("revenue.2025", "很多"), ("legal_person", "maybe"), ("revenue.2025", "1" * 30)],
)
def test_an_answer_that_cannot_be_read_is_said_at_its_field(citizen, premium, name, typed):
    answer = citizen.post(CHECK, {"sector": "industry", name: typed})

    assert answer.status_code == 422
    assert 'class="pz-err"' in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_all_measure_is_judged_like_any_other(citizen, premium, day):
    answer = citizen.post(
        CHECK, {"sector": "industry", "established_on": day, "trademarks": "yes", "trademarks.on": day}
    )

    assert answer.status_code == 200
    assert ("不符合 0 条" in text_of(answer)) is (day == "0001-01-01")


def test_a_code_with_a_wrong_check_digit_is_said_at_the_field(citizen, premium, firm):
    wrong = firm.credit_code[:-1] + ("A" if firm.credit_code[-1] != "A" else "B")

    page = text_of(citizen.get(CHECK, {"code": wrong}))

    assert "统一社会信用代码的校验位不对" in page
    assert "青岛甲有限公司" not in page


def test_a_code_that_is_not_registered_here_says_so(citizen, premium, firm):
    code = firm.credit_code
    firm.delete()

    page = text_of(citizen.get(CHECK, {"code": code}))

    assert "本平台没有登记这个代码" in page


def test_whoever_wants_to_apply_is_led_to_the_programme_in_their_own_portal(citizen, premium):
    page = citizen.get(CHECK).content.decode()

    assert 'href="/enterprise/eligibility/qingdao-premium-brand">登录申报</a>' in page


def test_a_programme_that_is_not_in_force_cannot_be_checked(citizen):
    assert citizen.get(CHECK).status_code == 404


def test_a_programme_whose_conditions_are_unpublished_asks_nothing(citizen):
    make_edition()

    page = text_of(citizen.get("/programmes/jimo-district-mayor-award/check"))

    assert "还不知道 1 条" in page
    assert "回答几个问题" not in page
    assert "登录申报" not in page


def test_what_one_qualifies_for_is_told_for_every_programme(citizen, premium, firm):
    make_edition()
    know(firm, "established_on", "2024-05-01")

    page = text_of(citizen.get("/qualify", {"code": firm.credit_code.lower()}))

    assert "青岛甲有限公司能报什么" in page
    assert "即墨区区长质量奖 现在不受理申报 还不知道 0 1 0 逐条看" in page
    assert "青岛优品 申报中，3月31日 17:00 截止 不符合 1" in page
    assert "一律按还不知道处理" in page


def test_without_a_code_the_page_only_asks_for_it(citizen, premium):
    page = text_of(citizen.get("/qualify"))

    assert "看看我能报什么" in page
    assert "逐个项目" not in page


def test_an_unregistered_code_and_an_instance_without_programmes_are_said(citizen, firm):
    code = firm.credit_code
    firm.delete()

    page = text_of(citizen.get("/qualify", {"code": code}))

    assert "本平台没有登记这个代码" in page
    assert "现在没有现行的项目" in page


def test_a_bad_code_is_explained_in_either_language(citizen, reader):
    assert "统一社会信用代码应为 18 位，现在是 3 位。" in text_of(citizen.get("/qualify", {"code": "123"}))
    assert "This is no unified social credit code" in text_of(reader.get("/qualify", {"code": "123"}))


def test_a_check_asks_the_database_as_often_for_much_as_for_little(citizen, premium, firm):
    know(firm, "established_on", "2015-05-01")
    little = queries_of(citizen, f"{CHECK}?code={firm.credit_code}&sector=industry")

    know(firm, "legal_person", True)
    know(firm, "registered_region_code", "370215")

    assert queries_of(citizen, f"{CHECK}?code={firm.credit_code}&sector=industry") == little


def test_the_check_speaks_english(reader, premium, firm):
    know(firm, "established_on", "2024-05-01")

    page = text_of(reader.get(CHECK, asked(firm)))

    assert "The conditions of Qingdao Premium are not met yet" in page
    assert "1 May 2024" in page
    assert "≤ 31 March 2023" in page
    assert "397 days" in page


def test_the_round_that_is_open_gives_the_reference_day(citizen):
    make_edition(PREMIUM_PACK)

    assert "比对日期 2026年3月2日，规则版本 2023.1" in text_of(citizen.get(CHECK))
