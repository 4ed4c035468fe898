"""The explanation of one applicant, as every screen and command shows it."""

import pytest

from pinzhang.engine.rules import BadFacts, BadRule, RuleSyntaxError, explain
from tests.engine.rules.editions import ON, make_edition, make_rule, samplings


def explained(*rules, facts=None, on=ON, decisions=None, **parts):
    document = {"facts": facts or {}, **parts}
    return explain(make_edition(*rules), document, on=on, decisions=decisions or {}, digest="sha256:1")


def only(*args, **kwargs):
    (rule,) = explained(*args, **kwargs)["rules"]
    return rule


def test_the_head_names_edition_digest_day_and_verdict():
    found = explained(make_rule("e.trademark"), facts={"trademark": True})

    assert list(found.items())[:-1] == [
        ("schema", 1),
        ("programme", "test-award"),
        ("edition", "2023.1"),
        ("digest", "sha256:1"),
        ("on", "2026-11-23"),
        ("status", "partial"),
        ("verdict", "met"),
    ]


def test_a_threshold_that_is_not_met_says_by_how_much():
    rule = make_rule("last(e.revenue) >= p.floor", clause="四（三）")

    assert only(rule, facts={"revenue": {"2025": "18000000.5"}}) == {
        "id": "rule",
        "clause": "四（三）",
        "kind": "condition",
        "applies": True,
        "verdict": "not met",
        "action": "refuse",
        "have": {"value": "18000000.5", "unit": "CNY"},
        "need": {"op": ">=", "value": "20000000", "unit": "CNY"},
        "short_by": {"value": "1999999.5", "unit": "CNY"},
        "missing": [],
        "parts": [],
    }


def test_a_threshold_that_is_met_is_short_of_nothing():
    found = only(make_rule("last(e.revenue) >= p.floor"), facts={"revenue": {"2025": "20000000"}})

    assert (found["verdict"], found["action"], "short_by" in found) == ("met", "none", False)


# exclusions, exemptions, application


def test_an_exclusion_is_met_when_its_circumstance_is_not_so():
    rule = make_rule("within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')", kind="exclusion")

    failed = only(rule, facts=samplings(("2024-03-01", "failed"), ("2025-03-01", "failed")))

    assert (failed["verdict"], failed["action"], failed["met_from"]) == ("not met", "refuse", "2028-03-01")
    assert failed["have"] == {"value": "2", "unit": "条"}
    assert failed["need"] == {"op": "==", "value": "0", "unit": "条"}
    assert only(rule, facts=samplings())["verdict"] == "met"
    assert only(rule)["verdict"] == "unknown"


def test_an_exclusion_of_two_consecutive_losses_needs_fewer():
    rule = make_rule("run(years(e.net_profit, 3), y, y < 0) >= 2", kind="exclusion")
    losses = {"net_profit": {"2023": "-1", "2024": "-1", "2025": "-1"}}

    found = only(rule, facts=losses)

    assert found["have"] == {"value": "3", "unit": "年"}
    assert found["need"] == {"op": "<", "value": "2", "unit": "年"}
    assert found["short_by"] == {"value": "2", "unit": "年"}


def test_an_exemption_is_an_or():
    exempt = [{"when": "e.public_benefit", "clause": "四", "source": "measures", "title": "公益性单位"}]
    rule = make_rule("e.staff_count >= 50", exempt=exempt)

    benefit = only(rule, facts={"staff_count": 3, "public_benefit": True})
    assert (benefit["verdict"], benefit["reasons"], "short_by" in benefit) == ("met", ["豁免：公益性单位（四）"], False)
    assert only(rule, facts={"public_benefit": True})["verdict"] == "met"
    assert only(rule, facts={"staff_count": 3, "public_benefit": False})["verdict"] == "not met"

    unsure = only(rule, facts={"staff_count": 3})
    assert (unsure["verdict"], unsure["missing"], unsure["short_by"]) == (
        "unknown",
        ["public_benefit"],
        {"value": "47", "unit": "人"},
    )


def test_a_rule_that_does_not_apply_is_left_out_of_the_verdict():
    rule = make_rule("e.staff_count >= 50", applies_when="a.sector == 'services'")
    found = explained(rule, facts={"staff_count": 3}, application={"sector": "industry"})

    assert found["verdict"] == "met"
    assert found["rules"] == [
        {
            "id": "rule",
            "clause": "一",
            "kind": "condition",
            "applies": False,
            "action": "none",
            "missing": [],
            "parts": [],
        }
    ]


