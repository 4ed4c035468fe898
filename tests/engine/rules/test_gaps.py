"""What an applicant has, what a rule needs, and by how much it falls short."""

from datetime import date

import pytest

from pinzhang.engine.rules import explain
from tests.engine.rules.editions import ON, make_edition, make_rule


def only(rule, *, facts=None, on=ON):
    (found,) = explain(make_edition(rule), {"facts": facts or {}}, on=on)["rules"]
    return found


@pytest.mark.parametrize(
    ("expr", "facts", "have", "need", "short"),
    [
        ("e.staff_count > 50", {"staff_count": 50}, "50", (">", "50"), "1"),
        ("e.staff_count >= 50.5", {"staff_count": 50}, "50", (">=", "50.5"), "1"),
        ("50 <= e.staff_count", {"staff_count": 40}, "40", (">=", "50"), "10"),
        ("50 < e.staff_count", {"staff_count": 40}, "40", (">", "50"), "11"),
        ("!(e.staff_count < 50)", {"staff_count": 40}, "40", (">=", "50"), "10"),
        ("e.staff_count < 50", {"staff_count": 50}, "50", ("<", "50"), "1"),
        ("e.staff_count <= 50", {"staff_count": 52}, "52", ("<=", "50"), "2"),
        ("e.registered_capital > 500000", {"registered_capital": "500000"}, "500000", (">", "500000"), "0.01"),
        ("e.market_share > 0.1", {"market_share": "0.1"}, "0.1", (">", "0.1"), "0.0001"),
        ("e.market_share >= p.share_floor", {"market_share": "0.026"}, "0.026", (">=", "0.03"), "0.004"),
        ("e.score > 3", {"score": "2.125"}, "2.125", (">", "3"), "0.876"),
        ("e.score > 3", {"score": "2"}, "2", (">", "3"), "1.01"),
        ("e.debt / e.assets <= 0.5", {"debt": "2", "assets": "3"}, "0.666667", ("<=", "0.5"), "0.166667"),
        ("e.debt / e.assets >= 0.5", {"debt": "1", "assets": "3"}, "0.333333", (">=", "0.5"), "0.166667"),
        (
            "e.debt / e.assets >= e.score / 3",
            {"debt": "1", "assets": "3", "score": "2"},
            "0.333333",
            (">=", "0.666667"),
            "0.333334",
        ),
        ("e.score == 3", {"score": "2"}, "2", ("==", "3"), None),
        ("e.score != 2", {"score": "2"}, "2", ("!=", "2"), None),
        ("e.score in [3, 4]", {"score": "2"}, "2", ("in", ["3", "4"]), None),
        ("!(e.score in [2, 4])", {"score": "2"}, "2", ("not in", ["2", "4"]), None),
        ("e.level >= 'potential'", {"level": "seed"}, "seed", (">=", "potential"), None),
        ("e.address == '青岛'", {"address": "即墨"}, "即墨", ("==", "青岛"), None),
        ("e.trademark", {"trademark": False}, False, ("==", True), None),
        ("!e.trademark", {"trademark": True}, True, ("==", False), None),
        ("e.industry_code.startsWith('C13')", {"industry_code": "A01"}, "A01", ("startsWith", "C13"), None),
        ("!e.industry_code.startsWith('A')", {"industry_code": "A01"}, "A01", ("not startsWith", "A"), None),
        (
            "e.established_on <= minus(on, '3y')",
            {"established_on": "2024-05-01"},
            "2024-05-01",
            ("<=", "2023-11-23"),
            "160",
        ),
        (
            "minus(on, '3y') > e.established_on",
            {"established_on": "2024-05-01"},
            "2024-05-01",
            ("<", "2023-11-23"),
            "161",
        ),
        (
            "e.established_on == '2020-01-01'",
            {"established_on": "2024-05-01"},
            "2024-05-01",
            ("==", "2020-01-01"),
            None,
        ),
        (
            "run(years(e.net_profit, 3), y, y > 0) >= 3",
            {"net_profit": {"2023": "1", "2024": "-1", "2025": "1"}},
            "1",
            (">=", "3"),
            "2",
        ),
        ("years(e.audited, 2).all(y, y)", {"audited": {"2024": True, "2025": False}}, "1", ("==", "0"), None),
        ("years(e.audited, 2).exists(y, y)", {"audited": {"2024": False, "2025": False}}, "0", (">=", "1"), "1"),
        ("on >= '2030-01-01'", {}, "2026-11-23", (">=", "2030-01-01"), "1135"),
        ("false", {}, False, ("==", True), None),
    ],
)
def test_have_need_and_short_by(expr, facts, have, need, short):
    found = only(make_rule(expr), facts=facts)

    assert found["verdict"] == "not met"
    assert found["have"]["value"] == have
    assert (found["need"]["op"], found["need"]["value"]) == need
    assert found.get("short_by", {}).get("value") == short


