"""Commission an institution, keep its findings, sign its evaluation."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.cases.models import StageVisit
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services import events, files
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import is_signer
from pinzhang.domain.review.choices import Conclusion
from pinzhang.domain.review.models import Evaluation
from pinzhang.domain.review.refusals import CannotAssign, CannotEvaluate, MustSignEvaluation
from pinzhang.domain.trust.services import log
from pinzhang.engine.stages import Action


@transaction.atomic
def commission_evaluation(*, application: Application, institution: Organisation, by: User, at: datetime) -> Evaluation:
    """Commission a third-party institution with the file (委托第三方评价).

    An evaluation that was signed before the file was sent back is void, and this one takes its place.

    :raises CannotAssign: it is no institution, it is the applicant itself, or another has the file.
    """
    application.case = moves.locked(application.case)
    stage = application_plan(application).stage(application.case.stage)
    if stage.kind != "evaluation" or application.case.outcome:
        raise CannotAssign("这个环节不由第三方机构评价。")
    if not institution.is_institution or institution.pk == application.applicant_id:
        raise CannotAssign(f"{institution.name} 不能评价这件申报。")
    if _is_in_hand(application, stage.key):
        raise CannotAssign("这件申报已经委托评价。")
    evaluation, _ = Evaluation.objects.update_or_create(
        application=application,
        stage=stage.key,
        defaults={"institution": institution, "commissioned_at": at, **UNSIGNED},
    )
    events.record("review.evaluation.commissioned", subject=application, by=by, at=at, data={"to": institution.pk})
    return evaluation


UNSIGNED: dict[str, Any] = {
    "findings": "",
    "conclusion": "",
    "marks": {},
    "score": None,
    "report": None,
    "signed_by": None,
    "signed_at": None,
}


def _is_in_hand(application: Application, stage: str) -> bool:
    """Tell whether an institution has the file now; what was signed before the file was sent back is void."""
    known = Evaluation.objects.filter(application=application, stage=stage).first()
    if known is None:
        return False
    entered_at = StageVisit.objects.get(case=application.case, left_at__isnull=True).entered_at
    return known.signed_at is None or known.signed_at >= entered_at


@transaction.atomic
def save_evaluation(*, evaluation: Evaluation, findings: str, conclusion: str, by: User, at: datetime) -> Evaluation:
    """Keep findings and conclusion as a draft (暂存评价).

    :raises CannotEvaluate: it is signed already, or the conclusion is none of the two.
    """
    evaluation = _unsigned(evaluation)
    if conclusion and conclusion not in Conclusion.values:
        raise CannotEvaluate("请选择结论。", fields={"conclusion": "请选择结论。"})
    evaluation.findings, evaluation.conclusion = findings.strip(), conclusion
    evaluation.save(update_fields=["findings", "conclusion"])
    events.record("review.evaluation.saved", subject=evaluation.application, by=by, at=at)
    return evaluation


@transaction.atomic
def attach_report(*, evaluation: Evaluation, content: bytes, name: str, by: User, at: datetime) -> Evaluation:
    """Attach the institution's report as PDF (上传评价报告)."""
    evaluation = _unsigned(evaluation)
    try:
        evaluation.report = files.keep_file(content, name=name, accept=("pdf",), max_mb=50, by=by, at=at)
    except Refusal as refusal:
        raise CannotEvaluate(str(refusal), fields={"report": str(refusal)}) from refusal
    evaluation.save(update_fields=["report"])
    return evaluation


@transaction.atomic
def sign_evaluation(*, evaluation: Evaluation, by: User, at: datetime) -> Evaluation:
    """Sign the evaluation for the institution; the application goes on to the next stage (签署评价).

    What the conclusion means is for the later stage that combines it; a negative one ends nothing by itself.

    :raises CannotEvaluate: findings or conclusion are missing, or the person may not sign for the institution.
    """
    evaluation = _unsigned(evaluation)
    if not is_signer(by, evaluation.institution):
        raise MustSignEvaluation("评价须由本机构的授权签署人签署。内容已保存。")
    missing: dict[str, Any] = {}
    if not evaluation.findings:
        missing["findings"] = "请写明评价发现。"
    if not evaluation.conclusion:
        missing["conclusion"] = "请选择结论。"
    if missing:
        raise CannotEvaluate("还有内容没有填写。", fields=missing)
    evaluation.signed_by, evaluation.signed_at = by, at
    evaluation.save(update_fields=["signed_by", "signed_at"])
    application = evaluation.application
    data = {"evaluation": evaluation.pk, "conclusion": evaluation.conclusion}
    events.record("review.evaluation.signed", subject=application, by=by, at=at, data=data)
    _log(evaluation, at=at)
    moves.move(
        case=application.case,
        plan=application_plan(application),
        action=Action.COMPLETE,
        role="institution",
        by=by,
        at=at,
    )
    return evaluation


def _log(evaluation: Evaluation, *, at: datetime) -> None:
    """Enter the signature into the public log: the report is not public, so its digest is salted."""
    application, report = evaluation.application, evaluation.report
    said = {
        "findings": evaluation.findings,
        "conclusion": evaluation.conclusion,
        "marks": evaluation.marks,
        "report": report.sha256 if report else "",
    }
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    act = log.Act(
        kind="review.evaluation.signed",
        about=application.case.number,
        authority=application.round.authority.code,
        effective_on=local_day(at),
        digests={"edition": application.round.edition.digest},
        salted={"report": content},
    )
    log.append([act], at=at)


def _unsigned(evaluation: Evaluation) -> Evaluation:
    fresh = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("application__case", "application__round__edition", "institution")
        .get(pk=evaluation.pk)
    )
    if fresh.signed_at:
        raise CannotEvaluate("评价已经签署，不能再改。")
    return fresh
