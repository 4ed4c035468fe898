"""Lists of a round: opened, consulted, proposed, approved, decided, conferred, printed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Opinion
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.models import PanelEntry
from pinzhang.domain.review.services import panel, tasks
from pinzhang.engine.packs.schema.stages import Term
from tests.factories import (
    make_department,
    make_edition,
    make_enterprise,
    make_officer,
    make_post,
    make_round,
    make_user,
)
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import LATER, award_with, fresh, noticed, signed_in, submitted, up_to
from tests.portals.staff.office import queries_of, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    return make_round(quotas={"excellence": 1, "innovation": 1, "nomination": 1})


@pytest.fixture
def officer(round_):
    return make_officer(round_.authority)


@pytest.fixture
def approver(round_):
    return make_post(round_.authority, PostRole.APPROVER, "赵局").user


@pytest.fixture
def reviewer(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


@pytest.fixture
def consulted(round_, officer, reviewer):
    """Three applications before the consultation, scored 60, 70 and 80 per cent."""
    return [up_to(submitted(round_), "consultation", officer, reviewer, percent=percent) for percent in (60, 70, 80)]


def opened(round_, stage):
    return BatchStage.objects.get(batch=round_.batch, stage=stage)


def post(user, name, *args, **data):
    return signed_in(user).post(reverse(f"staff:{name}", args=args), data)


def test_award_goes_from_consultation_over_the_meeting_to_marks(round_, officer, approver, consulted):
    tax = make_department(round_.authority, "tax", "税务局")
    form = signed_in(officer).get(reverse("staff:open_list", args=[round_.pk, "consultation"]))
    assert "进入名单" in form.content.decode()
    page = post(officer, "open_list", round_.pk, "consultation", departments=tax.pk, until_on="2030-01-07")
    consultation = opened(round_, "consultation")
    assert page.url == reverse("staff:list", args=[consultation.pk])
    assert "还没有回复：税务局（3 家）" in signed_in(officer).get(page.url).content.decode()

    page = post(officer, "close_list", consultation.pk)
    assert page.status_code == 422
    assert "还有部门没有回复意见。" in page.content.decode()
    for opinion in Opinion.objects.all():
        page = post(officer, "record_opinion", consultation.pk, opinion.pk, kind="no_objection", text="")
        assert page.status_code == 302
    assert post(officer, "close_list", consultation.pk).status_code == 302

    assert post(officer, "open_list", round_.pk, "executive-meeting").status_code == 302
    meeting = opened(round_, "executive-meeting")
    low, middle, high = consulted
    assert list(PanelEntry.objects.order_by("rank").values_list("application", flat=True)) == [
        high.pk,
        middle.pk,
        low.pk,
    ]
    tiers = {f"tier-{high.pk}": "excellence", f"tier-{middle.pk}": "innovation", f"tier-{low.pk}": ""}
    assert post(officer, "propose", meeting.pk, **tiers, minutes="初步意见").status_code == 302
    text = signed_in(approver).get(reverse("staff:list", args=[meeting.pk])).content.decode()
    assert "初步意见" in text
    assert "审定通过，办结名单" in text
    assert post(officer, "conclude", meeting.pk, **tiers, minutes="越权").status_code == 404
    paper = signed_in(approver).get(reverse("staff:list_paper", args=[meeting.pk])).content.decode()
    assert meeting.frozen_digest in paper

    over = post(approver, "conclude", meeting.pk, **{**tiers, f"tier-{low.pk}": "innovation"}, minutes="纪要")
    assert over.status_code == 422
    assert "创新奖名额 1 个，现在拟定了 2 个。" in over.content.decode()
    assert post(approver, "conclude", meeting.pk, **tiers, minutes="第三次常务会议审定").status_code == 302
    assert [fresh(each).case.outcome for each in consulted] == ["refused", "", ""]

    assert post(officer, "open_list", round_.pk, "decision").status_code == 302
    decision = opened(round_, "decision")
    assert post(approver, "close_list", decision.pk, document_number="即政发〔2026〕9号").status_code == 302
    assert post(officer, "open_list", round_.pk, "conferral").status_code == 302
    conferral = opened(round_, "conferral")
    assert "授予后立即列入榜单" in signed_in(officer).get(reverse("staff:list", args=[conferral.pk])).content.decode()
    assert post(officer, "confer", conferral.pk).status_code == 302

    assert list(Mark.objects.order_by("tier").values_list("tier", "document_number")) == [
        ("excellence", "即政发〔2026〕9号"),
        ("innovation", "即政发〔2026〕9号"),
    ]
    assert "已办结" in signed_in(officer).get(reverse("staff:list", args=[conferral.pk])).content.decode()


def test_a_list_is_opened_early_only_with_a_ground_and_shows_who_is_awaited(round_, officer, reviewer):
    up_to(submitted(round_), "consultation", officer, reviewer)
    behind = submitted(round_)
    address = reverse("staff:open_list", args=[round_.pk, "consultation"])
    tax = make_department(round_.authority, "tax", "税务局")

    page = signed_in(officer).get(address).content.decode()
    assert "还在前面的环节" in page
    assert behind.case.number in page

    refused = post(officer, "open_list", round_.pk, "consultation", departments=tax.pk, until_on="2030-01-07")
    assert refused.status_code == 422
    assert "还有办件在前面的环节。" in refused.content.decode()
    past = post(officer, "open_list", round_.pk, "consultation", departments=tax.pk, until_on="2020-01-07", ground="急")
    assert past.status_code == 422
    assert "须在今天之后。" in past.content.decode()
    assert not BatchStage.objects.exists()

    early = {"departments": tax.pk, "until_on": "2030-01-07", "ground": "先办一批"}
    assert post(officer, "open_list", round_.pk, "consultation", **early).status_code == 302
    text = signed_in(officer).get(reverse("staff:list", args=[opened(round_, "consultation").pk])).content.decode()
    assert "提前生成的理由：先办一批" in text
    again = signed_in(officer).get(address).content.decode()
    assert "这个环节已有一份名单在办" in again
    assert "现在不能生成。" in again


def test_a_consultation_asks_somebody_until_a_day(round_, officer, consulted):
    answer = post(officer, "open_list", round_.pk, "consultation")

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"departments", "until_on"}
    assert not BatchStage.objects.exists()


def test_lists_of_others_and_stages_of_single_cases_are_not_found(round_, officer, approver, consulted):
    assert post(officer, "open_list", round_.pk, "eligibility-check").status_code == 404
    assert post(officer, "open_list", round_.pk, "no-such-stage").status_code == 404
    assert post(approver, "open_list", round_.pk, "consultation").status_code == 404
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    for name in ("list", "list_paper"):
        assert stranger().get(reverse(f"staff:{name}", args=[consultation.pk])).status_code == 404
    assert stranger().get(reverse("staff:open_list", args=[round_.pk, "consultation"])).status_code == 404
    leader = make_post(round_.authority, PostRole.LEADER).user
    assert signed_in(leader).get(reverse("staff:list", args=[consultation.pk])).status_code == 200
    for name in ("close_list", "propose", "conclude", "return_list", "confer"):
        assert post(leader, name, consultation.pk).status_code == 404
    assert post(officer, "confer", consultation.pk).status_code == 404
    opinion = Opinion.objects.first()
    assert post(leader, "record_opinion", consultation.pk, opinion.pk, kind="no_objection").status_code == 404
    assert BatchStage.objects.get().closed_at is None


def test_an_applicant_is_refused_after_the_consultation_with_a_ground(round_, officer, consulted):
    low, middle, high = consulted
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    for opinion in Opinion.objects.all():
        lists.give_opinion(opinion=opinion, kind="objection", text="欠税", by=officer, at=LATER)
    assert "欠税" in signed_in(officer).get(reverse("staff:list", args=[consultation.pk])).content.decode()

    ground = {f"refuse-{low.case.number}": "税务部门不同意：欠税"}
    assert post(officer, "close_list", consultation.pk, **ground).status_code == 302

    assert [fresh(each).case.outcome for each in (low, middle, high)] == ["refused", "", ""]
    text = signed_in(officer).get(reverse("staff:application", args=[low.pk])).content.decode()
    assert "理由：税务部门不同意：欠税" in text
    twice = post(officer, "close_list", consultation.pk)
    assert twice.status_code == 422
    assert "这份名单已经办结。" in twice.content.decode()


def test_an_opinion_on_paper_needs_its_reason_too(round_, officer, consulted):
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    opinion = Opinion.objects.first()

    bare = post(officer, "record_opinion", consultation.pk, opinion.pk, kind="objection", text="")
    unknown = post(officer, "record_opinion", consultation.pk, opinion.pk, kind="perhaps", text="")

    assert bare.status_code == unknown.status_code == 422
    assert "请写明理由。" in bare.content.decode()
    assert not Opinion.objects.exclude(kind="").exists()


@pytest.fixture
def before_the_meeting(round_, officer, consulted):
    """The proposed list, laid before the executive meeting."""
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    for opinion in Opinion.objects.all():
        lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=officer, at=LATER)
    lists.close_consultation(opened=consultation, round_=round_, refuse={}, by=officer, at=LATER)
    return panel.open_panel(round_=round_, stage="executive-meeting", by=officer, at=LATER)


def test_the_meeting_returns_the_list_with_its_reason(round_, officer, approver, consulted, before_the_meeting):
    bare = post(approver, "return_list", before_the_meeting.pk, to="consultation", note="")
    assert bare.status_code == 422
    assert post(officer, "return_list", before_the_meeting.pk, to="consultation", note="x").status_code == 404

    back = post(approver, "return_list", before_the_meeting.pk, to="consultation", note="请补充环保意见")

    assert back.status_code == 302
    assert {fresh(each).case.stage for each in consulted} == {"consultation"}
    text = signed_in(approver).get(reverse("staff:list", args=[before_the_meeting.pk])).content.decode()
    assert "退回：请补充环保意见" in text


def test_who_is_passed_over_or_lacks_minutes_needs_words(approver, consulted, before_the_meeting):
    low, middle, high = consulted
    tiers = {f"tier-{low.pk}": "excellence", f"tier-{middle.pk}": "innovation", f"tier-{high.pk}": ""}

    silent = post(approver, "conclude", before_the_meeting.pk, **tiers, minutes="")
    assert silent.status_code == 422
    assert "请写会议纪要。" in silent.content.decode()
    bare = post(approver, "conclude", before_the_meeting.pk, **tiers, minutes="同意")
    assert bare.status_code == 422
    assert "偏离位次的须写明理由。" in bare.content.decode()
    assert high.case.number in bare.content.decode()
    invented = post(approver, "propose", before_the_meeting.pk, **{f"tier-{low.pk}": "platinum"})
    assert invented.status_code == 422
    assert {fresh(each).tier for each in consulted} == {""}

    ground = {f"ground-{high.pk}": "申报后自行放弃"}
    assert post(approver, "conclude", before_the_meeting.pk, **tiers, **ground, minutes="同意").status_code == 302
    assert [fresh(each).tier for each in consulted] == ["excellence", "innovation", ""]
    paper = signed_in(approver).get(reverse("staff:list_paper", args=[before_the_meeting.pk])).content.decode()
    assert "申报后自行放弃" in paper
    assert "卓越奖" in paper
    assert "同意" in paper


def test_equal_scores_are_shown_as_such(round_, officer, reviewer, approver):
    for _ in range(2):
        up_to(submitted(round_), "consultation", officer, reviewer)
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    for opinion in Opinion.objects.all():
        lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=officer, at=LATER)
    lists.close_consultation(opened=consultation, round_=round_, refuse={}, by=officer, at=LATER)
    meeting = panel.open_panel(round_=round_, stage="executive-meeting", by=officer, at=LATER)

    text = signed_in(officer).get(reverse("staff:list", args=[meeting.pk])).content.decode()

    assert text.count("并列") == 2
    assert "由即墨区人民政府常务会议审定后办结；您可以先拟好。" in text


@pytest.fixture
def premium():
    return make_round(make_edition(PREMIUM_PACK))


def test_a_notice_is_closed_after_its_term_and_leaves_the_disputed_one_behind(premium, clock):
    officer = make_officer(premium.authority)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=premium.authority)
    application = noticed(submitted(premium, sector="marine"), officer, reviewer)
    notice = opened(premium, "public-notice")
    address = reverse("staff:list", args=[notice.pk])
    clock(LATER)
    assert "没有收到异议" in signed_in(officer).get(address).content.decode()
    early = post(officer, "close_list", notice.pk)
    assert early.status_code == 422
    assert "才结束，现在不能办结。" in early.content.decode()
    lists.raise_objection(
        opened=notice, application=application, text="标准不一致", name="市民", contact="12345", at=LATER
    )
    text = signed_in(officer).get(address).content.decode()
    assert "YY-2026-0001" in text
    assert "待核实" in text

    clock(LATER + timedelta(days=9))
    assert post(officer, "close_list", notice.pk).status_code == 302

    assert fresh(application).case.stage == "public-notice"
    assert fresh(application).case.held


def test_an_existing_brand_is_admitted_by_decision_with_a_ground_and_nobody_waits_for_it(premium):
    """Its route leads past panel and notice, so its tier is proposed where it is decided."""
    officer = make_officer(premium.authority)
    firm = make_enterprise("青岛老字号酿造有限公司")
    admitted = start_application(
        round_=premium,
        applicant=firm,
        route="admission",
        subject_kind="enterprise",
        sector="industry",
        by=officer,
        at=LATER,
        by_office=True,
    )
    text = signed_in(officer).get(reverse("staff:application", args=[admitted.pk])).content.decode()
    assert "列入提名" in text
    step = {"action": "complete", "note": "依国家标准形成", "version": admitted.case.version}
    assert signed_in(officer).post(reverse("staff:step", args=[admitted.pk]), step).status_code == 302
    assert post(officer, "open_list", premium.pk, "decision").status_code == 302
    decision = opened(premium, "decision")
    data = {f"tier-{admitted.pk}": "premium", "minutes": "局长办公会同意纳入", "document_number": "青市监〔2026〕3号"}

    ground = {f"ground-{admitted.pk}": "依国家标准形成的品牌"}
    assert post(officer, "conclude", decision.pk, **data, **ground).status_code == 302
    assert post(officer, "open_list", premium.pk, "conferral").status_code == 302
    assert post(officer, "confer", opened(premium, "conferral").pk).status_code == 302

    mark = Mark.objects.get()
    assert (mark.holder, mark.tier, mark.document_number) == (firm, "premium", "青市监〔2026〕3号")
    page = signed_in(officer).get(reverse("staff:application", args=[admitted.pk])).content.decode()
    assert mark.number in page
    while jobs.run_due(at=LATER + timedelta(days=400)):
        pass
    page = signed_in(officer).get(reverse("staff:application", args=[admitted.pk])).content.decode()
    assert "青岛优品证书（PDF）" in page
    letter = Letter.objects.get(kind="certificate")
    answer = signed_in(officer).get(reverse("staff:application_letter", args=[admitted.pk, letter.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_list_asks_as_much_for_three_applicants_as_for_one(round_, officer, reviewer):
    up_to(submitted(round_), "consultation", officer, reviewer)
    small = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    client = signed_in(officer)
    one = queries_of(client, reverse("staff:list", args=[small.pk]))
    other = make_round(round_.edition, label="第二批")
    for _ in range(3):
        up_to(submitted(other), "consultation", officer, reviewer)
    large = lists.open_list(round_=other, stage="consultation", by=officer, at=LATER)

    assert queries_of(client, reverse("staff:list", args=[large.pk])) == one


def test_silence_counts_as_the_edition_says_once_the_term_is_over(officer, reviewer, clock):
    term = Term(count=2, unit="working_days", basis="legal", clause="第九条", source="public-report")
    round_ = make_round(award_with(consultation={"silence": "no_objection", "term": term}))
    application = up_to(submitted(round_), "consultation", officer, reviewer)
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    clock(LATER)
    text = signed_in(officer).get(reverse("staff:list", args=[consultation.pk])).content.decode()
    assert "期满未回复的视为无意见。" in text
    assert "剩 2 个工作日" in text
    assert post(officer, "close_list", consultation.pk).status_code == 422

    clock(LATER + timedelta(days=10))
    assert post(officer, "close_list", consultation.pk).status_code == 302

    assert Opinion.objects.get().kind == "silent"
    assert fresh(application).case.stage == "executive-meeting"
    text = signed_in(officer).get(reverse("staff:application", args=[application.pk])).content.decode()
    assert "逾期未回复" in text


def test_a_stage_that_takes_effect_by_a_document_asks_for_its_number(officer, reviewer):
    round_ = make_round(award_with(consultation={"document_number": True}))
    up_to(submitted(round_), "consultation", officer, reviewer)
    consultation = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)

    page = signed_in(officer).get(reverse("staff:list", args=[consultation.pk]))

    assert "文号" in page.content.decode()
    assert "document_number" in page.context["close_form"].fields


def test_the_panel_sees_what_institutions_concluded_beside_the_scores(premium):
    officer = make_officer(premium.authority)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=premium.authority)
    noticed(submitted(premium, sector="marine"), officer, reviewer)

    text = signed_in(officer).get(reverse("staff:list", args=[opened(premium, "panel").pk])).content.decode()

    assert "第三方评价" in text
    assert "符合要求" in text
    assert "海洋" in text
    assert "源文件和本届都没有写名额" in text
