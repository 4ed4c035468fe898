"""What reviewers and institutions read and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import Evaluation, ReviewTask
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.portals.api.contract import Flag, Given, Listed, Said, Short, Slug, Text, Told
from pinzhang.portals.ui.dossier import Dossier


class FileLine(Said):
    """One answer of the file, as it is read."""

    label: str
    text: str


class FilePart(Said):
    """A section of the file."""

    title: str
    lines: list[FileLine]


class PaperSaid(Said):
    """A document of the file (证实材料)."""

    id: int
    name: str
    label: str


class TaskLineSaid(Said):
    """A reviewer's task (评审任务); whose file it is, is told after the declaration, unless its stage is anonymous."""

    id: int
    number: str
    stage: str
    conflict: str = Field(description="none, conflict, or empty while nothing was declared.")
    applicant: str | None = None
    due_on: date | None = None
    submitted_at: datetime | None = None


class TaskLinesTold(Listed):
    items: list[TaskLineSaid]


class CriterionSaid(Said):
    """A criterion to be scored (评分条目)."""

    key: str
    title: str
    points: Decimal
    maximum: Decimal
    step: Decimal


class MarkGiven(Given):
    """The score of one criterion as typed; ``na`` says that it does not apply."""

    score: Short = Field(default="", max_length=20)
    ground: Text = ""
    strength: Text = ""


class MarksGiven(Given):
    """The scores as a whole, and the judgement of the file."""

    marks: dict[Slug, MarkGiven] = {}
    summary: Text = ""
    confidence: int | None = Field(default=None, ge=1, le=5)


class ConflictGiven(Given):
    """A conflict of interest or none; one comes with its ground."""

    conflict: Flag
    kind: Slug = "other"
    ground: Text = ""


class GroundGiven(Given):
    """Why a file is given back."""

    ground: Text


class TaskTold(Told, TaskLineSaid):
    """A task; the file and the criteria are there once none is declared."""

    criteria: list[CriterionSaid] = []
    file: list[FilePart] = []
    papers: list[PaperSaid] = []
    marks: dict[str, Any]
    summary: str | None = None
    confidence: int | None = None
    score: Decimal | None = None


class EvaluationLineSaid(Said):
    """An evaluation commissioned from the institution (第三方评价)."""

    id: int
    number: str
    stage: str
    commissioned_at: datetime
    due_on: date | None = None
    conclusion: str | None = None
    signed_at: datetime | None = None


class EvaluationLinesTold(Listed):
    items: list[EvaluationLineSaid]


class EvaluationTold(Told, EvaluationLineSaid):
    """An evaluation with the file."""

    findings: str
    file: list[FilePart]
    papers: list[PaperSaid]
    report: str | None = Field(default=None, description="SHA-256 of the report.")


class EvaluationGiven(Given):
    """Findings and conclusion as a draft."""

    findings: Text
    conclusion: Short = Field(default="", pattern="^(meets|fails)?$")


def _stage(task: ReviewTask | Evaluation) -> Stage:
    stages = edition_document(task.application.round.edition).stages
    return next(stage for stage in stages if stage.key == task.stage)


def dossier_of(task: ReviewTask | Evaluation) -> Dossier:
    """Return the file of a task, with nothing that says whose it is where its stage is anonymous."""
    return Dossier(task.application, anonymous=_stage(task).anonymous)


def _task(task: ReviewTask) -> dict[str, Any]:
    case, opened = task.application.case, task.conflict == ConflictAnswer.NONE
    return {
        "id": task.pk,
        "number": case.number,
        "stage": task.stage,
        "conflict": task.conflict,
        "applicant": task.application.applicant.name if opened and not _stage(task).anonymous else None,
        "due_on": case.due_on if case.stage == task.stage else None,
        "submitted_at": task.submitted_at,
    }


def say_task(task: ReviewTask) -> TaskLineSaid:
    """Return a task as a line of a list."""
    return TaskLineSaid(**_task(task))


def tell_task(task: ReviewTask) -> TaskTold:
    """Return a task; its file only to who declared that there is no conflict."""
    opened = task.conflict == ConflictAnswer.NONE
    return TaskTold(
        **_task(task),
        criteria=_criteria(task) if opened else [],
        **(_file(dossier_of(task)) if opened else {}),
        marks=task.marks,
        summary=task.summary or None,
        confidence=task.confidence,
        score=task.score,
    )


def _criteria(task: ReviewTask) -> list[CriterionSaid]:
    key = _stage(task).criteria
    if not key:
        return []
    scheme, scales = scheme_of(task.application, key)
    by_key = {scale.key: scale for scale in scales}
    return [
        CriterionSaid(
            key=each.key,
            title=each.title.zh,
            points=each.points,
            maximum=by_key[each.scale or ""].maximum,
            step=by_key[each.scale or ""].step,
        )
        for each in scored_criteria(scheme.criteria)
    ]


def criterion_keys(task: ReviewTask) -> set[str]:
    """Return the keys of the criteria that a task scores."""
    return {each.key for each in _criteria(task)}


def _file(dossier: Dossier) -> dict[str, Any]:
    parts = []
    for section in dossier.sections:
        answers = [*section.answers, *(one for group in section.groups for row in group.rows for one in row)]
        lines = [FileLine(label=one.field.label.zh, text=one.text) for one in answers]
        parts.append(FilePart(title=section.section.title.zh, lines=lines))
    papers = [PaperSaid(id=one.attachment.pk, name=one.name, label=one.label) for one in dossier.papers]
    return {"file": parts, "papers": papers}


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    case = evaluation.application.case
    return {
        "id": evaluation.pk,
        "number": case.number,
        "stage": evaluation.stage,
        "commissioned_at": evaluation.commissioned_at,
        "due_on": case.due_on if case.stage == evaluation.stage else None,
        "conclusion": evaluation.conclusion or None,
        "signed_at": evaluation.signed_at,
    }


def say_evaluation(evaluation: Evaluation) -> EvaluationLineSaid:
    """Return an evaluation as a line of a list."""
    return EvaluationLineSaid(**_evaluation(evaluation))


def tell_evaluation(evaluation: Evaluation) -> EvaluationTold:
    """Return an evaluation with the file."""
    return EvaluationTold(
        **_evaluation(evaluation),
        findings=evaluation.findings,
        **_file(dossier_of(evaluation)),
        report=evaluation.report.sha256 if evaluation.report else None,
    )
