"""The evaluator agrees with two independent implementations of CEL, unknown values included."""

import cel
import celpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinzhang.engine.rules import Unknown, evaluate, parse
from tests.engine.rules.editions import situation
from tests.engine.rules.generated import ALL_ANSWERS, ALL_FACTS, SENTENCES, SOME_ANSWERS, SOME_FACTS
from tests.engine.rules.oracle import Oracle

CASES = st.lists(st.tuples(SOME_FACTS | ALL_FACTS, SOME_ANSWERS | ALL_ANSWERS), min_size=4, max_size=4)
ENVIRONMENT = celpy.Environment()


def ours(sentence, facts, answers):
    found = evaluate(parse(sentence), situation(facts, application=answers))
    return "unknown" if isinstance(found, Unknown) else found


def by_rust(sentence, facts, answers):
    oracle = Oracle(facts, answers, unrolled=True)
    try:
        return cel.evaluate(oracle.write(parse(sentence)), oracle.context)
    except KeyError:
        return "unknown"


def by_python(sentence, facts, answers):
    oracle = Oracle(facts, answers)
    program = ENVIRONMENT.program(ENVIRONMENT.compile(oracle.write(parse(sentence))))
    try:
        return bool(program.evaluate(celpy.json_to_cel(oracle.context)))
    except celpy.CELEvalError:
        return "unknown"


@settings(max_examples=500, deadline=None)
@given(SENTENCES, CASES)
def test_the_rust_implementation_agrees(sentence, cases):
    for facts, answers in cases:
        assert ours(sentence, facts, answers) == by_rust(sentence, facts, answers)


@settings(max_examples=150, deadline=None)
@given(SENTENCES, CASES)
def test_the_python_implementation_agrees(sentence, cases):
    for facts, answers in cases[:2]:
        assert ours(sentence, facts, answers) == by_python(sentence, facts, answers)


@pytest.mark.parametrize(
    ("sentence", "facts", "verdict"),
    [
        ("e.debt / e.assets > 1", {"debt": "1", "assets": "0"}, "unknown"),
        ("e.debt / e.assets > 1 || true", {"debt": "1", "assets": "0"}, True),
        ("run(years(e.net_profit, 3), y, y < 0) >= 2", {"net_profit": {"2024": "-1", "2025": "-1"}}, True),
        ("max(years(e.net_profit, 3)) > 3", {"net_profit": {"2024": "5"}}, True),
        (
            "within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')",
            {"samplings": {"records": [{"on": "2023-11-24", "result": "failed"}]}},
            True,
        ),
        (
            "within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')",
            {"samplings": {"records": [{"on": "2023-11-23", "result": "failed"}]}},
            "unknown",
        ),
    ],
)
def test_all_three_agree_on_known_cases(sentence, facts, verdict):
    facts = {"established_on": "2001-01-01", **facts}

    assert ours(sentence, facts, {}) == verdict
    assert by_rust(sentence, facts, {}) == verdict
    assert by_python(sentence, facts, {}) == verdict
