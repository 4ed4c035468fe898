"""A reviewer's own tasks: declare, read the file, score, submit."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import File, Form, Router
from ninja.files import UploadedFile

from pinzhang.domain.core.days import local_day
from pinzhang.domain.review.choices import ConflictAnswer, RelationKind
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.refusals import CannotDeclare, CannotScore
from pinzhang.domain.review.selectors import tasks_of
from pinzhang.domain.review.services import tasks as services
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Done, Id, Slug, Text
from pinzhang.portals.api.documents import review as documents
from pinzhang.portals.api.files import BINARY, hand_out
from pinzhang.portals.api.operations import does, reads, replaces
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import NotThere

READ, WRITE = "review:read", "review:write"
router = Router(tags=["review"])


def _own(request: ApiRequest, pk: int) -> ReviewTask:
    """Return one of the reviewer's own tasks; others do not exist for them."""
    return get_object_or_404(tasks_of(request.caller.person, on=local_day(request.at)), pk=pk)


def _opened(request: ApiRequest, pk: int) -> ReviewTask:
    """Return a task whose file is open: declared free of conflict."""
    task = _own(request, pk)
    if task.conflict != ConflictAnswer.NONE:
        raise NotThere
    return task


@reads(router, "/review/tasks", gives=documents.TaskLinesTold, scope=READ)
def list_tasks(request: ApiRequest, place: Asked) -> Any:
    """List the reviewer's own tasks, the newest first (我的任务)."""
    return page_of(
        tasks_of(request.caller.person, on=local_day(request.at)), place, order=["-pk"], line=documents.say_task
    )


@reads(router, "/review/tasks/{task}", gives=documents.TaskTold, scope=READ)
def read_task(request: ApiRequest, task: Id) -> Any:
    """Read a task, with its file and criteria once none is declared (评审任务)."""
    return documents.tell_task(_own(request, task))


@reads(router, "/review/tasks/{task}/papers/{paper}/content", gives=BINARY, scope=READ)
def read_task_paper(request: ApiRequest, task: Id, paper: Id) -> Any:
    """Read a document of the file (证实材料)."""
    found = documents.dossier_of(_opened(request, task)).paper(paper)
    if found is None:
        raise NotThere
    return hand_out(found.attachment.file, name=found.name)


@does(router, "/review/tasks/{task}/conflict", gives=documents.TaskTold, scope=WRITE)
def declare_conflict(request: ApiRequest, task: Id, given: documents.ConflictGiven) -> Any:
    """Declare a conflict of interest or none; only then does the file open (利害关系声明)."""
    if given.kind not in RelationKind.values:
        raise CannotDeclare("没有这一种利害关系。", fields={"kind": "请选择一种利害关系。"})
    services.declare_conflict(
        task=_own(request, task), conflict=given.conflict, kind=given.kind, ground=given.ground, at=request.at
    )
    return documents.tell_task(_own(request, task))


@does(router, "/review/tasks/{task}/declination", gives=documents.TaskTold, scope=WRITE)
def decline_task(request: ApiRequest, task: Id, given: documents.GroundGiven) -> Any:
    """Give a file back for another reason than a conflict (谢绝评审)."""
    services.decline_task(task=_own(request, task), ground=given.ground, at=request.at)
    return documents.tell_task(_own(request, task))


@replaces(router, "/review/tasks/{task}/marks", gives=documents.TaskTold, scope=WRITE)
def save_marks(request: ApiRequest, task: Id, given: documents.MarksGiven) -> Any:
    """Keep the scores as a draft (暂存评分)."""
    marks = {
        key: {name: text for name, text in each.items() if text} for key, each in given.model_dump()["marks"].items()
    }
    services.save_marks(
        task=_opened(request, task), marks=marks, summary=given.summary, confidence=given.confidence, at=request.at
    )
    return documents.tell_task(_own(request, task))


@does(router, "/review/tasks/{task}/submission", gives=documents.TaskTold, scope=WRITE)
def submit_marks(request: ApiRequest, task: Id) -> Any:
    """Submit the saved scores; they cannot be changed afterwards (提交评分)."""
    services.submit_marks(task=_opened(request, task), at=request.at)
    return documents.tell_task(_own(request, task))


@does(router, "/review/tasks/{task}/findings", gives=Done, scope=WRITE)
def add_finding(
    request: ApiRequest, task: Id, text: Form[Text], criterion: Form[Slug] = "", photo: File[UploadedFile] | None = None
) -> Any:
    """Record what was found on site, with a photograph (记录现场发现)."""
    found = _opened(request, task)
    if criterion and criterion not in documents.criterion_keys(found):
        raise CannotScore("没有这个评分条目。", fields={"criterion": "没有这个评分条目。"})
    finding = services.add_site_finding(
        task=found,
        text=text,
        criterion=criterion,
        photo=photo.read() if photo else None,
        photo_name=(photo.name or "") if photo else "",
        at=request.at,
    )
    return Done(id=finding.pk)
