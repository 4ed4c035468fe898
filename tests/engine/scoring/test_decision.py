import numpy as np
import pytest

from pinzhang.engine.scoring.calibration import calibrate
from pinzhang.engine.scoring.decision import Crossing, crossings, extra_reviews, pairwise_chances, zones
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import CutRefused, DisconnectedDesign
from tests.engine.scoring.mixed.oracle import Dense
from tests.engine.scoring.rounds import simulated
from tests.engine.scoring.test_calibration import parted_round


@pytest.fixture(scope="module")
def judged():
    return calibrate(simulated(seed=8).ratings, top=10)


def test_sure_ones_are_in_or_out_and_the_rest_is_discussed(judged):
    parted = zones(judged, 10)

    assert {each.zone for each in parted} == {"in", "discuss", "out"}
    assert [each.p_top for each in parted] == sorted((each.p_top for each in parted), reverse=True)
    for each in parted:
        assert each.zone == ("in" if each.p_top >= 0.9 else "out" if each.p_top <= 0.1 + 1e-9 else "discuss")


def test_a_stricter_demand_leaves_more_to_the_panel(judged):
    usual, strict = (
        {e.application for e in zones(judged, 10, sure=sure) if e.zone == "discuss"} for sure in (0.9, 0.99)
    )

    assert usual < strict


@pytest.mark.parametrize("places", [0, 40])
def test_a_cut_without_two_sides_is_refused(judged, places):
    for question in (zones, crossings, extra_reviews):
        with pytest.raises(CutRefused) as refusal:
            question(judged, places)
        assert str(refusal.value) == "名额须在 1 与 39 之间"


@pytest.mark.parametrize("sure", [0.5, 1.1])
def test_a_certainty_that_makes_no_sense_is_refused(judged, sure):
    with pytest.raises(CutRefused) as refusal:
        zones(judged, 10, sure=sure)

    assert str(refusal.value) == "把握程度须大于 0.5 且不超过 1"


def test_disconnected_groups_have_no_common_line():
    result = calibrate(parted_round())

    for question in (zones, crossings, extra_reviews):
        with pytest.raises(DisconnectedDesign):
            question(result, 3)
    with pytest.raises(DisconnectedDesign):
        pairwise_chances(result, ["a0", "b0"])


def test_who_crossed_the_line_by_correction_is_named_on_both_sides():
    severe = {"x": -10.0, "y": 0.0, "z": 0.0, "w": 10.0}
    seats = ["xyz", "yzw", "zwx", "wxy", "xyz", "yzw", "zwx", "wxy"]
    random = np.random.default_rng(3)
    rows = []
    for index, judges in enumerate(seats):
        quality = 80.0 - 2.0 * index
        rows += [Sheet(f"a{index}", judge, (quality + severe[judge] + random.normal(),)) for judge in judges]
    result = calibrate(ratings_of(rows, ["score"]))

    crossed = crossings(result, 1)

    assert crossed == (Crossing("a0", "entered", 2, 1), Crossing("a1", "left", 1, 2))
    assert crossings(result, 2) == ()


def test_pairwise_chances_come_from_the_joint_draws(judged):
    first, second = (each.application for each in zones(judged, 10)[:2])

    table = pairwise_chances(judged, [first, second])

    assert table[0, 1] + table[1, 0] == pytest.approx(1.0)
    assert np.diag(table).tolist() == [0.5, 0.5]


def test_the_extra_review_cuts_the_variance_as_much_as_it_says(judged):
    suggestion = extra_reviews(judged, 10)[0]
    ratings = judged.fit.ratings
    names = list(ratings.applications)
    gap = np.zeros(len(ratings.criteria) + len(names) + len(ratings.reviewers))
    gap[len(ratings.criteria) + names.index(suggestion.discussed)] = 1.0
    gap[len(ratings.criteria) + names.index(suggestion.rival)] = -1.0

    before, after = (
        gap @ Dense.of(each).posterior(judged.fit.variances)[1] @ gap
        for each in (ratings, with_sheet(ratings, suggestion))
    )

    assert suggestion.variance_cut_share == pytest.approx(1 - after / before, rel=1e-4)
    assert suggestion.variance_cut_share > 0.05


def with_sheet(ratings, suggestion):
    """Return the ratings with one more sheet; what it says does not matter for the variance."""
    rows = [
        Sheet(ratings.applications[application], ratings.reviewers[reviewer], tuple(values.tolist()))
        for application, reviewer, values in zip(ratings.application, ratings.reviewer, ratings.value, strict=True)
    ]
    return ratings_of(
        [*rows, Sheet(suggestion.application, suggestion.reviewer, (1.0, 1.0, 1.0, 1.0))], ratings.criteria
    )


def test_suggestions_are_made_for_those_nearest_to_an_even_chance(judged):
    discussed = [each for each in zones(judged, 10) if each.zone == "discuss"]
    nearest = min(discussed, key=lambda each: abs(each.p_top - 0.5)).application

    every, one = extra_reviews(judged, 10), extra_reviews(judged, 10, limit=1)

    assert [each.discussed for each in every] == [each.application for each in discussed]
    assert one == tuple(each for each in every if each.discussed == nearest)


def test_a_barred_reviewer_is_not_suggested(judged):
    first = extra_reviews(judged, 10)[0]
    barred = [(first.reviewer, first.application), ("nobody", "nothing")]

    second = extra_reviews(judged, 10, barred=barred)[0]

    assert (second.reviewer, second.application) != (first.reviewer, first.application)
    assert second.variance_cut_share <= first.variance_cut_share


def test_where_nobody_is_left_there_is_no_suggestion(judged):
    ratings = judged.fit.ratings
    everything = [(who, what) for who in ratings.reviewers for what in ratings.applications]

    assert extra_reviews(judged, 10, barred=everything) == ()


def test_equal_applications_gain_nothing_from_one_more_sheet():
    alike = calibrate(simulated(spread=0.0, severity=0.0, halo=0.0, seed=4).ratings)

    assert {each.variance_cut_share for each in extra_reviews(alike, 4)} == {0.0}
