"""The gap of a rule in Chinese words: now, needed, still short."""

import pytest

from pinzhang.engine.rules import explain, gap_words
from tests.engine.rules.editions import ON, make_edition, make_rule


def words_of(expr, facts, **particulars):
    edition = make_edition(make_rule(expr, **particulars))
    (found,) = explain(edition, {"facts": facts}, on=ON)["rules"]
    return gap_words(found, edition)


@pytest.mark.parametrize(
    ("expr", "facts", "have", "need", "short"),
    [
        (
            "last(e.revenue) >= p.floor",
            {"revenue": {"2025": "18000000"}},
            "1,800.00 万元",
            "≥ 2,000.00 万元",
            "200.00 万元",
        ),
        ("e.market_share >= 0.03", {"market_share": "0.026"}, "2.6%", "≥ 3%", "0.4 个百分点"),
        ("!(e.staff_count < 50)", {"staff_count": 40}, "40 人", "≥ 50 人", "10 人"),
        (
            "e.established_on <= minus(on, '3y')",
            {"established_on": "2024-05-01"},
            "2024年5月1日",
            "≤ 2023年11月23日",
            "160 天",
        ),
        ("e.level > 'potential'", {"level": "seed"}, "“种子”", "＞ “潜力”", None),
        ("e.level == 'potential'", {"level": "seed"}, "“种子”", "“潜力”", None),
        ("e.level in ['potential', 'advantage']", {"level": "seed"}, "“种子”", "“潜力”、“优势”之一", None),
        ("!(e.staff_count in [1, 2])", {"staff_count": 2}, "2 人", "不是1 人、2 人", None),
        ("e.staff_count != 2", {"staff_count": 2}, "2 人", "不是2 人", None),
        ("e.score < 2.5", {"score": "3"}, "3 分", "＜ 2.5 分", "0.51 分"),
        ("e.trademark", {"trademark": False}, "否", "是", None),
        ("e.industry_code.startsWith('C')", {"industry_code": "A01"}, "“A01”", "以“C”开头", None),
        ("!e.industry_code.startsWith('A')", {"industry_code": "A01"}, "“A01”", "不以“A”开头", None),
        (
            "at_least(2, e.trademark, e.public_benefit)",
            {"trademark": False, "public_benefit": True},
            "1 项",
            "≥ 2 项",
            "1 项",
        ),
        ("years(e.audited, 1).exists(y, y)", {"audited": {"2025": False}}, "0 年", "≥ 1 年", "1 年"),
        ("a.patents.exists(x, x.granted)", {}, None, "≥ 1 项", None),
    ],
)
def test_a_gap_is_said_with_its_units(expr, facts, have, need, short):
    found = words_of(expr, facts)

    expected = {"have": have, "need": need, "short_by": short}
    assert {name: words for name, words in found.items() if name != "parts"} == {
        name: words for name, words in expected.items() if words is not None
    }


def test_the_parts_are_said_likewise():
    found = words_of("e.trademark && any_of(e.staff_count >= 50, e.public_benefit)", {"staff_count": 40})

    assert found == {
        "parts": [
            {"need": "是", "parts": []},
            {
                "parts": [
                    {"have": "40 人", "need": "≥ 50 人", "short_by": "10 人", "parts": []},
                    {"need": "是", "parts": []},
                ]
            },
        ]
    }


def test_a_rule_without_an_expression_has_no_words():
    assert words_of(None, {}, decided_by="human") == {"parts": []}


def test_a_rule_that_does_not_apply_has_no_words():
    assert words_of("e.trademark && e.public_benefit", {}, applies_when="false") == {"parts": []}
