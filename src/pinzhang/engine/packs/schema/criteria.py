"""``criteria.yaml``: how files are scored (评审标准)."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from pinzhang.engine.packs.schema.base import Key, Strict, Words


class Anchor(Strict):
    """What a score in a band means (评分档)."""

    low: Decimal
    high: Decimal
    text: Words


class Scale(Strict):
    """A scale of scores: its bounds, its step and its anchors (评分尺度). 不适用 is a choice, never a number."""

    key: Key
    minimum: Decimal
    maximum: Decimal
    step: Decimal = Field(gt=0)
    unit: Literal["points", "percent"] = "percent"
    anchors: tuple[Anchor, ...] = ()
    source: Key


class Criterion(Strict):
    """A criterion (评审条目) and its parts; the points of the parts add up to its own."""

    key: Key
    code: str = ""
    title: Words
    points: Decimal = Field(gt=0)
    scale: Key | None = None
    """Only a criterion without parts is scored, and needs a scale."""
    not_applicable_allowed: bool = False
    veto_below: Decimal | None = None
    """A score under this ends the case (一票否决)."""
    parts: tuple["Criterion", ...] = ()
    clause: str = ""


class Scheme(Strict):
    """A criteria tree with its total (评分表)."""

    key: Key
    title: Words
    total: Decimal
    aggregation: Literal["mean", "median", "trimmed_mean", "mixed_model"] = "mean"
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    source: Key


class StageWeight(Strict):
    """How much the score of a stage counts in the final score (环节权重)."""

    stage: Key
    weight: Decimal = Field(gt=0, le=1)
    clause: str
    source: Key


class Band(Strict):
    """A level that a final score reaches (等级)."""

    key: Key
    name: Words
    from_score: Decimal
    clause: str
    source: Key


class Criteria(Strict):
    """Scales, schemes, stage weights, bands."""

    scales: tuple[Scale, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    stage_weights: tuple[StageWeight, ...] = ()
    bands: tuple[Band, ...] = ()
