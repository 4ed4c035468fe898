import numpy as np
import pytest

from pinzhang.engine.scoring.agreement.alpha import alpha_of
from pinzhang.engine.scoring.agreement.sensitivity import drift, leave_one_out
from pinzhang.engine.scoring.mixed.fit import fit_mixed
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from tests.engine.scoring.rounds import shrout_fleiss, simulated


def test_without_a_reviewer_the_rest_is_judged_anew():
    ratings = simulated(applications=20, reviewers=5, per_application=4, noise=1.5, seed=4).ratings

    rounds = leave_one_out(fit_mixed(ratings), 5)

    assert [each.reviewer for each in rounds] == list(ratings.reviewers)
    assert rounds[0].alpha == alpha_of(ratings.without_reviewer("r00"))
    assert all(len(each.entered) == len(each.left) for each in rounds)
    assert any(each.entered for each in rounds)
    assert all(each.largest_move > 0 and each.flag is None and each.unrated == () for each in rounds)


def test_an_application_only_one_reviewer_knew_is_named_when_he_is_left_out():
    ratings = simulated(applications=10, reviewers=4).ratings
    rows = [
        Sheet(ratings.applications[one], ratings.reviewers[who], tuple(values.tolist()))
        for one, who, values in zip(ratings.application, ratings.reviewer, ratings.value, strict=True)
    ]
    best = Sheet("best", "r01", (99.0, 99.0, 99.0, 99.0))

    found = leave_one_out(fit_mixed(ratings_of([*rows, best], ratings.criteria)), 1)

    assert [each.unrated for each in found] == [(), ("best",), (), ()]
    assert found[1].left == ("best",)
    assert len(found[1].entered) == 1


def test_what_cannot_be_ranked_without_a_reviewer_is_flagged():
    rows = [(name, who) for who, names in (("x", "abcd"), ("y", "ab"), ("z", "ab")) for name in names]
    rows += [("c", "v"), ("d", "v"), ("c", "w"), ("d", "w")]
    scores = [3.0, 5.0, 2.0, 8.0, 4.0, 5.5, 3.5, 5.0, 2.0, 7.0, 2.5, 8.5]
    ratings = ratings_of([Sheet(*ids, (score,)) for ids, score in zip(rows, scores, strict=True)], ["c"])

    *others, linked = sorted(leave_one_out(fit_mixed(ratings), 1), key=lambda each: each.reviewer == "x")

    assert linked.flag.name == "DisconnectedDesign"
    assert linked.alpha is not None
    assert (linked.entered, linked.left, linked.largest_move) == ((), (), 0)
    assert [each.flag for each in others] == [None] * 4


def test_a_refusal_without_a_reviewer_is_flagged_by_its_name():
    ratings = shrout_fleiss()
    for reviewer in "BC":
        ratings = ratings.without_reviewer(reviewer)

    assert [each.flag.name for each in leave_one_out(fit_mixed(ratings), 1)] == ["SingleReviewer", "SingleReviewer"]


def test_a_reviewer_who_grows_severe_is_found():
    ratings = simulated(applications=60, reviewers=6, seed=9).ratings
    order = {
        (ratings.reviewers[who], ratings.applications[what]): float(time)
        for time, (what, who) in enumerate(zip(ratings.application, ratings.reviewer, strict=True))
    }
    late = np.arange(len(ratings.application)) / len(ratings.application)
    ratings.value[ratings.reviewer == 3] -= 5.0 * late[ratings.reviewer == 3, None]

    found = {each.reviewer: each for each in drift(fit_mixed(ratings), order)}

    assert found["r03"].change == pytest.approx(4.0, abs=1.2)
    assert found["r03"].p < 0.001
    assert all(each.p > 0.001 for name, each in found.items() if name != "r03")


def test_a_drift_needs_four_sheets_at_different_times():
    ratings = simulated(applications=20, reviewers=5).ratings
    names = [
        (ratings.reviewers[who], ratings.applications[what])
        for what, who in zip(ratings.application, ratings.reviewer, strict=True)
    ]
    same_time = dict.fromkeys(names, 1.0)
    three = {name: index for index, name in enumerate([name for name in names if name[0] == "r00"][:3])}

    fit = fit_mixed(ratings)

    assert drift(fit, same_time) == ()
    assert drift(fit, three) == ()
