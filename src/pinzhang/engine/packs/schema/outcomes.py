"""``outcomes.yaml``: what comes of a case (结果): tiers, quotas, money, the mark and how it ends."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pinzhang.engine.packs.schema.base import Clause, Count, Expression, Flag, Key, Number, SourceKey, Strict, Words
from pinzhang.engine.packs.schema.programme import SubjectKind

Duration = Annotated[str, StringConstraints(pattern=r"^\d+[ymd]$")]


class Reserved(Strict):
    """Places kept for some (保留名额): at least ``count`` of the tier for those who satisfy ``when``."""

    count: Count = Field(ge=1)
    when: Expression
    title: Words
    clause: Clause
    source: SourceKey


class Quota(Strict):
    """The greatest number (名额上限); a round may set fewer, never more."""

    maximum: Count | None = Field(default=None, ge=0)
    """Absent: the source names no number."""
    per_recommender: Count | None = Field(default=None, ge=1)
    reserved: tuple[Reserved, ...] = ()
    may_stay_vacant: Flag = False
    reaward_outside_quota: Flag = False
    clause: str = ""
    source: SourceKey | None = None


class Money(Strict):
    """Money that comes with a tier (奖励、补助)."""

    amount: Number = Field(ge=0, decimal_places=2)
    """CNY."""
    first_time_only: Flag = False
    cap: Number | None = None
    top_up_share: Number | None = Field(default=None, gt=0, le=10)
    """A share added on an award of another authority."""
    earmarked_for: Words | None = None
    claw_back_on: tuple[Key, ...] = ()
    """Grounds that oblige to pay back (追回)."""
    clause: Clause
    source: SourceKey


class Tier(Strict):
    """A grade of success (等次): 卓越奖, 创新奖, 提名奖; a mark has one."""

    key: Key
    name: Words
    quota: Quota = Quota()
    min_score: Number | None = None
    money: tuple[Money, ...] = ()
    clause: Clause
    source: SourceKey


class UseRule(Strict):
    """How the title or the mark may be used (标识使用规则)."""

    text: Words
    allowed: Flag
    clause: Clause
    source: SourceKey


class Surveillance(Strict):
    """A check after conferral (监督)."""

    every: Duration
    text: Words
    clause: Clause
    source: SourceKey


class Mark(Strict):
    """What is conferred (标识或称号) and how long it holds."""

    name: Words
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}$")]
    validity: Duration | None = None
    """Absent: the source names none; the page says so."""
    validity_clause: str = ""
    validity_source: SourceKey | None = None
    certificate: Flag = True
    use_rules: tuple[UseRule, ...] = ()
    surveillance: tuple[Surveillance, ...] = ()


class Ground(Strict):
    """Why a mark is suspended, revoked or lapses (撤销、暂停、失效情形)."""

    key: Key
    title: Words
    effect: Literal["suspend", "revoke", "lapse"]
    applies_to: tuple[SubjectKind, ...] = ()
    decided_by: Literal["human", "machine"] = "human"
    alert_when: Expression | None = None
    evidence: tuple[Key, ...] = ()
    consequences: tuple[Words, ...] = ()
    clause: Clause
    source: SourceKey


class Outcomes(Strict):
    """Tiers, quotas, money, mark, grounds, feedback."""

    tiers: tuple[Tier, ...] = Field(min_length=1)
    total_quota: Quota = Quota()
    ties: Literal["surface"] = "surface"
    """Ties are shown to the panel, never broken silently."""
    mark: Mark | None = None
    grounds: tuple[Ground, ...] = ()
    feedback: Flag = True
    """Everybody who did not win is told strengths and gaps."""
    sector_balance: Flag = False
