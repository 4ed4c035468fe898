"""``eligibility.yaml``: who qualifies (申报条件), each rule with its clause."""

from typing import Literal

from pydantic import Field, model_validator

from pinzhang.engine.packs.schema.base import Clause, Day, Expression, Identifier, Key, SourceKey, Strict, Words
from pinzhang.engine.packs.schema.facts import ScalarType

RuleKind = Literal["condition", "exclusion", "bonus", "priority"]
OnUnknown = Literal["ask", "pass", "hold"]


class DatedValue(Strict):
    """A value that holds from a day on, with its own reference."""

    from_on: Day
    """The first day on which the value holds."""
    value: str
    """The value, written in the type of the parameter."""
    clause: Clause
    source: SourceKey


class Parameter(Strict):
    """A number of the regulation that changes by edition or by year (参数), read as ``p.name``."""

    name: Identifier
    """The name that sentences read as ``p.name``."""
    title: Words
    type: ScalarType
    """The type of its values."""
    unit: str = ""
    values: tuple[DatedValue, ...] = Field(min_length=1)
    """The values in the order of their days; the first one holds when the edition begins."""


class Evidence(Strict):
    """One way to prove a rule (证明材料); the alternatives of a rule are any-of."""

    kind: Literal["proof", "self_declaration", "register"]
    """A document (``proof``), a statement of the applicant (``self_declaration``), or a register."""
    name: Words


class Exemption(Strict):
    """Who need not meet a rule (豁免): an OR to the rule, never another verdict."""

    when: Expression
    """The sentence that exempts."""
    clause: Clause
    source: SourceKey
    title: Words


class Rule(Strict):
    """One rule of eligibility (条件、禁止情形、加分、优先).

    ``expr`` of an exclusion states the circumstance that excludes; its verdict is *met* when that is not so.
    """

    id: Key
    """A kebab-case sentence that names the rule: ``not-in-dishonesty-list``."""
    kind: RuleKind
    """Conditions and exclusions decide; bonus and priority never do."""
    title: Words
    clause: Clause
    source: SourceKey
    expr: Expression | None = None
    """The sentence of the rule; of an exclusion, the circumstance that excludes."""
    applies_when: Expression | None = None
    """Who the rule is for; to all others it does not apply."""
    exempt: tuple[Exemption, ...] = ()
    """Who need not meet it."""
    decided_by: Literal["machine", "human"] = "machine"
    """``human`` where the text leaves discretion."""
    on_unknown: OnUnknown = "ask"
    """What happens next while it is unknown: ask the applicant, let pass, or hold the case."""
    evidence: tuple[Evidence, ...] = ()
    """The ways to prove it; any one is enough."""
    note: Words | None = None

    @model_validator(mode="after")
    def _machine_needs_an_expression(self) -> "Rule":
        if self.decided_by == "machine" and self.expr is None:
            message = "a rule decided by the machine needs expr; where the text leaves discretion say decided_by: human"
            raise ValueError(message)
        return self


class Eligibility(Strict):
    """Conditions, exclusions, bonuses and priorities, and the dated parameters they read."""

    parameters: tuple[Parameter, ...] = ()
    """Numbers of the regulation with the days from which they hold."""
    rules: tuple[Rule, ...] = ()
    """Conditions, exclusions, bonuses and priorities."""
