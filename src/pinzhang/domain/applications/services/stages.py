"""What officers, recommenders and declarants do with one application."""

from datetime import datetime

from django.db import transaction

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Application, HumanDecision
from pinzhang.domain.applications.refusals import CannotDecide, MustDeclare
from pinzhang.domain.applications.selectors import application_plan, findings_of, form_problems
from pinzhang.domain.applications.services.drafts import freeze_findings
from pinzhang.domain.cases.services import corrections, moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import may_sign_for
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema.stages import PER_CASE, Stage
from pinzhang.engine.stages import Action, Actor


@transaction.atomic
def decide_stage(
    *,
    application: Application,
    action: Action,
    role: Actor,
    by: User,
    at: datetime,
    note: str = "",
    to: str | None = None,
    expected_version: int | None = None,
) -> Application:
    """Pass, refuse or return one application in a stage of its own (环节办理).

    :raises CannotDecide: the stage is decided for a list, a refusal or return has no ground, or rules left to
        judgement are still undecided in the eligibility check.
    """
    application.case = moves.locked(application.case, expected_version=expected_version)
    plan = application_plan(application)
    stage = plan.stage(application.case.stage)
    _check_stage(_fresh(application), stage, action, note)
    moves.move(case=application.case, plan=plan, action=action, role=role, by=by, at=at, to=to, note=note.strip())
    data = {"stage": stage.key, "action": action.value, "case": application.case.number}
    events.record("applications.application.decided", subject=application, by=by, at=at, data=data)
    application.case.refresh_from_db()
    return application


def _fresh(application: Application) -> Application:
    """Return the application as it is in the database, not as it was when a page was loaded."""
    return Application.objects.select_related("case", "round__edition").get(pk=application.pk)


def _check_stage(application: Application, stage: Stage, action: Action, note: str) -> None:
    if stage.kind not in PER_CASE:
        raise CannotDecide("这个环节按名单办理，不能单件处理。")
    if stage.kind == "submission" and action is Action.COMPLETE:
        raise CannotDecide("申报由申报组织提交，不能代为通过。")
    if action in (Action.REFUSE, Action.RETURN) and not note.strip():
        raise CannotDecide("请写明理由，申报组织会看到。", fields={"note": "请写明理由。"})
    if stage.kind == "eligibility_check" and action is Action.COMPLETE:
        _check_judgements(application)
    if stage.kind == "recommendation" and action is Action.COMPLETE:
        _check_recommendation_quota(application, stage.key)


SETTING_ASIDE = (Action.SKIP, Action.HOLD, Action.RELEASE, Action.LAPSE, Action.VOID)
ENDING = (Action.LAPSE, Action.VOID)


