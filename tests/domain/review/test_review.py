"""Reviewers declare first, score with grounds and submit once; the panel keeps to quotas, order and findings."""

import pytest

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.stages import decide_stage
from pinzhang.domain.cases.models import Case
from pinzhang.domain.cases.refusals import CannotMove
from pinzhang.domain.core.models import Event
from pinzhang.domain.parties.services import join_organisation
from pinzhang.domain.review.models import Evaluation, PanelEntry, ReviewTask, SiteFinding
from pinzhang.domain.review.refusals import CannotAssign, CannotDeclare, CannotEvaluate, CannotPropose, CannotScore
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.stages import Action
from tests.factories import AT, make_edition, make_enterprise, make_officer, make_round, make_signer, make_user
from tests.factories.flow import bring_to, submitted
from tests.factories.programmes import PREMIUM_PACK, load

pytestmark = pytest.mark.django_db


def _premium(quota: int | None = None):
    document = load(PREMIUM_PACK)
    total = document.outcomes.total_quota.model_copy(update={"maximum": quota})
    outcomes = document.outcomes.model_copy(update={"total_quota": total})
    return make_round(make_edition(document=document.model_copy(update={"outcomes": outcomes})))


def _refused(refused, act, *args, **given):
    tables = (Case, Application, ReviewTask, Evaluation, PanelEntry)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refused) as refusal:
        act(*args, **given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return refusal.value


@pytest.fixture
def review():
    application = submitted(make_round())
    officer = make_officer(application.case.authority)
    bring_to(application, "document-review", officer=officer)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=application.case.authority)
    return application, officer, reviewer


def _assigned(review):
    application, officer, reviewer = review
    return tasks.assign_reviewer(application=application, reviewer=reviewer, by=officer, at=AT)


def _marks(application, **odd):
    scheme, _ = tasks.scheme_of(application, "performance-excellence")
    plain = {one.key: {"score": "60", "ground": "核实"} for one in tasks.scored_criteria(scheme.criteria)}
    return plain | {key: plain[key] | odd for key in list(plain)[:1]}


def test_who_works_or_acts_for_the_applicant_has_left_or_has_the_file_is_not_given_it(review):
    application, officer, reviewer = review
    given = {"application": application, "by": officer, "at": AT}
    pool = {"authority": application.case.authority}
    employee = tasks.enrol_reviewer(
        user=make_user(), employer_credit_code=application.applicant.credit_code or "", **pool
    )
    agent = tasks.enrol_reviewer(user=make_user(), **pool)
    join_organisation(user=agent.user, organisation=application.applicant, role="member", by=None, at=AT)
    gone = tasks.enrol_reviewer(user=make_user(), **pool)
    type(gone).objects.filter(pk=gone.pk).update(active=False)
    busy = tasks.enrol_reviewer(user=make_user(), load_limit=0, **pool)
    tasks.assign_reviewer(**given, reviewer=reviewer)

    for unfit in (employee, agent, gone, busy, reviewer):
        _refused(CannotAssign, tasks.assign_reviewer, **given, reviewer=unfit)
    _refused(CannotAssign, tasks.assign_reviewers, **given, reviewers=[])
    _refused(CannotAssign, tasks.assign_reviewers, **given, reviewers=[agent, reviewer])


def test_a_stage_without_reviewers_gives_nobody_a_file(review):
    application, officer, reviewer = review
    bring_to(application, "consultation", officer=officer)

    _refused(CannotAssign, tasks.assign_reviewer, application=application, reviewer=reviewer, by=officer, at=AT)


def test_the_file_opens_after_the_declaration_only(review):
    task = _assigned(review)
    given = {"marks": {}, "summary": "", "confidence": None, "at": AT}
    _refused(CannotScore, tasks.save_marks, task=task, **given)
    _refused(CannotDeclare, tasks.declare_conflict, task=task, conflict=True, ground=" ", at=AT)

    tasks.declare_conflict(task=task, conflict=True, ground="曾任顾问", at=AT)

    refusal = _refused(CannotScore, tasks.save_marks, task=task, **given)
    assert str(refusal) == "您已申请回避。"
    _refused(CannotDeclare, tasks.declare_conflict, task=task, conflict=False, ground="", at=AT)


def test_a_recusal_stays_on_record_and_the_file_is_not_given_again(review):
    application, officer, reviewer = review
    task = _assigned(review)
    tasks.declare_conflict(task=task, conflict=True, ground="亲属", at=AT)

    _refused(CannotAssign, tasks.withdraw_task, task=task, by=officer, at=AT)
    _refused(CannotAssign, tasks.assign_reviewer, application=application, reviewer=reviewer, by=officer, at=AT)


