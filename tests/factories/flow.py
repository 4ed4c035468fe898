"""Bring applications to where a test begins."""

from datetime import datetime, timedelta

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_rule, decide_stage, declare
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import members_of
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import PanelEntry, Reviewer
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action
from tests.factories.cast import AT, make_enterprise, make_officer, make_signer, make_user
from tests.factories.forms import fill_in

DAY = timedelta(days=1)


def signer_of(organisation: Organisation) -> User:
    return next(one.user for one in members_of(organisation) if one.role == "signer")


def draft(
    round_: Round, *, firm: Organisation | None = None, at: datetime = AT, sector: str = "industry"
) -> Application:
    if firm is None:
        firm = make_enterprise()
        make_signer(firm)
    head = edition_document(round_.edition).programme
    kinds = head.subject_kinds
    return start_application(
        round_=round_,
        applicant=firm,
        route=head.routes[0].key,
        subject_kind="product" if "product" in kinds else "enterprise",
        subject_name="样例产品",
        sector=sector if head.sectors else "",
        by=signer_of(firm),
        at=at,
    )


def submitted(round_: Round, *, at: datetime = AT, sector: str = "industry") -> Application:
    application = draft(round_, at=at, sector=sector)
    lin = signer_of(application.applicant)
    fill_in(application, by=lin, at=at)
    return submit_application(application=application, by=lin, at=at)


def decide_judgements(application: Application, officer: User, at: datetime = AT) -> None:
    for rule in edition_document(application.round.edition).eligibility.rules:
        if rule.decided_by == "human":
            decide_rule(application=application, rule=rule.id, met=True, ground="查无记录", by=officer, at=at)


def reviewed(application: Application, reviewer: Reviewer, officer: User, percent: int = 60, at: datetime = AT) -> None:
    task = tasks.assign_reviewer(application=application, reviewer=reviewer, by=officer, at=at)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=at)
    stage = application_plan(application).stage(application.case.stage)
    marks = {}
    if stage.criteria:
        scheme, scales = scheme_of(application, stage.criteria)
        steps = {scale.key: scale.maximum * percent // 100 // scale.step * scale.step for scale in scales}
        marks = {
            criterion.key: {"score": str(steps[criterion.scale or ""]), "ground": "现场核实"}
            for criterion in scored_criteria(scheme.criteria)
        }
    tasks.save_marks(task=task, marks=marks, summary="总体良好", confidence=3, at=at)
    tasks.submit_marks(task=task, at=at)


def bring_to(
    application: Application, stage: str, *, officer: User, percent: int = 60, at: datetime = AT, meets: bool = True
) -> Application:
    """Take an application through the stages of its own until it stands at the one named."""
    while True:
        application.case.refresh_from_db()
        here = application_plan(application).stage(application.case.stage)
        if here.key == stage or application.case.outcome:
            return application
        if here.kind == "recommendation":
            _pass(application, "recommender", officer, at)
        elif here.kind == "declaration":
            lin = signer_of(application.applicant)
            fill_in(application, by=lin, at=at)
            declare(application=application, by=lin, at=at)
        elif here.kind == "eligibility_check":
            decide_judgements(application, officer, at)
            _pass(application, "office", officer, at)
        elif here.kind == "evaluation":
            _evaluate(application, officer, at, meets=meets)
        else:
            reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=application.case.authority)
            reviewed(application, reviewer, officer, percent, at)
            _pass(application, "office", officer, at)


def _pass(application: Application, role: str, by: User, at: datetime) -> None:
    decide_stage(application=application, action=Action.COMPLETE, role=role, by=by, at=at)  # type: ignore[arg-type]


def _evaluate(application: Application, officer: User, at: datetime, *, meets: bool) -> None:
    institution = make_enterprise(is_institution=True)
    signer = make_signer(institution, "评价员")
    evaluation = evaluations.commission_evaluation(application=application, institution=institution, by=officer, at=at)
    evaluations.save_evaluation(
        evaluation=evaluation, findings="抽样合格", conclusion="meets" if meets else "fails", by=signer, at=at
    )
    evaluations.sign_evaluation(evaluation=evaluation, by=signer, at=at)


def in_notice(round_: Round, *, count: int = 3, at: datetime = AT):
    """Bring some applications into a public notice of a week, and return the open list with the officer."""
    officer = make_officer(round_.authority)
    for position in range(count):
        bring_to(submitted(round_, at=at), "panel", officer=officer, percent=40 + 10 * position, at=at)
    opened = panel.open_panel(round_=round_, stage="panel", by=officer, at=at)
    entries = PanelEntry.objects.filter(batch_stage=opened)
    panel.propose(opened=opened, round_=round_, tiers={e.application_id: "premium" for e in entries}, grounds={})
    panel.conclude_panel(opened=opened, round_=round_, minutes="同意", by=officer, at=at)
    notice = lists.open_list(
        round_=round_, stage="public-notice", by=officer, at=at, until_on=local_day(at) + timedelta(days=7)
    )
    return notice, officer
