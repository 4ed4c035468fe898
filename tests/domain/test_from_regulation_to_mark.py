"""The thinnest path: a pack, enterprises, submit, check, review, propose, approve, decide, confer, list."""

from datetime import timedelta
from decimal import Decimal

import pytest

from pinzhang.domain.applications.models import Application, Opinion
from pinzhang.domain.applications.selectors import application_plan, findings_of
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_rule, decide_stage
from pinzhang.domain.core.models import Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import public_list
from pinzhang.domain.marks.services import confer
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import PanelEntry
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.domain.review.services import panel, tasks
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action
from tests.factories import AT, make_enterprise, make_officer, make_round, make_signer, make_user
from tests.factories.forms import fill_in

pytestmark = pytest.mark.django_db


def _submitted(round_, serial: int) -> Application:
    firm = make_enterprise()
    lin = make_signer(firm)
    route = edition_document(round_.edition).programme.routes[0].key
    application = start_application(
        round_=round_, applicant=firm, route=route, subject_kind="enterprise", by=lin, at=AT
    )
    fill_in(application, by=lin, at=AT)
    return submit_application(application=application, by=lin, at=AT)


def _review(application: Application, reviewer, officer, percent: int, at) -> None:
    task = tasks.assign_reviewer(application=application, reviewer=reviewer, by=officer, at=at)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=at)
    stage = application_plan(application).stage(application.case.stage)
    marks = {}
    if stage.criteria:
        scheme, _ = scheme_of(application, stage.criteria)
        marks = {
            criterion.key: {"score": str(percent), "ground": "现场核实"}
            for criterion in scored_criteria(scheme.criteria)
        }
    tasks.save_marks(task=task, marks=marks, summary="总体良好", confidence=3, at=at)
    tasks.submit_marks(task=task, at=at)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=at)


def _pass_check(application: Application, officer, at) -> None:
    for rule in edition_document(application.round.edition).eligibility.rules:
        if rule.decided_by == "human":
            decide_rule(application=application, rule=rule.id, met=True, ground="查无记录", by=officer, at=at)
    decide_stage(application=application, action=Action.COMPLETE, role="office", by=officer, at=at)


def test_four_applicants_go_from_submission_to_two_marks_on_the_public_list():
    round_ = make_round(quotas={"excellence": 1, "innovation": 1, "nomination": 1})
    officer = make_officer(round_.authority)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)
    submitted = [_submitted(round_, serial) for serial in range(4)]
    at = AT + timedelta(days=1)

    for position, application in enumerate(submitted):
        _pass_check(application, officer, at)
        application.refresh_from_db()
        while application_plan(application).stage(application.case.stage).kind in tasks.REVIEWED_KINDS:
            _review(application, reviewer, officer, 50 + 10 * position, at)
            application.case.refresh_from_db()
    plan = lists.list_plan(round_)
    for stage in plan.stages:
        if stage.kind == "consultation":
            opened = lists.open_list(round_=round_, stage=stage.key, by=officer, at=at)
            for opinion in Opinion.objects.filter(batch_stage=opened):
                lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=officer, at=at)
            lists.close_consultation(opened=opened, round_=round_, refuse={}, by=officer, at=at)
        elif stage.kind == "approval":
            opened = panel.open_panel(round_=round_, stage=stage.key, by=officer, at=at)
            best = list(PanelEntry.objects.filter(batch_stage=opened).order_by("rank")[:2])
            tiers = {best[0].application_id: "excellence", best[1].application_id: "innovation"}
            panel.propose(opened=opened, round_=round_, tiers=tiers, grounds={})
            panel.conclude_panel(
                opened=opened, round_=round_, minutes="第三次常务会议审定", by=officer, at=at, role="authority"
            )
        elif stage.kind == "decision":
            opened = lists.open_list(round_=round_, stage=stage.key, by=officer, at=at)
            lists.close_list(opened=opened, round_=round_, by=officer, at=at, document_number="即政发〔2026〕9号")
        elif stage.kind == "conferral":
            opened = lists.open_list(round_=round_, stage=stage.key, by=officer, at=at)
            confer(opened=opened, round_=round_, by=officer, at=at)

    marks = list(public_list(round_.edition.code).order_by("number"))
    assert [mark.tier for mark in marks] == ["innovation", "excellence"]
    assert [mark.document_number for mark in marks] == ["即政发〔2026〕9号"] * 2
    outcomes = sorted(Application.objects.values_list("case__outcome", flat=True))
    assert outcomes == ["granted", "granted", "refused", "refused"]
    assert PanelEntry.objects.order_by("rank").first().score > Decimal(700)
    while jobs.run_due(at=at + timedelta(minutes=1)):
        pass
    assert not Job.objects.exclude(state=Job.DONE).exists()
    assert Mark.objects.count() == 2
    assert findings_of(submitted[0])["schema"] == 1