def test_what_is_not_known_has_a_need_and_no_have():
    found = only(make_rule("e.staff_count >= 50"))

    assert found == {
        "id": "rule",
        "clause": "一",
        "kind": "condition",
        "applies": True,
        "verdict": "unknown",
        "action": "ask",
        "need": {"op": ">=", "value": "50", "unit": "人"},
        "missing": ["staff_count"],
        "parts": [],
    }


def test_a_need_that_is_not_known_is_left_out():
    found = only(make_rule("e.debt >= p.window * 10"), facts={"debt": 5}, on=date(2020, 1, 1))

    assert "need" not in found
    assert found["have"]["value"] == "5"
    assert found["reasons"] == ["“年数”在 2020-01-01 尚无规定的数值"]


def test_a_list_that_is_not_known_is_left_out():
    found = only(make_rule("e.score in [1, e.debt]"), facts={"score": "2"})

    assert ("need" in found, found["missing"]) == (False, ["debt"])


def test_a_conjunction_shows_each_part():
    found = only(
        make_rule("e.staff_count >= 50 && (e.trademark || e.public_benefit)"),
        facts={"staff_count": 40, "trademark": True},
    )

    assert found["parts"] == [
        {
            "text": "在职员工人数不少于 50 人",
            "verdict": "not met",
            "have": {"value": "40", "unit": "人"},
            "need": {"op": ">=", "value": "50", "unit": "人"},
            "short_by": {"value": "10", "unit": "人"},
            "missing": [],
            "parts": [],
        },
        {
            "text": "拥有有效注册商标，或者公益性单位",
            "verdict": "met",
            "missing": [],
            "parts": [
                {
                    "text": "拥有有效注册商标",
                    "verdict": "met",
                    "have": {"value": True, "unit": ""},
                    "need": {"op": "==", "value": True, "unit": ""},
                    "missing": [],
                    "parts": [],
                },
                {
                    "text": "公益性单位",
                    "verdict": "unknown",
                    "need": {"op": "==", "value": True, "unit": ""},
                    "missing": ["public_benefit"],
                    "parts": [],
                },
            ],
        },
    ]
    assert ("have" in found, "need" in found) == (False, False)


def test_the_parts_of_an_exclusion_are_good_when_they_are_not_so():
    rule = make_rule("any_of(e.trademark, e.staff_count < 10)", kind="exclusion")

    found = only(rule, facts={"trademark": True, "staff_count": 60})

    assert found["verdict"] == "not met"
    assert [(one["text"], one["verdict"]) for one in found["parts"]] == [
        ("没有“拥有有效注册商标”的情形", "not met"),
        ("在职员工人数不少于 10 人", "met"),
    ]


def test_at_least_counts_its_parts():
    found = only(make_rule("at_least(2, e.trademark, e.public_benefit, e.staff_count >= 50)"),
                 facts={"trademark": True, "public_benefit": False, "staff_count": 3})  # fmt: skip

    assert found["have"] == {"value": "1", "unit": "项"}
    assert found["need"] == {"op": ">=", "value": "2", "unit": "项"}
    assert found["short_by"] == {"value": "1", "unit": "项"}
    assert [one["verdict"] for one in found["parts"]] == ["met", "not met", "not met"]


def test_at_least_that_is_not_settled_has_no_have():
    found = only(make_rule("!at_least(2, e.trademark, e.public_benefit)"), facts={"trademark": True})

    assert (found["verdict"], "have" in found) == ("unknown", False)
    assert found["need"] == {"op": "<", "value": "2", "unit": "项"}
