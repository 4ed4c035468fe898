"""What cannot be meant is reported, with its column and the word that was probably meant."""

import pytest

from pinzhang.engine.packs.schema.eligibility import Parameter
from pinzhang.engine.rules import BadRule, RuleTypeProblem, Scope, check, evaluate, parse
from pinzhang.engine.rules.book import BOOKS_KEPT, rule_book
from tests.engine.rules.editions import FACT_MODELS, SCOPE, make_edition, make_rule, situation


def problems_of(text, *, expects=None, allow_has=False):
    return [
        (problem.column, problem.message, problem.suggestion)
        for problem in check(parse(text), SCOPE, expects=expects, allow_has=allow_has)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "e.trademark && !s.public_benefit || m.trademark",
        "last(e.revenue) >= p.floor",
        "last(years(e.revenue, 1)) >= 20000000",
        "sum(years(e.rd_spending, 3)) / sum(years(e.revenue, p.window)) >= 0.03",
        "avg(years(e.patents_filed, 3)) >= 2.5 && min(years(e.revenue, 3)) > -1",
        "max(years(e.net_profit, 2)) > 0",
        "run(years(e.net_profit, 3), y, y < 0) >= 2",
        "run(years(e.audited, 3), y, y) == 3",
        "years(e.grade, 3).all(y, y == 'passed')",
        "last(e.grade) == 'passed'",
        "e.established_on <= minus(on, '3y')",
        "plus(e.established_on, p.look_back) <= on",
        "e.established_on >= '2020-01-01' && '2020-01-01' < e.established_on && e.established_on > p.opening",
        "e.established_on in ['2020-01-01', '2020-06-30']",
        "within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed' && r.fine > 0)",
        "e.samplings.filter(r, r.on > minus(on, '6m')).all(r, r.until >= r.on)",
        "size(within(e.samplings, minus(on, '30d'), on)) == 0 && size(years(e.revenue, 3)) >= 2 && size(a.markets) > 0",
        "e.level >= 'potential' && 'seed' < e.level && e.level == p.least_level && e.size in ['small', 'large']",
        "e.industry_code.startsWith('C13') && e.address != ''",
        "'passed' in a.markets && a.since >= 2020 && a.patents.exists(x, x.kind == 'large' && x.granted)",
        "a.sector == 'industry' && a.route == 'apply'",
        "a.subject_kind == 'enterprise' && a.applicant_kind in ['team']",
        "rank(e.market_share) <= 3 && rank(e.revenue) <= 0.1 * peers(e.revenue)",
        "at_least(2, e.trademark, p.strict, e.public_benefit) && any_of(e.trademark, true)",
        "year(on) - year(e.established_on) >= 3",
        "e.debt / e.assets < 0.7 && e.debt + e.assets - -1 > 0 && e.staff_count * 2 > 10",
        "e.trademark == true && e.trademark != p.strict",
        "[1, 2, 3].exists(x, x == 2)",
    ],
)
def test_a_sentence_that_can_be_meant_has_no_problem(text):
    assert problems_of(text, expects="bool") == []


