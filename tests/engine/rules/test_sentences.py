"""The Chinese sentence of a rule, generated from its expression."""

import pytest

from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import BadRule, parse, sentence
from pinzhang.engine.rules.sentences import part_sentence
from tests.engine.rules.editions import EDITION, PARAMETERS, SCOPE, make_edition, make_rule


def said(expr, *, edition=EDITION, **particulars):
    return sentence(Rule.model_validate(make_rule(expr, **particulars)), edition)


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        ("last(e.revenue) >= p.floor", "上一年度主营业务收入不低于 2,500.00 万元"),
        ("last(years(e.revenue, 1)) >= 20000000", "上一年度主营业务收入不低于 2,000.00 万元"),
        ("sum(years(e.revenue, 1)) > 5000.5", "上一年度主营业务收入超过 5,000.50 元"),
        ("sum(years(e.revenue, 3)) > 0", "近 3 年主营业务收入合计超过 0 元"),
        ("avg(years(e.revenue, p.window)) >= 10000", "近 3 年主营业务收入平均值不低于 1.00 万元"),
        ("min(years(e.net_profit, 3)) >= -20000", "近 3 年净利润最低值不低于 -2.00 万元"),
        ("max(years(e.patents_filed, 2)) >= 5", "近 2 年年申请专利数最高值不少于 5 件"),
        (
            "sum(years(e.rd_spending, 3)) / sum(years(e.revenue, 3)) >= 0.03",
            "近 3 年研发投入合计占主营业务收入合计的比例不低于 3%",
        ),
        ("last(e.rd_spending) / last(e.revenue) >= p.share_floor", "上一年度研发投入占主营业务收入的比例不低于 3%"),
        ("e.registered_capital / last(e.revenue) < 0.125", "注册资本占上一年度主营业务收入的比例低于 12.5%"),
        ("e.debt / e.assets <= 0.7", "负债除以资产不超过 0.7"),
        ("e.debt + e.assets * 2 - 1 == 3", "负债加资产乘以2减1为 3"),
        ("e.market_share > 0.1", "市场占有率超过 10%"),
        ("e.staff_count >= 1000", "在职员工人数不少于 1,000 人"),
        ("!(e.staff_count >= 50)", "在职员工人数少于 50 人"),
        ("50 <= e.staff_count", "在职员工人数不少于 50 人"),
        ("e.staff_count != 3", "在职员工人数不为 3 人"),
        ("e.score < 60.5", "质量得分低于 60.5 分"),
        ("e.established_on <= minus(on, '3y')", "成立满 3 年"),
        ("e.established_on < minus(on, '6m')", "成立超过 6 个月"),
        ("e.established_on > minus(on, p.look_back)", "成立不满 3 年"),
        ("e.established_on == minus(on, '3y')", "成立日期为基准日之前 3 年"),
        ("e.established_on <= minus(p.opening, '3y')", "成立日期不晚于2020年6月30日之前 3 年"),
        ("e.established_on >= '2020-01-01'", "成立日期不早于2020年1月1日"),
        ("e.founded_abroad_on >= '2020-01-01'", "境外成立日期不早于2020年1月1日"),
        ("plus(e.founded_abroad_on, '30d') > on", "境外成立日期之后 30 天晚于基准日"),
        ("year(on) - year(e.founded_abroad_on) >= 3", "基准日所在年份减境外成立日期所在年份不少于 3 年"),
        ("e.founded_abroad_on <= e.established_on", "境外成立日期不晚于成立日期"),
        ("e.trademark", "拥有有效注册商标"),
        ("!e.trademark", "没有“拥有有效注册商标”的情形"),
        ("e.trademark == true", "拥有有效注册商标为是"),
        ("e.trademark && e.staff_count > 3 || p.strict", "（拥有有效注册商标，且在职员工人数超过 3 人），或者从严"),
        ("!(e.trademark && e.public_benefit)", "没有“拥有有效注册商标”的情形，或者没有“公益性单位”的情形"),
        ("any_of(e.trademark, e.public_benefit)", "拥有有效注册商标，或者公益性单位"),
        (
            "at_least(2, e.trademark, e.public_benefit)",
            "以下 2 项中至少符合 2 项：（1）拥有有效注册商标；（2）公益性单位",
        ),
        (
            "!at_least(2, e.trademark, e.public_benefit)",
            "以下 2 项中符合的少于 2 项：（1）拥有有效注册商标；（2）公益性单位",
        ),
        ("e.level >= 'potential'", "培育梯队“潜力”及以上"),
        ("e.level < 'advantage'", "培育梯队低于“优势”"),
        ("e.level == p.least_level", "培育梯队为“潜力”"),
        ("e.size in ['small', 'large']", "企业规模为“小型”、“大型”之一"),
        ("!(e.size in ['small'])", "企业规模不为“小型”"),
        ("'passed' in a.markets", "市场包括“合格”"),
        ("!('passed' in a.markets)", "市场不包括“合格”"),
        ("e.industry_code.startsWith('C13')", "国民经济行业代码以“C13”开头"),
        ("!e.industry_code.startsWith('C13')", "国民经济行业代码不以“C13”开头"),
        ("e.address == '青岛'", "地址为“青岛”"),
        ("rank(e.market_share) <= 20", "市场占有率排名在前 20 名以内"),
        ("rank(e.market_share) > 20", "市场占有率排名超过 20 名"),
        ("peers(e.market_share) >= 5", "参加市场占有率排名的家数不少于 5 名"),
        ("run(years(e.net_profit, 3), y, y < 0) >= 2", "近 3 年净利润低于 0 元连续不少于 2 年"),
        ("run(years(e.net_profit, 3), y, y < 0) < 2", "近 3 年净利润低于 0 元连续少于 2 年"),
        (
            "within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed' && r.fine > 10000)",
            "近 3 年监督抽查中有结论为“不合格”，且罚款超过 1.00 万元的",
        ),
        (
            "!within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')",
            "近 3 年监督抽查中没有结论为“不合格”的",
        ),
        ("within(e.samplings, minus(on, '6m'), on).exists(r, true)", "近 6 个月有监督抽查"),
        ("!e.samplings.exists(r, true)", "没有监督抽查"),
        (
            "within(e.samplings, e.established_on, on).exists(r, r.on > p.opening)",
            "成立日期之后的监督抽查中有日期晚于2020年6月30日的",
        ),
        (
            "size(within(e.samplings, p.opening, minus(on, '1y')).filter(r, r.result == 'failed')) <= 1",
            "2020年6月30日之后至基准日之前 1 年的监督抽查中结论为“不合格”的不超过 1 条",
        ),
        ("years(e.audited, 3).all(y, y)", "近 3 年每年均年报已审计"),
        (
            "years(e.audited, 3).exists(y, y) && !years(e.audited, 3).exists(y, !y)",
            "近 3 年有年度年报已审计，且近 3 年没有年度没有“年报已审计”的情形",
        ),
        ("sum(years(e.revenue, 3)) > -e.registered_capital", "近 3 年主营业务收入合计超过 负的注册资本"),
        ("run(years(e.net_profit, 3), y, y < 0) >= p.window", "近 3 年净利润低于 0 元连续不少于 3 年"),
        ("!years(e.grade, 3).all(y, y == 'passed')", "近 3 年并非每年均年度信用等级为“合格”"),
        ("a.patents.all(x, x.granted)", "专利均已授权"),
        ("true", "任何情形"),
        ("!true", "没有任何情形"),
    ],
)
def test_a_rule_is_said_in_chinese(expr, text):
    assert said(expr) == text


