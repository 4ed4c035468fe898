"""Proposals of who judges what: what is asked is kept, what is impossible is named."""

import pytest

from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.review.choices import RunState
from pinzhang.domain.review.demands import Demand, demand_of
from pinzhang.domain.review.models import AssignmentRun, ProposedSeat, ReviewTask
from pinzhang.domain.review.refusals import CannotDeploy, NoAssignment
from pinzhang.domain.review.services import runs, tasks
from pinzhang.domain.review.services.deployment import deploy_run
from tests.factories import AT
from tests.factories.assignment import STAGE, Dealing, enter_industry
from tests.factories.flow import DAY
from tests.factories.review import NEXT_DAY, make_application_in_review

pytestmark = pytest.mark.django_db


def seats(run, **only):
    found = ProposedSeat.objects.filter(run=run, **only)
    return sorted(found.values_list("reviewer_id", "application_id"))


def give(dealing, reviewer, application):
    return tasks.assign_reviewer(application=application, reviewer=reviewer, by=dealing.officer, at=NEXT_DAY)


def test_a_run_is_kept_with_what_was_asked_what_came_of_it_and_why_and_gives_nobody_anything():
    dealing = Dealing()
    first, file = dealing.reviewers[0], dealing.files[0]
    dealing.known(first, industry_codes=["C1513"])
    enter_industry(file.applicant, "C1513")

    run = dealing.propose(objective="total", seed=7)

    run.refresh_from_db()
    assert run.state == RunState.PROPOSED
    assert demand_of(run.demand) == Demand(per_application=2, objective="total", seed=7)
    assert run.metrics["seats"] == run.seats.count() == 6
    assert run.metrics["total_proven"]
    assert run.metrics["loads"].keys() == {str(each.pk) for each in dealing.reviewers}
    seat = ProposedSeat.objects.get(run=run, reviewer=first, application=file)
    assert (seat.affinity, seat.reasons[0]) == (0.6, "行业小类相同（1513）")
    assert Event.objects.filter(name="review.run.proposed").count() == 1
    assert not ReviewTask.objects.exists()


def test_the_same_demand_with_the_same_seed_gives_the_same_seats():
    dealing = Dealing()

    first, second, third = dealing.propose(seed=3), dealing.propose(seed=3), dealing.propose(seed=4)

    assert seats(first) == seats(second)
    assert [each.sequence for each in (first, second, third)] == [1, 2, 3]


def test_nobody_is_proposed_for_a_file_they_must_not_judge_and_what_that_costs_is_said():
    dealing = Dealing(files=1, reviewers=3)
    tied, file = dealing.reviewers[0], dealing.files[0]
    dealing.known(tied, industry_codes=["C1513"])
    enter_industry(file.applicant, "C1513")
    dealing.tie(tied, file)

    run = dealing.propose(objective="total")

    assert tied.pk not in {reviewer for reviewer, _ in seats(run)}
    assert run.metrics["conflicts"] == {"hard": 1, "soft": 0}
    assert run.metrics["costs"] == [{"reviewer": tied.pk, "application": file.pk, "total": pytest.approx(0.6)}]


def test_colleagues_do_not_judge_the_same_file():
    dealing = Dealing(files=2, reviewers=4)
    for reviewer in dealing.reviewers[:2]:
        dealing.known(reviewer, employer="示例大学")

    run = dealing.propose(per_application=3)

    for file in dealing.files:
        judges = {reviewer for reviewer, application in seats(run) if application == file.pk}
        assert len(judges & {each.pk for each in dealing.reviewers[:2]}) == 1


def test_every_file_gets_somebody_of_a_required_field_and_every_anchor_everybody():
    dealing = Dealing(files=3, reviewers=4)
    expert = dealing.known(dealing.reviewers[3], fields=["计量"])
    anchor = dealing.files[1]

    run = dealing.propose(required=("计量",), anchors=(anchor.pk,))

    assert {application for reviewer, application in seats(run) if reviewer == expert.pk} == {
        file.pk for file in dealing.files
    }
    assert len([1 for _, application in seats(run) if application == anchor.pk]) == 4


@pytest.mark.parametrize(
    ("demand", "said", "remedy"),
    [
        ({"per_application": 5}, "每件申报的评审人数多于评审专家总数", "减少每件申报的评审人数"),
        ({"max_load": 1}, "最大负荷合计仅 4 件次", "提高负荷上限"),
        ({"required": ("计量",)}, "没有可用的所需专业评审专家", "增加所需专业的评审专家"),
    ],
)
def test_what_cannot_be_is_refused_with_its_cause_and_a_way_out_and_nothing_is_kept(demand, said, remedy):
    dealing = Dealing()

    with pytest.raises(NoAssignment) as refusal:
        dealing.propose(**demand)

    assert said in str(refusal.value)
    assert remedy in refusal.value.reasons[0]
    assert not AssignmentRun.objects.exists()


def test_the_files_that_conflicts_leave_without_reviewers_are_named():
    dealing = Dealing(files=1, reviewers=2)
    dealing.tie(dealing.reviewers[0], dealing.files[0])

    with pytest.raises(NoAssignment) as refusal:
        dealing.propose()

    assert "回避后可用的评审专家不足" in str(refusal.value)
    assert f"涉及申报：{dealing.files[0].case.number}" in refusal.value.reasons


