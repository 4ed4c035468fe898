"""Whatever passes the check is judged, explained and said without breaking."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pinzhang.engine.rules import Unknown, evaluate, explain, gap_words, parse, sentence, to_text
from tests.engine.rules.editions import make_edition, make_rule, situation
from tests.engine.rules.generated import ALL_ANSWERS, ALL_FACTS, SOME_ANSWERS, SOME_FACTS
from tests.engine.rules.wild import WILD

MORE = st.fixed_dictionaries(
    {},
    optional={
        "staff_count": st.integers(-3, 60),
        "score": st.sampled_from(["0", "2.5", "-1"]),
        "market_share": st.just("0.1"),
        "size": st.sampled_from(["small", "large"]),
        "address": st.sampled_from(["seed", "C13", ""]),
        "patents_filed": st.just({"2025": 3}),
        "audited": st.just({"2024": True, "2025": False}),
        "grade": st.just({"2025": "passed"}),
    },
)
PEERS = st.sampled_from([{}, {"score": {"values": ["1", "3"], "missing": 1}, "revenue": {"values": [], "missing": 0}}])
ANSWERS = st.fixed_dictionaries(
    {}, optional={"markets": st.just(["passed"]), "since": st.just(2020), "exports": st.booleans()}
)
DOCUMENTS = st.builds(
    lambda facts, more, answers, rest, peers: {
        "facts": facts | more, "application": answers | rest, "peers": peers
    },
    SOME_FACTS | ALL_FACTS, MORE, SOME_ANSWERS | ALL_ANSWERS, ANSWERS, PEERS,
)  # fmt: skip
DAYS = st.sampled_from([date(2026, 11, 23), date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)])
SLOW_TO_DRAW = [HealthCheck.filter_too_much, HealthCheck.too_slow]


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(WILD, DOCUMENTS, DAYS)
def test_a_sentence_that_passes_the_check_has_a_verdict(text, document, on):
    found = evaluate(
        parse(text), situation(document["facts"], on=on, application=document["application"], peers=document["peers"])
    )

    assert isinstance(found, bool) or (isinstance(found, Unknown) and (found.missing or found.reasons))


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW_TO_DRAW)
@given(WILD.filter(lambda text: "has(" not in text), DOCUMENTS, DAYS, st.sampled_from(["condition", "exclusion"]))
def test_a_rule_that_passes_the_check_is_explained_and_said(text, document, on, kind):
    edition = make_edition(make_rule(text, kind=kind))

    (found,) = explain(edition, document, on=on)["rules"]

    assert found["verdict"] in {"met", "not met", "unknown"}
    assert gap_words(found, edition).keys() <= {"have", "need", "short_by", "parts"}
    assert sentence(edition.eligibility.rules[0], edition)
    assert parse(to_text(parse(text))) == parse(text)
