"""Applications at the stage a test needs, and officials who are signed in."""

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.applications.services import lists
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.applications.services.stages import decide_rule, decide_stage, declare
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.review.models import Reviewer
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action
from tests.factories import AT, load, make_district, make_enterprise, make_signer
from tests.factories.forms import fill_in

LATER = AT + timedelta(days=1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submitted(round_: Round, *, name: str = "", at: datetime = AT, **choices: str) -> Application:
    firm = make_enterprise(name)
    signer = make_signer(firm)
    route = edition_document(round_.edition).programme.routes[0].key
    asked = {"route": route, "subject_kind": "enterprise", **choices}
    application = start_application(round_=round_, applicant=firm, by=signer, at=at, **asked)
    fill_in(application, by=signer, at=at)
    return submit_application(application=application, by=signer, at=at)


def judged(application: Application, officer: User, *, met: bool = True) -> Application:
    """Decide every rule left to judgement."""
    for rule in edition_document(application.round.edition).eligibility.rules:
        if rule.decided_by == "human":
            decide_rule(application=application, rule=rule.id, met=met, ground="查无记录", by=officer, at=LATER)
    return fresh(application)


def moved_on(application: Application, officer: User, *, role: str = "office") -> Application:
    decide_stage(application=application, action=Action.COMPLETE, role=role, by=officer, at=LATER)
    return fresh(application)


def reviewed(application: Application, reviewer: Reviewer, officer: User, *, percent: int = 80) -> Application:
    """Let one reviewer score the present stage, and finish it."""
    task = tasks.assign_reviewer(application=application, reviewer=reviewer, by=officer, at=LATER)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=LATER)
    stage = application_plan(application).stage(application.case.stage)
    marks = {}
    if stage.criteria:
        scheme, _ = scheme_of(application, stage.criteria)
        given = {"score": str(percent), "ground": "现场核实"}
        marks = {criterion.key: given for criterion in scored_criteria(scheme.criteria)}
    tasks.save_marks(task=task, marks=marks, summary="总体良好", confidence=3, at=LATER)
    tasks.submit_marks(task=task, at=LATER)
    return moved_on(application, officer)


def up_to(application: Application, kind: str, officer: User, reviewer: Reviewer, *, percent: int = 80) -> Application:
    """Take an application forward until it stands in a stage of a kind."""
    application = fresh(application)
    while (now := application_plan(application).stage(application.case.stage).kind) != kind:
        if now == "eligibility_check":
            application = moved_on(judged(application, officer), officer)
        elif now in tasks.REVIEWED_KINDS:
            application = reviewed(application, reviewer, officer, percent=percent)
        elif now == "declaration":
            signer = application.applicant.memberships.get().user
            fill_in(application, by=signer, at=LATER)
            declare(application=application, by=signer, at=LATER)
            application = fresh(application)
        else:
            application = moved_on(application, officer, role=now and "recommender")
    return application


def fresh(application: Application) -> Application:
    return Application.objects.select_related("case", "round__edition", "applicant").get(pk=application.pk)


def award_with(**stages: dict[str, Any]) -> ProgrammeEdition:
    """Publish the award with some stages worded otherwise, as a later edition might."""
    make_district()
    document = load()
    worded = [stage.model_copy(update=stages.get(stage.key.replace("-", "_"), {})) for stage in document.stages]
    head = document.programme.model_copy(update={"edition": "2026.1", "valid_from": date(2026, 2, 1)})
    later = document.model_copy(update={"programme": head, "stages": tuple(worded)})
    return publish_edition(document=later, by=None, at=AT)


def noticed(application: Application, officer: User, reviewer: Reviewer) -> Application:
    """Take an application into the public notice of its round, evaluated well and proposed for the only tier."""
    application = up_to(application, "evaluation", officer, reviewer)
    institution = make_enterprise(is_institution=True)
    evaluation = evaluations.commission_evaluation(
        application=application, institution=institution, by=officer, at=LATER
    )
    evaluations.save_evaluation(evaluation=evaluation, findings="一致", conclusion="meets", by=officer, at=LATER)
    evaluations.sign_evaluation(evaluation=evaluation, by=make_signer(institution), at=LATER)
    application, round_ = up_to(application, "panel", officer, reviewer), application.round
    opened = panel.open_panel(round_=round_, stage="panel", by=officer, at=LATER)
    tier = edition_document(round_.edition).outcomes.tiers[0].key
    panel.propose(opened=opened, round_=round_, tiers={application.pk: tier}, grounds={})
    panel.conclude_panel(opened=opened, round_=round_, minutes="同意", by=officer, at=LATER)
    until_on = LATER.date() + timedelta(days=7)
    lists.open_list(round_=round_, stage="public-notice", by=officer, at=LATER, until_on=until_on)
    return fresh(application)
