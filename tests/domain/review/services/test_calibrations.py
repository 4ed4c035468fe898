"""Scores corrected for severity, ranked with their uncertainty, computed again when a score changes."""

from datetime import date, timedelta

import pytest

from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.services import jobs
from pinzhang.domain.review.models import Calibration, PanelEntry, Ranking, ReviewTask
from pinzhang.domain.review.refusals import CannotPropose
from pinzhang.domain.review.services import calibrations, panel
from pinzhang.domain.review.services.calibrations import cross_checked, freshness, rank_round
from pinzhang.domain.review.services.entries import EnteredSheet, enter_sheets
from tests.factories import AT, make_edition, make_round
from tests.factories.judging import REVIEW, SEVERE, judged_round, judging_document, judging_edition

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def judged():
    return judged_round()


def test_a_round_is_ranked_with_intervals_chances_and_the_severe_reviewer_named(judged):
    ranking = rank_round(round_=judged.round, at=AT)
    results, stage = ranking.results, Calibration.objects.get()

    assert (results["decides"], results["refusal"], stage.model) == (True, "", "mixed_model")
    assert [cut["upto"] for cut in results["cuts"]] == [2, 5]
    assert {row["application"] for row in results["rows"]} == {one.pk for one in judged.applications}
    for row in results["rows"]:
        assert 1 <= row["low"] <= row["rank"] <= row["high"] <= 12
        assert row["chances"][0] <= row["chances"][1]
    severity = {one["reviewer"]: one for one in stage.results["reviewers"]}
    harsh = severity[str(judged.reviewers[SEVERE].pk)]
    assert harsh["severity"] == max(one["severity"] for one in severity.values()) > 50
    assert harsh["severity"] > 2 * harsh["se"]
    assert len(stage.results["deviations"]) == 36
    assert Event.objects.filter(name="review.round.ranked").count() == 1


def test_a_calibration_is_cross_checked_once_by_the_ordinal_model_and_by_agreement(judged):
    made = cross_checked(round_=judged.round, at=AT)[0]

    rasch, agreement = made.cross_check["rasch"], made.cross_check["agreement"]
    harsh = str(judged.reviewers[SEVERE].pk)
    assert rasch["reviewers"][harsh]["severity"] == max(each["severity"] for each in rasch["reviewers"].values())
    assert agreement["alpha"]["interval"] > 0.3
    assert {each["reviewer"] for each in agreement["leave_one_out"]} == {str(one.pk) for one in judged.reviewers}
    assert set(made.cross_check["drift"]) == {str(one.pk) for one in judged.reviewers}

    Calibration.objects.update(cross_check={"schema": 1})
    assert cross_checked(round_=judged.round, at=AT)[0].cross_check == {"schema": 1}


def test_the_same_scores_are_not_computed_twice_and_other_scores_make_another_result(judged):
    first = rank_round(round_=judged.round, at=AT)
    assert rank_round(round_=judged.round, at=AT + timedelta(days=1)) == first
    assert freshness(round_=judged.round, at=AT) == calibrations.Freshness(first, is_current=True)

    task = ReviewTask.objects.order_by("pk").first()
    task.marks["problem"]["score"] = "10"
    task.save()
    second = freshness(round_=judged.round, at=AT)

    assert second.is_current
    assert second.ranking != first
    assert (Ranking.objects.count(), Calibration.objects.count()) == (2, 2)


def test_a_large_round_is_computed_by_a_job_and_shown_as_stale_until_then(judged, monkeypatch):
    monkeypatch.setattr(calibrations, "SMALL", 10)
    assert freshness(round_=judged.round, at=AT) == calibrations.Freshness(None, is_current=False)
    assert freshness(round_=judged.round, at=AT).is_current is False
    assert Job.objects.filter(handler__endswith="compute_ranking").count() == 1

    while jobs.run_due(at=AT):
        pass
    assert freshness(round_=judged.round, at=AT).is_current


def test_a_round_nobody_scored_says_so():
    empty = make_round(judging_edition())

    assert rank_round(round_=empty, at=AT).results["refusal"] == "还没有提交的评分。"


def test_groups_without_a_common_reviewer_are_not_ranked_and_no_panel_opens():
    judged = judged_round(count=4, reviewers=6, each=1)
    ReviewTask.objects.all().delete()
    marks = {key: {"score": "50", "ground": "x"} for key in ("problem", "cause", "measure", "result", "spread")}
    sheets = [
        EnteredSheet(
            one, judged.reviewers[2 * (n % 2) + k], AT, {**marks, "cause": {"score": str(10 * (n + k)), "ground": "x"}}
        )
        for n, one in enumerate(judged.applications)
        for k in range(2)
    ]
    enter_sheets(round_=judged.round, stage=REVIEW, sheets=sheets, by=judged.officer, at=AT)

    results = rank_round(round_=judged.round, at=AT).results
    assert "没有共同的评审" in results["refusal"]
    assert sorted(map(len, results["groups"])) == [2, 2]
    assert results["rows"] == []
    with pytest.raises(CannotPropose, match="不能排名"):
        panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)
    assert not PanelEntry.objects.exists()


