"""An application under way: corrections, declaration, messages, result, withdrawal."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.models import Objection
from pinzhang.domain.applications.services.stages import ask_corrections, decide_rule, decide_stage
from pinzhang.domain.cases.models import BatchStage, Message
from pinzhang.domain.cases.services.correspondence import send_message
from pinzhang.engine.stages import Action
from pinzhang.portals.enterprise.pages.own import document_of
from tests.factories.forms import fill_in

pytestmark = pytest.mark.django_db


def url(name, application):
    return reverse(f"enterprise:{name}", args=[application.pk])


def page_of(desk, application, name="application"):
    return desk.browser.get(url(name, application)).content.decode()


def test_the_page_tells_what_is_done_what_is_on_and_what_comes(desk, submitted):
    page = page_of(desk, submitted)

    assert "等待部门推荐" in page
    assert "现在不用您做什么" in page
    assert "主管部门审查资格" in page
    assert "规则核对" in page
    assert "不会拦住您提交" in page


def test_a_declaration_is_signed_by_the_signer(desk, submitted, officer):
    decide_stage(application=submitted, action=Action.COMPLETE, role="recommender", by=officer, at=timezone.now())
    fill_in(submitted, by=desk.lin, at=timezone.now())
    assert "请作自我声明" in page_of(desk, submitted)
    assert "以 林 的名义签署" in page_of(desk, submitted, "preview")

    desk.browser.post(url("declare", submitted), {"version": submitted.case.version})

    submitted.case.refresh_from_db()
    assert submitted.case.stage == "eligibility-check"


def test_a_stale_declaration_is_refused_and_nothing_moves(desk, submitted, officer):
    decide_stage(application=submitted, action=Action.COMPLETE, role="recommender", by=officer, at=timezone.now())

    answer = desk.browser.post(url("declare", submitted), {"version": "x"})

    assert answer.status_code == 422
    assert "刚刚已由他人处理" in answer.content.decode()
    submitted.case.refresh_from_db()
    assert submitted.case.stage == "declaration"


def test_corrections_are_answered_each_at_its_field(desk, checked, officer):
    ask_corrections(application=checked, requests={"brand_summary": "请补充数据来源。"}, by=officer, at=timezone.now())
    checked.case.refresh_from_db()
    request = checked.case.corrections.get()

    empty = desk.browser.post(url("corrections", checked), {"version": checked.case.version})
    page = page_of(desk, checked, "corrections")
    brand = desk.browser.get(reverse("enterprise:section", args=[checked.pk, "brand"])).content.decode()
    desk.browser.post(
        url("corrections", checked), {"version": checked.case.version, f"answer-{request.pk}": "已补充。"}
    )

    assert empty.status_code == 422
    assert "请写明怎样补正的。" in empty.content.decode()
    assert "品牌简介" in page
    assert "请补充数据来源。" in brand
    request.refresh_from_db()
    checked.case.refresh_from_db()
    assert (request.answer, checked.case.waiting) == ("已补充。", False)
    assert "已补充。" in page_of(desk, checked)


def test_where_nothing_is_to_be_mended_the_page_says_so(desk, checked):
    assert "没有等待补正的内容" in page_of(desk, checked, "corrections")


def test_messages_go_both_ways(desk, submitted, officer):
    send_message(case=submitted.case, text="请留意通知。", from_office=True, by=officer, at=timezone.now())

    desk.browser.post(url("send", submitted), {"text": "收到。"})
    empty = desk.browser.post(url("send", submitted), {"text": " "})

    assert Message.objects.order_by("pk").last().text == "收到。"
    assert Message.objects.count() == 2
    assert empty.status_code == 422
    assert "请写下要说的话。" in empty.content.decode()
    page = page_of(desk, submitted)
    assert "请留意通知。" in page
    assert "收到。" in page


def test_a_refusal_shows_its_reason_and_what_the_office_decided(desk, checked, officer):
    decide_rule(
        application=checked, rule=_human_rule(checked), met=False, ground="查有记录", by=officer, at=timezone.now()
    )
    checked.case.refresh_from_db()
    decide_stage(
        application=checked,
        action=Action.REFUSE,
        role="office",
        by=officer,
        at=timezone.now(),
        note="不符合基础性条件。",
    )

    page = page_of(desk, checked)

    assert "申报未通过" in page
    assert "不符合基础性条件。" in page
    assert "查有记录" in page


def _human_rule(application):
    return next(rule.id for rule in document_of(application).eligibility.rules if rule.decided_by == "human")


def test_a_returned_application_shows_why_and_can_be_changed_again(desk, checked, officer):
    decide_stage(
        application=checked, action=Action.RETURN, role="office", by=officer, at=timezone.now(), to="submission",
        note="请更换附件。",
    )  # fmt: skip

    page = page_of(desk, checked)

    assert "已退回，请修改后重新提交" in page
    assert "请更换附件。" in page
    assert "退回修改" in page
    assert "修改后重新提交" in desk.browser.get(reverse("enterprise:workbench")).content.decode()


def test_an_objection_is_shown_without_the_objector(desk, checked, round_, officer):
    listed = BatchStage.objects.create(
        batch=round_.batch, stage="public-notice", opened_at=timezone.now(), opened_by=officer,
        frozen=[checked.case.number], frozen_digest="0" * 64,
    )  # fmt: skip
    Objection.objects.create(
        application=checked,
        batch_stage=listed,
        number="YY-2026-0001",
        text="标准编号不一致。",
        raised_at=timezone.now(),
    )

    page = page_of(desk, checked)

    assert "YY-2026-0001" in page
    assert "核实中" in page


def test_an_application_is_withdrawn_only_after_asking_once_more(desk, submitted):
    assert "撤回后本件不再办理" in page_of(desk, submitted, "withdraw")
    stale = desk.browser.post(url("withdraw", submitted), {"version": "0"})
    submitted.case.refresh_from_db()

    desk.browser.post(url("withdraw", submitted), {"version": submitted.case.version})
    submitted.refresh_from_db()
    submitted.case.refresh_from_db()

    assert stale.status_code == 422
    assert (submitted.ended, submitted.case.outcome) == (True, "withdrawn")
    assert "已撤回" in page_of(desk, submitted)
    assert "现在不能撤回。" in page_of(desk, submitted, "withdraw")
