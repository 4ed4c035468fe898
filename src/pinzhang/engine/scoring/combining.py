"""One score out of several: of the reviewers of an application, and of the stages it passed."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Literal

from pinzhang.engine.packs.schema.criteria import StageWeight
from pinzhang.engine.scoring.refusals import NeedsWholeRound, StageScoresRefused, TooFewScores

Aggregation = Literal["mean", "median", "trimmed_mean", "mixed_model"]

_DIGITS = 28
_TRIMMED_NEEDS = 3


def aggregate(scores: Sequence[Decimal], by: Aggregation) -> Decimal:
    """Return one score for an application out of those of its reviewers.

    The trimmed mean leaves out one highest and one lowest score (去掉一个最高分和一个最低分).

    :raises TooFewScores: there is no score, or fewer than three for a trimmed mean.
    :raises NeedsWholeRound: the mixed model corrects scores over all applications of a round at once.
    """
    if by == "mixed_model":
        raise NeedsWholeRound("宽严修正须按整批评分计算，不能逐份计算")
    if not scores:
        raise TooFewScores("没有评分，不能汇总")
    with localcontext(prec=_DIGITS):
        return _WAYS[by](sorted(scores))


def combine_stages(weights: Sequence[StageWeight], scores: Mapping[str, Decimal]) -> Decimal:
    """Return the final score: the scores of the stages, on one scale, times the weights of the pack.

    :raises StageScoresRefused: a stage has no score or no weight, is weighted twice, or the weights do not sum to 1.
    """
    weight_of = {weight.stage: weight.weight for weight in weights}
    reasons = [f"环节“{stage}”没有得分" for stage in weight_of if stage not in scores]
    reasons += [f"环节“{stage}”没有权重" for stage in scores if stage not in weight_of]
    total = sum((weight.weight for weight in weights), Decimal(0))
    if len(weight_of) != len(weights):
        reasons.append("同一环节有两个权重")
    elif total != 1:
        reasons.append(f"环节权重之和为 {total}，应为 1")
    if reasons:
        raise StageScoresRefused(*reasons)
    with localcontext(prec=_DIGITS):
        return sum((weight * scores[stage] for stage, weight in weight_of.items()), Decimal(0))


def _mean(scores: Sequence[Decimal]) -> Decimal:
    return sum(scores, Decimal(0)) / len(scores)


def _median(scores: Sequence[Decimal]) -> Decimal:
    middle = len(scores) // 2
    return scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2


def _trimmed_mean(scores: Sequence[Decimal]) -> Decimal:
    if len(scores) < _TRIMMED_NEEDS:
        raise TooFewScores(f"去掉最高分和最低分至少需要 {_TRIMMED_NEEDS} 份评分，现有 {len(scores)} 份")
    return _mean(scores[1:-1])


_WAYS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "mean": _mean,
    "median": _median,
    "trimmed_mean": _trimmed_mean,
}
