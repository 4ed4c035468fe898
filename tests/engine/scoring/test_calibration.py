import numpy as np
import pytest

from pinzhang.engine.scoring.calibration import calibrate, mean_scores
from pinzhang.engine.scoring.ratings import Ratings, Sheet, ratings_of
from pinzhang.engine.scoring.refusals import CutRefused, DisconnectedDesign
from tests.engine.scoring.rounds import shrout_fleiss, simulated


def parted_round():
    """Two halves, each judged by its own three reviewers."""
    rows = []
    for half, seed in (("a", 1), ("b", 2)):
        ratings = simulated(applications=8, reviewers=3, seed=seed).ratings
        for application, reviewer, values in zip(ratings.application, ratings.reviewer, ratings.value, strict=True):
            rows.append(Sheet(f"{half}{application}", f"{half}-{reviewer}", tuple(values.tolist())))
    return ratings_of(rows, ratings.criteria)


def test_a_round_is_scored_and_ranked_beside_its_raw_means():
    ratings = simulated().ratings

    result = calibrate(ratings, top=5)

    assert [each.application for each in result.applications] == list(ratings.applications)
    assert [each.raw_score for each in result.applications] == mean_scores(ratings).tolist()
    assert sorted(each.span.rank for each in result.applications) == list(range(1, 41))
    best = next(each for each in result.applications if each.span.rank == 1)
    assert best.score == max(each.score for each in result.applications)
    assert all(each.span.low <= each.span.rank <= each.span.high for each in result.applications)
    assert sum(each.span.p_top for each in result.applications) == pytest.approx(5)
    assert result.components == 1
    assert result.flags == ()
    assert list(result.criteria) == ["c0", "c1", "c2", "c3"]


def test_without_a_number_of_places_there_is_no_chance_of_them():
    assert {each.span.p_top for each in calibrate(simulated().ratings).applications} == {None}


def test_a_wider_level_gives_wider_rank_intervals():
    ratings = simulated().ratings

    narrow, wide = (calibrate(ratings, level=level).applications for level in (0.5, 0.95))

    pairs = list(zip(narrow, wide, strict=True))
    assert all(w.span.low <= n.span.low and n.span.high <= w.span.high for n, w in pairs)
    assert any(w.span.high - w.span.low > n.span.high - n.span.low for n, w in pairs)


def test_the_severe_and_the_careless_reviewer_stand_out():
    ratings = simulated(applications=120, reviewers=8, per_application=4, severity=0.2, seed=11).ratings
    value = ratings.value.copy()
    value[ratings.reviewer == 2] -= 3.0
    careless = ratings.reviewer == 5
    value[careless] += 2.5 * np.random.default_rng(1).standard_normal((int(careless.sum()), 1))

    planted = Ratings(**{name: getattr(ratings, name) for name in Ratings.__slots__} | {"value": value})
    reviewers = calibrate(planted).reviewers

    assert max(reviewers, key=lambda each: each.severity).reviewer == "r02"
    assert max(reviewers, key=lambda each: each.misfit).reviewer == "r05"
    assert reviewers[2].severity == pytest.approx(2.6, abs=0.6)
    assert reviewers[5].misfit > 2.0
    assert all(each.misfit < 1.5 for each in reviewers if each.reviewer != "r05")


def test_misfit_is_one_where_the_model_is_true():
    reviewers = calibrate(simulated(applications=400, reviewers=10, seed=6).ratings).reviewers

    assert np.mean([each.misfit for each in reviewers]) == pytest.approx(1.0, abs=0.05)


def test_intervals_cover_the_truth_as_often_as_they_say():
    covered, ranked = [], []
    for seed in range(12):
        truth = simulated(applications=60, reviewers=12, seed=100 + seed)
        result = calibrate(truth.ratings, level=0.90)
        found, error = result.fit.application_effects, result.fit.application_errors
        covered += (np.abs(found - truth.applications) <= 1.645 * error).tolist()
        rank = 60 - np.argsort(np.argsort(truth.applications))
        ranked += [
            each.span.low <= true <= each.span.high for each, true in zip(result.applications, rank, strict=True)
        ]

    assert np.mean(covered) == pytest.approx(0.90, abs=0.03)
    assert np.mean(ranked) >= 0.87


def test_a_disconnected_design_is_scored_and_flagged_but_not_ranked():
    result = calibrate(parted_round(), top=3)

    assert result.components == 2
    assert {each.span for each in result.applications} == {None}
    assert {each.component for each in result.applications if each.application.startswith("a")} == {0}
    assert [flag.name for flag in result.flags] == ["DisconnectedDesign"]
    with pytest.raises(DisconnectedDesign) as refusal:
        result.ranking()
    assert str(refusal.value) == "2 组申报之间没有共同的评审，不能放在一起排名"


def test_a_singular_fit_says_so():
    result = calibrate(simulated(spread=0.0, severity=0.0, halo=0.0, seed=4).ratings, top=4)

    assert [flag.subjects for flag in result.flags] == [("application",), ("reviewer",), ("interaction",)]
    assert {flag.name for flag in result.flags} == {"SingularFit"}
    assert {each.span.rank for each in result.applications} == {1}
    assert np.mean([each.span.p_top for each in result.applications]) == pytest.approx(0.1)


def test_an_interaction_that_cannot_be_told_apart_is_flagged_only_when_asked_for():
    asked, unasked = (calibrate(shrout_fleiss(), interaction=wish).flags for wish in (True, False))

    assert [flag.name for flag in asked] == ["NoInteraction"]
    assert unasked == ()


@pytest.mark.parametrize("wish", [{"top": 0}, {"level": 0.0}, {"level": 1.0}])
def test_a_cut_or_level_that_makes_no_sense_is_refused(wish):
    with pytest.raises(CutRefused):
        calibrate(simulated().ratings, **wish)


@pytest.mark.parametrize(("applications", "reviewers"), [(40, 6), (6, 20)])
def test_deviations_are_what_the_sheet_scores_beyond_its_expectation(applications, reviewers):
    result = calibrate(simulated(applications=applications, reviewers=reviewers, per_application=5).ratings)
    ratings, fit = result.fit.ratings, result.fit
    expected = fit.level + fit.application_effects[ratings.application] + fit.reviewer_effects[ratings.reviewer]

    found = result.deviations()

    ids = zip(ratings.application, ratings.reviewer, strict=True)
    assert [(each.application, each.reviewer) for each in found] == [
        (ratings.applications[one], ratings.reviewers[who]) for one, who in ids
    ]
    assert [each.deviation for each in found] == pytest.approx((ratings.sheet_scores - expected).tolist(), abs=1e-9)
    assert np.mean([each.standardised**2 for each in found]) == pytest.approx(1.0, abs=0.4)
