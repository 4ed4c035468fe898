"""Reviewers are reminded of what they owe, once a day, and of nothing else."""

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.refusals import CannotAssign
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.reminders import remind_reviewer
from tests.factories import AT, make_officer, make_round, make_user
from tests.factories.flow import DAY, bring_to, submitted

pytestmark = pytest.mark.django_db


def test_a_reviewer_is_reminded_once_a_day_of_what_is_still_owed():
    round_ = make_round()
    officer = make_officer(round_.authority)
    reviewer = tasks.enrol_reviewer(user=make_user("评审员张"), authority=round_.authority)
    other = tasks.enrol_reviewer(user=make_user("评审员李"), authority=round_.authority)
    given = []
    for _ in range(2):
        application = bring_to(submitted(round_), "document-review", officer=officer)
        given.append(tasks.assign_reviewer(application=application, reviewer=reviewer, by=officer, at=AT))
    tasks.declare_conflict(task=given[1], conflict=True, ground="亲属", at=AT)
    known = list(ReviewTask.objects.select_related("application__case"))
    reminded = {"tasks": known, "by": officer}

    assert remind_reviewer(reviewer=reviewer, **reminded, at=AT) == 1
    with pytest.raises(CannotAssign):
        remind_reviewer(reviewer=reviewer, **reminded, at=AT)
    with pytest.raises(CannotAssign):
        remind_reviewer(reviewer=other, **reminded, at=AT)
    assert remind_reviewer(reviewer=reviewer, **reminded, at=AT + DAY) == 1

    assert Notice.objects.filter(recipient=reviewer.user, key__startswith="reminder").count() == 2
    assert Event.objects.filter(name="review.task.reminded").count() == 2
