"""Two officers deploy at once: exactly one effect."""

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.choices import RunState
from pinzhang.domain.review.models import AssignmentRun, ReviewTask
from tests.domain.concurrency.stage import together
from tests.factories import make_officer
from tests.factories.assignment import Dealing

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_who_deploy_at_once_give_every_file_once():
    dealing = Dealing(files=2, reviewers=3)
    li = make_officer(dealing.round.authority, "李航")
    first, second = dealing.propose(seed=1), dealing.propose(seed=2)

    found = together(
        ("deploy", {"run": first.pk, "by": dealing.officer.pk}),
        ("deploy", {"run": first.pk, "by": li.pk}),
        ("deploy", {"run": second.pk, "by": li.pk}),
    )

    said = sorted(one.get("done", one.get("refused")) for one in found)
    assert said == ["CannotDeploy", "CannotDeploy", "deployed"]
    assert ReviewTask.objects.count() == 4
    assert AssignmentRun.objects.filter(state=RunState.DEPLOYED).count() == 1
    assert Event.objects.filter(name="review.run.deployed").count() == 1
