"""Which rules on conflicts of interest hold in a round (回避规定): the source's own, else the platform's."""

from collections.abc import Sequence
from dataclasses import dataclass

from pinzhang.engine.assignment.conflicts import ConflictRule
from pinzhang.engine.packs.schema.conflicts import ConflictRule as WrittenRule

LOOK_BACK_YEARS = 3

PLATFORM_RULES: tuple[ConflictRule, ...] = (
    ConflictRule("employment", "hard", LOOK_BACK_YEARS),
    ConflictRule("shareholding", "hard", LOOK_BACK_YEARS),
    ConflictRule("group", "hard", LOOK_BACK_YEARS),
    ConflictRule("consulting", "hard", LOOK_BACK_YEARS),
    ConflictRule("training", "hard", LOOK_BACK_YEARS),
    ConflictRule("certification", "hard", LOOK_BACK_YEARS),
    ConflictRule("inspection", "hard", LOOK_BACK_YEARS),
    ConflictRule("family", "hard"),
    ConflictRule("other", "hard"),
)
"""What holds where the sources say nothing: cautious, and shown as the platform's own; the district is no ground."""

ALWAYS = ConflictRule("employment", "hard")
"""Who works or acts for the applicant never judges it."""


@dataclass(frozen=True)
class Policy:
    """The rules of a round, and whether its sources say them (回避规定及其出处)."""

    rules: tuple[ConflictRule, ...]
    is_from_source: bool

    def rule(self, kind: str) -> ConflictRule | None:
        """Return the rule on a kind of relation, where there is one."""
        return next((rule for rule in self.rules if rule.kind == kind), None)


def policy_of(written: Sequence[WrittenRule] | None) -> Policy:
    """Return the rules that hold: those written in the edition, the platform's where it has none."""
    if written is None:
        return Policy(PLATFORM_RULES, is_from_source=False)
    rules = tuple(
        ConflictRule(rule.kind, rule.strength, None if rule.for_ever else rule.look_back_years, rule.clause)
        for rule in written
    )
    named = {rule.kind for rule in rules}
    return Policy(rules if ALWAYS.kind in named else (ALWAYS, *rules), is_from_source=True)
