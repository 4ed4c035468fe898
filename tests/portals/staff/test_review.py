"""Reviewers and institutions: given out by hand, reminded, followed."""

import pytest
from django.urls import reverse

from pinzhang.domain.messages.models import Notice
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.models import Evaluation, ReviewTask
from pinzhang.domain.review.services import evaluations, tasks
from pinzhang.portals.staff.pages import progress
from tests.factories import (
    make_edition,
    make_enterprise,
    make_officer,
    make_post,
    make_round,
    make_signer,
    make_user,
)
from tests.factories.forms import PDF
from tests.factories.programmes import PREMIUM_PACK
from tests.portals.staff.makers import LATER, fresh, signed_in, submitted, up_to
from tests.portals.staff.office import queries_of, stranger

pytestmark = pytest.mark.django_db
REVIEW = "/staff/review"


@pytest.fixture
def zhang(round_):
    return tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority, employer="示例大学")


@pytest.fixture
def application(round_, officer, zhang):
    return up_to(submitted(round_), "document_review", officer, zhang)


def text_of(user, application):
    return signed_in(user).get(reverse("staff:application", args=[application.pk])).content.decode()


def post(user, name, *args, **data):
    return signed_in(user).post(reverse(f"staff:{name}", args=args), data)


def test_reviewers_are_chosen_by_their_load_and_conflicts_are_shown(round_, officer, zhang, application):
    conflicted = tasks.enrol_reviewer(
        user=make_user("评审员李"),
        authority=round_.authority,
        employer=application.applicant.name,
        employer_credit_code=application.applicant.credit_code,
    )
    busy = tasks.enrol_reviewer(user=make_user("评审员赵"), authority=round_.authority, load_limit=0)
    text = text_of(officer, application)
    for said in ("评审员张", "示例大学", "0 / 20", "任职于申报组织，须回避", "已满 0 件"):
        assert said in text

    nobody = post(officer, "assign_reviewers", application.pk)
    assert nobody.status_code == 422
    for chosen in (conflicted, busy):
        refused = post(officer, "assign_reviewers", application.pk, reviewers=[zhang.pk, chosen.pk])
        assert refused.status_code == 422
    assert "手上已有 0 件，不能再分派。" in refused.content.decode()
    assert not ReviewTask.objects.exists()

    assert post(officer, "assign_reviewers", application.pk, reviewers=[zhang.pk]).status_code == 302
    assert ReviewTask.objects.get().reviewer == zhang
    text = text_of(officer, application)
    assert "尚未声明" in text
    assert "还有 1 位专家没有提交评分。" in text
    assert "已有这件" in text


def test_a_file_is_taken_back_until_it_is_submitted(officer, zhang, application):
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)
    assert post(officer, "withdraw_task", application.pk, task.pk + 1).status_code == 404
    assert stranger().post(reverse("staff:withdraw_task", args=[application.pk, task.pk])).status_code == 404

    assert post(officer, "withdraw_task", application.pk, task.pk).status_code == 302
    assert not ReviewTask.objects.exists()


def test_a_submitted_review_stays(officer, zhang, application):
    tasks_before = up_to(application, "site_visit", officer, zhang)
    task = ReviewTask.objects.get()

    refused = post(officer, "withdraw_task", application.pk, task.pk)

    assert refused.status_code == 422
    assert "专家已经提交评分，不能撤回。" in refused.content.decode()
    text = text_of(officer, tasks_before)
    assert "总体良好" in text
    assert "800.0" in text


def test_a_recused_reviewer_is_shown_with_the_ground(officer, zhang, application):
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)
    tasks.declare_conflict(task=task, conflict=True, ground="近三年为其做过咨询", at=LATER)

    text = text_of(officer, application)

    assert "已回避" in text
    assert "近三年为其做过咨询" in text


def test_the_progress_of_reviews_names_who_has_not_declared_and_who_has_not_submitted(officer, zhang, application):
    assert "还没有分派评审任务" in signed_in(officer).get(REVIEW).content.decode()
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)

    page = signed_in(officer).get(REVIEW)

    [line] = page.context["rounds"][0].reviewers
    assert (line.undeclared, line.working, line.submitted, line.recused) == (1, 0, 0, 0)
    assert page.context["rounds"][0].undeclared == 1
    assert "久未提交" in page.content.decode()
    submitted(application.round)
    assert len(signed_in(officer).get(REVIEW).context["rounds"][0].cases) == 1
    tasks.declare_conflict(task=task, conflict=False, ground="", at=LATER)
    [line] = signed_in(officer).get(REVIEW).context["rounds"][0].reviewers
    assert (line.undeclared, line.working) == (0, 1)


