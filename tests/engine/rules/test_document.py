"""Facts are read strictly: what is not of its type is refused with the path that leads to it."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.rules import BadFacts, Situation, facts_from_text
from tests.engine.rules.editions import FACT_MODELS, FIELD_MODELS, ON, PARAMETER_MODELS, SCOPE, situation, value_of


def test_every_shape_is_read():
    facts = {
        "revenue": {"2024": "18000000.50", "2025": 19000000},
        "audited": {"2025": True},
        "established_on": "2019-05-01",
        "staff_count": 52,
        "registered_capital": "500000.05",
        "market_share": "0.125",
        "score": "-3.5",
        "level": "potential",
        "industry_code": "C1351",
        "samplings": {
            "records": [{"on": "2024-03-01", "result": "failed", "fine": "100"}, {"on": "2025-01-01"}],
            "complete": {"from": "2020-01-01", "to": "2026-11-23"},
        },
    }
    application = {
        "sector": "industry", "product": "苹果", "exports": False, "markets": ["passed"], "since": 1998,
        "report": ["file-1"], "patents": [{"kind": "large", "granted": True}, {}],
    }  # fmt: skip
    peers = {"market_share": {"values": ["0.2", "0.1"], "missing": 1}}
    parts = {"application": application, "peers": peers, "subject": {"staff_count": "3"}, "mark": {}}

    known = situation(facts, **parts)

    assert known.founding == date(2019, 5, 1)
    assert value_of("last(e.revenue) == 19000000 && sum(years(e.revenue, 2)) == 37000000.5", facts, **parts) is True
    assert value_of("e.staff_count == 52 && s.staff_count == 3 && e.score == -3.5", facts, **parts) is True
    assert value_of("e.level == 'potential' && e.registered_capital == 500000.05", facts, **parts) is True
    assert value_of("a.patents.exists(x, x.granted) && 'passed' in a.markets", facts, **parts) is True
    assert (
        value_of("a.product == '苹果' && !a.exports && a.since == 1998 && size(a.report) == 1", facts, **parts) is True
    )
    assert value_of("m.staff_count > 1", facts, **parts).missing == {"m.staff_count"}


def test_one_map_of_facts_serves_applicant_subject_and_mark():
    assert value_of("e.staff_count == 3 && s.staff_count == 3 && m.staff_count == 3", {"staff_count": 3}) is True
    assert value_of("m.staff_count > 1").missing == {"staff_count"}


def test_a_situation_can_be_read_from_the_parts_of_an_edition():
    known = Situation.from_json(
        {"facts": {"staff_count": "3"}},
        on=ON,
        edition_facts=FACT_MODELS,
        parameters=PARAMETER_MODELS,
        form_fields=FIELD_MODELS,
    )

    assert known.knows("e", "staff_count")
    assert not known.knows("a", "product")
    assert known.scope.facts == SCOPE.facts


FACTS = "facts"
REFUSALS = [
    (None, "", "expected an object, found null"),
    ([], "", "expected an object, found list"),
    ({1: 2}, "", "expected an object, found dict"),
    ({"fact": {}}, "", "nothing is called 'fact'; did you mean facts?"),
    ({FACTS: []}, "facts", "expected an object, found list"),
    ({FACTS: {"revenu": {}}}, "facts", "nothing is called 'revenu'; did you mean revenue?"),
    ({FACTS: {"qqqq": 1}}, "facts", "nothing is called 'qqqq'"),
    ({FACTS: {"staff_count": None}}, "facts.staff_count", "null is refused; leave out what is not known"),
    (
        {FACTS: {"staff_count": 3.0}},
        "facts.staff_count",
        'write the decimal as text, as in "0.03"; found the float 3.0',
    ),
    (
        {FACTS: {"staff_count": float("nan")}},
        "facts.staff_count",
        'write the decimal as text, as in "0.03"; found the float nan',
    ),
    ({FACTS: {"staff_count": True}}, "facts.staff_count", "expected a number, found True"),
    ({FACTS: {"staff_count": []}}, "facts.staff_count", "expected a number, found list"),
    ({FACTS: {"staff_count": "many"}}, "facts.staff_count", "expected a plain decimal such as 1200.50, found 'many'"),
    ({FACTS: {"staff_count": "NaN"}}, "facts.staff_count", "expected a plain decimal such as 1200.50, found 'NaN'"),
    ({FACTS: {"staff_count": "1e5"}}, "facts.staff_count", "expected a plain decimal such as 1200.50, found '1e5'"),
    ({FACTS: {"staff_count": "٣"}}, "facts.staff_count", "expected a plain decimal such as 1200.50, found '٣'"),
    ({FACTS: {"staff_count": "3\n"}}, "facts.staff_count", "expected a plain decimal such as 1200.50, found '3\\n'"),
    ({FACTS: {"staff_count": "2.5"}}, "facts.staff_count", "expected a whole number, found '2.5'"),
    ({FACTS: {"staff_count": 10**30}}, "facts.staff_count", "the number has more than 30 digits"),
    (
        {FACTS: {"registered_capital": "1.005"}},
        "facts.registered_capital",
        "money has at most two decimals, found '1.005'",
    ),
    ({FACTS: {"trademark": "true"}}, "facts.trademark", "expected true or false, found 'true'"),
    ({FACTS: {"trademark": 1}}, "facts.trademark", "expected true or false, found 1"),
    ({FACTS: {"address": 3}}, "facts.address", "expected a text, found 3"),
    ({FACTS: {"address": "x" * 100_001}}, "facts.address", "expected a text, found " + repr("x" * 100)[:37] + "..."),
    (
        {FACTS: {"established_on": "2019-02-30"}},
        "facts.established_on",
        "expected a day such as 2024-03-01, found '2019-02-30'",
    ),
    (
        {FACTS: {"established_on": "20190201"}},
        "facts.established_on",
        "expected a day such as 2024-03-01, found '20190201'",
    ),
    ({FACTS: {"established_on": 2019}}, "facts.established_on", "expected a day such as 2024-03-01, found 2019"),
    ({FACTS: {"level": "seeds"}}, "facts.level", "'seeds' is no option; did you mean seed?"),
    ({FACTS: {"level": "zzz"}}, "facts.level", "'zzz' is no option; the options are seed, potential, advantage"),
    ({FACTS: {"level": 1}}, "facts.level", "expected one of the options, found 1"),
    ({FACTS: {"revenue": "18000000"}}, "facts.revenue", "expected an object, found '18000000'"),
    ({FACTS: {"revenue": {"last": "1"}}}, "facts.revenue", "expected a year such as 2024, found 'last'"),
    ({FACTS: {"revenue": {"2024": None}}}, "facts.revenue.2024", "null is refused; leave out what is not known"),
    ({FACTS: {"samplings": []}}, "facts.samplings", "expected an object, found list"),
    ({FACTS: {"samplings": {}}}, "facts.samplings", "records are missing; an empty list says that none is known"),
    ({FACTS: {"samplings": {"records": [], "all": True}}}, "facts.samplings", "nothing is called 'all'"),
    ({FACTS: {"samplings": {"records": {}}}}, "facts.samplings.records", "expected a list, found dict"),
    ({FACTS: {"samplings": {"records": ["x"]}}}, "facts.samplings.records[0]", "expected an object, found 'x'"),
    (
        {FACTS: {"samplings": {"records": [{"result": "failed"}]}}},
        "facts.samplings.records[0]",
        "a record needs the day it happened: on",
    ),
    (
        {FACTS: {"samplings": {"records": [{"on": "x"}]}}},
        "facts.samplings.records[0].on",
        "expected a day such as 2024-03-01, found 'x'",
    ),
    (
        {FACTS: {"samplings": {"records": [{"on": "2024-01-01", "r": 1}]}}},
        "facts.samplings.records[0]",
        "nothing is called 'r'",
    ),
    ({FACTS: {"samplings": {"records": [{}] * 100_001}}}, "facts.samplings.records", "more than 100000 members"),
    (
        {FACTS: {"samplings": {"records": [], "complete": {"from": "2024-01-01"}}}},
        "facts.samplings.complete",
        "to is missing",
    ),
    (
        {FACTS: {"samplings": {"records": [], "complete": {"from": "2024-01-02", "to": "2024-01-01"}}}},
        "facts.samplings.complete",
        "from is after to",
    ),
    ({"application": {"sectr": "x"}}, "application", "nothing is called 'sectr'; did you mean sector?"),
    ({"application": {"markets": "passed"}}, "application.markets", "expected a list, found 'passed'"),
    (
        {"application": {"markets": ["passed", "x"]}},
        "application.markets[1]",
        "'x' is no option; the options are passed, failed",
    ),
    (
        {"application": {"patents": [{"granted": "yes"}]}},
        "application.patents[0].granted",
        "expected true or false, found 'yes'",
    ),
    ({"subject": {"x": 1}}, "subject", "nothing is called 'x'"),
    ({"mark": None}, "mark", "expected an object, found null"),
    ({"peers": {"x": {}}}, "peers", "nothing is called 'x'"),
    ({"peers": {"trademark": {}}}, "peers.trademark", "only numbers are ranked"),
    ({"peers": {"score": {"values": []}}}, "peers.score", "missing is missing"),
    ({"peers": {"score": {"missing": 0}}}, "peers.score", "values is missing"),
    ({"peers": {"score": {"values": [], "missing": 0, "n": 1}}}, "peers.score", "nothing is called 'n'"),
    (
        {"peers": {"score": {"values": [], "missing": -1}}},
        "peers.score.missing",
        "expected how many are missing, found -1",
    ),
    (
        {"peers": {"score": {"values": [], "missing": True}}},
        "peers.score.missing",
        "expected how many are missing, found True",
    ),
    (
        {"peers": {"score": {"values": [None], "missing": 0}}},
        "peers.score.values[0]",
        "null is refused; leave out what is not known",
    ),
]


@pytest.mark.parametrize(("document", "path", "message"), REFUSALS)
def test_what_is_not_of_its_type_is_refused_with_its_path(document, path, message):
    with pytest.raises(BadFacts) as refusal:
        Situation.of(document, on=ON, scope=SCOPE)

    assert (refusal.value.path, refusal.value.message) == (path, message)


def test_the_refusal_reads_as_one_line():
    assert str(BadFacts("no", "facts.x")) == "facts.x: no"
    assert str(BadFacts("no", "")) == "no"


def test_the_founding_day_is_understood_even_where_the_edition_does_not_use_it():
    scope = type(SCOPE).build(edition_facts=[fact for fact in FACT_MODELS if fact.name == "net_profit"])

    known = Situation.of({"facts": {"established_on": "2024-01-01"}}, on=ON, scope=scope)

    assert known.founding == date(2024, 1, 1)
    assert known.founding_missing == frozenset()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 2}', "the key 'a' occurs twice"),
        ('{"facts": {"b": 1, "a": 1, "a": 2}}', "the key 'a' occurs twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": -Infinity}', "-Infinity is no number"),
        ("[1]", "expected an object, found list"),
        ("{", "no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"\xff", "no JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
)
def test_a_text_that_is_no_facts_document_is_refused(text, message):
    with pytest.raises(BadFacts) as refusal:
        facts_from_text(text)

    assert refusal.value.message == message


def test_a_deeply_nested_text_is_refused():
    with pytest.raises(BadFacts):
        facts_from_text("[" * 200_000)


def test_a_facts_document_is_read_from_text():
    assert facts_from_text('{"facts": {"x": "1"}}') == {"facts": {"x": "1"}}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2024-01-01", "1", "seed"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "facts",
                    "application",
                    "peers",
                    "records",
                    "complete",
                    "on",
                    "2024",
                    "values",
                    "missing",
                    "from",
                    "to",
                    *SCOPE.facts,
                    *SCOPE.answers,
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(JSON)
def test_any_json_is_read_or_refused_by_name(document):
    with suppress(BadFacts):
        Situation.of(document, on=ON, scope=SCOPE)


@given(st.text(max_size=30) | JSON.map(json.dumps) | st.binary(max_size=20))
def test_any_text_is_a_document_or_refused_by_name(text):
    with suppress(BadFacts):
        assert isinstance(facts_from_text(text), dict)
