"""``outcomes.yaml``: what comes of a case (结果): tiers, quotas, money, the mark and how it ends."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pinzhang.engine.packs.schema.base import Clause, Count, Expression, Flag, Key, Number, SourceKey, Strict, Words
from pinzhang.engine.packs.schema.programme import SubjectKind
from pinzhang.engine.packs.schema.stages import Term

Duration = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[ymd]$")]


class Reserved(Strict):
    """Places kept for some (保留名额): at least ``count`` of the tier for those who satisfy ``when``."""

    count: Count = Field(ge=1)
    """How many places."""
    when: Expression
    """The sentence that says for whom."""
    title: Words
    clause: Clause
    source: SourceKey


class Quota(Strict):
    """The greatest number (名额上限); a round may set fewer, never more."""

    maximum: Count | None = Field(default=None, ge=0)
    """Absent: the source names no number."""
    per_recommender: Count | None = Field(default=None, ge=1)
    """The most that one recommender may put forward."""
    reserved: tuple[Reserved, ...] = ()
    """Places kept for some."""
    may_stay_vacant: Flag = False
    """Whether places may stay empty (可以空缺)."""
    reaward_outside_quota: Flag = False
    """Whether those who won before take no place (不占名额)."""
    clause: str = ""
    source: SourceKey | None = None


class Money(Strict):
    """Money that comes with a tier (奖励、补助)."""

    amount: Number = Field(ge=0, decimal_places=2)
    """CNY."""
    first_time_only: Flag = False
    """Whether it is paid only to those who win for the first time."""
    cap: Number | None = None
    """The most that is paid."""
    top_up_share: Number | None = Field(default=None, gt=0, le=10)
    """A share added on an award of another authority."""
    earmarked_for: Words | None = None
    """What it may be spent on."""
    claw_back_on: tuple[Key, ...] = ()
    """Grounds that oblige to pay back (追回)."""
    clause: Clause
    source: SourceKey


class Tier(Strict):
    """A grade of success (等次): 卓越奖, 创新奖, 提名奖; a mark has one."""

    key: Key
    name: Words
    quota: Quota = Quota()
    """How many places."""
    min_score: Number | None = None
    """The lowest final score."""
    money: tuple[Money, ...] = ()
    """The money that comes with it."""
    clause: Clause
    source: SourceKey


class UseRule(Strict):
    """How the title or the mark may be used (标识使用规则)."""

    text: Words
    """The rule as people read it."""
    allowed: Flag
    """Whether it permits or forbids."""
    clause: Clause
    source: SourceKey


class Surveillance(Strict):
    """A check after conferral (监督)."""

    every: Duration
    """How often: ``1y``, ``6m``."""
    text: Words
    """What is checked."""
    clause: Clause
    source: SourceKey


class Renewal(Strict):
    """How a mark is confirmed again before it ends (复评): by a new case on a route of the programme."""

    route: Key
    """The key of that route."""
    opens_before: Duration | None = None
    """How long before the end the holder may begin; absent: the source does not say."""
    text: Words
    """What is asked of the holder."""
    clause: Clause
    source: SourceKey


class Mark(Strict):
    """What is conferred (标识或称号) and how long it holds."""

    name: Words
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}$")]
    """The letters before the number of a mark."""
    validity: Duration | None = None
    """Absent: the source names none; the page says so."""
    validity_clause: str = ""
    """Where the source says how long it holds."""
    validity_source: SourceKey | None = None
    """The key of that source."""
    certificate: Flag = True
    """Whether a certificate is issued."""
    use_rules: tuple[UseRule, ...] = ()
    """How it may and may not be used."""
    surveillance: tuple[Surveillance, ...] = ()
    """The checks after conferral."""
    renewal: Renewal | None = None
    """How it is confirmed again; absent: the source names no way."""


class Ground(Strict):
    """Why a mark is suspended, revoked or lapses (撤销、暂停、失效情形)."""

    key: Key
    title: Words
    effect: Literal["suspend", "revoke", "lapse"]
    """What follows for the mark."""
    applies_to: tuple[SubjectKind, ...] = ()
    """The subjects it concerns; none named: all of them."""
    decided_by: Literal["human", "machine"] = "human"
    """``human`` unless the text leaves nothing to judge."""
    at_once: Flag | None = None
    """Whether the office may suspend before it hears the holder (先行暂停); absent: the source does not say so."""
    alert_when: Expression | None = None
    """The sentence that alerts the office; the machine decides nothing by it unless ``decided_by`` says so."""
    evidence: tuple[Key, ...] = ()
    """Keys of the documents that the office must have."""
    consequences: tuple[Words, ...] = ()
    """What else follows."""
    clause: Clause
    source: SourceKey


class HearingRule(Strict):
    """What a holder is given before a measure (告知、陈述申辩、听证)."""

    term: Term
    """How long the holder has to answer the notice."""
    text: Words
    """The rule as people read it."""
    clause: Clause
    source: SourceKey


class AppealRule(Strict):
    """How a holder may appeal against a measure (申诉)."""

    within: Term | None = None
    """How long the holder may appeal; absent: the source names no term."""
    decide: Term | None = None
    """How long the decision may take; absent: the source names no term."""
    effect: Literal["none", "stay"] = "none"
    """Whether the measure rests meanwhile (停止执行)."""
    text: Words
    """The rule as people read it."""
    clause: Clause
    source: SourceKey


class Outcomes(Strict):
    """Tiers, quotas, money, mark, grounds, feedback."""

    tiers: tuple[Tier, ...] = Field(min_length=1)
    """The grades of success."""
    total_quota: Quota = Quota()
    """The places of all tiers together."""
    ties: Literal["surface"] = "surface"
    """Ties are shown to the panel, never broken silently."""
    mark: Mark | None = None
    """What is conferred."""
    grounds: tuple[Ground, ...] = ()
    """Why it ends or is suspended."""
    hearing: HearingRule | None = None
    """What the holder is given before that; absent: the source is silent, and the office names the day."""
    appeal: AppealRule | None = None
    """How the holder may appeal; absent: the source is silent."""
    feedback: Flag = True
    """Everybody who did not win is told strengths and gaps."""
    sector_balance: Flag = False
    """Whether the panel is shown how the places fall on the sectors."""