def test_late_and_finished_reviews_are_told_apart(officer, zhang, application, clock):
    clock(LATER)
    tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)
    assert "已分派 0 天" in signed_in(officer).get(REVIEW).content.decode()
    application.case.due_on = LATER.date().replace(day=1)
    application.case.save(update_fields=["due_on"])
    assert "有超期的" in signed_in(officer).get(REVIEW).content.decode()

    task = ReviewTask.objects.get()
    tasks.declare_conflict(task=task, conflict=True, ground="曾任职", at=LATER)
    assert "都已办完" in signed_in(officer).get(REVIEW).content.decode()


def test_where_nothing_is_reviewed_the_page_says_so(officer):
    assert "没有在评审的批次" in signed_in(officer).get(REVIEW).content.decode()


def test_a_reviewer_is_reminded_once_a_day(round_, officer, zhang, application):
    tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)

    assert post(officer, "remind", zhang.pk).status_code == 302
    again = post(officer, "remind", zhang.pk)

    assert again.status_code == 422
    assert "今天已经提醒过 评审员张。" in again.content.decode()
    notice = Notice.objects.get(recipient=zhang.user)
    assert notice.title == "还有 1 件评审等您办"
    assert application.case.number in notice.text
    assert "提醒评审专家" in text_of(officer, application)


def test_a_reviewer_who_owes_nothing_is_not_reminded(round_, officer, zhang, application):
    assert post(officer, "remind", zhang.pk).status_code == 404
    task = tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)
    tasks.declare_conflict(task=task, conflict=True, ground="曾任职", at=LATER)

    refused = post(officer, "remind", zhang.pk)

    assert refused.status_code == 422
    assert "没有要办的评审。" in refused.content.decode()
    assert post(make_post(round_.authority, PostRole.LEADER).user, "remind", zhang.pk).status_code == 404


def test_the_progress_asks_as_much_for_three_cases_as_for_one(round_, officer, zhang, application):
    tasks.assign_reviewer(application=application, reviewer=zhang, by=officer, at=LATER)
    client = signed_in(officer)
    one = queries_of(client, REVIEW)
    for _ in range(2):
        other = up_to(submitted(round_), "document_review", officer, zhang)
        tasks.assign_reviewer(application=other, reviewer=zhang, by=officer, at=LATER)

    assert queries_of(client, REVIEW) == one


@pytest.fixture
def evaluated():
    """An application at the third-party evaluation, its officer, and an institution."""
    round_ = make_round(make_edition(PREMIUM_PACK))
    officer = make_officer(round_.authority)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)
    application = up_to(submitted(round_, sector="marine"), "evaluation", officer, reviewer)
    return application, officer, make_enterprise("胶东示例质量评价中心", is_institution=True)


def test_an_institution_is_commissioned_and_its_result_is_shown(evaluated):
    application, officer, institution = evaluated
    assert "委托评价" in text_of(officer, application)
    assert post(officer, "commission", application.pk).status_code == 422

    assert post(officer, "commission", application.pk, institution=institution.pk).status_code == 302
    assert "评价中" in text_of(officer, application)
    assert post(officer, "commission", application.pk, institution=institution.pk).status_code == 422

    evaluation = Evaluation.objects.get()
    signer = make_signer(institution)
    evaluations.save_evaluation(
        evaluation=evaluation, findings="抽检 3 批一致", conclusion="meets", by=signer, at=LATER
    )
    evaluations.attach_report(evaluation=evaluation, content=PDF, name="报告.pdf", by=signer, at=LATER)
    evaluations.sign_evaluation(evaluation=evaluation, by=signer, at=LATER)

    text = text_of(officer, fresh(application))
    assert "抽检 3 批一致" in text
    assert "符合要求" in text
    report = reverse("staff:evaluation_report", args=[application.pk, evaluation.pk])
    assert b"".join(signed_in(officer).get(report).streaming_content) == PDF
    recommender = make_post(application.recommender, PostRole.RECOMMENDER).user
    assert signed_in(recommender).get(report).status_code == 404


def test_an_evaluation_without_a_report_hands_nothing_out(evaluated):
    application, officer, institution = evaluated
    evaluations.commission_evaluation(application=application, institution=institution, by=officer, at=LATER)
    report = reverse("staff:evaluation_report", args=[application.pk, Evaluation.objects.get().pk])

    assert signed_in(officer).get(report).status_code == 404


def test_a_round_with_many_cases_shows_the_most_urgent_and_leads_to_the_others(monkeypatch, round_, officer, zhang):
    monkeypatch.setattr(progress, "CASES_SHOWN", 1)
    first, second = (up_to(submitted(round_), "document_review", officer, zhang) for _ in range(2))
    page = signed_in(officer).get(reverse("staff:review")).content.decode()

    assert (first.case.number in page, second.case.number in page) == (True, False)
    assert "2 件，先列期限最近的 1 件" in page
    assert f"view=all&amp;round={round_.pk}" in page
