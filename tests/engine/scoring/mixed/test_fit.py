import numpy as np
import pytest

from pinzhang.engine.scoring.mixed.fit import fit_mixed
from pinzhang.engine.scoring.mixed.system import Ratios
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import NoConvergence, NothingRepeated, SingleReviewer
from tests.engine.scoring.mixed.oracle import Dense
from tests.engine.scoring.rounds import shrout_fleiss, simulated


def test_a_balanced_table_gives_the_published_analysis_of_variance():
    """Shrout and Fleiss 1979, table 3: mean squares 11.24 between targets, 32.49 between judges, 1.02 residual."""
    fit = fit_mixed(shrout_fleiss(), interaction=False)

    assert fit.variances.residual == pytest.approx(1.0194444, abs=1e-5)
    assert fit.variances.application == pytest.approx((11.2416667 - 1.0194444) / 4, abs=1e-5)
    assert fit.variances.reviewer == pytest.approx((32.4861111 - 1.0194444) / 6, abs=1e-5)
    assert fit.variances.interaction is None
    assert fit.level == pytest.approx(127 / 24)
    assert fit.singular == ()


@pytest.mark.parametrize("estimator", ["reml", "ml"])
@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_the_variances_are_those_of_the_dense_likelihood(estimator, missing):
    ratings = simulated(applications=14, reviewers=5, missing=missing, weights=[1, 1, 2, 2]).ratings
    dense = Dense.of(ratings)

    fit = fit_mixed(ratings, estimator=estimator)
    variances = fit.variances
    found = np.array([variances.application, variances.reviewer, variances.interaction]) / variances.residual
    best = dense.deviance(found, estimator)

    assert fit.log_likelihood == pytest.approx(-0.5 * best, abs=1e-8)
    for index in range(3):
        for factor in (0.97, 1.03):
            moved = found * np.where(np.arange(3) == index, factor, 1.0)
            assert dense.deviance(moved, estimator) > best


@pytest.mark.parametrize(("applications", "reviewers"), [(14, 5), (5, 14)])
def test_effects_and_errors_are_those_of_the_dense_posterior(applications, reviewers):
    ratings = simulated(applications=applications, reviewers=reviewers, per_application=4, missing=0.2, seed=3).ratings
    applications, criteria = len(ratings.applications), len(ratings.criteria)

    fit = fit_mixed(ratings)
    mean, covariance = Dense.of(ratings).posterior(fit.variances)
    error = np.sqrt(covariance.diagonal())

    assert fit.criteria[0] == pytest.approx(mean[0], abs=1e-6)
    assert fit.criteria[1:] - fit.criteria[0] == pytest.approx(mean[1:criteria], abs=1e-6)
    assert fit.application_effects == pytest.approx(mean[criteria : criteria + applications], abs=1e-6)
    assert fit.reviewer_effects == pytest.approx(mean[criteria + applications :], abs=1e-6)
    assert fit.application_errors == pytest.approx(error[criteria : criteria + applications], abs=1e-6)
    assert fit.reviewer_errors == pytest.approx(error[criteria + applications :], abs=1e-6)


def test_a_severe_reviewer_is_found_and_his_files_are_lifted():
    truth = simulated(applications=200, reviewers=8, severity=1.0, seed=5)

    fit = fit_mixed(truth.ratings)

    assert np.corrcoef(fit.reviewer_effects, truth.reviewers)[0, 1] > 0.95
    raw = np.bincount(truth.ratings.application, truth.ratings.sheet_scores) / 3
    corrected = np.corrcoef(fit.application_effects, truth.applications)[0, 1]
    assert corrected > np.corrcoef(raw, truth.applications)[0, 1]


def test_one_rating_per_sheet_leaves_the_interaction_out():
    fit = fit_mixed(simulated(criteria=1).ratings, interaction=True)

    assert not fit.has_interaction
    assert fit.variances.interaction is None


def test_a_variance_estimated_at_zero_is_called_singular():
    alike = fit_mixed(simulated(spread=0.0, severity=0.0, halo=0.0, seed=4).ratings)

    assert (alike.variances.application, alike.variances.reviewer, alike.variances.interaction) == (0.0, 0.0, 0.0)
    assert alike.singular == ("application", "reviewer", "interaction")


def test_a_refit_from_a_known_start_ends_in_the_same_place():
    ratings = simulated().ratings
    first = fit_mixed(ratings)

    again = fit_mixed(ratings, start=Ratios(0.2, 0.2, 0.2))

    assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-7)


def test_one_reviewer_for_everybody_is_refused():
    rows = [Sheet(f"a{index}", "x", (float(index),)) for index in range(4)]

    with pytest.raises(SingleReviewer):
        fit_mixed(ratings_of(rows, ["c"]))


def test_ratings_without_a_residual_are_refused():
    exact = [Sheet(f"a{one}", f"r{other}", (one * one + 2.0 * other,)) for one in range(5) for other in range(4)]

    with pytest.raises(NothingRepeated) as refusal:
        fit_mixed(ratings_of(exact, ["c"]))

    assert str(refusal.value) == "评分没有残差，无法估计误差"


def test_two_ratings_are_too_few_for_variances():
    rows = [Sheet("a", "x", (1.0,)), Sheet("b", "y", (2.0,))]

    with pytest.raises(NothingRepeated) as refusal:
        fit_mixed(ratings_of(rows, ["c"]))

    assert str(refusal.value) == "评分太少，无法估计误差"


def test_a_search_that_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr("pinzhang.engine.scoring.mixed.fit._PRECISION", {"maxiter": 1})

    with pytest.raises(NoConvergence) as refusal:
        fit_mixed(simulated().ratings)

    assert refusal.value.english == "the variances did not converge"
