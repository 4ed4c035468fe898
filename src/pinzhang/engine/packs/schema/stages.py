"""``stages.yaml``: what a case passes through (环节), a list of blocks from a closed set of kinds."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from pinzhang.engine.packs.schema.base import Clause, Count, Flag, Key, Number, SourceKey, Strict, Words

StageKind = Literal[
    "submission",
    "recommendation",
    "nomination",
    "declaration",
    "eligibility_check",
    "background_check",
    "document_review",
    "evaluation",
    "site_visit",
    "defence",
    "panel",
    "public_vote",
    "consultation",
    "public_notice",
    "approval",
    "decision",
    "conferral",
    "disbursement",
    "pre_review",
    "fee",
    "acceptance",
    "appointment",
    "work",
    "report",
    "rating",
]

PER_CASE: frozenset[str] = frozenset(
    {
        "submission",
        "recommendation",
        "nomination",
        "declaration",
        "eligibility_check",
        "background_check",
        "document_review",
        "evaluation",
        "site_visit",
        "defence",
        "pre_review",
        "fee",
        "acceptance",
        "appointment",
        "work",
        "report",
        "rating",
    }
)
"""Stage kinds that each case passes on its own; all others take a batch at once."""

Role = Literal["applicant", "recommender", "office", "department", "reviewer", "institution", "authority", "public"]


class Term(Strict):
    """How long something may take (期限). Working days follow the Chinese calendar, months the month-end rule."""

    count: Count = Field(ge=1, le=600)
    """How many."""
    unit: Literal["working_days", "days", "months"]
    """What is counted."""
    basis: Literal["legal", "service_norm"]
    """A term of law, or a promise of the office."""
    clause: Clause
    source: SourceKey
    on_correction: Literal["pause", "replace", "run"] = "pause"
    """What a correction request does to the clock."""


class ExitRule(Strict):
    """Which cases leave a stage forward (出口规则): all that pass, the best n, a share, or a cut-off score."""

    kind: Literal["all", "cut_off", "top_n", "ratio"] = "all"
    """Which of the cases go on."""
    score: Number | None = None
    """The lowest score; for ``cut_off``."""
    count: Count | None = Field(default=None, ge=1)
    """How many; for ``top_n``."""
    ratio: Number | None = Field(default=None, gt=0)
    """Cases kept per place: 1.5 keeps three for two places (差额)."""
    clause: str = ""
    source: SourceKey | None = None


class Combination(Strict):
    """How findings of earlier stages are put together (结合): all must be good, any, or a weighted score."""

    stages: tuple[Key, ...] = Field(min_length=1)
    """The earlier stages whose findings count."""
    by: Literal["all", "any", "weights"]
    """How they are put together."""
    clause: Clause
    source: SourceKey


class PartTaker(Strict):
    """A department asked for its opinion (征求意见的部门)."""

    key: Key
    name: Words


class Ballot(Strict):
    """A vote in the panel (票决)."""

    secret: Flag = True
    """Whether votes are secret."""
    minimum_members: Count = Field(default=1, ge=1)
    """The fewest members who vote."""
    odd_number: Flag = False
    """Whether their number must be odd."""
    pass_share: Number = Field(default=Decimal("0.5"), ge=0, le=1)
    """The share of votes that a case needs."""
    clause: str = ""
    source: SourceKey | None = None


class Stage(Strict):
    """One block (环节). What may happen in it follows from its kind; only the particulars are written here."""

    key: Key
    kind: StageKind
    """One of the closed set of kinds; what may happen in the stage follows from it."""
    name: Words
    """What staff read."""
    applicant_name: Words | None = None
    """What the applicant reads while in it, where that differs."""
    future_name: Words | None = None
    """What the applicant reads before it, where that differs."""
    clause: Clause
    source: SourceKey
    actors: tuple[Role, ...] = ()
    """Empty: the usual actors of the kind."""
    hidden_from: tuple[Role, ...] = ()
    """Who does not see that a case is in it."""
    term: Term | None = None
    """How long it may take."""
    correction_term: Term | None = None
    """How long the applicant has to answer a correction request."""
    criteria: Key | None = None
    """The scheme of ``criteria.yaml`` that reviewers or the institution score by."""
    reviewers_per_case: Count | None = Field(default=None, ge=1, le=99)
    """How many reviewers judge each case."""
    anonymous: Flag = False
    """Reviewers do not see who the applicant is."""
    exit: ExitRule = ExitRule()
    """Which cases leave it forward."""
    combination: Combination | None = None
    """How it puts the findings of earlier stages together."""
    departments: tuple[PartTaker, ...] = ()
    """The departments that are asked."""
    silence: Literal["no_objection", "wait"] = "wait"
    """What a department's silence at the end of the term means (逾期未回复)."""
    ballot: Ballot | None = None
    """The vote."""
    authority_name: Words | None = None
    """Who approves: a named authority (审定机关)."""
    document_number: Flag = False
    """The stage takes effect by a document with a number (文号)."""
    objections: Flag = False
    """Whether anybody may object."""
    hold: Literal["case", "batch"] = "case"
    """What an objection holds."""
    return_to: tuple[Key, ...] = ()
    """Earlier stages this one may return a case (or list) to; a return voids later approvals."""
    optional: Flag = False
    """Whether a round may leave it out."""
    note: Words | None = None


class Stages(Strict):
    """The blocks in their order."""

    stages: tuple[Stage, ...] = Field(min_length=1)
    """The blocks in their order."""
