"""The feedback duty (反馈义务): whoever did not win is told strengths and gaps, and nobody is told who said so."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.choices import Outcome
from pinzhang.domain.cases.models import BatchStage, StageVisit
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.messages.models import Letter
from pinzhang.domain.messages.services import issue_letter
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import ReviewTask, SiteFinding
from pinzhang.domain.review.selectors import feedback_sections, scheme_of
from pinzhang.domain.review.services import translations
from pinzhang.engine.packs.schema.criteria import Criterion, Scale
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.scoring.marks import scored_criteria

STRUCK_OUT = "〔专家〕"
SHORTEST_NAME = 2
_HUNDRED = Decimal(100)


@transaction.atomic
def write_feedback(*, application: Application, at: datetime) -> dict[str, Any] | None:
    """Put together what the reviewers wrote of an application, without their names, and keep it (评审反馈).

    Texts are sorted, so that their order does not say who wrote which. Written anew, it replaces what was there.
    Nothing is written where the edition owes no feedback, or where nobody has reviewed the file.
    """
    document = edition_document(application.round.edition)
    tasks = list(
        ReviewTask.objects.filter(application=application, submitted_at__isnull=False).select_related("reviewer__user")
    )
    if not document.outcomes.feedback or not tasks:
        return None
    anonymous = _Anonymous(tasks)
    feedback = {
        "schema": 1,
        "criteria": [
            line for stage in document.stages if stage.criteria for line in _lines(application, stage, tasks, anonymous)
        ],
        "remarks": [
            {
                "stage": stage.name.model_dump(),
                "texts": anonymous.sorted(task.summary for task in tasks if task.stage == stage.key),
            }
            for stage in document.stages
            if any(task.stage == stage.key and task.summary.strip() for task in tasks)
        ],
        "findings": anonymous.sorted(SiteFinding.objects.filter(task__in=tasks).values_list("text", flat=True)),
    }
    Application.objects.filter(pk=application.pk).update(feedback=feedback)
    application.feedback = feedback
    events.record("review.feedback.written", subject=application, by=None, at=at, data={"reviews": len(tasks)})
    return feedback


class _Anonymous:
    """Takes the reviewers' names out of what they wrote."""

    def __init__(self, tasks: Iterable[ReviewTask]) -> None:
        names = {task.reviewer.user.full_name for task in tasks}
        self._names = sorted((name for name in names if len(name) >= SHORTEST_NAME), key=len, reverse=True)

    def sorted(self, texts: Iterable[str]) -> list[str]:
        return sorted({self._clean(text) for text in texts if text.strip()})

    def _clean(self, text: str) -> str:
        for name in self._names:
            text = text.replace(name, STRUCK_OUT)
        return text.strip()


def _lines(
    application: Application, stage: Stage, tasks: list[ReviewTask], anonymous: _Anonymous
) -> Iterator[dict[str, Any]]:
    given = [task.marks for task in tasks if task.stage == stage.key]
    if not given:
        return
    scheme, scales = scheme_of(application, str(stage.criteria))
    by_key = {scale.key: scale for scale in scales}
    for criterion in scored_criteria(scheme.criteria):
        marks = [one.get(criterion.key, {}) for one in given]
        yield {
            "criterion": criterion.key,
            "code": criterion.code,
            "title": criterion.title.model_dump(),
            "stage": stage.key,
            "share": _mean_share(criterion, by_key, marks),
            "strengths": anonymous.sorted(str(mark.get("strength", "")) for mark in marks),
            "grounds": anonymous.sorted(str(mark.get("ground", "")) for mark in marks),
        }


def _mean_share(criterion: Criterion, scales: dict[str, Scale], marks: list[dict[str, Any]]) -> float | None:
    """Return the mean share of the points; None where everybody said that it does not apply."""
    scale = scales[str(criterion.scale)]
    whole = _HUNDRED if scale.unit == "percent" else scale.maximum
    shares = []
    for mark in marks:
        try:
            shares.append(Decimal(str(mark.get("score", ""))) / whole)
        except InvalidOperation:  # 不适用
            continue
    return float(round(sum(shares, Decimal(0)) / len(shares), 4)) if shares else None


def send_feedback(*, application: Application, at: datetime) -> Letter | None:
    """Write the feedback of an application and send it as a letter, once (反馈函)."""
    feedback = write_feedback(application=application, at=at)
    if feedback is None:
        return None
    case, edition = application.case, application.round.edition
    content = {
        "heading": f"{edition.name}评审反馈",
        "holder": application.applicant.name,
        "number": case.number,
        "authority": case.authority.name,
        "on": local_day(at).isoformat(),
        "intro": [
            "感谢参加本次申报。以下内容由评审意见汇总而成，供改进参考；不含评审专家身份，比例为各位专家评分的平均。"
        ],
        "sections": feedback_sections(feedback, "zh"),
    }
    return issue_letter(
        kind="feedback",
        number=f"{case.number}-FK",
        about=f"application:{application.pk}",
        organisation=application.applicant,
        title=f"{edition.name}评审反馈",
        content=content,
        by=None,
        at=at,
        english=translations.of_feedback(application, feedback),
    )


def send_result(*, application: Application, at: datetime) -> Letter | None:
    """Send the official letter that says how an application ended, granted or refused, once (结果通知)."""
    case, edition = application.case, application.round.edition
    what = f"你单位申报的{edition.name}（编号 {case.number}，{application.subject.name}）"
    if case.outcome == Outcome.GRANTED:
        tiers = {tier.key: tier.name.zh for tier in edition_document(edition).outcomes.tiers}
        paragraphs = [f"{what}，经审定，授予“{tiers.get(application.tier, edition.name)}”。", *_decided_by(application)]
        reasons: list[str] = []
    elif case.outcome == Outcome.REFUSED:
        paragraphs = [f"{what}，本批次未予通过。", *_decided_by(application)]
        reasons = _grounds_of_refusal(application)
    else:
        return None
    title = f"关于{edition.name}申报结果的通知"
    content = {
        "heading": title,
        "holder": application.applicant.name,
        "paragraphs": paragraphs,
        "reasons": reasons,
        "authority": case.authority.name,
        "on": local_day(at).isoformat(),
    }
    return issue_letter(
        kind="result",
        number=f"{case.number}-JG",
        about=f"application:{application.pk}",
        organisation=application.applicant,
        title=title,
        content=content,
        by=None,
        at=at,
        english=translations.of_result(application, reasons),
    )


def _decided_by(application: Application) -> list[str]:
    """Name the documents by which lists with this application were decided."""
    lists = BatchStage.objects.filter(batch=application.round.batch).exclude(document_number="").order_by("pk")
    numbers = dict.fromkeys(one.document_number for one in lists if application.case.number in one.frozen)
    return [f"决定文号：{'、'.join(numbers)}。"] if numbers else []


def _grounds_of_refusal(application: Application) -> list[str]:
    last = StageVisit.objects.filter(case=application.case, voided=False).exclude(note="").order_by("-pk").first()
    return [last.note] if last else []
