"""The stages of what supervision handles: notice and statement, then the decision; an appeal is decided at once."""

from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.outcomes import AppealRule, Ground, HearingRule
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Plan

STATEMENT, DECISION = "statement", "decision"


def procedure_plan(ground: Ground, hearing: HearingRule | None) -> Plan:
    """Return how a procedure on a ground goes; its statement has a clock of its own where the edition names a term."""
    statement = Stage(
        key=STATEMENT,
        kind="declaration",
        name=Words(zh="告知和陈述申辩", en="Notice and statement"),
        clause=hearing.clause if hearing else ground.clause,
        source=hearing.source if hearing else ground.source,
        actors=("applicant",),
        term=hearing.term if hearing else None,
    )
    return Plan((statement, _decision(ground.clause, ground.source, Words(zh="作出决定", en="Decision"))))


def appeal_plan(ground: Ground, rule: AppealRule | None) -> Plan:
    """Return how an appeal goes: it waits for its decision, with a clock where the edition names a term."""
    decision = _decision(
        rule.clause if rule else ground.clause,
        rule.source if rule else ground.source,
        Words(zh="申诉复核", en="Review of the appeal"),
    )
    return Plan((decision.model_copy(update={"term": rule.decide}) if rule and rule.decide else decision,))


def _decision(clause: str, source: str, name: Words) -> Stage:
    return Stage(key=DECISION, kind="decision", name=name, clause=clause, source=source, actors=("office",))
