"""The page of one application: who reads it, and what officers and recommenders do to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Application, HumanDecision
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.stages import answer_corrections, ask_corrections
from pinzhang.domain.cases.models import Attachment, CorrectionRequest, Message
from pinzhang.domain.core.services import jobs
from pinzhang.domain.facts.services import declare_complete, record_value
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.services import tasks
from tests.factories import (
    AT,
    make_department,
    make_district,
    make_edition,
    make_officer,
    make_post,
    make_round,
    make_user,
)
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import LATER, fresh, judged, signed_in, submitted, up_to
from tests.portals.staff.office import stranger
from tests.portals.staff.pages import page_of, post, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(round_):
    return submitted(round_, name="青岛栖汐海产食品有限公司")


@pytest.fixture
def reviewer(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


@pytest.fixture
def premium():
    round_ = make_round(make_edition(PREMIUM_PACK))
    return submitted(round_, sector="industry", subject_kind="product", subject_name="膜处理机组")


def test_the_page_says_where_the_case_stands_and_what_is_known(officer, application):
    text = text_of(officer, application)

    for said in (
        "青岛栖汐海产食品有限公司",
        application.case.number,
        "资格审查",
        "源文件没有写期限",
        "待人工认定",
        "符合管理办法规定的申报条件",
        "审查通过",
        "不予通过",
        "提交申报，核对规则",
        "填报内容",
    ):
        assert said in text


def test_a_stranger_does_not_find_the_case(application):
    for name in ("application", "ask_corrections"):
        assert stranger().get(reverse(f"staff:{name}", args=[application.pk])).status_code == 404
    assert stranger().post(reverse("staff:step", args=[application.pk]), {"action": "complete"}).status_code == 404
    assert fresh(application).case.stage == "eligibility-check"


def test_a_leader_reads_the_case_and_moves_nothing(round_, application):
    leader = make_post(round_.authority, PostRole.LEADER).user

    assert "现在没有要您办的事" in text_of(leader, application)
    assert post(leader, "step", application, action="complete").status_code == 404
    assert post(leader, "message", application, text="好").status_code == 404
    assert fresh(application).case.stage == "eligibility-check"


def test_rules_left_to_judgement_are_decided_before_the_check_is_passed(officer, application):
    refused = post(officer, "step", application, action="complete", note="材料齐全")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "还有须由主管部门认定的条款没有认定。" in text
    assert "符合管理办法规定的申报条件" in text
    assert "材料齐全" in text

    rule = "conditions-of-the-measures"
    empty = post(officer, "decide_rule", application, rule, **{f"rule-{rule}-met": "yes", f"rule-{rule}-ground": " "})
    assert empty.status_code == 422
    assert "请写明认定的理由。" in empty.content.decode()
    assert not HumanDecision.objects.exists()

    ground = {f"rule-{rule}-met": "yes", f"rule-{rule}-ground": "查阅材料，符合"}
    assert post(officer, "decide_rule", application, rule, **ground).status_code == 302
    assert "认定符合：查阅材料，符合" in text_of(officer, application)

    assert post(officer, "step", application, action="complete", note="").status_code == 302
    assert fresh(application).case.stage == "document-review"
    assert "审查通过（王处）" in text_of(officer, application)


def test_a_rule_that_no_edition_has_is_not_decided(officer, application):
    answer = post(
        officer,
        "decide_rule",
        application,
        "no-such-rule",
        **{"rule-no-such-rule-met": "yes", "rule-no-such-rule-ground": "随手"},
    )

    assert answer.status_code == 422
    assert "这一条不是由人认定的条款。" in answer.content.decode()


def test_a_refusal_or_return_needs_its_ground_and_keeps_it_in_the_record(officer, application):
    bare = post(officer, "step", application, action="refuse", note=" ")
    assert bare.status_code == 422
    assert "请写明理由，申报组织会看到。" in bare.content.decode()
    assert fresh(application).case.outcome == ""

    assert (
        post(officer, "step", application, action="return", to="submission", note="请补充近三年数据").status_code == 302
    )
    assert fresh(application).case.stage == "submission"
    assert "理由：请补充近三年数据" in text_of(officer, application)


def test_a_refused_case_says_so_and_offers_nothing_more(officer, application):
    assert post(officer, "step", application, action="refuse", note="不在区内注册").status_code == 302

    text = text_of(officer, application)
    assert "这一件已经办结：未通过" in text
    assert "审查通过" not in text
    assert post(officer, "step", fresh(application), action="refuse", note="再来").status_code == 422


def test_a_step_that_does_not_exist_is_not_found(officer, application):
    assert post(officer, "step", application, action="void", note="x").status_code == 404


def test_two_officers_who_decide_at_once_find_one_of_them_refused(officer, application):
    stale = application.case.version
    judged(application, officer)
    assert post(officer, "step", application, action="refuse", note="甲").status_code == 302

    answer = post(officer, "step", application, action="return", to="submission", note="乙", version=stale)

    assert answer.status_code == 422
    assert "这件事刚刚已由他人处理。" in answer.content.decode()
    assert fresh(application).case.outcome == "refused"


def test_a_form_without_its_version_is_refused(officer, application):
    answer = signed_in(officer).post(reverse("staff:step", args=[application.pk]), {"action": "refuse", "note": "甲"})

    assert answer.status_code == 422
    assert fresh(application).case.outcome == ""


def test_corrections_are_asked_at_their_fields_all_at_once(officer, application):
    page = signed_in(officer).get(reverse("staff:ask_corrections", args=[application.pk]))
    assert page.status_code == 200
    assert "要求补正：青岛栖汐海产食品有限公司" in page.content.decode()

    nothing = post(officer, "ask_corrections", application)
    assert nothing.status_code == 422
    assert "请写明要补正的内容，并指明是哪一项。" in nothing.content.decode()

    asked = {"ask-contact_name": "姓名与营业执照不符", "ask-yearly_figures": "请补 2023 年"}
    answer = post(officer, "ask_corrections", application, **asked)
    assert answer.status_code == 302
    assert set(CorrectionRequest.objects.values_list("field", "text")) == {
        ("contact_name", "姓名与营业执照不符"),
        ("yearly_figures", "请补 2023 年"),
    }
    text = text_of(officer, application)
    assert "等待补正" in text
    assert "姓名与营业执照不符" in text
    assert "撤回补正要求" in text
    assert signed_in(officer).get(reverse("staff:ask_corrections", args=[application.pk])).status_code == 404


def test_rules_that_are_not_known_suggest_what_to_ask(premium, reviewer):
    officer = make_officer(premium.case.authority)
    application = up_to(premium, "eligibility_check", officer, reviewer)
    record_value(
        organisation=application.applicant,
        name="established_on",
        value="2025-06-01",
        supplied_by="register",
        source="登记",
        as_of=AT.date(),
        by=None,
        at=AT,
    )
    window = {"from_on": AT.date() - timedelta(days=30), "to_on": AT.date(), "source": "抽查系统"}
    declare_complete(organisation=application.applicant, name="samplings", at=AT, **window)
    application = judged(application, officer)

    text = signed_in(officer).get(reverse("staff:ask_corrections", args=[application.pk])).content.decode()

    assert "“运营3年以上”（申报范围）核对为不符合，差 " in text
    assert "还不能核对，请补充或说明" in text
    page = text_of(officer, application)
    assert "现在" in page
    assert "2025年6月1日" in page
    assert "年度数据 · 主营业务收入" in page
    assert "监督抽查结果是否完整" in page


def test_a_correction_that_is_too_long_comes_back_as_typed(officer, application):
    answer = post(officer, "ask_corrections", application, **{"ask-contact_name": "长" * 501})

    assert answer.status_code == 422
    assert "长" * 501 in answer.content.decode()


def test_a_request_is_withdrawn_and_an_answered_one_is_shown(officer, application):
    ask_corrections(application=application, requests={"contact_name": "请更正"}, by=officer, at=LATER)
    assert post(officer, "withdraw_corrections", fresh(application)).status_code == 302
    assert not fresh(application).case.waiting
    again = post(officer, "withdraw_corrections", fresh(application))
    assert again.status_code == 422
    assert "没有等待答复的补正要求。" in again.content.decode()

    ask_corrections(application=fresh(application), requests={"contact_name": "再请更正"}, by=officer, at=LATER)
    request = CorrectionRequest.objects.get(withdrawn_at__isnull=True)
    signer = application.applicant.memberships.get().user
    answer_corrections(application=fresh(application), answers={request.pk: "已更正"}, by=signer, at=LATER)

    text = text_of(officer, application)
    assert "答复：已更正" in text
    assert "已撤回" in text


def test_a_recommender_recommends_or_declines_within_the_places(premium):
    recommender = make_post(make_district(), PostRole.RECOMMENDER, "周科").user
    text = text_of(recommender, premium)
    assert "已推荐 0 家；源文件没有写推荐名额。" in text
    assert "不予推荐" in text
    assert "往来消息" not in text

    assert post(recommender, "ask_corrections", premium, **{"ask-contact_name": "请更正"}).status_code == 302
    assert post(recommender, "withdraw_corrections", fresh(premium)).status_code == 302
    assert post(recommender, "step", fresh(premium), action="complete", note="同意推荐").status_code == 302
    assert fresh(premium).case.stage == "declaration"
    assert post(recommender, "step", fresh(premium), action="complete", note="").status_code == 422


def test_an_officer_gives_the_case_to_a_colleague(round_, officer, application):
    colleague = make_officer(round_.authority, "李航")

    assert post(officer, "assign", application, to=colleague.pk).status_code == 302
    assert fresh(application).case.assignee == colleague
    assert post(officer, "assign", application, to=0).status_code == 422


def test_messages_go_to_the_applicant(officer, application):
    assert post(officer, "message", application, text="").status_code == 422
    assert post(officer, "message", application, text="请留意现场评审时间").status_code == 302

    assert Message.objects.get().from_office
    assert "请留意现场评审时间" in text_of(officer, application)


def test_files_are_handed_out_to_readers_of_the_case_only(officer, application):
    attachment = Attachment.objects.filter(case=application.case).first()
    address = reverse("staff:attachment", args=[application.pk, attachment.pk])

    answer = signed_in(officer).get(address)

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert stranger().get(address).status_code == 404
    other = reverse("staff:attachment", args=[application.pk, attachment.pk + 1000])
    assert signed_in(officer).get(other).status_code == 404


def test_a_letter_that_is_not_about_this_case_is_not_found(officer, application):
    assert signed_in(officer).get(reverse("staff:application_letter", args=[application.pk, 1])).status_code == 404


def test_a_case_is_held_released_and_ended_with_a_ground(officer, application):
    assert "其他办理…" in text_of(officer, application)
    assert post(officer, "set_aside", application, action="hold", note=" ").status_code == 422
    assert post(officer, "set_aside", application, action="refuse", note="x").status_code == 404
    assert post(officer, "set_aside", application, action="hold", note="等待上级答复").status_code == 302
    assert fresh(application).case.held
    assert post(officer, "set_aside", fresh(application), action="release", note="已答复").status_code == 302
    assert not fresh(application).case.held

    assert post(officer, "set_aside", fresh(application), action="void", note="重复申报").status_code == 302

    ended = Application.objects.get(pk=application.pk)
    assert ended.ended
    assert fresh(application).case.outcome == "void"
    while jobs.run_due(at=LATER + timedelta(days=400)):
        pass
    signer = application.applicant.memberships.get().user
    titles = Notice.objects.filter(recipient=signer).values_list("title", flat=True)
    assert f"申报已作废：{application.case.number}" in titles


def test_a_case_does_not_lapse_before_the_applicants_time_is_over(officer, application, clock):
    clock(LATER)
    ask_corrections(application=application, requests={"contact_name": "请更正"}, by=officer, at=LATER)
    CorrectionRequest.objects.update(due_on=LATER.date())

    early = post(officer, "set_aside", fresh(application), action="lapse", note="没有答复")
    assert early.status_code == 422
    assert "还没有逾期。" in early.content.decode()

    clock(LATER + timedelta(days=1))
    assert post(officer, "set_aside", fresh(application), action="lapse", note="没有答复").status_code == 302
    assert fresh(application).case.outcome == "lapsed"


def test_a_department_reads_what_it_is_asked_about_and_nothing_the_office_keeps(round_, officer, reviewer, application):
    asked = up_to(application, "consultation", officer, reviewer)
    tax = make_department(round_.authority, "tax", "税务局")
    official = make_post(round_.authority, PostRole.DEPARTMENT, department=tax).user
    assert page_of(official, asked).status_code == 404
    lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER, departments=[tax])

    text = text_of(official, asked)

    assert "填报内容" in text
    assert "评审员张" not in text
    assert "全部经过" not in text
    assert post(official, "step", asked, action="refuse", note="x").status_code == 404


def test_after_the_check_the_rules_are_folded_and_the_list_is_linked(round_, officer, reviewer, application):
    asked = up_to(application, "consultation", officer, reviewer)
    opened = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)

    page = page_of(officer, asked)

    assert page.context["rules_folded"]
    assert reverse("staff:list", args=[opened.pk]) in page.content.decode()
    assert "这个环节按名单一起办理。" not in page.content.decode()
    assert "要求补正" in page.content.decode()


def test_a_return_voids_what_was_passed_since(officer, reviewer, application):
    reviewed = up_to(application, "site_visit", officer, reviewer)

    assert post(officer, "step", reviewed, action="return", to="document-review", note="补评一位").status_code == 302

    text = text_of(officer, reviewed)
    assert fresh(reviewed).case.stage == "document-review"
    assert "已作废" in text
