"""Judge one rule or one sentence of an edition."""

from datetime import date
from typing import Any

from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.rules import Scope, Situation, evaluate, explain, parse

THE_DAY = date(2026, 3, 1)


def rule_of(pack: Edition, rule: str, facts: dict[str, Any], *, on: date = THE_DAY, **parts: Any) -> dict[str, Any]:
    found = explain(pack, {"facts": facts, **parts}, on=on)
    [one] = [entry for entry in found["rules"] if entry["id"] == rule]
    return dict(one)


def verdict(pack: Edition, rule: str, facts: dict[str, Any]) -> str:
    return str(rule_of(pack, rule, facts)["verdict"])


def holds(pack: Edition, sentence: str | None, facts: dict[str, Any], *, on: date = THE_DAY) -> Any:
    assert sentence is not None
    return evaluate(parse(sentence), Situation.of({"facts": facts}, on=on, scope=Scope.of(pack)))
