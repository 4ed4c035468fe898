"""Assignment runs on screen: conflicts, proposals, comparison, deployment."""

import pytest
from django.urls import reverse

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.review.choices import RunState
from pinzhang.domain.review.models import AssignmentRun, ReviewTask
from pinzhang.domain.review.services import tasks
from pinzhang.domain.review.services.deployment import deploy_run
from tests.factories import make_post
from tests.factories.assignment import STAGE, Dealing, enter_industry
from tests.factories.review import NEXT_DAY, make_application_in_review
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import queries_of, stranger

pytestmark = pytest.mark.django_db
ASKED = {"objective": "floor", "per_application": "2", "diverse": "on"}


@pytest.fixture
def dealing():
    return Dealing(files=2, reviewers=3)


def page(client, name, *args, **query):
    return client.get(reverse(f"staff:{name}", args=args), query)


def test_an_officer_proposes_compares_and_deploys(dealing):
    client = signed_in(dealing.officer)
    assert "还没有方案" in page(client, "assignment", dealing.round.pk).text
    new = reverse("staff:propose_run", args=[dealing.round.pk, STAGE])
    assert "每件申报由几位专家评审" in client.get(new).text

    for objective in ("floor", "total"):
        made = client.post(new, {**ASKED, "objective": objective}, follow=True)
        assert "方案已提出，还没有分派给任何人。" in made.text
    first, second = AssignmentRun.objects.order_by("pk")
    shown = page(client, "run", first.pk).text
    assert "已证明最优" in shown
    assert "还不知道申报组织的行业" in shown
    compared = page(client, "compare_runs", dealing.round.pk, run=[first.pk, second.pk]).text
    assert "总和最大" in compared
    assert "与第一列不同的席位" in compared
    assert "收到 <b>2</b> 件申报的 <b>4</b> 件次" in page(client, "deploy_run", first.pk).text
    assert not ReviewTask.objects.exists()

    done = client.post(reverse("staff:deploy_run", args=[first.pk]), follow=True).text

    assert "已下达，4 件次已分派" in done
    assert ReviewTask.objects.count() == 4
    again = client.post(reverse("staff:deploy_run", args=[second.pk]))
    assert again.status_code == 422
    assert "请重新计算一个方案" in again.text
    assert "这个方案不能下达" in page(client, "deploy_run", first.pk).text


def test_what_is_impossible_is_said_above_the_form_and_what_was_typed_is_kept(dealing):
    client = signed_in(dealing.officer)
    new = reverse("staff:propose_run", args=[dealing.round.pk, STAGE])

    refused = client.post(new, {**ASKED, "per_application": "4", "seed": "12"})

    assert refused.status_code == 422
    assert "每件申报的评审人数多于评审专家总数" in refused.text
    assert 'value="12"' in refused.text
    wrong = client.post(new, {**ASKED, "anchors": "没有这件"})
    assert "没有在这个环节的申报：没有这件。" in wrong.text
    assert not AssignmentRun.objects.exists()


def test_limits_anchors_and_fields_are_asked_for(dealing):
    dealing.known(dealing.reviewers[0], fields=["计量"])
    client = signed_in(dealing.officer)
    number, limited = dealing.files[0].case.number, dealing.reviewers[1].pk

    client.post(
        reverse("staff:propose_run", args=[dealing.round.pk, STAGE]),
        {**ASKED, "per_application": "1", "anchors": number, "required": ["计量"], f"limit-{limited}": "1"},
    )

    demand = AssignmentRun.objects.get().demand
    assert demand["anchors"] == [dealing.files[0].pk]
    assert demand["required"] == ["计量"]
    assert demand["limits"] == {str(limited): 1}


def test_one_reviewer_is_replaced_from_the_page_of_the_application(dealing):
    client = signed_in(dealing.officer)
    task = tasks.assign_reviewer(
        application=dealing.files[0], reviewer=dealing.reviewers[0], by=dealing.officer, at=NEXT_DAY
    )
    link = f"{reverse('staff:propose_run', args=[dealing.round.pk, STAGE])}?release={task.pk}"
    assert link in page(client, "application", dealing.files[0].pk).text
    assert "下达时收回并改派" in client.get(link).text

    client.post(link, {**ASKED, "per_application": "1"})

    run = AssignmentRun.objects.get()
    assert run.metrics["released"] == [task.pk]
    assert "同时收回" in page(client, "deploy_run", run.pk).text


