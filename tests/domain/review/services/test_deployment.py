"""A proposal is deployed as a whole, once, and only while it still holds."""

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services import jobs
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.review.choices import RunState
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.refusals import CannotDeploy
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.deployment import deploy_run
from tests.factories.assignment import STAGE, Dealing
from tests.factories.review import NEXT_DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def dealing():
    return Dealing(files=2, reviewers=3)


def deploy(dealing, run):
    return deploy_run(run=run, by=dealing.officer, at=NEXT_DAY)


def refused(dealing, run, said):
    before = ReviewTask.objects.count()
    with pytest.raises(CannotDeploy) as refusal:
        deploy(dealing, run)
    assert said in " ".join([str(refusal.value), *refusal.value.reasons])
    assert ReviewTask.objects.count() == before
    assert not Event.objects.filter(name="review.run.deployed").exists()


def test_the_files_are_given_as_proposed_and_every_reviewer_is_told_once(dealing):
    run = dealing.propose(per_application=2)

    deploy(dealing, run)

    run.refresh_from_db()
    assert (run.state, run.deployed_by, run.tasks.count()) == (RunState.DEPLOYED, dealing.officer, 4)
    given = set(ReviewTask.objects.values_list("reviewer_id", "application_id", "stage"))
    assert given == {(*pair, STAGE) for pair in run.seats.values_list("reviewer_id", "application_id")}
    assert Event.objects.filter(name="review.task.dealt").count() == 4
    jobs.run_due(at=NEXT_DAY)
    told = Notice.objects.filter(title__startswith="有新的评审任务")
    assert told.count() == len({reviewer for reviewer, _, _ in given})


def test_a_run_is_deployed_once(dealing):
    run = dealing.propose()
    deploy(dealing, run)

    with pytest.raises(CannotDeploy, match="已下达"):
        deploy(dealing, run)

    assert ReviewTask.objects.count() == 4


def test_of_two_proposals_only_the_first_deployed_still_holds(dealing):
    first, second = dealing.propose(seed=1), dealing.propose(seed=2)
    deploy(dealing, first)

    with pytest.raises(CannotDeploy, match="请重新计算"):
        deploy(dealing, second)

    assert ReviewTask.objects.count() == 4


def test_a_proposal_that_gives_nothing_out_is_not_deployed(dealing):
    deploy(dealing, dealing.propose())

    with pytest.raises(CannotDeploy, match="没有新的分派"):
        deploy(dealing, dealing.propose())


def test_a_replacement_takes_one_file_back_and_gives_it_to_another(dealing):
    gone = tasks.assign_reviewer(
        application=dealing.files[0], reviewer=dealing.reviewers[0], by=dealing.officer, at=NEXT_DAY
    )
    run = dealing.propose(per_application=1, released=(gone.pk,))

    deploy(dealing, run)

    assert not ReviewTask.objects.filter(pk=gone.pk).exists()
    assert ReviewTask.objects.count() == 2
    assert Event.objects.filter(name="review.task.withdrawn").count() == 1


def test_a_proposal_is_refused_once_a_task_or_a_file_has_changed(dealing):
    run = dealing.propose()
    tasks.assign_reviewer(application=dealing.files[0], reviewer=dealing.reviewers[0], by=dealing.officer, at=NEXT_DAY)

    refused(dealing, run, "待评审的申报或已分派的任务有了变化")


def test_a_proposal_is_refused_once_a_reviewer_is_tied_to_an_applicant_and_the_pair_is_named(dealing):
    run = dealing.propose(per_application=3)
    dealing.tie(dealing.reviewers[0], dealing.files[0])

    refused(dealing, run, f"评审员0：与 {dealing.files[0].applicant.name} 有须回避的关系")


def test_a_proposal_is_refused_once_a_reviewer_has_left_or_takes_less(dealing):
    run = dealing.propose(per_application=3)
    dealing.known(dealing.reviewers[0], active=False)
    dealing.known(dealing.reviewers[1], own_limit=1)

    refused(dealing, run, "评审员0：已不在专家库或不在聘期内")
    refused(dealing, run, "评审员1：手上会超过 1 件")


def test_the_officer_is_told_when_a_file_comes_back(dealing):
    deploy(dealing, dealing.propose())
    task = ReviewTask.objects.order_by("pk").first()
    jobs.run_due(at=NEXT_DAY)

    tasks.decline_task(task=task, ground="出差", at=NEXT_DAY)
    jobs.run_due(at=NEXT_DAY)

    told = Notice.objects.filter(recipient=dealing.officer, title__contains="谢绝")
    assert [each.title for each in told] == [f"{task.reviewer.user} 谢绝评审 {task.application.case.number}"]
