"""What an institution evaluates: the file, findings, the report, the signature."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import File, Router
from ninja.files import UploadedFile

from pinzhang.domain.review.models import Evaluation
from pinzhang.domain.review.selectors import evaluations_of
from pinzhang.domain.review.services import evaluations as services
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Id
from pinzhang.portals.api.documents import review as documents
from pinzhang.portals.api.files import BINARY, hand_out
from pinzhang.portals.api.operations import does, reads, replaces
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import NotThere

READ, WRITE, SIGN = "evaluation:read", "evaluation:write", "organisation:sign"
router = Router(tags=["evaluation"])


def _mine(request: ApiRequest) -> Any:
    """Return the evaluations commissioned from the caller's institution; others do not exist for it."""
    return evaluations_of(request.caller.person).filter(institution=request.caller.organisation)


def _own(request: ApiRequest, pk: int) -> Evaluation:
    found: Evaluation = get_object_or_404(_mine(request), pk=pk)
    return found


@reads(router, "/evaluations", gives=documents.EvaluationLinesTold, scope=READ)
def list_evaluations(request: ApiRequest, place: Asked) -> Any:
    """List what is commissioned from the institution, the newest first (我的任务)."""
    return page_of(_mine(request), place, order=["-commissioned_at", "-pk"], line=documents.say_evaluation)


@reads(router, "/evaluations/{evaluation}", gives=documents.EvaluationTold, scope=READ)
def read_evaluation(request: ApiRequest, evaluation: Id) -> Any:
    """Read an evaluation with the file (第三方评价)."""
    return documents.tell_evaluation(_own(request, evaluation))


@reads(router, "/evaluations/{evaluation}/papers/{paper}/content", gives=BINARY, scope=READ)
def read_evaluation_paper(request: ApiRequest, evaluation: Id, paper: Id) -> Any:
    """Read a document of the file (证实材料)."""
    found = documents.dossier_of(_own(request, evaluation)).paper(paper)
    if found is None:
        raise NotThere
    return hand_out(found.attachment.file, name=found.name)


@replaces(router, "/evaluations/{evaluation}", gives=documents.EvaluationTold, scope=WRITE)
def save_evaluation(request: ApiRequest, evaluation: Id, given: documents.EvaluationGiven) -> Any:
    """Keep findings and conclusion as a draft (暂存评价)."""
    services.save_evaluation(
        evaluation=_own(request, evaluation),
        findings=given.findings,
        conclusion=given.conclusion,
        by=request.caller.person,
        at=request.at,
    )
    return documents.tell_evaluation(_own(request, evaluation))


@does(router, "/evaluations/{evaluation}/report", gives=documents.EvaluationTold, scope=WRITE)
def attach_report(request: ApiRequest, evaluation: Id, file: File[UploadedFile]) -> Any:
    """Attach the institution's report as PDF (上传评价报告)."""
    services.attach_report(
        evaluation=_own(request, evaluation),
        content=file.read(),
        name=file.name or "",
        by=request.caller.person,
        at=request.at,
    )
    return documents.tell_evaluation(_own(request, evaluation))


@does(router, "/evaluations/{evaluation}/signature", gives=documents.EvaluationTold, scope=SIGN)
def sign_evaluation(request: ApiRequest, evaluation: Id) -> Any:
    """Sign the evaluation for the institution; the application goes on (签署评价)."""
    services.sign_evaluation(evaluation=_own(request, evaluation), by=request.caller.person, at=request.at)
    return documents.tell_evaluation(_own(request, evaluation))
