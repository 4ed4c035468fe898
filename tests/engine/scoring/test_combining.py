from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.packs.schema.criteria import StageWeight
from pinzhang.engine.scoring.combining import aggregate, combine_stages
from pinzhang.engine.scoring.refusals import NeedsWholeRound, StageScoresRefused, TooFewScores


def decimals(*numbers):
    return [Decimal(str(number)) for number in numbers]


def weight(stage, share):
    return StageWeight(stage=stage, weight=Decimal(share), clause="十二", source="rule")


WEIGHTS = (weight("document-review", "0.3"), weight("site-visit", "0.5"), weight("defence", "0.2"))


@pytest.mark.parametrize(
    ("by", "scores", "expected"),
    [
        ("mean", decimals(600, 620, 700), "640"),
        ("median", decimals(700, 600, 620), "620"),
        ("median", decimals(700, 600, 620, 630), "625"),
        ("trimmed_mean", decimals(10, 620, 630, 990), "625"),
        ("trimmed_mean", decimals(10, 10, 10), "10"),
        ("mean", decimals(0.1, 0.2), "0.15"),
    ],
)
def test_scores_are_aggregated_as_the_scheme_names(by, scores, expected):
    assert aggregate(scores, by) == Decimal(expected)


def test_no_scores_are_not_aggregated():
    with pytest.raises(TooFewScores) as refusal:
        aggregate([], "mean")

    assert str(refusal.value) == "没有评分，不能汇总"


def test_two_scores_cannot_be_trimmed():
    with pytest.raises(TooFewScores) as refusal:
        aggregate(decimals(1, 2), "trimmed_mean")

    assert str(refusal.value) == "去掉最高分和最低分至少需要 3 份评分，现有 2 份"


def test_the_mixed_model_is_not_computed_one_by_one():
    with pytest.raises(NeedsWholeRound) as refusal:
        aggregate(decimals(1, 2), "mixed_model")

    assert str(refusal.value) == "宽严修正须按整批评分计算，不能逐份计算"


def test_stages_are_combined_by_the_weights_of_the_pack():
    scores = {"document-review": Decimal(600), "site-visit": Decimal(650), "defence": Decimal(700)}

    assert combine_stages(WEIGHTS, scores) == Decimal(645)


@pytest.mark.parametrize(
    ("weights", "stages", "reason"),
    [
        (WEIGHTS, ["document-review", "site-visit"], "环节“defence”没有得分"),
        (WEIGHTS, ["document-review", "site-visit", "defence", "panel"], "环节“panel”没有权重"),
        (WEIGHTS[:2], ["document-review", "site-visit"], "环节权重之和为 0.8，应为 1"),
        ((weight("a", "0.5"), weight("a", "0.5")), ["a"], "同一环节有两个权重"),
    ],
)
def test_stage_scores_that_do_not_match_the_weights_are_refused(weights, stages, reason):
    with pytest.raises(StageScoresRefused) as refusal:
        combine_stages(weights, dict.fromkeys(stages, Decimal(1)))

    assert refusal.value.reasons == (reason,)


@given(st.lists(st.integers(0, 200).map(lambda n: Decimal(n) / 2), min_size=3, max_size=9), st.randoms())
def test_the_order_of_the_reviewers_does_not_matter(scores, random):
    shuffled = random.sample(scores, len(scores))

    for by in ("mean", "median", "trimmed_mean"):
        assert aggregate(shuffled, by) == aggregate(scores, by)
        assert min(scores) <= aggregate(scores, by) <= max(scores)