def test_a_criterion_under_its_limit_takes_the_application_out_of_the_ranking(judged):
    best = judged.applications[0]
    task = ReviewTask.objects.filter(application=best).first()
    task.marks["result"]["score"] = "5"
    task.save()

    results = rank_round(round_=judged.round, at=AT).results
    assert results["vetoed"] == [{"application": best.pk, "criteria": {"result": 1}}]
    assert best.pk not in {row["application"] for row in results["rows"]}


def test_a_criterion_that_does_not_apply_is_left_out_of_the_score_and_of_the_model(judged):
    for task in ReviewTask.objects.filter(application=judged.applications[3]):
        task.marks["spread"]["score"] = "na"
        task.save()

    rank_round(round_=judged.round, at=AT)
    flags = {flag["name"] for flag in Calibration.objects.get().results["flags"]}
    assert "MissingRatings" in flags


def test_places_kept_for_some_go_to_them_first(judged):
    small = judged.applications[-1]
    small.answers = {"is_small_enterprise": True}
    small.save()

    first, second = rank_round(round_=judged.round, at=AT).results["tiers"]
    assert len(first["chosen"]) == 2
    assert small.pk in second["chosen"]
    assert second["reserved_short"] == [2]


def test_a_reviewer_kept_from_a_file_is_never_named_as_the_most_useful_one(judged):
    results = rank_round(round_=judged.round, at=AT).results
    advice = [(one["reviewer"], one["application"]) for near in results["near"] for one in near["extra"]]
    assert advice
    who, what = advice[0]
    reviewer = next(one for one in judged.reviewers if str(one.pk) == who)
    recused = EnteredSheet(next(a for a in judged.applications if a.pk == what), reviewer, AT, {}, recused_for="亲属")
    enter_sheets(round_=judged.round, stage=REVIEW, sheets=[recused], by=judged.officer, at=AT)
    Ranking.objects.all().delete()

    again = rank_round(round_=judged.round, at=AT).results
    assert (who, what) not in [(one["reviewer"], one["application"]) for near in again["near"] for one in near["extra"]]


def test_two_stages_are_put_together_by_the_weights_of_the_pack():
    document = judging_document()
    stages = list(document.stages)
    review = next(stage for stage in stages if stage.key == REVIEW)
    stages.insert(2, review.model_copy(update={"key": "second-review", "kind": "defence"}))
    weight = {"clause": "演示", "source": "demonstration"}
    weights = [{"stage": REVIEW, "weight": "0.6", **weight}, {"stage": "second-review", "weight": "0.4", **weight}]
    criteria = document.criteria.model_copy(
        update={
            "stage_weights": tuple(type(document.criteria).model_validate({"stage_weights": weights}).stage_weights)
        }
    )
    head = document.programme.model_copy(update={"edition": "2021.1", "valid_from": date(2021, 1, 1)})
    weighed = document.model_copy(update={"stages": tuple(stages), "criteria": criteria, "programme": head})
    judged = judged_round(edition=make_edition(document=weighed), at_panel=False)
    assert (
        "没有提交" in rank_round(round_=judged.round, at=AT).results["refusal"]
        or not Ranking.objects.first().results["rows"]
    )

    sheets = [
        EnteredSheet(task.application, task.reviewer, AT, task.marks)
        for task in ReviewTask.objects.select_related("application", "reviewer__user")
    ]
    enter_sheets(round_=judged.round, stage="second-review", sheets=sheets, by=judged.officer, at=AT)
    results = rank_round(round_=judged.round, at=AT).results

    assert [(one["stage"], one["weight"]) for one in results["stages"]] == [(REVIEW, "0.6"), ("second-review", "0.4")]
    one, two = Calibration.objects.order_by("pk")
    score = {each["application"]: each["score"] for each in one.results["applications"]}
    assert results["rows"][0]["score"] == pytest.approx(score[results["rows"][0]["application"]], abs=1e-4)
    assert results["rows"][0]["se"] < one.results["applications"][0]["se"]
    assert (one.stage, two.stage) == (REVIEW, "second-review")


def test_the_panel_is_ranked_by_corrected_scores_where_the_edition_says_so(judged):
    opened = panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)

    wanted = {row["application"]: row["rank"] for row in rank_round(round_=judged.round, at=AT).results["rows"]}
    assert {entry.application_id: entry.rank for entry in PanelEntry.objects.filter(batch_stage=opened)} == wanted


def test_the_panel_is_ranked_by_raw_means_where_the_edition_says_so():
    judged = judged_round(edition=judging_edition(aggregation="mean"))
    opened = panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)

    by_raw = {row["application"]: row["raw_rank"] for row in rank_round(round_=judged.round, at=AT).results["rows"]}
    assert rank_round(round_=judged.round, at=AT).results["decides"] is False
    assert {entry.application_id: entry.rank for entry in PanelEntry.objects.filter(batch_stage=opened)} == by_raw
