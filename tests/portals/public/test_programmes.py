"""The regulation in plain words: rules with clauses, stages, sources, editions, and where it is silent."""

import json
from datetime import date
from hashlib import sha256

import pytest

from pinzhang.domain.programmes.services.editions import publish_edition
from tests.factories import AT, load, make_edition, make_round
from tests.factories.programmes import EXAMPLE_PACK, PREMIUM_PACK
from tests.portals.public.stories import draft_open_for_comment, make_mark, next_edition, queries_of, text_of

pytestmark = pytest.mark.django_db
PREMIUM = "/programmes/qingdao-premium-brand"
AWARD = "/programmes/jimo-district-mayor-award"


def test_programmes_are_listed_with_their_open_round_and_completeness(citizen, premium):
    make_mark(premium)
    page = text_of(citizen.get("/programmes"))

    assert "青岛优品 申报中" in page
    assert "2026 年第一批 3月31日 17:00 截止 剩 29 天" in page
    assert "青岛市市场监督管理局 2023.1 版 现行 25 条，尚有 13 条未公布" in page
    assert "榜单：有效 1 个" in page


def test_without_programmes_the_page_says_so(citizen):
    assert "还没有发布项目" in text_of(citizen.get("/programmes"))


def test_programmes_ask_the_database_as_often_for_many_rounds_as_for_one(citizen, premium):
    one = queries_of(citizen, "/programmes")

    for serial in range(2, 5):
        make_round(premium.edition, label=f"第 {serial} 批")

    assert queries_of(citizen, "/programmes") == one


def test_rules_are_printed_with_their_clause_and_how_the_machine_reads_them(citizen, premium):
    page = text_of(citizen.get(PREMIUM))

    assert "运营3年以上 系统这样核对：成立满 3 年" in page
    assert "上年度主营业务收入在2000万元以上" in page
    assert "不低于 2,000.00 万元 证明：上年度审计报告或财务报表 差异性条件·工业类" in page
    assert "有下列任一情形，不能申报 属于限制类、淘汰类行业领域 申报范围" in page
    assert "除外：公益性单位的亏损情况不作限制" in page
    assert "鼓励申报 不计入是否符合的结论 24条产业链重点企业" in page


def test_a_sector_shows_the_rules_that_may_apply_to_it(citizen, premium):
    page = text_of(citizen.get(PREMIUM, {"sector": "services"}))

    assert "在职员工" in page
    assert "上年度主营业务收入在2000万元以上" not in page


def test_what_a_machine_cannot_judge_says_who_does(citizen, premium):
    page = text_of(citizen.get(PREMIUM))

    assert "由青岛市市场监督管理局在资格审查时决定，系统不作判断：发生重大网络舆情事件。" in page


def test_where_the_source_is_silent_the_page_says_so(citizen, premium):
    page = text_of(citizen.get(PREMIUM))

    assert "名额 公开文件未载明 周期 公开文件未载明 有效期 公开文件未载明" in page
    assert "尚未公布或没有取得的 空着，不作推测 《评价管理办法》和评价细则全文" in page
    assert "“青岛优品”评价管理办法 尚未取得全文" in page


def test_stages_of_every_route_and_grounds_of_revocation_are_told(citizen, premium):
    page = text_of(citizen.get(PREMIUM))

    assert "社会公示 社会公示 向社会公示，任何人可以提出异议" in page
    assert "存量品牌纳入（依法律、政策、标准形成的品牌，不需申报） 条号待核 存量品牌提名" in page
    assert "会被撤销的情形 产品、服务达不到标准要求" in page
    assert "不可以 未经授权不得使用“青岛优品”名称和标识" in page


def test_rules_and_stages_can_be_pointed_at(citizen, premium):
    page = citizen.get(PREMIUM).content.decode()

    assert 'id="rule-three-years-in-operation"' in page
    assert page.count('id="stage-public-notice"') == 1


def test_the_digest_is_over_the_bytes_that_can_be_downloaded(citizen, premium):
    sent = citizen.get(f"{PREMIUM}/editions/2023.1.json")

    assert sha256(sent.content).hexdigest() == premium.edition.digest
    assert premium.edition.digest in text_of(citizen.get(PREMIUM))
    assert json.loads(sent.content)["edition"]["programme"]["code"] == "qingdao-premium-brand"
    assert sent["Content-Disposition"] == 'attachment; filename="qingdao-premium-brand-2023.1.json"'


@pytest.mark.parametrize(
    "address",
    [
        "/programmes/nothing",
        f"{PREMIUM}?edition=1999",
        f"{PREMIUM}/editions/1999.json",
        f"{PREMIUM}/changes?from=1999",
        "/programmes/nothing/changes",
    ],
)
def test_what_was_never_published_is_not_found(citizen, premium, address):
    assert citizen.get(address).status_code == 404


