import numpy as np
import pytest

from pinzhang.engine.scoring.rasch.fit import fit_rasch
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import ConstantRatings, NoConvergence
from tests.engine.scoring.rasch.panels import drawn


@pytest.fixture(scope="module")
def measured():
    return fit_rasch(drawn(applications=600, seed=2))


def test_severities_difficulties_and_steps_are_recovered(measured):
    assert [each.severity for each in measured.reviewers] == pytest.approx([-1.0, -0.3, 0.3, 1.0], abs=0.15)
    assert [each.difficulty for each in measured.criteria] == pytest.approx([-0.5, 0.0, 0.5], abs=0.2)
    assert measured.criteria[0].steps == pytest.approx((-1.5, 0.0, 1.5), abs=0.15)
    assert {each.steps for each in measured.criteria} == {measured.criteria[0].steps}
    assert measured.variance == pytest.approx(1.44, abs=0.25)
    assert sum(each.severity for each in measured.reviewers) == pytest.approx(0.0)


def test_fit_is_one_where_the_model_is_true(measured):
    for each in (*measured.reviewers, *measured.criteria):
        assert each.fit.infit == pytest.approx(1.0, abs=0.12)
        assert each.fit.outfit == pytest.approx(1.0, abs=0.15)


def test_a_careless_reviewer_misfits():
    reviewers = fit_rasch(drawn(applications=200, careless=(2,), seed=3)).reviewers

    assert [each.reviewer for each in reviewers if each.fit.infit > 1.5] == ["r2"]


def test_standard_errors_are_the_spread_of_the_estimates():
    runs = [fit_rasch(drawn(applications=50, seed=seed)).reviewers[0] for seed in range(20)]

    assert np.std([run.severity for run in runs], ddof=1) == pytest.approx(np.mean([run.se for run in runs]), rel=0.5)


def test_a_fair_average_rises_with_the_measure_and_ranks_follow(measured):
    ordered = sorted(measured.applications, key=lambda each: -each.measure)

    assert [each.fair_average for each in ordered] == sorted((each.fair_average for each in ordered), reverse=True)
    assert [each.rank for each in ordered[:3]] == [1, 2, 3]
    assert all(0.0 < each.fair_average < 3.0 for each in ordered)
    assert 0.5 < measured.application_reliability < 1.0
    assert 0.95 < measured.reviewer_separation < 1.0


def test_partial_credit_gives_every_criterion_its_own_steps():
    ratings = drawn(applications=200, seed=4)

    common, own = fit_rasch(ratings), fit_rasch(ratings, steps="per-criterion")

    assert len({each.steps for each in own.criteria}) == 3
    assert 0.0 < common.deviance - own.deviance < 20.0


def test_criteria_may_have_different_numbers_of_categories():
    ratings = drawn(applications=200, seed=4)
    ratings.value[:, 2] = np.minimum(ratings.value[:, 2], 1.0)

    criteria = fit_rasch(ratings, steps="per-criterion").criteria

    assert [len(each.steps) for each in criteria] == [3, 3, 1]
    assert all(np.isfinite([each.difficulty, each.se]).all() for each in criteria)


def test_the_grid_is_refined_until_it_is_finer_than_the_sharpest_posterior():
    sharp = drawn(
        applications=40, severities=[0.2, -0.2] * 8, per_application=16, difficulties=(0.0,) * 6, spread=3.0, seed=5
    )

    assert fit_rasch(sharp).nodes > 121


def test_an_application_with_the_best_ratings_only_still_has_a_measure():
    ratings = drawn(applications=60, seed=6)
    ratings.value[ratings.application == 0] = 3.0

    best = fit_rasch(ratings).applications[0]

    assert best.rank == 1
    assert np.isfinite([best.measure, best.se]).all()


def test_disconnected_groups_are_measured_flagged_and_not_ranked():
    first, second = drawn(applications=60, seed=7), drawn(applications=60, seed=8)
    rows = [
        Sheet(f"{half}{application}", f"{half}{reviewer}", tuple(values.tolist()))
        for half, each in (("x", first), ("y", second))
        for application, reviewer, values in zip(each.application, each.reviewer, each.value, strict=True)
    ]

    result = fit_rasch(ratings_of(rows, first.criteria))

    assert result.components == 2
    assert [flag.name for flag in result.flags] == ["DisconnectedDesign"]
    assert {each.rank for each in result.applications} == {None}


def test_applications_that_do_not_differ_are_called_singular():
    result = fit_rasch(drawn(applications=80, spread=0.0, seed=0))

    assert [(flag.name, flag.subjects) for flag in result.flags] == [("SingularFit", ("application",))]
    assert result.variance == pytest.approx(0.0, abs=1e-5)
    assert result.application_reliability == pytest.approx(0.0, abs=1e-4)


def test_constant_ratings_are_refused():
    rows = [Sheet(application, reviewer, (2.0,)) for application in "ab" for reviewer in "xy"]

    with pytest.raises(ConstantRatings):
        fit_rasch(ratings_of(rows, ["c"]))


def test_a_search_that_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr("pinzhang.engine.scoring.rasch.fit._PRECISION", {"maxiter": 1})

    with pytest.raises(NoConvergence) as refusal:
        fit_rasch(drawn())

    assert refusal.value.english == "the Rasch model did not converge"


def test_reviewers_who_are_all_alike_have_no_separation():
    rows = [
        Sheet(f"a{one}", who, (float(one % 3 if who in "xy" else 2 - one % 3),)) for one in range(9) for who in "xyzw"
    ]

    result = fit_rasch(ratings_of(rows, ["c"]))

    assert result.reviewer_separation == 0.0