def test_a_task_taken_back_twice_is_taken_back_once(review):
    task = _assigned(review)

    for _ in range(2):
        tasks.withdraw_task(task=task, by=review[1], at=AT)

    assert not ReviewTask.objects.exists()
    assert Event.objects.filter(name="review.task.withdrawn").count() == 1


@pytest.mark.parametrize("score", ["", "abc", "NaN", "sNaN", "Infinity", "-Infinity", "-1", "101", "1e9", "6,0"])
def test_a_score_that_is_none_or_off_its_scale_is_refused_and_nothing_is_lost(review, score):
    task = _assigned(review)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)
    marks = _marks(review[0], score=score)
    tasks.save_marks(task=task, marks=marks, summary="总体", confidence=3, at=AT)

    refusal = _refused(CannotScore, tasks.submit_marks, task=task, at=AT)

    assert [key.partition("-")[0] for key in refusal.fields] == ["score"]
    assert ReviewTask.objects.get().marks == marks


def test_a_score_without_a_ground_is_refused_and_a_submitted_one_is_final(review):
    task = _assigned(review)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)
    tasks.save_marks(task=task, marks=_marks(review[0], ground=" "), summary="", confidence=None, at=AT)
    refusal = _refused(CannotScore, tasks.submit_marks, task=task, at=AT)
    key = next(iter(_marks(review[0])))
    tasks.save_mark(task=task, criterion=key, mark={"score": "60", "ground": "有据"}, at=AT)
    tasks.save_summary(task=task, summary="好", confidence=4, at=AT)

    done = tasks.submit_marks(task=task, at=AT)

    assert list(refusal.fields) == [f"ground-{key}"]
    assert done.score == 600
    _refused(CannotScore, tasks.save_mark, task=task, criterion=key, mark={}, at=AT)
    _refused(CannotDeclare, tasks.declare_conflict, task=task, conflict=True, ground="x", at=AT)
    _refused(CannotAssign, tasks.withdraw_task, task=task, by=review[1], at=AT)


def test_scores_come_too_late_when_the_case_has_gone_on_or_ended(review):
    application, officer, _ = review
    task = _assigned(review)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)
    tasks.save_marks(task=task, marks=_marks(application), summary="", confidence=None, at=AT)
    decide_stage(application=application, action=Action.REFUSE, role="office", by=officer, at=AT, note="未入围")

    refusal = _refused(CannotScore, tasks.submit_marks, task=task, at=AT)

    assert str(refusal) == "这个环节已经结束。"


def test_a_site_finding_has_words_and_its_photograph_is_one(review):
    task = _assigned(review)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=AT)
    given = {"task": task, "criterion": "", "photo_name": "a.png", "at": AT}
    _refused(CannotScore, tasks.add_site_finding, **given, text=" ", photo=None)
    _refused(CannotScore, tasks.add_site_finding, **given, text="漏油", photo=b"no picture")

    tasks.add_site_finding(**given, text="漏油", photo=None)

    assert SiteFinding.objects.get().text == "漏油"


def _in_evaluation():
    round_ = _premium()
    officer = make_officer(round_.authority)
    application = bring_to(submitted(round_), "third-party-evaluation", officer=officer)
    institution = make_enterprise(is_institution=True)
    return application, officer, institution, make_signer(institution, "评价员")


def test_an_evaluation_is_given_to_one_institution_that_is_not_the_applicant():
    application, officer, institution, _ = _in_evaluation()
    given = {"application": application, "by": officer, "at": AT}
    _refused(CannotAssign, evaluations.commission_evaluation, **given, institution=make_enterprise())
    _refused(CannotAssign, evaluations.commission_evaluation, **given, institution=application.applicant)
    evaluations.commission_evaluation(**given, institution=institution)

    other = make_enterprise(is_institution=True)
    _refused(CannotAssign, evaluations.commission_evaluation, **given, institution=other)


def test_an_evaluation_is_complete_and_signed_by_the_signer_of_the_institution():
    application, officer, institution, signer = _in_evaluation()
    evaluation = evaluations.commission_evaluation(application=application, institution=institution, by=officer, at=AT)
    given = {"evaluation": evaluation, "at": AT}
    _refused(CannotEvaluate, evaluations.sign_evaluation, **given, by=signer)
    _refused(CannotEvaluate, evaluations.save_evaluation, **given, findings="", conclusion="perhaps", by=signer)
    _refused(CannotEvaluate, evaluations.attach_report, **given, content=b"no pdf", name="a.pdf", by=signer)
    evaluations.save_evaluation(**given, findings="合格", conclusion="meets", by=signer)
    _refused(CannotEvaluate, evaluations.sign_evaluation, **given, by=officer)

    evaluations.sign_evaluation(**given, by=signer)

    assert Case.objects.get().stage == "expert-review"
    _refused(CannotEvaluate, evaluations.save_evaluation, **given, findings="改", conclusion="fails", by=signer)


