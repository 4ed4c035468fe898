import math

import numpy as np
import pytest

from pinzhang.engine.scoring.ratings import Flag, Sheet, components, ratings_of, require_comparable
from pinzhang.engine.scoring.refusals import (
    ConstantRatings,
    DuplicateRating,
    EmptyRatings,
    MissingRating,
    RatingOutOfScale,
    SingleApplication,
    SingleReviewer,
    UnknownId,
    UnusableWeights,
)


def sheets(*rows):
    return [Sheet(application, reviewer, tuple(values)) for application, reviewer, *values in rows]


ROUND = sheets(("b", "x", 1.0, 4.0), ("a", "y", 3.0, None), ("a", "x", 2.0, 6.0), ("b", "y", 5.0, 5.0))


def refusal_of(kind, rows, criteria=("c", "d"), **announced):
    with pytest.raises(kind) as refusal:
        ratings_of(rows, criteria, **announced)
    return refusal.value


def test_sheets_become_columns_in_the_order_of_the_ids():
    ratings = ratings_of(ROUND, ["c", "d"])

    assert (ratings.applications, ratings.reviewers, ratings.criteria) == (("a", "b"), ("x", "y"), ("c", "d"))
    assert ratings.application.tolist() == [0, 0, 1, 1]
    assert ratings.reviewer.tolist() == [0, 1, 0, 1]
    assert ratings.given.tolist() == [[True, True], [True, False], [True, True], [True, True]]
    assert ratings.count == 7
    assert ratings.flags == (Flag("MissingRatings", "1 项没有评分或不适用", "1 ratings are missing or do not apply"),)


def test_a_sheet_scores_the_weighted_mean_of_what_applies():
    assert ratings_of(ROUND, ["c", "d"]).sheet_scores.tolist() == [4.0, 3.0, 2.5, 5.0]
    assert ratings_of(ROUND, ["c", "d"], weights=[1, 3]).sheet_scores.tolist() == [5.0, 3.0, 3.25, 5.0]


def test_without_a_reviewer_the_applications_nobody_else_rated_are_gone():
    ratings = ratings_of([*ROUND, *sheets(("z", "x", 1.0, 1.0))], ["c", "d"]).without_reviewer("x")

    assert (ratings.applications, ratings.reviewers) == (("a", "b"), ("y",))
    assert ratings.value[:, 0].tolist() == [3.0, 5.0]


@pytest.mark.parametrize("rows", [[], sheets(("a", "x", None, None))])
def test_no_rating_is_refused(rows):
    assert str(refusal_of(EmptyRatings, rows)) == "没有评分"


def test_a_rating_that_is_no_finite_number_is_refused_by_its_place():
    refusal = refusal_of(MissingRating, sheets(("a", "x", 1.0, 2.0), ("b", "x", 1.0, math.nan)))

    assert refusal.english == "reviewer x on application b, d: not a finite number"
    assert refusal.subjects == ("x", "b", "d")
    refusal_of(MissingRating, sheets(("a", "x", 1.0, math.inf)))


def test_a_sheet_with_too_few_criteria_is_refused():
    assert str(refusal_of(MissingRating, sheets(("a", "x", 1.0)))) == "评审 x 对申报 a 的评分条目数不对"


def test_a_rating_outside_the_scale_is_refused_by_its_place():
    refusal = refusal_of(RatingOutOfScale, ROUND, scale=(0, 5))

    assert str(refusal) == "评审 x 对申报 a 的“d”评分 6 超出范围 0 至 5"
    assert refusal.english == "reviewer x on application a, d: 6 is outside 0..5"
    refusal_of(RatingOutOfScale, ROUND, scale=(2, 10))
    assert ratings_of(ROUND, ["c", "d"], scale=(1, 6)).count == 7


def test_a_reviewer_who_rates_an_application_twice_is_refused():
    refusal = refusal_of(DuplicateRating, [*ROUND, ROUND[0]])

    assert str(refusal) == "评审 x 对申报 b 有两份评分"
    assert refusal.subjects == ("x", "b")


def test_ids_nobody_announced_are_refused():
    assert refusal_of(UnknownId, ROUND, applications=["a"]).subjects == ("b",)
    assert refusal_of(UnknownId, ROUND, reviewers=[]).english == "unknown ids: x, y"
    assert str(refusal_of(UnknownId, sheets((" ", "x", 1.0, 1.0)))) == "有评分没有写明申报或评审"
    assert str(refusal_of(UnknownId, sheets(("a", "", 1.0, 1.0)))) == "有评分没有写明申报或评审"


def test_a_long_list_of_ids_is_cut_short():
    rows = sheets(*[(f"a{index}", "x", 1.0, 1.0) for index in range(7)])

    assert refusal_of(UnknownId, rows, applications=[]).english == "unknown ids: a0, a1, a2, a3, a4 … (7)"


@pytest.mark.parametrize("weights", [[1], [1, 0], [1, math.nan], [-1, 1]])
def test_weights_that_are_not_one_positive_number_each_are_refused(weights):
    assert str(refusal_of(UnusableWeights, ROUND, weights=weights)) == "每个条目须有一个正的权重"


def test_what_is_thin_or_incomplete_is_flagged():
    rows = [*ROUND, *sheets(("c", "z", 1.0, None), ("c", "x", None, None))]

    ratings = ratings_of(
        [Sheet(r.application, r.reviewer, (*r.values, None)) for r in rows], "cde", applications="abcq"
    )

    assert ratings.criteria == ("c", "d")
    assert {flag.name: flag.subjects for flag in ratings.flags} == {
        "EmptySheet": ("x/c",),
        "UnratedCriterion": ("e",),
        "MissingRatings": (),
        "ThinReviewer": ("z",),
        "UnratedApplication": ("q",),
    }
    assert next(flag for flag in ratings.flags if flag.name == "MissingRatings").english.startswith("2 ratings")


def test_applications_linked_by_reviewers_form_one_component():
    linked = ratings_of(sheets(("a", "x", 1.0), ("b", "x", 2.0), ("b", "y", 2.0), ("c", "y", 1.0)), ["c"])
    parted = ratings_of(sheets(("a", "x", 1.0), ("b", "x", 2.0), ("c", "y", 2.0), ("d", "y", 1.0)), ["c"])

    assert components(linked).tolist() == [0, 0, 0]
    assert components(parted).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("rows", "kind", "reason"),
    [
        ([("a", "x", 1.0), ("a", "y", 2.0)], SingleApplication, "只有一份申报，不能比较"),
        ([("a", "x", 1.0), ("b", "x", 2.0)], SingleReviewer, "只有一位评审，宽严与优劣无法区分"),
        ([("a", "x", 3.0), ("b", "x", 3.0), ("b", "y", 3.0)], ConstantRatings, "评分全部相同，无法区分"),
    ],
)
def test_ratings_in_which_nothing_can_be_told_apart_are_refused(rows, kind, reason):
    with pytest.raises(kind) as refusal:
        require_comparable(ratings_of(sheets(*rows), ["c"]))

    assert str(refusal.value) == reason


def test_ratings_that_differ_are_comparable():
    ratings = ratings_of(ROUND, ["c", "d"])

    require_comparable(ratings)

    assert np.isnan(ratings.value).sum() == 1