SINGLE = "take last(…), or sum, avg, min or max of years(…, 3)"
RECORDS = "write .exists(r, …), .all(r, …) or size(…)"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("e.trademrk", (1, "unknown fact e.trademrk", "did you mean trademark?")),
        ("s.zzz", (1, "unknown fact s.zzz", "")),
        ("a.setcor == 'x'", (1, "unknown field of the form a.setcor", "did you mean sector?")),
        ("e.staff_count > p.floorr", (17, "unknown parameter p.floorr", "did you mean floor?")),
        ("trademark", (1, "nothing is called trademark", "facts are written e.name, text 'in quotes'")),
        ("onn == '2020-01-01'", (1, "nothing is called onn", "did you mean on?")),
        ("x.revenue > 1", (1, "nothing is called x", "")),
        ("sume(years(e.revenue, 3)) > 1", (1, "unknown function sume()", "did you mean sum?")),
        ("e.samplings.exist(r, true)", (13, "unknown function exist()", "did you mean exists?")),
        ("startsWith(e.address, 'C')", (1, "startsWith is written otherwise", "e.industry_code.startsWith('C13')")),
        ("years(e.revenue)", (1, "years takes other arguments", "years(e.revenue, 3)")),
        ("at_least(1)", (1, "at_least takes other arguments", "at_least(2, first, second, third)")),
        ("e.revenue >= 1", (1, ">= compares single values, found a yearly fact of a number", SINGLE)),
        ("1 <= e.revenue", (6, "<= compares single values, found a yearly fact of a number", SINGLE)),
        (
            "years(e.revenue, 3) >= 1",
            (
                1,
                ">= compares single values, found a series of years of a number",
                "take last, sum, avg, min or max of it; a ratio over years is sum(…) / sum(…)",
            ),
        ),
        ("e.samplings == 0", (1, "== compares single values, found dated records", RECORDS)),
        ("e.samplings == 0 || true", (1, "== compares single values, found dated records", RECORDS)),
        ("!e.samplings", (2, "! needs yes or no, found dated records", RECORDS)),
        ("a.markets == 'passed'", (1, "== compares single values, found a list of one of a list of options", "")),
        ("-e.trademark > 0", (2, "- needs a number, found yes or no", "")),
        ("e.staff_count + e.trademark > 0", (17, "+ needs a number, found yes or no", "")),
        ("e.staff_count && true", (1, "&& needs yes or no, found a number", "")),
        ("e.trademark == 1", (13, "cannot compare yes or no with a number", "")),
        ("e.trademark > true", (13, "> needs numbers, days or ordered options, found yes or no", "")),
        ("e.address > 'a'", (11, "> needs numbers, days or ordered options, found a text", "")),
        ("e.size > 'small'", (8, "the options of 企业规模 have no order", "use == or in")),
        ("e.level == 'seedling'", (9, "'seedling' is no option of 培育梯队", "did you mean seed?")),
        ("'xx' == e.level", (6, "'xx' is no option of 培育梯队", "one of seed, potential, advantage")),
        ("e.level == e.size", (9, "cannot compare options of different lists", "")),
        ("e.level in ['seed', 'x']", (21, "'x' is no option of 培育梯队", "one of seed, potential, advantage")),
        ("'failing' in a.markets", (14, "'failing' is no option of 市场", "did you mean failed?")),
        ("e.staff_count in ['a']", (19, "cannot compare a number with a text", "")),
        ("e.level in e.size", (12, "in needs a list, found one of a list of options", "")),
        ("e.level in []", (12, "an empty list contains nothing", "")),
        ("e.staff_count in [1, 'a']", (22, "a list holds values of one sort, found a number and a text", "")),
        ("e.trademark in [e.samplings]", (17, "a list holds single values, found dated records", "")),
        ("e.established_on < '2024-02-30'", (18, "'2024-02-30' is no day", "write it as '2024-03-01'")),
        ("e.established_on < e.address", (18, "cannot compare a day with a computed text", "")),
        ("e.established_on < p.look_back", (18, "'3y' is no day", "write it as '2024-03-01'")),
        ("last(e.revenue) > e.staff_count", (17, "different units: CNY and 人", "write both in one unit")),
        ("last(e.revenue) + e.staff_count > 0", (17, "different units: CNY and 人", "")),
        ("years(e.trademark, 3).all(y, y)", (7, "years needs a yearly fact, found yes or no", "")),
        ("sum(years(e.revenue, 0)) > 0", (22, "years counts 1 to 50 whole years", "")),
        ("sum(years(e.revenue, 2.5)) > 0", (22, "years counts 1 to 50 whole years", "")),
        ("sum(years(e.revenue, 51)) > 0", (22, "years counts 1 to 50 whole years", "")),
        ("sum(years(e.revenue, e.debt)) > 0", (22, "years needs a whole number of years", "")),
        ("sum(years(e.revenue, on)) > 0", (22, "years needs a number, found a day", "")),
        (
            "sum(e.revenue) > 0",
            (5, "sum needs a series of years, found a yearly fact of a number", "take the years first: years(…, 3)"),
        ),
        ("sum(years(e.audited, 3)) > 0", (5, "sum needs numbers, found a series of years of yes or no", "")),
        ("last(e.staff_count) > 0", (6, "last needs a series of years, found a number", "")),
        (
            "run(e.net_profit, y, y < 0) > 1",
            (5, "run needs a series of years, found a yearly fact of a number", "take the years first: years(…, 3)"),
        ),
        ("run(years(e.net_profit, 3), y, y) > 1", (32, "run needs yes or no, found a number", "")),
        (
            "e.staff_count.exists(x, true)",
            (
                1,
                "exists needs records, rows, years or a list, found a number",
                "",
            ),
        ),
        ("e.samplings.exists(r, r.resultt == 'x')", (23, "a record has no resultt", "did you mean result?")),
        ("e.samplings.exists(r, r.result == 'x')", (32, "'x' is no option of 结论", "one of passed, failed")),
        ("e.samplings.exists(r, r)", (23, "exists needs yes or no, found a record", "")),
        ("e.samplings.exists(r, q.result == 'failed')", (23, "nothing is called q", "")),
        ("years(e.audited, 3).all(y, y.x)", (28, "y is yes or no without parts", "")),
        (
            "e.samplings.exists(r, e.samplings.exists(r, true))",
            (35, "the variable r is already taken", "use another letter"),
        ),
        ("within(e.trademark, on, on).exists(r, true)", (8, "within needs dated records, found yes or no", "")),
        ("within(e.samplings, 3, on).exists(r, true)", (21, "within needs a day, found a number", "")),
        ("minus(on, '3 years') < on", (11, "'3 years' is no span of time", "'3y', '6m' or '30d'")),
        ("minus(on, 3) < on", (11, "a span of time is a text or a parameter", "'3y', '6m' or '30d'")),
        ("minus(on, p.least_level) < on", (11, "'potential' is no span of time", "'3y', '6m' or '30d'")),
        ("minus(on, e.address) < on", (11, "a span of time is a text or a parameter", "'3y', '6m' or '30d'")),
        ("plus(e.staff_count, '3y') < on", (6, "plus needs a day, found a number", "")),
        ("year(e.staff_count) > 1", (6, "year needs a day, found a number", "")),
        ("e.staff_count.startsWith('C')", (1, "startsWith needs a text, found a number", "")),
        ("rank(3) <= 3", (6, "rank needs a fact", "rank(e.name)")),
        ("rank(e.trademark) <= 3", (6, "only numbers are ranked, found yes or no", "")),
        ("size(e.staff_count) > 0", (6, "size counts records, rows, years or a list, found a number", "")),
        ("at_least(3, e.trademark)", (10, "at_least counts 1 to 1 of its 1 parts", "")),
        ("at_least(0, e.trademark)", (10, "at_least counts 1 to 1 of its 1 parts", "")),
        ("at_least(1, e.staff_count)", (13, "at_least needs yes or no, found a number", "")),
        ("any_of(e.staff_count)", (8, "any_of needs yes or no, found a number", "")),
    ],
)
def test_what_cannot_be_meant_is_reported(text, problem):
    assert problems_of(text) == [problem]