@transaction.atomic
def set_aside(
    *,
    application: Application,
    action: Action,
    note: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> Application:
    """Hold or release one application, skip an optional stage, or end it without a decision (暂缓、恢复、失效、作废).

    A lapsed or void application gives its subject's place in the round free.

    :raises CannotDecide: there is no ground, an objection is still open, or the applicant still has time to answer.
    """
    if action not in SETTING_ASIDE:
        raise CannotDecide("这不是暂缓、恢复、失效或作废。")
    if not note.strip():
        raise CannotDecide("请写明理由，申报组织会看到。", fields={"note": "请写明理由。"})
    if action is Action.RELEASE and application.objections.filter(state=ObjectionState.RECEIVED).exists():
        raise CannotDecide("还有异议没有认定，认定后自动恢复办理。")
    if action is Action.LAPSE:
        _check_answer_is_late(application, at)
    moves.move(
        case=application.case,
        plan=application_plan(application),
        action=action,
        role="office",
        by=by,
        at=at,
        note=note.strip(),
        expected_version=expected_version,
    )
    if action in ENDING:
        Application.objects.filter(pk=application.pk).update(ended=True)
    data = {"action": action.value, "case": application.case.number}
    events.record("applications.application.set_aside", subject=application, by=by, at=at, data=data)
    application.refresh_from_db(fields=["ended"])
    application.case.refresh_from_db()
    return application


def _check_answer_is_late(application: Application, at: datetime) -> None:
    waiting = application.case.corrections.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    last = waiting.order_by("-due_on").values_list("due_on", flat=True).first()
    if last is not None and local_day(at) <= last:
        raise CannotDecide(f"答复期限到 {last} 为止，还没有逾期。")


def _check_judgements(application: Application) -> None:
    document = edition_document(application.round.edition)
    human = {rule.id: rule.title.zh for rule in document.eligibility.rules if rule.decided_by == "human"}
    findings = findings_of(application)
    open_rules = [
        human[rule["id"]]
        for rule in findings["rules"]
        if rule["id"] in human
        and rule["kind"] in ("condition", "exclusion")
        and rule["applies"] is not False
        and rule["verdict"] == "unknown"
    ]
    if open_rules:
        raise CannotDecide("还有须由主管部门认定的条款没有认定。", reasons=tuple(open_rules))


@transaction.atomic
def decide_rule(
    *, application: Application, rule: str, met: bool, ground: str, by: User, at: datetime
) -> HumanDecision:
    """Decide a rule that the text leaves to judgement, with a ground (人工认定).

    :raises CannotDecide: the edition has no such rule to decide, there is no ground, or the check is over.
    """
    document = edition_document(application.round.edition)
    if not any(each.id == rule and each.decided_by == "human" for each in document.eligibility.rules):
        raise CannotDecide("这一条不是由人认定的条款。")
    if not ground.strip():
        raise CannotDecide("请写明认定的理由。", fields={"ground": "请写明认定的理由。"})
    case = moves.locked(application.case)
    if case.outcome or any(application_plan(application).stage(key).kind == "eligibility_check" for key in case.passed):
        raise CannotDecide("资格审查已经结束，不能再认定。")
    application = Application.objects.select_for_update().get(pk=application.pk)
    decision, _ = HumanDecision.objects.update_or_create(
        application=application, rule=rule, defaults={"met": met, "ground": ground.strip(), "by": by, "at": at}
    )
    freeze_findings(application)
    application.save(update_fields=["findings", "inputs_digest"])
    events.record("applications.rule.decided", subject=application, by=by, at=at, data={"rule": rule, "met": met})
    return decision


@transaction.atomic
def declare(*, application: Application, by: User, at: datetime, expected_version: int | None = None) -> Application:
    """Sign the applicant's self-declaration (自我声明); the rules are checked anew with what it says.

    :raises CannotDecide: it is not the time for it, the person is not the authorised signer, or what the declaration
        asks is not complete.
    """
    programme = application.round.edition.code
    if not may_sign_for(by, application.applicant, programme=programme, on=local_day(at)):
        raise MustDeclare("自我声明须由本单位的授权签署人签署。")
    application.case = moves.locked(application.case, expected_version=expected_version)
    if application_plan(application).stage(application.case.stage).kind != "declaration":
        raise CannotDecide("现在不是自我声明的环节。")
    declared = Application.objects.select_for_update().get(pk=application.pk)
    problems = form_problems(declared)
    if problems:
        raise CannotDecide("声明的内容还没有填完整。", fields=problems)
    freeze_findings(declared)
    declared.save(update_fields=["findings", "inputs_digest"])
    return decide_stage(
        application=application,
        action=Action.COMPLETE,
        role="applicant",
        by=by,
        at=at,
    )


@transaction.atomic
def ask_corrections(
    *,
    application: Application,
    requests: dict[str, str],
    by: User,
    at: datetime,
    expected_version: int | None = None,
    role: Actor = "office",
) -> None:
    """Ask the applicant to mend fields, told all at once (一次性告知补正)."""
    asked = corrections.ask_correction(
        case=application.case,
        plan=application_plan(application),
        requests=requests,
        role=role,
        by=by,
        at=at,
        expected_version=expected_version,
    )
    data = {"case": application.case.number, "fields": [request.field for request in asked]}
    events.record("applications.correction.asked", subject=application, by=by, at=at, data=data)


@transaction.atomic
def answer_corrections(
    *, application: Application, answers: dict[int, str], by: User, at: datetime, expected_version: int | None = None
) -> None:
    """Answer the open requests; the rules are checked anew with what was mended (答复补正)."""
    corrections.answer_corrections(
        case=application.case,
        plan=application_plan(application),
        answers=answers,
        by=by,
        at=at,
        expected_version=expected_version,
    )
    application = Application.objects.select_for_update().get(pk=application.pk)
    freeze_findings(application)
    application.save(update_fields=["findings", "inputs_digest"])
    events.record("applications.correction.answered", subject=application, by=by, at=at)


@transaction.atomic
def withdraw_corrections(
    *, application: Application, by: User, at: datetime, expected_version: int | None = None, role: Actor = "office"
) -> None:
    """Take the open requests back (撤销补正通知)."""
    corrections.withdraw_corrections(
        case=application.case,
        plan=application_plan(application),
        role=role,
        by=by,
        at=at,
        expected_version=expected_version,
    )
    events.record("applications.correction.withdrawn", subject=application, by=by, at=at)


def _check_recommendation_quota(application: Application, stage: str) -> None:
    """Refuse a recommendation beyond the recommender's places (推荐名额)."""
    most = edition_document(application.round.edition).outcomes.total_quota.per_recommender
    if most is None:
        return
    Round.objects.select_for_update().get(pk=application.round_id)
    used = sum(
        stage in passed
        for passed in Application.objects.filter(round=application.round, recommender=application.recommender)
        .exclude(pk=application.pk)
        .exclude(ended=True)
        .values_list("case__passed", flat=True)
    )
    if used >= most:
        raise CannotDecide(f"本届推荐名额 {most} 个已经用完。")
