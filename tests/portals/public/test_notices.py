"""Public notices: the frozen list, an objection from anybody, its receipt, and what it holds."""

from datetime import timedelta

import pytest

from pinzhang.domain.applications.models import Objection, Objector
from pinzhang.domain.applications.services import lists
from pinzhang.portals.public import throttle
from tests.factories import AT, make_officer
from tests.factories.flow import in_notice, submitted
from tests.portals.public.stories import queries_of, text_of

pytestmark = pytest.mark.django_db
WRITTEN = {"text": "产品检验报告的日期与事实不符", "name": "张先生", "contact": "13800000000"}


@pytest.fixture
def notice(premium):
    opened, _officer = in_notice(premium, count=2)
    return opened


@pytest.fixture
def first(premium, notice):
    return premium.applications.order_by("case__number").first()


@pytest.fixture
def form(notice, first):
    return f"/notices/{notice.pk}/objections/{first.pk}"


def test_a_running_notice_lists_the_frozen_applicants_with_their_tier(citizen, notice, first):
    page = text_of(citizen.get(f"/notices/{notice.pk}"))

    assert "青岛优品 2026 年第一批 社会公示 公示中 青岛市市场监督管理局 3月2日至3月9日（含当日）" in page
    assert f"{first.applicant.name} 样例产品 青岛优品 工业 即墨区 {first.case.number} 提出异议" in page
    assert notice.frozen_digest in page


def test_notices_that_run_come_before_those_that_are_over(citizen, premium, notice, clock):
    later = AT + timedelta(days=8)
    officer = make_officer(premium.authority)
    lists.close_list(opened=notice, round_=premium, by=officer, at=later)
    clock(later)

    page = text_of(citizen.get("/notices"))

    assert "正在公示 现在没有正在公示的名单" in page
    assert "以往的公示 青岛优品 2026 年第一批 社会公示（2 家）" in page
    assert "已办结 第 1—1 份名单，共 1 份名单" in page


def test_a_notice_whose_term_is_over_takes_no_more_objections(citizen, notice, form, clock):
    clock(AT + timedelta(days=8))

    page, refused = text_of(citizen.get(f"/notices/{notice.pk}")), citizen.post(form, WRITTEN)

    assert "公示期满，正在办结" in page
    assert "公示已经结束" in page
    assert "提出异议" not in page
    assert refused.status_code == 422
    assert "公示期已满。您仍可以向受理单位投诉。" in text_of(refused)
    assert WRITTEN["text"] in text_of(refused)
    assert not Objection.objects.exists()


def test_a_list_that_was_sent_back_is_no_notice_any_more(citizen, premium, notice):
    lists.return_list(
        opened=notice,
        round_=premium,
        to="panel",
        note="名单有误",
        by=make_officer(premium.authority),
        at=AT,
        role="office",
    )

    assert citizen.get(f"/notices/{notice.pk}").status_code == 404
    assert "现在没有正在公示的名单" in text_of(citizen.get("/notices"))


def test_a_list_of_another_stage_is_no_notice(citizen, premium, notice):
    panel = premium.batch.stages.get(stage="panel")

    assert citizen.get(f"/notices/{panel.pk}").status_code == 404


def test_anybody_objects_and_it_holds_that_applicant_only(citizen, premium, form, first):
    answer = citizen.post(form, WRITTEN, follow=True)

    raised = Objection.objects.get()
    first.case.refresh_from_db()
    others = premium.applications.exclude(pk=first.pk)
    assert answer.redirect_chain == [(f"/receipts/{raised.number}", 302)]
    assert (raised.text, raised.application) == (WRITTEN["text"], first)
    assert Objector.objects.get().contact == "13800000000"
    assert first.case.held
    assert [one.case.held for one in others] == [False]
    assert f"异议已收到 您的编号 {raised.number} 2026年3月2日 09:00 收到" in text_of(answer)


def test_the_notice_shows_that_there_is_an_objection_and_nothing_of_it(citizen, notice, form):
    citizen.post(form, WRITTEN)

    page = text_of(citizen.get(f"/notices/{notice.pk}"))

    assert page.count("有异议，正在核实") == 1
    assert all(text not in page for text in WRITTEN.values())


def test_a_receipt_is_shown_to_the_browser_it_was_given_to(citizen, reader, form):
    citizen.post(form, WRITTEN)
    number = Objection.objects.get().number

    assert citizen.get(f"/receipts/{number}").status_code == 200
    assert reader.get(f"/receipts/{number}").status_code == 404


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(citizen, form):
    answer = citizen.post(form, {**WRITTEN, "text": " ", "contact": ""})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert page.count("请写明异议的事实和理由。") == 2
    assert page.count("请留下联系方式，以便答复您。") == 2
    assert 'value="张先生"' in page
    assert not Objection.objects.exists()


def test_a_text_that_is_too_long_is_refused(citizen, form):
    answer = citizen.post(form, {**WRITTEN, "text": "长" * 4001})

    assert answer.status_code == 422
    assert not Objection.objects.exists()


def test_an_applicant_of_another_list_cannot_be_objected_to(citizen, notice, premium):
    stranger = submitted(premium)

    assert citizen.get(f"/notices/{notice.pk}/objections/{stranger.pk}").status_code == 404
    assert citizen.post(f"/notices/{notice.pk}/objections/{stranger.pk}", WRITTEN).status_code == 404
    assert not Objection.objects.exists()


def test_one_address_cannot_send_in_without_end(citizen, form, monkeypatch):
    monkeypatch.setattr(throttle, "MOST_PER_HOUR", 1)
    citizen.post(form, WRITTEN)

    answer = citizen.post(form, {**WRITTEN, "text": "又一件"})

    assert answer.status_code == 422
    assert "这个网络地址一小时内提交得太多了" in text_of(answer)
    assert "又一件" in text_of(answer)
    assert Objection.objects.count() == 1


def test_a_notice_asks_the_database_as_often_for_many_as_for_one(citizen, premium):
    opened, _officer = in_notice(premium, count=1)
    address = f"/notices/{opened.pk}"
    one, listed = queries_of(citizen, address), queries_of(citizen, "/notices")

    for _ in range(2):
        twin = submitted(premium)
        opened.frozen = [*opened.frozen, twin.case.number]
    opened.save()

    assert queries_of(citizen, address) == one
    assert queries_of(citizen, "/notices") == listed


def test_refusals_are_read_in_english(reader, form, clock):
    clock(AT + timedelta(days=8))

    answer = reader.post(form, WRITTEN)

    assert "The term of the notice is over. You can still complain to the office in charge." in text_of(answer)


def test_without_notices_the_page_says_so(citizen):
    page = text_of(citizen.get("/notices"))

    assert "现在没有正在公示的名单" in page
    assert "还没有结束的公示" in page
