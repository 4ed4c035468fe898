"""The front page and its search: what is going on, counted live."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.applications.services.lists import raise_objection
from pinzhang.domain.marks.services import revoke_mark
from pinzhang.domain.programmes.services.rounds import close_applications
from tests.factories import AT, make_edition, make_officer, make_round
from tests.factories.flow import in_notice, submitted
from tests.portals.public.stories import draft_open_for_comment, make_mark, queries_of, text_of

pytestmark = pytest.mark.django_db


def test_an_empty_instance_says_what_there_is_not(citizen):
    page = text_of(citizen.get("/"))

    assert "现在没有正在申报的项目" in page
    assert "现在没有正在公示的名单" in page
    assert "还没有榜单" in page
    assert "有效标识和称号 0" in page


def test_open_rounds_are_listed_with_the_days_left(citizen, premium):
    page = text_of(citizen.get("/"))

    said = "青岛优品（2026 年第一批） 工业、农业、服务业、海洋 企业、事业单位、社会组织 3月31日 17:00 剩 29 天"
    assert said in page


def test_the_figures_count_marks_holders_cases_and_notices(citizen, premium):
    make_mark(premium, "YP-2026-0001")
    bad = make_mark(premium, "YP-2026-0002")
    revoke_mark(mark=bad, ground="dishonesty-listed", text="列入", by=make_officer(bad.authority), at=AT)
    submitted(premium)

    page = text_of(citizen.get("/"))

    assert "有效标识和称号 1 持有单位 1 正在办理的申报 1 正在公示 0 暂停和撤销 1" in page
    assert "青岛优品 有效 1 · 撤销 1" in page


def test_a_notice_and_its_objection_are_seen_at_once(citizen, premium):
    opened, officer = in_notice(premium, count=2)
    held = premium.applications.order_by("pk").first()
    raise_objection(opened=opened, application=held, text="数据不实", name="张", contact="1", at=AT)
    close_applications(round_=premium, by=officer, at=AT)

    page = text_of(citizen.get("/"))

    assert "青岛优品 2026 年第一批 社会公示（2 家） 青岛市市场监督管理局 · 3月2日至3月9日 看名单，提异议" in page
    assert "青岛优品 2026 年第一批 评审中 2 0 1 0" in page
    assert "正在公示 1 份名单" in page


def test_a_draft_open_for_comment_is_on_the_front_page(citizen):
    draft_open_for_comment()

    page = text_of(citizen.get("/"))

    assert "即墨区区长质量奖 2027.1 版（草案） 意见截止 3月20日" in page


def test_there_are_no_doors_outside_a_demonstration(citizen):
    assert "演示：选一个身份进去看看" not in text_of(citizen.get("/"))


def test_the_front_page_asks_as_often_for_many_as_for_one(citizen, premium):
    make_mark(premium, "YP-2026-0001")
    one = queries_of(citizen, "/")

    for serial in range(2, 5):
        make_mark(premium, f"YP-2026-{serial:04d}")
        make_round(premium.edition, label=f"第 {serial} 批")

    assert queries_of(citizen, "/") == one


def test_the_front_page_speaks_english(reader, premium):
    premium.label_en = "first batch of 2026"
    premium.save()

    page = text_of(reader.get("/"))

    assert "Quality brands: apply, check, have your say" in page
    assert "Qingdao Premium (first batch of 2026) Industry, Agriculture, Services, Marine economy" in page
    assert "29 days left" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [("器皿", True), ("YP-2026-0001", True), ("甲有限 器皿", True), ("yp-2026", True), ("甲有限 海参", False)],
)
def test_search_finds_what_contains_every_word(citizen, premium, typed, found):
    make_mark(premium, holder="青岛甲有限公司", subject="琉璃器皿")

    assert ("青岛甲有限公司" in text_of(citizen.get("/search", {"q": typed}))) is found


def test_search_finds_a_holder_by_its_whole_credit_code_only(citizen, premium):
    code = make_mark(premium, holder="青岛甲有限公司").holder.credit_code

    assert "青岛甲有限公司" in text_of(citizen.get("/search", {"q": code}))
    assert "青岛甲有限公司" not in text_of(citizen.get("/search", {"q": code[:12]}))


def test_search_finds_programmes_in_either_language(citizen, premium):
    assert "项目 青岛优品" in text_of(citizen.get("/search", {"q": "优品"}))
    assert "项目 青岛优品" in text_of(citizen.get("/search", {"q": "qingdao premium"}))


def test_search_without_words_finds_nothing_and_says_nothing_of_it(citizen, premium):
    make_mark(premium, holder="青岛甲有限公司")

    page = text_of(citizen.get("/search", {"q": "  "}))

    assert "青岛甲有限公司" not in page
    assert "没有找到" not in page


def test_search_says_what_it_did_not_find(citizen):
    assert "没有找到含有“<b>”的标识、单位或项目" in text_of(citizen.get("/search", {"q": "<b>"}))


def test_search_says_when_there_is_more(citizen, premium):
    for serial in range(1, 32):
        make_mark(premium, f"YP-2026-{serial:04d}")

    assert "还有更多，请再加几个字" in text_of(citizen.get("/search", {"q": "YP-2026"}))


def test_a_round_that_closes_today_says_so(citizen):
    make_round(make_edition(), closes_at=AT + timedelta(hours=3), reference_on=date(2026, 3, 2))

    assert "今天到期" in text_of(citizen.get("/"))
