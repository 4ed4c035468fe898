"""``criteria.yaml``: how files are scored (评审标准)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from pinzhang.engine.packs.schema.base import Clause, Flag, Key, Number, SourceKey, Strict, Words

Basis = Literal["source", "assumption"]
"""Whether the source says it, or the pack assumes it where the source is silent and says so to every reader."""


class Anchor(Strict):
    """What a score in a band means (评分档)."""

    low: Number
    high: Number
    text: Words


class Resting(Strict):
    """What a scale or a scheme rests on (依据): an assumption is labelled, explained, and shown as one."""

    basis: Basis = "source"
    basis_note: Words | None = None

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
    maximum: Number
    step: Number = Field(gt=0)
    unit: Literal["points", "percent"] = "percent"
    anchors: tuple[Anchor, ...] = ()
    source: SourceKey


class Criterion(Strict):
    """A criterion (评审条目) and its parts; the points of the parts add up to its own."""

    key: Key
    code: str = ""
    title: Words
    points: Number = Field(gt=0)
    scale: Key | None = None
    """Only a criterion without parts is scored, and needs a scale."""
    not_applicable_allowed: Flag = False
    veto_below: Number | None = None
    """A score under this ends the case (一票否决)."""
    parts: tuple["Criterion", ...] = ()
    clause: str = ""


class Scheme(Resting):
    """A criteria tree with its total (评分表)."""

    key: Key
    title: Words
    total: Number
    aggregation: Literal["mean", "median", "trimmed_mean", "mixed_model"] = "mean"
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    source: SourceKey


class StageWeight(Strict):
    """How much the score of a stage counts in the final score (环节权重)."""

    stage: Key
    weight: Number = Field(gt=0, le=1)
    clause: Clause
    source: SourceKey


class Band(Strict):
    """A level that a final score reaches (等级)."""

    key: Key
    name: Words
    from_score: Number
    clause: Clause
    source: SourceKey


class Criteria(Strict):
    """Scales, schemes, stage weights, bands."""

    scales: tuple[Scale, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    stage_weights: tuple[StageWeight, ...] = ()
    bands: tuple[Band, ...] = ()