def test_a_rule_whose_application_is_unknown_is_unknown_unless_it_is_met_anyway():
    rule = make_rule("e.staff_count >= 50", applies_when="a.sector == 'services'")

    short = only(rule, facts={"staff_count": 3})
    assert (short["applies"], short["verdict"], short["missing"]) == ("unknown", "unknown", ["a.sector"])
    assert only(rule)["missing"] == ["a.sector", "staff_count"]
    enough = only(rule, facts={"staff_count": 60})
    assert (enough["applies"], enough["verdict"], enough["missing"]) == ("unknown", "met", [])


# people decide


def test_what_is_left_to_people_is_unknown_until_they_decide():
    rule = make_rule(None, kind="exclusion", decided_by="human", on_unknown="hold")

    open_rule = only(rule)
    assert (open_rule["verdict"], open_rule["action"]) == ("unknown", "hold")
    assert open_rule["reasons"] == ["条文留给主管部门认定，系统不自动判断"]
    assert only(rule, decisions={"rule": True})["verdict"] == "met"
    assert only(rule, decisions={"rule": False})["action"] == "refuse"


def test_an_expression_beside_a_human_decision_informs_and_does_not_decide():
    rule = make_rule("e.staff_count >= 50", decided_by="human")

    found = only(rule, facts={"staff_count": 60})

    assert (found["verdict"], found["have"]["value"], found["missing"]) == ("unknown", "60", [])


@pytest.mark.parametrize(
    ("decisions", "path", "message"),
    [
        ({"rul": True}, "decisions.rul", "no rule of that id is decided by a person; did you mean rule?"),
        ({"zzz": True}, "decisions.zzz", "no rule of that id is decided by a person"),
        ({"rule": "yes"}, "decisions.rule", "a decision is true or false"),
    ],
)
def test_a_stray_decision_is_refused(decisions, path, message):
    with pytest.raises(BadFacts) as refusal:
        explained(make_rule(None, decided_by="human"), decisions=decisions)

    assert (refusal.value.path, refusal.value.message) == (path, message)


# what happens next


@pytest.mark.parametrize(
    ("kind", "on_unknown", "facts", "action"),
    [
        ("condition", "ask", {}, "ask"),
        ("condition", "hold", {}, "hold"),
        ("condition", "pass", {}, "none"),
        ("condition", "ask", {"trademark": True}, "none"),
        ("condition", "pass", {"trademark": False}, "refuse"),
        ("exclusion", "pass", {"trademark": True}, "refuse"),
        ("bonus", "ask", {"trademark": False}, "none"),
        ("priority", "ask", {"trademark": False}, "none"),
        ("bonus", "ask", {}, "ask"),
    ],
)
def test_the_action_follows_from_verdict_and_on_unknown(kind, on_unknown, facts, action):
    assert only(make_rule("e.trademark", kind=kind, on_unknown=on_unknown), facts=facts)["action"] == action


# the whole


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"trademark": True, "public_benefit": False}, "met"),
        ({"trademark": True}, "unknown"),
        ({"trademark": False}, "not met"),
        ({"public_benefit": True}, "not met"),
        ({}, "unknown"),
    ],
)
def test_the_programme_is_met_when_all_that_counts_is_met(facts, verdict):
    rules = [
        make_rule("e.trademark", id="one"),
        make_rule("e.public_benefit", id="two", kind="exclusion"),
        make_rule("e.staff_count > 9", id="three", kind="bonus"),
        make_rule("false", id="four", kind="priority"),
    ]

    assert explained(*rules, facts=facts)["verdict"] == verdict


def test_a_programme_without_rules_is_met():
    assert explained()["verdict"] == "met"


# what an edition may not say


def test_an_edition_with_a_rule_that_cannot_be_read_is_refused():
    with pytest.raises(RuleSyntaxError):
        explained(make_rule("e.staff_count >"))
    with pytest.raises(BadRule):
        explained(make_rule("e.staff_count"))
    with pytest.raises(BadRule):
        explained(make_rule("has(e.trademark)"))
