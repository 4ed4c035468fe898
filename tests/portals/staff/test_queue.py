"""The queue: who sees what, what waits for whom, filters, several cases at once with their preview."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from pinzhang.domain.applications.models import Application, Opinion
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application
from pinzhang.domain.applications.services.stages import ask_corrections, decide_stage
from pinzhang.domain.cases.models import Case
from pinzhang.domain.cases.services.moves import assign_case
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.stages import Action
from tests.factories import (
    AT,
    bureau,
    make_department,
    make_district,
    make_edition,
    make_enterprise,
    make_officer,
    make_post,
    make_round,
    make_signer,
    make_user,
)
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import LATER, fresh, judged, noticed, signed_in, submitted, up_to
from tests.portals.staff.office import queries_of

pytestmark = pytest.mark.django_db
QUEUE = "/staff/"


@pytest.fixture
def reviewer(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)


def numbers(user, **query):
    rows = signed_in(user).get(QUEUE, query).context["rows"]
    return [row.application.case.number for row in rows]


def counts(user, **query):
    return signed_in(user).get(QUEUE, query).context["counts"]


def due(application, on):
    Case.objects.filter(pk=application.case_id).update(due_on=on)


def test_an_officer_sees_what_waits_for_them_with_its_flags(round_, officer):
    application = submitted(round_, name="青岛栖汐海产食品有限公司")

    text = signed_in(officer).get(QUEUE).content.decode()

    assert application.case.number in text
    assert "青岛栖汐海产食品有限公司" in text
    assert "规则 1 条待人工认定" in text
    assert counts(officer) == {
        "mine": 1,
        "late": 0,
        "today": 0,
        "correction": 0,
        "opinions": 0,
        "unassigned": 1,
        "all": 1,
    }


def test_what_an_enterprise_is_still_filling_in_is_nobodys_business(round_, officer):
    firm = make_enterprise()
    start_application(
        round_=round_, applicant=firm, route="application", subject_kind="enterprise", by=make_signer(firm), at=AT
    )

    assert counts(officer)["all"] == 0
    assert "没有等您办的事" in signed_in(officer).get(QUEUE).content.decode()


def test_an_officer_of_another_authority_sees_nothing(round_, officer):
    submitted(round_)
    other = make_officer(make_district("370213", "李沧区", "370213-licang"))

    assert numbers(other, view="all") == []
    assert numbers(make_officer(bureau()), view="all") == numbers(officer, view="all")


def test_what_a_colleague_has_in_hand_does_not_wait_for_me(round_, officer):
    application = submitted(round_)
    assign_case(case=application.case, to=make_officer(round_.authority, "李航"), by=officer, at=AT)

    assert numbers(officer) == []
    assert numbers(officer, view="all") == [application.case.number]


def test_clocks_sort_the_queue_and_a_paused_one_comes_last(round_, officer, clock):
    clock(LATER)
    late, today, paused, free = (submitted(round_) for _ in range(4))
    due(late, LATER.date() - timedelta(days=1))
    due(today, LATER.date())
    ask_corrections(application=paused, requests={"contact_name": "请更正"}, by=officer, at=AT)

    page = signed_in(officer).get(QUEUE, {"view": "all"})

    assert [row.application.pk for row in page.context["rows"]] == [late.pk, today.pk, free.pk, paused.pk]
    text = page.content.decode()
    assert "超期 1 天" in text
    assert "今天到期" in text
    assert "等企业补正，已等 1 天，计时不停" in text
    assert "没有期限" in text
    assert numbers(officer, view="late") == [late.case.number]
    assert numbers(officer, view="today") == [today.case.number]
    assert numbers(officer, view="correction") == [paused.case.number]
    assert page.context["week"][0]["value"] == 1


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("q", "栖汐", True),
        ("q", "岱青", False),
        ("district", "370215", True),
        ("kind", "eligibility_check", True),
        ("kind", "defence", False),
        ("kind", "no-such-kind", True),
        ("assignee", "nobody", True),
        ("assignee", "me", False),
        ("assignee", "mine", True),
    ],
)
def test_filters_narrow_the_queue(round_, officer, field, value, found):
    application = submitted(round_, name="青岛栖汐海产食品有限公司")
    make_round(round_.edition, label="空的一届")

    assert numbers(officer, view="all", **{field: value}) == ([application.case.number] if found else [])


def test_rounds_sectors_and_colleagues_are_filters_too():
    round_ = make_round(make_edition(PREMIUM_PACK))
    officer = make_officer(round_.authority)
    application = submitted(round_, sector="marine", subject_kind="product", subject_name="海参")
    other = submitted(round_, sector="industry", subject_kind="product", subject_name="轴承")
    colleague = make_officer(round_.authority, "李航")
    assign_case(case=other.case, to=colleague, by=officer, at=AT)

    assert numbers(officer, view="all", sector="marine") == [application.case.number]
    assert numbers(officer, view="all", assignee=colleague.pk) == [other.case.number]
    assert len(numbers(officer, view="all", round=round_.pk)) == 2
    text = signed_in(officer).get(QUEUE, {"view": "all"}).content.decode()
    assert "海洋" in text
    assert "海参" in text


def test_a_leader_sees_everything_and_nothing_waits_for_them(round_):
    application = submitted(round_)
    leader = make_post(round_.authority, PostRole.LEADER).user

    assert numbers(leader) == []
    assert numbers(leader, view="all") == [application.case.number]


def test_rules_that_are_not_met_and_cases_that_have_ended_are_shown_as_such(officer):
    round_ = make_round(make_edition(PREMIUM_PACK))
    chief = make_officer(round_.authority)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)
    application = up_to(submitted(round_, sector="marine"), "eligibility_check", chief, reviewer)
    young = {"name": "established_on", "value": "2025-06-01", "supplied_by": "register", "source": "登记"}
    record_value(organisation=application.applicant, as_of=AT.date(), by=None, at=AT, **young)
    judged(application, chief)
    assert "规则 1 条不符合" in signed_in(chief).get(QUEUE).content.decode()
    chosen = f"{application.pk}:{fresh(application).case.version}"
    preview = signed_in(chief).post(reverse("staff:preview"), {"chosen": chosen, "act": "pass"}).content.decode()
    assert "有 1 条不符合，须单件办理" in preview

    decide_stage(
        application=fresh(application), action=Action.REFUSE, role="office", note="成立不满三年", by=chief, at=LATER
    )

    text = signed_in(chief).get(QUEUE, {"view": "all"}).content.decode()
    assert "未通过" in text
    assert "没有期限" not in text


def test_nothing_found_says_so_and_offers_to_clear_the_filters(round_, officer):
    submitted(round_)

    assert "没有符合筛选条件的办件" in signed_in(officer).get(QUEUE, {"q": "查无此企业"}).content.decode()
    assert "这里没有办件" in signed_in(officer).get(QUEUE, {"view": "late"}).content.decode()


def test_a_recommender_sees_what_their_district_is_to_recommend(reviewer, officer):
    round_ = make_round(make_edition(PREMIUM_PACK))
    application = submitted(round_, sector="marine")
    jimo = make_district()
    recommender = make_post(jimo, PostRole.RECOMMENDER).user
    elsewhere = make_post(make_district("370213", "李沧区", "370213-licang"), PostRole.RECOMMENDER).user

    assert numbers(recommender) == [application.case.number]
    assert numbers(elsewhere, view="all") == []


def test_a_review_waits_for_the_office_only_before_it_is_given_out_and_when_it_is_done(round_, officer, reviewer):
    application = up_to(submitted(round_), "document_review", officer, reviewer)
    assert numbers(officer) == [application.case.number]

    tasks.assign_reviewer(application=application, reviewer=reviewer, by=officer, at=LATER)

    assert numbers(officer) == []


def test_an_evaluation_waits_for_the_office_until_an_institution_has_it(reviewer):
    round_ = make_round(make_edition(PREMIUM_PACK))
    officer = make_officer(round_.authority)
    application = up_to(submitted(round_, sector="marine"), "evaluation", officer, reviewer)
    assert numbers(officer) == [application.case.number]

    institution = make_enterprise("胶东示例质量评价中心", is_institution=True)
    evaluations.commission_evaluation(application=application, institution=institution, by=officer, at=LATER)

    assert numbers(officer) == []


def test_departments_see_what_they_are_asked_and_officers_who_has_not_answered(round_, officer, reviewer):
    application = up_to(submitted(round_), "consultation", officer, reviewer)
    tax = make_department(round_.authority, "tax", "税务局")
    official = make_post(round_.authority, PostRole.DEPARTMENT, "孙科", department=tax).user
    lists.open_list(
        round_=round_,
        stage="consultation",
        by=officer,
        at=LATER,
        departments=[tax],
        until_on=LATER.date().replace(day=9),
    )

    assert numbers(official) == [application.case.number]
    assert numbers(officer, view="opinions") == [application.case.number]
    text = signed_in(officer).get(QUEUE, {"view": "opinions"}).content.decode()
    assert "税务局未回" in text
    assert "还有 1 个部门没有回复" in text
    assert "待回复部门意见 1 条" in signed_in(official).get(QUEUE).content.decode()

    lists.give_opinion(opinion=Opinion.objects.get(), kind="no_objection", text="", by=official, at=LATER)

    assert numbers(official) == []
    assert numbers(official, view="all") == [application.case.number]


def test_an_approver_sees_the_list_that_lies_before_them_and_everybody_on_it(round_, officer, reviewer):
    application = up_to(submitted(round_), "consultation", officer, reviewer)
    approver = make_post(round_.authority, PostRole.APPROVER, "赵局").user
    opened = lists.open_list(round_=round_, stage="consultation", by=officer, at=LATER)
    for opinion in Opinion.objects.all():
        lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=officer, at=LATER)
    lists.close_consultation(opened=opened, round_=round_, refuse={}, by=officer, at=LATER)
    assert numbers(approver) == []
    assert signed_in(officer).get(QUEUE).context["lists"][0].opened is None

    meeting = panel.open_panel(round_=round_, stage="executive-meeting", by=officer, at=LATER)

    assert numbers(approver) == [application.case.number]
    page = signed_in(approver).get(QUEUE)
    assert page.context["lists"][0].awaits_me
    assert reverse("staff:list", args=[meeting.pk]) in page.content.decode()
    assert not signed_in(officer).get(QUEUE).context["lists"][0].awaits_me


def test_an_objection_waits_for_the_office_whatever_the_stage(reviewer, clock):
    clock(LATER)
    round_ = make_round(make_edition(PREMIUM_PACK))
    officer = make_officer(round_.authority)
    application = noticed(submitted(round_, sector="marine"), officer, reviewer)
    opened = application.case.batch.stages.get(stage="public-notice")
    lists.raise_objection(
        opened=opened, application=application, text="标注的标准与公开的不一致", name="市民", contact="12345", at=LATER
    )

    text = signed_in(officer).get(QUEUE).content.decode()

    assert numbers(officer) == [application.case.number]
    assert "收到异议，待核实" in text
    assert "YY-2026-0001" in text
    assert "暂缓办理" in text


def test_several_cases_pass_the_check_after_a_preview_that_names_who_cannot_follow(round_, officer):
    ready, undecided = judged(submitted(round_), officer), submitted(round_)
    chosen = [f"{each.pk}:{each.case.version}" for each in (ready, undecided)]
    back = f"{QUEUE}?view=all&kind=eligibility_check"

    page = signed_in(officer).post(reverse("staff:preview"), {"chosen": chosen, "act": "pass", "back": back})

    assert [each.application.pk for each in page.context["follow"]] == [ready.pk]
    assert "有 1 条须由主管部门认定，请先认定" in page.content.decode()
    assert fresh(ready).case.stage == "eligibility-check"

    answer = signed_in(officer).post(reverse("staff:together"), {"chosen": chosen, "act": "pass", "back": back})

    assert answer.url == back
    assert fresh(ready).case.stage == "document-review"
    assert fresh(undecided).case.stage == "eligibility-check"


def test_a_case_that_moved_after_the_preview_stays_and_is_named(round_, officer):
    application = judged(submitted(round_), officer)
    data = {"chosen": [f"{application.pk}:{application.case.version - 1}"], "act": "pass", "back": "//evil.example"}
    client = signed_in(officer)

    answer = client.post(reverse("staff:together"), data)

    assert answer.url == QUEUE
    assert "刚刚已由他人处理" in client.get(QUEUE).content.decode()
    assert fresh(application).case.stage == "eligibility-check"


def test_several_cases_are_given_to_a_colleague(round_, officer):
    application = submitted(round_)
    colleague = make_officer(round_.authority, "李航")
    data = {
        "chosen": f"{application.pk}:{application.case.version}",
        "act": "assign",
        "to": colleague.pk,
        "back": QUEUE,
    }

    page = signed_in(officer).post(reverse("staff:preview"), data).content.decode()
    answer = signed_in(officer).post(reverse("staff:together"), data)

    assert "分派给 李航：先看一眼" in page
    assert answer.status_code == 302
    assert fresh(application).case.assignee == colleague


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"act": "pass"}, "请先选中要办理的办件。"), ({"act": "assign", "to": "0", "chosen": "x"}, "请选择分派给谁。")],
)
def test_a_bulk_act_without_cases_or_without_an_officer_is_refused(round_, officer, data, sentence):
    application = submitted(round_)
    chosen = data.get("chosen", "") and f"{application.pk}:{application.case.version}"

    page = signed_in(officer).post(reverse("staff:preview"), {**data, "chosen": [chosen, "no:version"]})

    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_bulk_acts_that_do_not_exist_or_belong_to_others_are_not_found(round_, officer):
    application = submitted(round_)
    chosen = f"{application.pk}:{application.case.version}"
    leader = make_post(round_.authority, PostRole.LEADER).user

    assert signed_in(officer).post(reverse("staff:preview"), {"act": "void", "chosen": chosen}).status_code == 404
    assert signed_in(officer).post(reverse("staff:together"), {"act": "assign", "chosen": chosen}).status_code == 404
    assert signed_in(leader).post(reverse("staff:preview"), {"act": "pass", "chosen": chosen}).status_code == 404
    assert fresh(application).case.assignee is None


def test_the_queue_is_handed_out_as_a_workbook(round_, officer):
    application = submitted(round_, name="青岛栖汐海产食品有限公司")

    answer = signed_in(officer).get(reverse("staff:queue_export"), {"view": "all"})

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[1]][:2] == ["申报号", "申报组织"]
    assert [cell.value for cell in sheet[2]][:2] == [application.case.number, "青岛栖汐海产食品有限公司"]


def test_the_queue_asks_as_much_for_three_rows_as_for_one(round_, officer):
    submitted(round_)
    client = signed_in(officer)
    one = queries_of(client, QUEUE)
    submitted(round_)
    submitted(round_)

    assert queries_of(client, QUEUE) == one
    assert Application.objects.count() == 3