def test_an_evaluation_that_a_return_made_void_is_commissioned_anew():
    application, officer, institution, signer = _in_evaluation()
    bring_to(application, "expert-review", officer=officer)
    decide_stage(
        application=application,
        action=Action.RETURN,
        role="office",
        by=officer,
        at=AT.replace(hour=23),
        to="eligibility-check",
        note="资格存疑",
    )
    later = AT.replace(hour=23, minute=30)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=later)

    again = evaluations.commission_evaluation(application=application, institution=institution, by=officer, at=later)
    evaluations.save_evaluation(evaluation=again, findings="复评", conclusion="fails", by=signer, at=later)
    evaluations.sign_evaluation(evaluation=again, by=signer, at=later)

    assert Case.objects.get().stage == "expert-review"
    assert Evaluation.objects.get().institution == institution


def _panel(round_, count=3, *, meets=True):
    officer = make_officer(round_.authority)
    for position in range(count):
        bring_to(submitted(round_), "panel", officer=officer, percent=80 - 20 * position, meets=meets)
    opened = panel.open_panel(round_=round_, stage="panel", by=officer, at=AT)
    ranked = list(PanelEntry.objects.filter(batch_stage=opened).order_by("rank"))
    return {"opened": opened, "round_": round_, "by": officer, "at": AT, "minutes": "会议同意"}, ranked


def test_a_panel_without_minutes_or_with_an_unknown_tier_concludes_nothing():
    given, ranked = _panel(_premium(), 1)
    tiers = {ranked[0].application_id: "premium"}

    _refused(CannotPropose, panel.conclude_panel, **{**given, "minutes": " "}, proposal=(tiers, {}))
    _refused(CannotPropose, panel.conclude_panel, **given, proposal=({ranked[0].application_id: "gold"}, {}))


def test_a_panel_does_not_pass_the_places_there_are_in_all():
    given, ranked = _panel(_premium(quota=1), 2)
    tiers = {entry.application_id: "premium" for entry in ranked}

    refusal = _refused(CannotPropose, panel.conclude_panel, **given, proposal=(tiers, {}))

    assert str(refusal) == "名额合计 1 个，现在拟定了 2 个。"


def test_who_is_passed_over_is_told_why_or_the_panel_does_not_conclude():
    given, ranked = _panel(_premium(), 2)
    best, second = ranked
    tiers = {second.application_id: "premium"}
    refusal = _refused(CannotPropose, panel.conclude_panel, **given, proposal=(tiers, {}))

    panel.conclude_panel(**given, proposal=(tiers, {best.application_id: "产品停产"}))

    assert refusal.reasons == (best.application.case.number,)
    outcomes = dict(Application.objects.values_list("pk", "case__outcome"))
    assert outcomes == {best.application_id: "refused", second.application_id: ""}


def test_who_has_withdrawn_takes_no_place_and_needs_no_ground():
    given, ranked = _panel(_premium(quota=1), 2)
    Case.objects.filter(pk=ranked[0].application.case_id).update(outcome="withdrawn", ended_at=AT)
    tiers = {entry.application_id: "premium" for entry in ranked}

    panel.conclude_panel(**given, proposal=(tiers, {}))

    assert Application.objects.get(pk=ranked[1].application_id).tier == "premium"


def test_a_failed_evaluation_binds_the_panel():
    given, ranked = _panel(_premium(), 1, meets=False)

    refusal = _refused(
        CannotPropose, panel.conclude_panel, **given, proposal=({ranked[0].application_id: "premium"}, {})
    )

    assert refusal.reasons == (ranked[0].application.case.number,)


def test_what_was_concluded_is_not_rewritten_and_its_tier_is_not_set_by_hand():
    given, ranked = _panel(_premium(), 1)
    application = ranked[0].application
    panel.conclude_panel(**given, proposal=({application.pk: "premium"}, {}))

    _refused(CannotMove, panel.propose, opened=given["opened"], round_=given["round_"], tiers={}, grounds={})
    _refused(CannotPropose, panel.set_tier, application=application, tier="premium", by=given["by"], at=AT)
    _refused(CannotPropose, panel.set_tier, application=application, tier="gold", by=given["by"], at=AT)
