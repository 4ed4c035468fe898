"""Tell reviewers and institutions of their work, and applicants what came of it."""

from datetime import datetime

from django.db.models import Count

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.choices import Outcome
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import handles
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.selectors import users_of
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.services.feedback import send_feedback, send_result


@handles("review.task.assigned")
def tell_reviewer(event: Event, at: datetime) -> None:
    """Tell a reviewer that a file is waiting; the applicant is not named before the conflict declaration."""
    task = (
        ReviewTask.objects.select_related("reviewer__user", "application__case").filter(pk=event.data["task"]).first()
    )
    if task is None:
        return
    notify(
        recipient=task.reviewer.user,
        key=f"event:{event.pk}",
        title=f"有新的评审任务：{task.application.case.number}",
        title_en=f"New review task: {task.application.case.number}",
        text="请先声明有无利害关系，再打开材料。",
        text_en="Please declare conflicts of interest before you open the file.",
        link=f"/go/task/{task.pk}",
        at=at,
    )


@handles("review.run.deployed")
def tell_reviewers(event: Event, at: datetime) -> None:
    """Tell each reviewer once how many files a deployed run has brought them."""
    given = ReviewTask.objects.filter(run=int(event.stream.partition(":")[2]))
    for reviewer in Reviewer.objects.filter(tasks__in=given).select_related("user").annotate(brought=Count("tasks")):
        notify(
            recipient=reviewer.user,
            key=f"event:{event.pk}",
            title=f"有新的评审任务：{reviewer.brought} 件",
            title_en=f"New review tasks: {reviewer.brought}",
            text="请先声明有无利害关系，再打开材料；不能承担的请尽早谢绝。",
            text_en="Please declare conflicts of interest before you open a file; decline early what you cannot take.",
            link="/go/tasks",
            at=at,
        )


@handles("review.task.declined")
def tell_officer(event: Event, at: datetime) -> None:
    """Tell the officer who gave the file that it came back."""
    task = ReviewTask.objects.select_related("assigned_by", "application__case", "reviewer__user").get(
        pk=event.data["task"]
    )
    notify(
        recipient=task.assigned_by,
        key=f"event:{event.pk}",
        title=f"{task.reviewer.user} 谢绝评审 {task.application.case.number}",
        text="请补充一位专家。",
        link=f"/go/application/{task.application_id}",
        at=at,
    )


@handles("review.evaluation.commissioned")
def tell_institution(event: Event, at: datetime) -> None:
    """Tell the people of an institution that a file is to be evaluated."""
    institution = Organisation.objects.get(pk=event.data["to"])
    for person in users_of(institution):
        notify(
            recipient=person,
            key=f"event:{event.pk}",
            title="有新的第三方评价任务",
            title_en="New third-party evaluation",
            link="/go/evaluations",
            at=at,
        )


@handles("applications.list.closed")
def answer_a_list(event: Event, at: datetime) -> None:
    """Send everybody whose case ended with a list the result and the feedback."""
    opened = BatchStage.objects.get(pk=event.data["list"])
    ended = Application.objects.filter(case__number__in=opened.frozen, case__outcome__in=_ANSWERED)
    for application in ended.select_related(*_TOLD).order_by("pk"):
        _answer(application, at)


@handles("applications.application.decided", "applications.objection.decided")
def answer_one(event: Event, at: datetime) -> None:
    """Send the result and the feedback to whoever was refused alone."""
    application = Application.objects.select_related(*_TOLD).get(pk=int(event.stream.partition(":")[2]))
    if application.case.outcome == Outcome.REFUSED:
        _answer(application, at)


_ANSWERED = (Outcome.GRANTED, Outcome.REFUSED)
_TOLD = ("case__authority", "applicant", "subject", "round__edition", "round__batch")


def _answer(application: Application, at: datetime) -> None:
    send_result(application=application, at=at)
    if application.feedback is None:
        send_feedback(application=application, at=at)