def test_a_stage_without_reviewers_without_files_or_without_a_pool_has_no_run():
    dealing = Dealing(files=0, reviewers=1)
    asked = {"demand": Demand(per_application=1), "by": dealing.officer, "at": NEXT_DAY}

    with pytest.raises(NoAssignment, match="不由评审专家办理"):
        runs.propose_run(round_=dealing.round, stage="consultation", **asked)
    with pytest.raises(NoAssignment, match="没有待评审的申报"):
        runs.propose_run(round_=dealing.round, stage=STAGE, **asked)
    make_application_in_review(dealing.round, officer=dealing.officer)
    dealing.known(dealing.reviewers[0], term_to=AT.date() - DAY)
    with pytest.raises(NoAssignment, match="没有在聘的评审专家"):
        runs.propose_run(round_=dealing.round, stage=STAGE, **asked)
    assert not AssignmentRun.objects.exists()


def test_a_top_up_keeps_everybody_who_has_a_file():
    dealing = Dealing(files=2, reviewers=4)
    deploy_run(run=dealing.propose(per_application=1), by=dealing.officer, at=NEXT_DAY)
    before = set(ReviewTask.objects.values_list("reviewer_id", "application_id"))

    run = dealing.propose(per_application=2)

    assert set(seats(run, is_kept=True)) == before
    assert len(seats(run, is_kept=False)) == 2


def test_who_declined_or_recused_is_not_asked_again_and_the_others_stay():
    dealing = Dealing(files=1, reviewers=4)
    file = dealing.files[0]
    gone, recused, stays = (give(dealing, each, file) for each in dealing.reviewers[:3])
    tasks.decline_task(task=gone, ground="出差", at=NEXT_DAY)
    tasks.declare_conflict(task=recused, conflict=True, ground="亲属", at=NEXT_DAY)

    run = dealing.propose(per_application=2)

    assert seats(run, is_kept=True) == [(stays.reviewer_id, file.pk)]
    assert seats(run, is_kept=False) == [(dealing.reviewers[3].pk, file.pk)]


def test_one_reviewer_is_replaced_and_all_others_stay():
    dealing = Dealing(files=1, reviewers=3)
    first, second = (give(dealing, each, dealing.files[0]) for each in dealing.reviewers[:2])

    run = dealing.propose(per_application=2, released=(first.pk,))

    assert seats(run, is_kept=True) == [(second.reviewer_id, dealing.files[0].pk)]
    assert seats(run, is_kept=False) == [(dealing.reviewers[2].pk, dealing.files[0].pk)]
    assert run.metrics["released"] == [first.pk]


def test_a_lower_limit_gives_up_the_worst_fit_and_nothing_that_is_submitted():
    dealing = Dealing(files=2, reviewers=3)
    one = dealing.known(dealing.reviewers[0], industry_codes=["C1513"])
    enter_industry(dealing.files[1].applicant, "C1513")
    worse, better = (give(dealing, one, file) for file in dealing.files)

    run = dealing.propose(per_application=1, limits={one.pk: 1})

    assert run.metrics["released"] == [worse.pk]
    assert (one.pk, better.application_id) in seats(run, is_kept=True)
    assert run.metrics["loads"][str(one.pk)] == 1


def test_a_conflict_found_after_a_file_was_given_takes_it_back():
    dealing = Dealing(files=1, reviewers=2)
    task = give(dealing, dealing.reviewers[0], dealing.files[0])
    dealing.tie(dealing.reviewers[0], dealing.files[0])

    run = dealing.propose(per_application=1)

    assert run.metrics["released"] == [task.pk]
    assert seats(run) == [(dealing.reviewers[1].pk, dealing.files[0].pk)]


def test_files_in_hand_elsewhere_count_against_the_cap():
    dealing = Dealing(files=2, reviewers=2)
    busy = dealing.known(dealing.reviewers[0], load_limit=1)

    run = dealing.propose(per_application=1, min_load=1)

    assert run.metrics["limits"][str(busy.pk)] == 1
    assert run.metrics["loads"] == {str(each.pk): 1 for each in dealing.reviewers}


def test_a_large_problem_is_left_to_a_worker_who_names_the_cause_where_there_is_none(monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    dealing = Dealing(files=1, reviewers=2)
    good, bad = dealing.propose(), dealing.propose(per_application=3)
    assert (good.state, Job.objects.filter(handler__endswith="compute_run").count()) == (RunState.COMPUTING, 2)

    jobs.run_due(at=NEXT_DAY)
    jobs.run_due(at=NEXT_DAY)

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, good.seats.count()) == (RunState.PROPOSED, 2)
    assert (bad.state, bad.seats.count()) == (RunState.INFEASIBLE, 0)
    assert "评审专家总数" in bad.failure["sentence"]
    runs.compute_run({"run": good.pk}, NEXT_DAY)
    assert good.seats.count() == 2


def test_levelling_is_left_to_a_worker():
    dealing = Dealing(files=1, reviewers=2)
    run = dealing.propose(objective="leximin")
    assert run.state == RunState.COMPUTING

    jobs.run_due(at=NEXT_DAY)

    run.refresh_from_db()
    assert (run.state, run.metrics["all_raised"], run.seats.count()) == (RunState.PROPOSED, True, 2)


def test_a_run_that_was_discarded_while_it_was_computed_stays_discarded(monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    dealing = Dealing(files=1, reviewers=2)
    run = dealing.propose()
    runs.discard_run(run=run, by=dealing.officer, at=NEXT_DAY)

    jobs.run_due(at=NEXT_DAY)

    run.refresh_from_db()
    assert (run.state, run.seats.count()) == (RunState.DISCARDED, 0)


def test_a_proposal_is_discarded_once_and_stays_on_record():
    dealing = Dealing(files=1, reviewers=2)
    run = dealing.propose()

    runs.discard_run(run=run, by=dealing.officer, at=NEXT_DAY)

    with pytest.raises(CannotDeploy, match="已放弃"):
        runs.discard_run(run=run, by=dealing.officer, at=NEXT_DAY)
    assert AssignmentRun.objects.get().state == RunState.DISCARDED
