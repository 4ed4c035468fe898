"""以上, 以内 and 不少于 include the bound; 超过 and 不足 do not: the operator has to agree with the printed title."""

import pytest

from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import operator_mismatches
from tests.engine.rules.editions import make_rule


def mismatches(title, expr, **particulars):
    return operator_mismatches(Rule.model_validate(make_rule(expr, title=title, **particulars)))


@pytest.mark.parametrize(
    ("title", "expr"),
    [
        ("上年度主营业务收入在2000万元以上", "last(e.revenue) >= p.floor"),
        ("研发投入占比不低于3%", "sum(years(e.rd, 3)) / sum(years(e.revenue, 3)) >= 0.03"),
        ("研发投入占比超过3%", "e.share > 0.03"),
        ("研发投入占比 3% 以上", "0.03 <= e.share"),
        ("运营3年以上", "e.established_on <= minus(on, '3y')"),
        ("成立满3年", "plus(e.established_on, '3y') <= on"),
        ("成立超过3年", "on > plus(e.established_on, '3y')"),
        ("成立不足五年", "e.established_on > minus(on, '5y')"),
        ("获奖两年以内", "e.awarded_on >= minus(on, '2y')"),
        ("近3年有连续两年或两年以上亏损", "run(years(e.net_profit, 3), y, y < 0) >= 2"),
        ("职工少于50人的除外", "e.staff_count < 50"),
        ("职工不少于50人", "!(e.staff_count < 50)"),
        ("以下条件至少2项", "at_least(2, e.a > 1, e.b > 2)"),
        ("以下条件不足2项", "!at_least(2, e.a, e.b)"),
        ("市场占有率排名前20名以内", "rank(e.market_share) <= 20"),
        ("资产负债率不超过70%，职工50人以上", "e.debt / e.assets <= 0.7 && e.staff_count >= 50"),
        ("两年以上无不良记录", "!within(e.records, minus(on, '2y'), on).exists(r, r.fine > 3)"),
        ("资金不足的不予受理", "e.share >= 3"),
        ("取得证书", "e.share >= 3"),
        ("职工50人以上", "e.staff_count =="),
        ("职工50人以上", "e.staff_count == 50"),
        ("参数须在2以上", "p.window > 2"),
    ],
)
def test_a_title_that_agrees_with_its_operator_is_left_alone(title, expr):
    assert mismatches(title, expr) == []


def test_a_rule_without_an_expression_is_left_alone():
    assert mismatches("重大舆情2次以上", None, decided_by="human") == []


@pytest.mark.parametrize(
    ("title", "expr", "complaint"),
    [
        (
            "上年度主营业务收入在2000万元以上",
            "last(e.revenue) > p.floor",
            "the title says 以上, which includes the bound (>=); the expression uses >",
        ),
        (
            "研发投入占比超过3%",
            "e.share >= 0.03",
            "the title says 超过, which excludes the bound (>); the expression uses >=",
        ),
        (
            "运营3年以上",
            "e.established_on < minus(on, '3y')",
            "the title says 以上, which includes the bound (>=); the expression uses >",
        ),
        (
            "运营至少3年",
            "e.established_on >= minus(on, '3y')",
            "the title says 至少, which includes the bound (>=); the expression uses <=",
        ),
        ("资产负债率不足七成", "e.debt / e.assets < 0.7 && e.staff_count >= 3", None),
        (
            "资产负债率不足7成",
            "e.debt / e.assets <= 0.7",
            "the title says 不足, which excludes the bound (<); the expression uses <=",
        ),
        (
            "职工50人以上",
            "!(e.staff_count <= 50)",
            "the title says 以上, which includes the bound (>=); the expression uses >",
        ),
        (
            "职工50人以上，专利不低于3件",
            "e.staff_count > 50 && e.patents > 3",
            "the title says 以上, which includes the bound (>=); the expression uses >",
        ),
    ],
)
def test_a_title_that_disagrees_with_its_operator_is_reported(title, expr, complaint):
    found = mismatches(title, expr)

    assert found[:1] == ([] if complaint is None else [complaint])


def test_each_word_of_a_title_is_compared():
    found = mismatches("职工50人以上，专利不低于3件", "e.staff_count > 50 && e.patents > 3")

    assert [complaint[:17] for complaint in found] == ["the title says 以上", "the title says 不低"]
