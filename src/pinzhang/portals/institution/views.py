"""The pages of technical institutions: what is commissioned, and one evaluation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pinzhang.domain.cases.clocks import reading_of
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.selectors import is_signer, organisations_of, signer_of
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import Evaluation
from pinzhang.domain.review.selectors import EVALUATION_STATES, evaluation_counts, evaluations_of
from pinzhang.domain.review.services import evaluations as services
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.institution.access import InstitutionRequest, institution_required, own_evaluation
from pinzhang.portals.institution.forms import EvaluationForm
from pinzhang.portals.ui.connections import Desk, connect
from pinzhang.portals.ui.dossier import Dossier
from pinzhang.portals.ui.downloads import private_file
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import UNPROCESSABLE, status_for


@institution_required
@require_safe
def tasks(request: InstitutionRequest) -> HttpResponse:
    """Show what is commissioned, what is left to do first (我的任务)."""
    state = request.GET.get("state", "")
    state = state if state in EVALUATION_STATES else "todo"
    counts = evaluation_counts(request.user)
    page = numbered_page(evaluations_of(request.user).filter(EVALUATION_STATES[state]), request)
    rows = [{"evaluation": one, "stage": _stage(one), "clock": _clock(one)} for one in page.rows]
    context = {"tabs": _tabs(state, counts), "state": state, "counts": counts, "page": page, "rows": rows}
    return render(request, "institution/tasks.html", context)


def _tabs(state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    titles = {"todo": _("待评价"), "done": _("已签署"), "missed": _("申报已了结，未签署")}
    return [
        {"title": title, "url": f"?state={key}", "count": counts[key], "current": key == state}
        for key, title in titles.items()
        if counts[key] or key in ("todo", "done", state)
    ]


def _stage(evaluation: Evaluation) -> Stage:
    stages = edition_document(evaluation.application.round.edition).stages
    return next(stage for stage in stages if stage.key == evaluation.stage)


def _is_open(evaluation: Evaluation) -> bool:
    case = evaluation.application.case
    return not evaluation.signed_at and case.stage == evaluation.stage and not case.outcome


def _clock(evaluation: Evaluation) -> Any:
    if not _is_open(evaluation):
        return None
    return reading_of(evaluation.application.case, _stage(evaluation), today=local_day(timezone.now()))


@institution_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: InstitutionRequest, pk: int) -> HttpResponse:
    """Show the file beside findings and conclusion; keep a draft, or sign it off (第三方评价)."""
    mine = own_evaluation(request, pk)
    initial = {"findings": mine.findings, "conclusion": mine.conclusion}
    form = EvaluationForm(
        *((request.POST, request.FILES) if request.method == "POST" else (None, None)), initial=initial
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _kept_or_signed(request, mine, form)
        except Refusal as error:
            refusal = error
            form.show_refusal(refusal)
            mine.refresh_from_db()
    context = {**_beside(request, mine), "form": form}
    return render(request, "institution/evaluation.html", context, status=status_of(form, refusal))


def status_of(form: EvaluationForm, refusal: Refusal | None) -> int:
    """Return the status of the page: as the refusal has it, 422 where something typed is wrong, else 200."""
    return UNPROCESSABLE if form.errors and refusal is None else status_for(refusal)


def _beside(request: InstitutionRequest, mine: Evaluation) -> dict[str, Any]:
    return {
        "evaluation": mine,
        "stage": _stage(mine),
        "clock": _clock(mine),
        "is_open": _is_open(mine),
        "may_sign": is_signer(request.user, mine.institution),
        "signer": signer_of(mine.institution),
        "dossier": Dossier(mine.application, anonymous=_stage(mine).anonymous, chosen=request.GET.get("section", "")),
    }


def _kept_or_signed(request: InstitutionRequest, mine: Evaluation, form: EvaluationForm) -> HttpResponse:
    """Keep what was typed and the report; sign where that was asked for."""
    at, given = timezone.now(), form.cleaned_data
    services.save_evaluation(
        evaluation=mine, findings=given["findings"], conclusion=given["conclusion"], by=request.user, at=at
    )
    if request.headers.get("X-Requested-With") == "autosave":
        return HttpResponse(status=204)
    if given["report"]:
        report = given["report"]
        services.attach_report(evaluation=mine, content=report.read(), name=report.name, by=request.user, at=at)
    if request.POST.get("action") == "sign":
        services.sign_evaluation(evaluation=mine, by=request.user, at=at)
        messages.success(request, _("评价已签署，申报进入下一环节。"))
    else:
        messages.success(request, _("草稿已保存。"))
    return redirect("institution:evaluation", pk=mine.pk)


@institution_required
@require_safe
def paper(request: InstitutionRequest, pk: int, attachment: int) -> HttpResponseBase:
    """Send an attachment of the file to the institution that evaluates it (证实材料)."""
    mine = own_evaluation(request, pk)
    found = Dossier(mine.application, anonymous=_stage(mine).anonymous).paper(attachment)
    if found is None:
        raise Http404
    return private_file(found.attachment.file, name=found.name)


@institution_required
@require_safe
def report(request: InstitutionRequest, pk: int) -> HttpResponseBase:
    """Send the institution its own report (评价报告)."""
    mine = own_evaluation(request, pk)
    if mine.report is None:
        raise Http404
    return private_file(mine.report)


@institution_required
@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: InstitutionRequest) -> HttpResponse:
    """Issue and revoke tokens, and enter addresses that are told of events (系统对接)."""
    institution = organisations_of(request.user).filter(is_institution=True)[0]
    return connect(Desk(request, request.user, institution, "institution"))
