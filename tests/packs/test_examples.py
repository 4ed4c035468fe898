"""Every worked case of every pack, run as a test of its own."""

import pytest

from pinzhang.engine.packs.schema.edition import Edition, Example
from pinzhang.engine.packs.worked_cases import document_of, verdicts_of
from pinzhang.engine.rules import Scope, explain
from tests.packs.reading import AWARD, CONTEST, PREMIUM, PRIMITIVES, edition, primitive

EDITIONS = {folder.name: edition(folder) for folder in (PREMIUM, AWARD, CONTEST)}
EDITIONS |= {path.name: primitive(path.name) for path in sorted(PRIMITIVES.iterdir()) if path.name != "base"}

CASES = [
    pytest.param(one, example, id=f"{name}: {example.example}")
    for name, one in EDITIONS.items()
    for example in one.examples
]


@pytest.mark.parametrize(("pack", "example"), CASES)
def test_a_worked_case_comes_to_the_verdicts_it_states(pack: Edition, example: Example):
    found = explain(pack, document_of(example, Scope.of(pack)), on=example.on, decisions=example.decisions)

    verdicts = verdicts_of(found)
    assert {key: verdicts[key] for key in example.expect} == example.expect


@pytest.mark.parametrize("name", [PREMIUM.name, AWARD.name, CONTEST.name])
def test_every_rule_has_a_worked_case_for_each_verdict(name: str):
    pack = EDITIONS[name]
    shown = {rule.id: {example.expect.get(rule.id) for example in pack.examples} for rule in pack.eligibility.rules}

    wanted = {"met", "not met", "unknown"}
    assert {key: wanted - verdicts for key, verdicts in shown.items() if not wanted <= verdicts} == {}