def test_an_earlier_edition_says_that_it_is_not_in_force_and_how_the_next_differs(citizen):
    make_edition()
    publish_edition(
        document=next_edition(edition="2026.1", valid_from=date(2026, 2, 1)), by=None, at=AT, document_number="即发1号"
    )

    now, before = text_of(citizen.get(AWARD)), text_of(citizen.get(AWARD, {"edition": "2021.1"}))
    changes = text_of(citizen.get(f"{AWARD}/changes?from=2021.1&to=2026.1"))

    assert "规则版本 2026.1，自 2026年2月1日 起 即发1号" in now
    assert "这不是现行版本" not in now
    assert "这不是现行版本 它的有效期是 2021年1月1日 至 2026年1月31日。 看现行版本" in before
    assert "与 2021.1 版比较" in now
    assert "2021.1 版与 2026.1 版比较" in changes
    assert "改动 即墨区区长质量奖 生效日期 原来： 2021-01-01 现在： 2026-02-01" in changes


def test_an_edition_yet_to_come_into_force_says_from_when(citizen):
    make_edition()
    publish_edition(document=next_edition(), by=None, at=AT)

    page = text_of(citizen.get(AWARD, {"edition": "2027.1"}))

    assert "规则版本 2021.1" in text_of(citizen.get(AWARD))
    assert "这不是现行版本 它自 2027年1月1日 起生效。" in page


def test_a_draft_open_for_comment_is_linked_from_its_programme(citizen):
    make_edition()
    draft_open_for_comment()

    assert "2027.1 版草案，正在征求意见" in text_of(citizen.get(AWARD))


def test_what_a_pack_may_say_of_quotas_money_terms_and_renewal_is_printed(citizen):
    make_edition()
    award = load(EXAMPLE_PACK)
    richer = _richer(award)
    publish_edition(document=richer, by=None, at=AT)

    page = text_of(citizen.get(AWARD))

    assert (
        "卓越奖 名额：最多 3 个，可以空缺，再次获评的不占名额 得分不低于 600 分 奖励 ¥ 500,000.00，首次获评才有" in page
    )
    assert "名额 最多 10 个，每个推荐单位最多 2 个" in page
    assert "周期 每 2 年一届" in page
    assert "有效期 3 年" in page
    assert "监督 每年提交自查报告" in page
    assert "复评 到期前重新评审" in page
    assert "10 个工作日内（服务承诺）" in page
    assert "要求补正时，申报组织在5 天内答复" in page
    assert "取前 20 名" in page
    assert "由即墨区人民政府常务会议审定" in page


def test_a_programme_may_be_open_all_year(citizen):
    make_edition()
    publish_edition(document=_richer(load(EXAMPLE_PACK), cycle={"rolling": "true"}), by=None, at=AT)

    assert "周期 常年受理" in text_of(citizen.get(AWARD))


def _richer(award, cycle=None):
    """The award with particulars its public source does not name."""
    rest = {"clause": "第十条", "source": "public-report"}
    outcomes, stages = award.outcomes.model_dump(mode="json"), [one.model_dump(mode="json") for one in award.stages]
    outcomes["tiers"][0] |= {
        "quota": {"maximum": 3, "may_stay_vacant": True, "reaward_outside_quota": True},
        "min_score": "600",
        "money": [{"amount": "500000", "first_time_only": True, **rest}],
    }
    outcomes["total_quota"] = {"maximum": 10, "per_recommender": 2}
    outcomes["mark"] |= {
        "validity": "3y",
        "surveillance": [{"every": "1y", "text": {"zh": "每年提交自查报告"}, **rest}],
        "renewal": {"route": award.programme.routes[0].key, "text": {"zh": "到期前重新评审"}, **rest},
    }
    term = {"count": 10, "unit": "working_days", "basis": "service_norm", **rest}
    stages[1] |= {"term": term, "correction_term": {**term, "count": 5, "unit": "days", "basis": "legal"}}
    stages[2]["exit"] = {"kind": "top_n", "count": 20}
    head = award.programme.model_dump(mode="json") | {
        "edition": "2025.1", "valid_from": "2025-01-01", "cycle": cycle or {"every": "2y"},
    }  # fmt: skip
    plain = award.model_dump(mode="json", exclude_none=True)
    changed = {"programme": head, "outcomes": outcomes, "stages": stages}
    return type(award).model_validate({**plain, **_without_none(changed)})


def _without_none(value):
    if isinstance(value, dict):
        return {key: _without_none(one) for key, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list) else value


def test_the_regulation_speaks_english_where_the_pack_does(reader, premium):
    page = text_of(reader.get(PREMIUM))

    assert "25 rules in force here, 13 not yet published" in page
    assert "In operation for at least three years Counted from the registered date" in page
    assert "系统这样核对" not in page
    assert "not stated in the public document" in page.lower()


def test_a_pack_published_as_it_lies_in_its_folder_is_shown_whole(citizen):
    make_edition(PREMIUM_PACK)
    page = citizen.get(PREMIUM).content.decode()

    for rule in load(PREMIUM_PACK).eligibility.rules:
        shown = f'id="rule-{rule.id}"' in page
        assert shown is (rule.applies_when is None or "industry" in rule.applies_when), rule.id