def test_one_mistake_is_reported_once():
    assert problems_of("sum(years(e.revnue, 3)) / sum(years(e.revenue, 3)) >= e.nothing * 2", expects="bool") == [
        (11, "unknown fact e.revnue", "did you mean revenue?"),
        (55, "unknown fact e.nothing", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "rank(e.nothing) < 3",
        "size(e.nothing) > 0",
        "e.nothing.exists(r, r.x)",
        "e.nothing in [1]",
        "minus(e.nothing, e.nothing) < on",
        "within(e.nothing, on, on).exists(r, r.x)",
        "-e.nothing > 0",
        "[e.nothing, 1].exists(x, x > 0)",
        "last(e.nothing) > 3",
        "e.trademark in [true, e.nothing]",
    ],
)
def test_what_follows_from_an_unknown_name_is_not_reported_again(text):
    assert {message for _, message, _ in problems_of(text)} == {"unknown fact e.nothing"}
    assert len(problems_of(text)) == text.count("e.nothing")


def test_a_rule_has_to_say_yes_or_no():
    assert problems_of("e.staff_count", expects="bool") == [(1, "a rule needs yes or no, found a number", "")]


def test_has_is_refused_unless_it_is_allowed():
    assert problems_of("has(a.product)") == [
        (1, "has() is for what a form shows; a rule may not depend on what happens to be known", "")
    ]
    assert problems_of("has(a.product) && has(e.trademark)", allow_has=True) == []


@pytest.mark.parametrize("text", ["has(p.floor)", "has(3)"])
def test_has_asks_about_facts_and_answers_only(text):
    assert problems_of(text, allow_has=True) == [(5, "has asks whether a fact or an answer is known", "has(a.name)")]


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("money", "20 million", "the value '20 million' of p.x is not a number"),
        ("integer", "2.5", "the value '2.5' of p.x is not a number"),
        ("date", "2024-13-01", "the value '2024-13-01' of p.x is not a day"),
        ("bool", "yes", "the value 'yes' of p.x is not yes or no"),
    ],
)
def test_a_parameter_that_is_none_of_its_type_is_reported_where_it_is_used(kind, value, problem):
    dated = [{"from_on": "2024-01-01", "value": value, "clause": "一", "source": "s"}]
    parameter = Parameter.model_validate({"name": "x", "title": "数", "type": kind, "values": dated})
    scope = Scope.build(edition_facts=FACT_MODELS, parameters=[parameter])

    assert check(parse("p.x == p.x"), scope) == [RuleTypeProblem(problem, 1), RuleTypeProblem(problem, 8)]


def test_a_problem_reads_as_one_line():
    assert str(RuleTypeProblem("unknown fact e.x", 3)) == "column 3: unknown fact e.x"
    assert (
        str(RuleTypeProblem("unknown fact e.x", 3, "did you mean y?")) == "column 3: unknown fact e.x (did you mean y?)"
    )


def test_a_sentence_that_does_not_fit_is_not_evaluated():
    with pytest.raises(BadRule) as refusal:
        evaluate(parse("e.nothing"), situation())

    assert str(refusal.value) == "column 1: unknown fact e.nothing"
    assert refusal.value.problems == (RuleTypeProblem("unknown fact e.nothing", 1),)


def test_a_rule_that_does_not_fit_is_named():
    with pytest.raises(BadRule) as refusal:
        rule_book(make_edition(make_rule("e.nothing", id="has-something")))

    assert str(refusal.value) == "has-something: column 1: unknown fact e.nothing"


def test_the_rules_of_an_edition_are_read_once():
    edition = make_edition(make_rule("e.trademark"))
    book = rule_book(edition)

    assert rule_book(edition) is book

    others = [make_edition() for _ in range(BOOKS_KEPT)]
    for other in others:
        rule_book(other)
    assert rule_book(edition) is not book
