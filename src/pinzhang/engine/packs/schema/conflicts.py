"""``criteria.yaml``, ``conflicts``: what ties a reviewer to an applicant and keeps them apart (回避规定)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from pinzhang.engine.packs.schema.base import Clause, Count, Flag, SourceKey, Strict

RelationKind = Literal[
    "employment",
    "shareholding",
    "group",
    "consulting",
    "training",
    "certification",
    "inspection",
    "family",
    "district",
    "other",
]


class ConflictRule(Strict):
    """A kind of relation that the source names (回避情形), and how long it counts after it has ended."""

    kind: RelationKind
    """``employment``, present or past; ``shareholding``; ``group``: the employer belongs to the applicant's group;
    ``consulting``, ``training``, ``certification``, ``inspection`` done for the applicant; ``family``; ``district``:
    of the same district; ``other``."""
    strength: Literal["hard", "soft"] = "hard"
    """``hard``: the reviewer must not judge the file; ``soft``: only where nobody else can."""
    look_back_years: Count = Field(default=0, ge=0, le=50)
    """For how many years a relation that has ended still counts; 0 only while it lasts."""
    for_ever: Flag = False
    """Whether it counts for ever."""
    clause: Clause
    source: SourceKey

    @model_validator(mode="after")
    def _counts_for_years_or_for_ever(self) -> Self:
        if self.for_ever and self.look_back_years:
            message = "for_ever: takes no look_back_years"
            raise ValueError(message)
        return self