def test_both_lists_of_conflicts_are_shown_with_whose_rules_they_are(dealing):
    first, second, file = *dealing.reviewers[:2], dealing.files[0]
    given = tasks.assign_reviewer(application=file, reviewer=second, by=dealing.officer, at=NEXT_DAY)
    tasks.declare_conflict(task=given, conflict=True, ground="亲属", kind="family", at=NEXT_DAY)
    tasks.assign_reviewer(application=file, reviewer=first, by=dealing.officer, at=NEXT_DAY)
    dealing.tie(first, file)

    shown = page(signed_in(dealing.officer), "round_conflicts", dealing.round.pk)

    assert [row["conflict"].kind for row in shown.context["undeclared"]] == ["consulting"]
    assert [row["conflict"].kind for row in shown.context["without_ground"]] == ["family"]
    assert "已分派，须处理" in shown.text
    assert "以下是本平台的默认规定，不是项目文件的规定。" in shown.text


def test_a_proposal_is_discarded_and_one_that_a_worker_could_not_solve_says_why(dealing):
    client = signed_in(dealing.officer)
    run = dealing.propose()

    assert "已放弃，方案留存备查。" in client.post(reverse("staff:discard_run", args=[run.pk]), follow=True).text
    assert client.post(reverse("staff:discard_run", args=[run.pk])).status_code == 422
    AssignmentRun.objects.filter(pk=run.pk).update(
        state=RunState.INFEASIBLE, metrics=None, failure={"sentence": "没有可行的方案。", "reasons": ["增加专家。"]}
    )
    assert "增加专家。" in page(client, "run", run.pk).text
    AssignmentRun.objects.filter(pk=run.pk).update(state=RunState.COMPUTING, failure=None)
    assert "正在计算" in page(client, "run", run.pk).text
    assert "没有选中可以比较的方案" in page(client, "compare_runs", dealing.round.pk, run=[run.pk]).text


def test_only_the_officers_of_the_round_propose_and_deploy(dealing):
    run = dealing.propose()
    leader = make_post(dealing.round.authority, PostRole.LEADER).user
    new = reverse("staff:propose_run", args=[dealing.round.pk, STAGE])

    assert page(signed_in(leader), "run", run.pk).status_code == 200
    for who in (signed_in(leader), stranger()):
        assert who.post(new, ASKED).status_code == 404
        assert who.post(reverse("staff:deploy_run", args=[run.pk])).status_code == 404
        assert who.post(reverse("staff:discard_run", args=[run.pk])).status_code == 404
    for name, key in (("run", run.pk), ("assignment", dealing.round.pk), ("round_conflicts", dealing.round.pk)):
        assert page(stranger(), name, key).status_code == 404
    assert page(signed_in(dealing.officer), "propose_run", dealing.round.pk, "panel").status_code == 404
    assert AssignmentRun.objects.count() == 1
    assert not ReviewTask.objects.exists()


def test_pages_ask_as_often_for_many_files_as_for_one():
    dealing = Dealing(files=1, reviewers=2)
    client = signed_in(dealing.officer)
    run = dealing.propose(per_application=2)
    dealing.tie(dealing.reviewers[0], dealing.files[0])
    asked = [
        reverse("staff:run", args=[run.pk]),
        reverse("staff:assignment", args=[dealing.round.pk]),
        reverse("staff:round_conflicts", args=[dealing.round.pk]),
        reverse("staff:propose_run", args=[dealing.round.pk, STAGE]),
    ]
    before = [queries_of(client, address) for address in asked]
    dealing.files += [make_application_in_review(dealing.round, officer=dealing.officer) for _ in range(2)]
    dealing.reviewers += [dealing.reviewer(f"新评审员{place}") for place in range(3)]
    for reviewer, file in zip(dealing.reviewers, dealing.files, strict=False):
        dealing.tie(reviewer, file)
        enter_industry(file.applicant, "C1513")
    more = dealing.propose(per_application=2)

    asked[0] = reverse("staff:run", args=[more.pk])
    assert [queries_of(client, address) for address in asked] == before
    deploy_run(run=more, by=dealing.officer, at=NEXT_DAY)
