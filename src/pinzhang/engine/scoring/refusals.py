"""Why a score, a rank or a model is refused; every refusal carries sentences a person can read."""


class ScoringRefused(ValueError):
    """A score cannot be computed honestly (无法计分)."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


class MarksRefused(ScoringRefused):
    """A reviewer's marks do not fit the scheme (评分不符合评分表)."""


class NothingApplies(ScoringRefused):
    """Every criterion was marked not applicable, so there is nothing to score (全部不适用)."""


class TooFewScores(ScoringRefused):
    """The way of aggregation needs more scores than there are (评分份数不足)."""


class NeedsWholeRound(ScoringRefused):
    """The corrected score of one application depends on the whole round (须按整批计算)."""


class StageScoresRefused(ScoringRefused):
    """Stage scores and stage weights do not belong together (环节得分与权重不符)."""


class CutRefused(ScoringRefused):
    """The number of places is not one that can be cut at (名额不成立)."""


class RatingsRefused(ScoringRefused):
    """The table of ratings cannot be modelled (评分数据不能用).

    ``english`` is what a command prints, ``subjects`` are the ids it is about.
    """

    def __init__(self, reason: str, english: str, subjects: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.english = english
        self.subjects = subjects


class EmptyRatings(RatingsRefused):
    """There is no rating at all (没有评分)."""


class MissingRating(RatingsRefused):
    """A rating is not a finite number (评分不是有效数字)."""


class RatingOutOfScale(RatingsRefused):
    """A rating lies outside its scale (评分超出范围)."""


class DuplicateRating(RatingsRefused):
    """A reviewer judged an application twice (重复评分)."""


class UnknownId(RatingsRefused):
    """A rating names nobody, or an application or reviewer that was not announced (编号不存在)."""


class UnusableWeights(RatingsRefused):
    """The weights of the criteria are not one positive number each (条目权重不成立)."""


class ConstantRatings(RatingsRefused):
    """All ratings of each criterion are equal: nothing can be told apart (评分全部相同)."""


class SingleReviewer(RatingsRefused):
    """One reviewer judged everything: severity and quality cannot be told apart (只有一位评审)."""


class SingleApplication(RatingsRefused):
    """There is one application only: there is nothing to compare (只有一份申报)."""


class NothingRepeated(RatingsRefused):
    """The ratings leave no residual, so their error cannot be estimated (没有可估计的误差)."""


class NotOrdinal(RatingsRefused):
    """The ordinal model needs whole categories, and not too many (等级模型需要整数等级)."""


class ExtremeRatings(RatingsRefused):
    """A reviewer or criterion has the lowest or the highest category only: no finite measure (评分全在一端)."""


class DisconnectedDesign(RatingsRefused):
    """Groups of applications share no reviewer, so their scores cannot be compared (评审关系不连通)."""


class NoConvergence(RatingsRefused):
    """The estimation did not settle (估计没有收敛)."""


class NothingShared(RatingsRefused):
    """No application was rated by two reviewers, so there is no agreement to measure (没有共同评分)."""
