"""Every example of the reference page is true."""

import json
import re
from pathlib import Path

import pytest

from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import RuleSyntaxError, check, explain, operator_mismatches, parse, sentence
from pinzhang.engine.rules.bounds import _AFTER, _BEFORE
from pinzhang.engine.rules.scope import Scope
from pinzhang.engine.rules.signatures import SIGNATURES
from tests.engine.rules.editions import ON, PARAMETERS, make_edition, make_rule

PAGE = (Path(__file__).parents[3] / "docs/reference/rules.md").read_text(encoding="utf-8")
FLOOR = {**PARAMETERS[0], "name": "revenue_floor"}
OUTCOME = re.compile(r"^  (?P<facts>\{.*?\})(?: among (?P<peers>\{.*\}))? +⇒ (?P<outcome>.*)$")


def blocks(name):
    return [block.strip("\n").split("\n") for block in re.findall(rf"```{name}\n(.*?)```", PAGE, re.DOTALL)]


def examples():
    for block in blocks("examples"):
        expr = ""
        for line in block:
            match = OUTCOME.match(line)
            if match is None:
                expr = line
                continue
            facts, peers = json.loads(match["facts"]), json.loads(match["peers"] or "{}")
            yield pytest.param(expr, facts, peers, match["outcome"], id=f"{expr} {match['facts']}")


def outcome_of(found):
    said = [found["verdict"]]
    if "short_by" in found:
        said.append(f"short by {found['short_by']['value']} {found['short_by']['unit']}")
    if "met_from" in found:
        said.append(f"met from {found['met_from']}")
    if found["missing"]:
        said.append("missing " + " ".join(found["missing"]))
    elif found["verdict"] == "unknown":
        said.append("because " + "；".join(found["reasons"]))
    return ", ".join(said)


@pytest.mark.parametrize(("expr", "facts", "peers", "outcome"), list(examples()))
def test_an_example_has_the_outcome_printed_beside_it(expr, facts, peers, outcome):
    edition = make_edition(make_rule(expr), parameters=[FLOOR])

    (found,) = explain(edition, {"facts": facts, "peers": peers}, on=ON)["rules"]

    assert outcome_of(found) == outcome


def pairs(name):
    return [tuple(part.strip() for part in line.split(" ⇒ ")) for block in blocks(name) for line in block]


@pytest.mark.parametrize(("expr", "text"), pairs("sentences"))
def test_a_sentence_is_said_as_printed(expr, text):
    rule = Rule.model_validate(make_rule(expr))
    past = [{**FLOOR["values"][1]}]

    assert sentence(rule, make_edition(parameters=[{**FLOOR, "values": past}])) == text


@pytest.mark.parametrize(("expr", "refusal"), pairs("refusals"))
def test_a_refusal_reads_as_printed(expr, refusal):
    try:
        problems = [str(problem) for problem in check(parse(expr), Scope.of(make_edition()), expects="bool")]
    except RuleSyntaxError as error:
        problems = [str(error)]

    assert problems == [f"column {refusal}"]


def test_every_function_is_on_the_page():
    assert [
        name for name in [*SIGNATURES, "run", "exists", "all", "filter"] if not re.search(rf"`[^`]*\b{name}\b", PAGE)
    ] == []


@pytest.mark.parametrize(("words", "operator"), re.findall(r"^\| (.*?) \| `([<>]=?)` \|$", PAGE, re.MULTILINE))
def test_the_printed_words_are_those_that_are_compared(words, operator):
    listed = set(words.split(", "))

    assert listed == {word for word, sign in (_BEFORE | _AFTER).items() if sign == operator} - {"已满"}
    for word in listed:
        title = f"{word} 50 人" if word in _BEFORE else f"50 人{word}"
        assert operator_mismatches(Rule.model_validate(make_rule(f"e.staff_count {operator} 50", title=title))) == []
