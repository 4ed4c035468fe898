"""Remind reviewers of what they still owe."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.models import User
from pinzhang.domain.review.models import Reviewer, ReviewTask
from pinzhang.domain.review.refusals import CannotAssign


@transaction.atomic
def remind_reviewer(*, reviewer: Reviewer, tasks: Iterable[ReviewTask], by: User, at: datetime) -> int:
    """Tell a reviewer, at most once a day, which files still wait, and return how many (提醒评审专家).

    :raises CannotAssign: nothing waits, or the reviewer was reminded today already.
    """
    waiting = [task for task in tasks if task.reviewer_id == reviewer.pk and is_owed(task)]
    if not waiting:
        raise CannotAssign(f"{reviewer.user} 没有要办的评审。")
    numbers = "、".join(task.application.case.number for task in waiting)
    told = notify(
        recipient=reviewer.user,
        key=f"reminder:{reviewer.pk}:{local_day(at).isoformat()}",
        title=f"还有 {len(waiting)} 件评审等您办",
        title_en=f"{len(waiting)} reviews are waiting for you",
        text=f"{numbers}。请先声明有无利害关系，再评分提交；不能评审的请申请回避。",
        text_en=f"{numbers}. Please declare conflicts, score and submit; recuse yourself where you cannot review.",
        link="/reviewer/",
        at=at,
    )
    if told is None:
        raise CannotAssign(f"今天已经提醒过 {reviewer.user}。")
    for task in waiting:
        events.record("review.task.reminded", subject=task.application, by=by, at=at, data={"task": task.pk})
    return len(waiting)


def is_owed(task: ReviewTask) -> bool:
    """Tell whether a reviewer still owes a task: neither submitted nor given back, and its stage not over."""
    present = task.application.case.stage == task.stage and not task.application.case.outcome
    return present and task.submitted_at is None and not task.is_off