def test_what_a_form_asks_about_is_said_too():
    assert part_sentence(parse("has(a.product) && !has(a.exports)"), SCOPE) == "已填写产品，且未填写是否出口"


def test_an_exclusion_names_the_circumstance_that_excludes():
    assert said("e.trademark", kind="exclusion") == "不得有下列情形：拥有有效注册商标"


def test_application_exemption_and_decision_are_said():
    exempt = [{"when": "e.public_benefit", "clause": "四", "source": "measures", "title": "公益性单位不限"}]

    assert said("e.staff_count >= 50", applies_when="a.sector == 'services'", exempt=exempt) == (
        "领域为“服务业”的，在职员工人数不少于 50 人（公益性单位的除外）"
    )
    assert said(None, decided_by="human", title="发生重大舆情事件", kind="exclusion") == (
        "不得有下列情形：发生重大舆情事件（由主管部门认定）"
    )


def test_a_parameter_without_a_value_is_called_by_its_title():
    empty = [{**PARAMETERS[0], "values": [{**PARAMETERS[0]["values"][0], "value": "none"}]}]

    with pytest.raises(BadRule):
        said("last(e.revenue) >= p.floor", edition=make_edition(parameters=empty))


def test_other_spans_than_the_first_are_kept_in_a_ratio():
    assert said("last(e.rd_spending) / sum(years(e.revenue, 3)) > 0.1") == (
        "上一年度研发投入占近 3 年主营业务收入合计的比例超过 10%"
    )
    assert said("e.registered_capital / e.registered_capital > 0.1") == "注册资本占注册资本的比例超过 10%"
