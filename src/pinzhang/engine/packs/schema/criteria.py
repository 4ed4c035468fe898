"""``criteria.yaml``: how files are scored (评审标准)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from pinzhang.engine.packs.schema.base import Clause, Flag, Key, Number, SourceKey, Strict, Words
from pinzhang.engine.packs.schema.conflicts import ConflictRule

Basis = Literal["source", "assumption"]
"""Whether the source says it, or the pack assumes it where the source is silent and says so to every reader."""


class Anchor(Strict):
    """What a score in a band means (评分档)."""

    low: Number
    """The lowest score of the band."""
    high: Number
    """The highest score of the band."""
    text: Words
    """What a file in the band looks like."""


class Resting(Strict):
    """What a scale or a scheme rests on (依据): an assumption is labelled, explained, and shown as one."""

    basis: Basis = "source"
    """``assumption`` where the source is silent and the pack assumes; it is shown as one."""
    basis_note: Words | None = None
    """What the source says, what is assumed, and what it does not decide."""

    @model_validator(mode="after")
    def _assumption_is_explained(self) -> Self:
        if self.basis == "assumption" and self.basis_note is None:
            message = (
                "an assumption needs basis_note: what the source says, what is assumed, and what it does not decide"
            )
            raise ValueError(message)
        return self


class Scale(Resting):
    """A scale of scores: its bounds, its step and its anchors (评分尺度). 不适用 is a choice, never a number."""

    key: Key
    minimum: Number
    """The lowest score."""
    maximum: Number
    """The highest score."""
    step: Number = Field(gt=0)
    """The distance between two scores; it divides the scale."""
    unit: Literal["points", "percent"] = "percent"
    """``points``, or ``percent`` of the points of the criterion."""
    anchors: tuple[Anchor, ...] = ()
    """What the bands of the scale mean."""
    source: SourceKey


class Criterion(Strict):
    """A criterion (评审条目) and its parts; the points of the parts add up to its own."""

    key: Key
    code: str = ""
    """The number printed before it: ``4.1``."""
    title: Words
    points: Number = Field(gt=0)
    """The most points it gives."""
    scale: Key | None = None
    """Only a criterion without parts is scored, and needs a scale."""
    not_applicable_allowed: Flag = False
    """Whether a reviewer may say that it does not apply (不适用)."""
    veto_below: Number | None = None
    """A score under this ends the case (一票否决)."""
    parts: tuple["Criterion", ...] = ()
    """Its parts; their points add up to its own."""
    clause: str = ""


class Scheme(Resting):
    """A criteria tree with its total (评分表)."""

    key: Key
    title: Words
    total: Number
    """The points of the whole; the criteria add up to it."""
    aggregation: Literal["mean", "median", "trimmed_mean", "mixed_model"] = "mean"
    """How the scores of several reviewers become one."""
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    """The criteria at the top of the tree."""
    source: SourceKey


class StageWeight(Strict):
    """How much the score of a stage counts in the final score (环节权重)."""

    stage: Key
    """The key of a stage that is scored."""
    weight: Number = Field(gt=0, le=1)
    """Its share of the final score; the shares add up to 1."""
    clause: Clause
    source: SourceKey


class Band(Strict):
    """A level that a final score reaches (等级)."""

    key: Key
    name: Words
    from_score: Number
    """The lowest final score of the level."""
    clause: Clause
    source: SourceKey


class Criteria(Strict):
    """Scales, schemes, stage weights, bands, conflicts of interest."""

    scales: tuple[Scale, ...] = ()
    """Scales of scores (评分尺度)."""
    schemes: tuple[Scheme, ...] = ()
    """Criteria trees (评分表)."""
    stage_weights: tuple[StageWeight, ...] = ()
    """How much each scored stage counts (环节权重)."""
    bands: tuple[Band, ...] = ()
    """Levels of the final score (等级)."""
    conflicts: tuple[ConflictRule, ...] | None = None
    """What keeps a reviewer from a file (回避规定). Left out where the sources say nothing: the platform's own rules
    apply and are shown as such. Who works or acts for the applicant never judges it, whatever is written here."""
