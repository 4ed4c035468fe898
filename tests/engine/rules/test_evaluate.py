"""What sentences come to, known and unknown."""

from datetime import date
from decimal import Decimal

import pytest

from pinzhang.engine.rules import Unknown
from tests.engine.rules.editions import samplings, value_of

REVENUE = {"revenue": {"2023": "100", "2024": "200", "2025": "600"}, "rd_spending": {"2023": "3", "2024": "6", "2025": "18"}}


def missing(*names):
    return Unknown(frozenset(names))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3 - 4 / 8", Decimal("6.5")),
        ("1 / 3 * 3 == 1", True),
        ("0.1 + 0.2 == 0.3", True),
        ("-(2 - 5)", Decimal(3)),
        ("1 / 3", Decimal("0.3333333333333333333333333333")),
        ("'a' == 'a' && 'a' != 'b'", True),
        ("true == false", False),
        ("2 in [1, 2] && !(3 in [1, 2])", True),
        ("'C1351'.startsWith('C13')", True),
        ("on", date(2026, 11, 23)),
        ("minus(on, '3y')", date(2023, 11, 23)),
        ("year(on)", Decimal(2026)),
        ("[1, 2]", (Decimal(1), Decimal(2))),
        ("p.floor", Decimal(20_000_000)),
        ("p.window", Decimal(3)),
        ("p.strict && p.opening == '2020-06-30'", True),
        ("size([1, 2, 3])", Decimal(3)),
        ("size([1, 2, 3].filter(x, x > 1))", Decimal(2)),
        ("[1, 2].all(x, x > 0) && [1, 2].exists(x, x > 1)", True),
        ("'2020-01-01' < on && on >= '2026-11-23'", True),
    ],
)
def test_a_sentence_that_needs_no_facts_has_its_value(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        ("true", "e.trademark", missing("trademark"), True),
        ("false", "e.trademark", False, missing("trademark")),
        ("e.trademark", "true", missing("trademark"), True),
        ("e.trademark", "false", False, missing("trademark")),
        ("e.trademark", "e.public_benefit", missing("trademark", "public_benefit"), missing("trademark", "public_benefit")),
        ("true", "false", False, True),
    ],
)
def test_what_is_decided_stays_decided_whatever_is_unknown(left, right, both, either):
    assert value_of(f"{left} && {right}") == both
    assert value_of(f"{left} || {right}") == either
    assert value_of(f"any_of({left}, {right})") == either


def test_the_opposite_of_unknown_is_unknown():
    assert value_of("!e.trademark") == missing("trademark")
    assert value_of("-e.score > 0") == missing("score")


@pytest.mark.parametrize(
    ("known", "value"),
    [
        ({}, missing("trademark", "public_benefit", "staff_count")),
        ({"trademark": True}, missing("public_benefit", "staff_count")),
        ({"trademark": True, "public_benefit": True}, True),
        ({"trademark": False, "public_benefit": False}, False),
        ({"trademark": False, "staff_count": 60}, missing("public_benefit")),
    ],
)
def test_at_least_k_is_decided_as_soon_as_enough_is_known(known, value):
    assert value_of("at_least(2, e.trademark, e.public_benefit, e.staff_count >= 50)", known) == value


def test_at_least_needs_to_know_how_many():
    assert value_of("at_least(e.staff_count, e.trademark)") == missing("staff_count")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("e.staff_count >= 50", ["staff_count"]),
        ("e.debt / e.assets < 0.7", ["assets", "debt"]),
        ("e.staff_count in [1, 2]", ["staff_count"]),
        ("3 in [1, e.staff_count]", ["staff_count"]),
        ("'passed' in a.markets", ["a.markets"]),
        ("e.industry_code.startsWith('C')", ["industry_code"]),
        ("minus(e.established_on, '1y') < on", ["established_on"]),
        ("year(e.established_on) > 2000", ["established_on"]),
        ("a.patents.exists(x, x.granted)", ["a.patents"]),
        ("size(a.patents) > 1", ["a.patents"]),
        ("size(a.markets.filter(x, x == 'passed')) > 1", ["a.markets"]),
        ("sum(years(e.revenue, e.staff_count)) > 1", ["staff_count"]),
        ("avg(years(e.revenue, e.staff_count)) > 1", ["staff_count"]),
        ("min(years(e.revenue, e.staff_count)) > 1", ["staff_count"]),
        ("last(years(e.revenue, e.staff_count)) > 1", ["staff_count"]),
        ("run(years(e.revenue, e.staff_count), y, y > 0) > 1", ["staff_count"]),
    ],
)
def test_a_value_that_is_not_known_names_what_is_missing(text, names):
    assert value_of(text) == missing(*names)


def test_a_known_member_settles_membership_whatever_else_the_list_holds():
    assert value_of("1 in [1, e.staff_count]") is True
    assert value_of("1 in [2, e.staff_count]", {"staff_count": 3}) is False
    assert value_of("'passed' in a.markets", application={"markets": []}) is False


def test_division_by_zero_is_unknown_and_says_so():
    zero = Unknown(reasons=("除数为零，比例无法计算",))

    assert value_of("e.debt / e.assets < 0.7", {"debt": "1", "assets": "0"}) == zero
    assert value_of("e.debt / 0 < 0.7") == zero
    assert value_of("e.debt / e.assets < e.score", {"debt": "1", "assets": "0"}) == zero
    assert value_of("e.debt / e.assets + 1 > 0", {"debt": "1"}) == missing("assets")


def test_what_no_fact_can_settle_does_not_undo_what_is_decided():
    assert value_of("1 / 0 > 1 && e.trademark", {"trademark": False}) is False
    assert value_of("1 / 0 > 1 && e.trademark") == Unknown(frozenset({"trademark"}), ("除数为零，比例无法计算",))


# yearly facts


def test_the_last_closed_years_are_those_before_the_reference_day():
    facts = {"revenue": {"2022": "7", "2023": "100", "2024": "200", "2025": "600", "2026": "9"}}

    assert value_of("sum(years(e.revenue, 3))", facts) == 900
    assert value_of("sum(years(e.revenue, 3))", facts, on=date(2026, 1, 1)) == 900
    assert value_of("sum(years(e.revenue, 3))", facts, on=date(2025, 12, 31)) == 307
    assert value_of("avg(years(e.revenue, 3))", facts) == 300
    assert value_of("min(years(e.revenue, 3))", facts) == 100
    assert value_of("max(years(e.revenue, 3))", facts) == 600
    assert value_of("last(years(e.revenue, 3))", facts) == 600
    assert value_of("last(e.revenue)", facts) == 600
    assert value_of("size(years(e.revenue, p.window))", facts) == 3


def test_a_ratio_over_years_is_a_ratio_of_sums():
    assert value_of("sum(years(e.rd_spending, 3)) / sum(years(e.revenue, 3)) == 0.03", REVENUE) is True


def test_a_year_that_is_missing_is_named():
    some = {"revenue": {"2024": "200"}, "established_on": "2001-01-01"}

    assert value_of("sum(years(e.revenue, 3)) > 0", some) == missing("revenue.2023", "revenue.2025")
    assert value_of("avg(years(e.revenue, 3)) > 0", some) == missing("revenue.2023", "revenue.2025")
    assert value_of("last(e.revenue) > 0", some) == missing("revenue.2025")
    assert value_of("last(e.revenue) > 0", {"established_on": "2001-01-01"}) == missing("revenue")
    assert value_of("last(e.revenue) > 0", {}) == missing("revenue", "established_on")
    assert value_of("last(s.revenue) > 0", some, subject={}) == missing("s.revenue")


def test_a_known_year_bounds_the_greatest_and_the_least():
    some = {"revenue": {"2024": "200"}, "established_on": "2001-01-01"}
    both = missing("revenue.2023", "revenue.2025")

    assert value_of("max(years(e.revenue, 3)) >= 200", some) is True
    assert value_of("max(years(e.revenue, 3)) > 200", some) == both
    assert value_of("max(years(e.revenue, 3)) < 200", some) is False
    assert value_of("min(years(e.revenue, 3)) > 200", some) is False
    assert value_of("min(years(e.revenue, 3)) <= 200", some) is True
    assert value_of("200 >= min(years(e.revenue, 3))", some) is True
    assert value_of("min(years(e.revenue, 3)) == 200", some) == both
    assert value_of("min(years(e.revenue, 3)) == 201", some) is False
    assert value_of("max(years(e.revenue, 3)) != 199", some) is True
    assert value_of("max(years(e.revenue, 3)) + 1 > 0", some) == both
    assert value_of("-max(years(e.revenue, 3)) < 0", some) == both
    assert value_of("max(years(e.revenue, 3))", some) == both
    assert value_of("max(years(e.rd_spending, 2)) > 0", some) == missing("rd_spending")


def test_years_before_the_founding_do_not_exist():
    young = {"revenue": {"2025": "600"}, "established_on": "2025-07-01"}

    assert value_of("sum(years(e.revenue, 3))", young) == 600
    assert value_of("avg(years(e.revenue, 3))", young) == 600
    assert value_of("size(years(e.revenue, 3))", young) == 1
    assert value_of("run(years(e.revenue, 3), y, y > 0)", young) == 1
    assert value_of("years(e.revenue, 3).all(y, y > 500)", young) is True


def test_a_firm_founded_this_year_has_no_closed_year():
    new = {"established_on": "2026-02-01"}
    none = Unknown(reasons=("所要求的年度都在成立之前",))

    assert value_of("sum(years(e.revenue, 3))", new) == 0
    assert value_of("sum(years(e.rd_spending, 3)) / sum(years(e.revenue, 3)) > 0", new).reasons == ("除数为零，比例无法计算",)
    for function in ("avg", "min", "max", "last"):
        assert value_of(f"{function}(years(e.revenue, 3)) > 0", new) == none
    assert value_of("last(e.revenue) > 0", new) == none
    assert value_of("run(years(e.net_profit, 3), y, y < 0) < 2", new) is True


def test_a_value_for_a_year_before_the_founding_has_to_be_looked_into():
    early = {"revenue": {"2023": "100", "2024": "200", "2025": "600"}, "established_on": "2024-07-01"}

    assert value_of("sum(years(e.revenue, 3)) > 0", early) == Unknown(
        reasons=("2023 年度的“主营业务收入”早于成立日期，须核实",)
    )
    assert value_of("sum(years(e.revenue, 2)) > 0", early) is True


def test_the_number_of_years_has_to_be_whole():
    assert value_of("sum(years(e.revenue, e.staff_count)) > 0", {"staff_count": 0}).reasons == ("年数须为 1 至 50 的整数",)


@pytest.mark.parametrize(
    ("profits", "value"),
    [
        ({"2023": "-1", "2024": "-1", "2025": "1"}, True),
        ({"2023": "-1", "2024": "1", "2025": "-1"}, False),
        ({"2023": "-1", "2024": "1"}, False),
        ({"2024": "-1", "2025": "-1"}, True),
        ({"2023": "-1"}, missing("net_profit.2024")),
        ({"2023": "-1", "2025": "5"}, missing("net_profit.2024")),
        ({"2023": "5", "2025": "5"}, False),
        ({}, missing("net_profit")),
    ],
)
def test_consecutive_years_are_counted_as_far_as_they_are_known(profits, value):
    facts = {"net_profit": profits, "established_on": "2001-01-01"}

    assert value_of("run(years(e.net_profit, 3), y, y < 0) >= 2", facts) == value
    assert value_of("2 <= run(years(e.net_profit, 3), y, y < 0)", facts) == value


def test_only_years_that_can_make_a_difference_are_missing():
    facts = {"net_profit": {"2022": "-1", "2024": "5"}, "established_on": "2001-01-01"}

    assert value_of("run(years(e.net_profit, 4), y, y < 0) >= 2", facts) == missing("net_profit.2023")
    assert value_of("run(years(e.net_profit, 4), y, y < 0) == 0", facts) is False


def test_a_run_between_two_years_is_never_two_years_long():
    facts = {"net_profit": {"2023": "-1", "2025": "-1"}, "established_on": "2001-01-01"}

    assert value_of("run(years(e.net_profit, 3), y, y < 0) == 2", facts) is False
    assert value_of("run(years(e.net_profit, 3), y, y < 0) > e.debt", {**facts, "debt": "0"}) is True
    assert value_of("run(years(e.net_profit, 3), y, y < 0) > e.debt", facts) == missing("debt", "net_profit.2024")


def test_many_unknown_years_are_all_named():
    facts = {"net_profit": {"2025": "5"}, "established_on": "2001-01-01"}

    unknown = value_of("run(years(e.net_profit, 20), y, y < 0) >= 2", facts)

    assert unknown == missing(*(f"net_profit.{year}" for year in range(2006, 2025)))


def test_two_runs_are_compared_by_their_bounds():
    facts = {"net_profit": {"2024": "1"}, "revenue": {"2024": "1"}, "established_on": "2001-01-01"}

    assert value_of("run(years(e.net_profit, 2), y, y > 0) > run(years(e.revenue, 2), y, y > 1)", facts) == missing(
        "net_profit.2025", "revenue.2025"
    )
    assert value_of("run(years(e.net_profit, 2), y, y > 0) >= run(years(e.revenue, 1), y, y > 1)", facts) is True


# dated records

FAILED = "within(e.samplings, minus(on, '3y'), on).exists(r, r.result == 'failed')"


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2023-11-23", False),
        ("2023-11-24", True),
        ("2026-11-23", True),
        ("2026-11-24", False),
    ],
)
def test_a_window_excludes_its_first_day_and_includes_its_last(day, value):
    assert value_of(FAILED, samplings((day, "failed"))) is value


@pytest.mark.parametrize(
    ("complete", "value"),
    [
        (("2023-11-24", "2026-11-23"), False),
        (("2020-01-01", "2030-01-01"), False),
        (("2023-11-25", "2026-11-23"), None),
        (("2023-11-24", "2026-11-22"), None),
        (None, None),
    ],
)
def test_an_empty_list_means_none_only_where_the_source_is_complete(complete, value):
    found = value_of(FAILED, {**samplings(complete=complete), "established_on": "2001-01-01"})

    assert found is False if value is False else found.missing == {"samplings.complete"}


def test_what_is_not_covered_is_said():
    facts = {"established_on": "2001-01-01"}

    assert value_of(FAILED, facts) == Unknown(frozenset({"samplings"}), ("没有“监督抽查”的完整记录",))
    assert value_of(FAILED, {**samplings(complete=("2024-01-01", "2026-11-23")), **facts}).reasons == (
        "“监督抽查”的记录不完整，未覆盖2023-11-24至2026-11-23",
    )


def test_a_record_that_matches_decides_however_incomplete_the_source_is():
    assert value_of(FAILED, samplings(("2024-03-01", "failed"), complete=None)) is True
    assert value_of("within(e.samplings, minus(on, '3y'), on).all(r, r.result == 'passed')",
                    samplings(("2024-03-01", "failed"), complete=None)) is False  # fmt: skip


def test_nothing_can_have_happened_before_the_founding():
    facts = samplings(complete=("2025-05-01", "2026-11-23"))

    assert value_of(FAILED, {**facts, "established_on": "2025-05-01"}) is False
    assert value_of(FAILED, facts).missing == {"samplings.complete", "established_on"}


def test_a_source_needs_to_cover_no_day_that_does_not_exist():
    assert value_of("within(e.samplings, on, on).exists(r, true)", {}) is False
    assert value_of("within(e.samplings, minus(on, '3y'), minus(on, '1y')).exists(r, true)",
                    {"established_on": "2026-01-01"}) is False  # fmt: skip


def test_records_without_a_window_reach_from_the_founding_to_the_reference_day():
    ever = "e.samplings.exists(r, r.result == 'failed')"
    facts = {**samplings(("2027-01-01", "failed")), "established_on": "2020-01-01"}

    assert value_of(ever, facts) is False
    assert value_of(ever, samplings(("2027-01-01", "failed"))).missing == {"samplings.complete", "established_on"}
    assert value_of(ever, samplings(("2027-01-01", "failed"))).reasons == (
        "“监督抽查”的记录不完整，未覆盖成立至2026-11-23",
    )


def test_windows_within_each_other_narrow_each_other():
    facts = samplings(("2024-06-01", "failed"), ("2026-06-01", "passed"))

    assert value_of("size(within(within(e.samplings, minus(on, '3y'), on), minus(on, '9y'), plus(on, '1y')))", facts) == 2
    assert value_of("size(within(within(e.samplings, minus(on, '3y'), on), minus(on, '1y'), minus(on, '1d')))", facts) == 1


def test_a_window_from_a_day_that_is_not_known_decides_nothing():
    text = "within(e.samplings, e.founded_abroad_on, on).exists(r, r.result == 'failed')"

    assert value_of(text, samplings(("2024-03-01", "failed"))) == missing("founded_abroad_on")
    assert value_of(text, samplings()).missing == {"founded_abroad_on"}
    assert value_of(text).missing == {"founded_abroad_on", "samplings"}
    assert value_of(
        "within(within(e.samplings, e.founded_abroad_on, on), e.established_on, on).filter(r, r.fine > 0).exists(r, true)",
        samplings(("2024-03-01", "failed")),
    ).missing == {"founded_abroad_on", "established_on", "samplings.records.0.fine"}


def test_a_record_that_lacks_a_column_names_it():
    facts = {"samplings": {"records": [{"on": "2024-03-01"}], "complete": {"from": "2020-01-01", "to": "2026-11-23"}}}

    assert value_of(FAILED, facts) == missing("samplings.records.0.result")


def test_members_are_counted_as_far_as_they_are_known():
    both = {"records": [{"on": "2024-03-01", "result": "failed"}, {"on": "2024-05-01"}]}
    complete = {"complete": {"from": "2020-01-01", "to": "2026-11-23"}}
    count = "size(within(e.samplings, minus(on, '3y'), on).filter(r, r.result == 'failed'))"

    assert value_of(f"{count} >= 1", {"samplings": both}) is True
    assert value_of(f"{count} >= 2", {"samplings": {**both, **complete}}) == missing("samplings.records.1.result")
    assert value_of(f"{count} >= 2", {"samplings": both, "established_on": "2001-01-01"}).missing == {
        "samplings.complete",
        "samplings.records.1.result",
    }
    assert value_of(f"{count} >= 3", {"samplings": {**both, **complete}}) is False
    assert value_of(f"{count} == 0", {"samplings": both}) is False


def test_a_filtered_member_that_may_not_belong_decides_nothing():
    facts = {"samplings": {"records": [{"on": "2024-03-01", "fine": "5"}], "complete": {"from": "2020-01-01", "to": "2026-11-23"}}}
    recent = "within(e.samplings, minus(on, '3y'), on)"

    assert value_of(f"{recent}.filter(r, r.result == 'failed').exists(r, r.fine > 3)", facts) == missing("samplings.records.0.result")
    assert value_of(f"{recent}.filter(r, r.result == 'failed').exists(r, r.fine > 9)", facts) is False
    assert value_of(f"{recent}.filter(r, r.result == 'failed').filter(r, r.until > on).all(r, r.fine > 3)", facts) is True
    assert value_of(f"size({recent}.filter(r, r.fine > 3)) == 1", facts) is True


def test_rows_of_the_form_are_complete_as_given():
    rows = {"patents": [{"kind": "large", "granted": True}, {"kind": "small", "granted": False}, {}]}

    assert value_of("a.patents.exists(x, x.kind == 'large' && x.granted)", application=rows) is True
    assert value_of("size(a.patents)", application=rows) == 3
    assert value_of("size(a.patents.filter(x, x.granted)) >= 2", application=rows) == missing("a.patents.2.granted")
    assert value_of("a.patents.all(x, x.granted)", application={"patents": []}) is True


# days


@pytest.mark.parametrize(
    ("text", "on", "day"),
    [
        ("minus(on, '1y')", date(2024, 2, 29), date(2023, 2, 28)),
        ("minus(on, '4y')", date(2024, 2, 29), date(2020, 2, 29)),
        ("plus(on, '1m')", date(2026, 1, 31), date(2026, 2, 28)),
        ("plus(on, '6m')", date(2026, 8, 31), date(2027, 2, 28)),
        ("minus(on, '30d')", date(2026, 3, 1), date(2026, 1, 30)),
        ("plus(on, '0d')", date(2026, 3, 1), date(2026, 3, 1)),
        ("minus(on, p.look_back)", date(2026, 3, 1), date(2023, 3, 1)),
    ],
)
def test_days_are_moved_to_the_day(text, on, day):
    assert value_of(text, on=on) == day


@pytest.mark.parametrize("text", ["minus(on, '9999y') < on", "plus(on, '9999y') > on", "plus(plus(on, '7900y'), '9999m') > on"])
def test_a_day_beyond_the_calendar_is_unknown(text):
    assert value_of(text) == Unknown(reasons=("推算的日期超出日历范围",))


def test_a_window_up_to_the_end_of_the_calendar_is_empty():
    assert value_of("within(e.samplings, plus(on, '7973y'), on).exists(r, true)", {}, on=date(2026, 12, 31)) is False


def test_a_parameter_is_the_one_of_the_reference_day():
    assert value_of("p.floor", on=date(2026, 12, 31)) == 20_000_000
    assert value_of("p.floor", on=date(2027, 1, 1)) == 25_000_000
    assert value_of("p.floor > 0", on=date(2022, 12, 31)) == Unknown(reasons=("“收入下限”在 2022-12-31 尚无规定的数值",))


# ordered options, codes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("e.level >= 'potential'", True),
        ("e.level > 'potential'", False),
        ("'seed' < e.level", True),
        ("e.level <= p.least_level", True),
        ("e.level == 'potential' && e.level != 'seed'", True),
        ("e.level in ['seed', 'potential']", True),
        ("e.level == e.level", True),
    ],
)
def test_options_are_ordered_as_listed(text, value):
    assert value_of(text, {"level": "potential"}) is value


def test_an_option_that_is_none_of_the_list_cannot_be_placed():
    assert value_of("e.level >= e.address", {"level": "seed", "address": "far"}) == Unknown(
        reasons=("所比较的选项不在选项表中",)
    )


# ranks

OTHERS = {"market_share": {"values": ["0.3", "0.2", "0.2", "0.1"], "missing": 2}}


@pytest.mark.parametrize(
    ("text", "share", "value"),
    [
        ("rank(e.market_share) <= 3", "0.25", None),
        ("rank(e.market_share) <= 4", "0.25", True),
        ("rank(e.market_share) <= 1", "0.25", False),
        ("rank(e.market_share) == 2", "0.25", None),
        ("rank(e.market_share) <= 4", "0.2", True),
        ("peers(e.market_share) == 7", "0.2", True),
        ("rank(e.market_share) <= 0.5 * peers(e.market_share)", "0.5", True),
    ],
)
def test_a_rank_is_decided_unless_missing_peers_could_turn_it(text, share, value):
    found = value_of(text, {"market_share": share}, peers=OTHERS)

    assert found == (Unknown(frozenset({"peers.market_share"}), ("还有 2 家的数据没有取得",)) if value is None else value)


def test_a_rank_among_all_is_a_number():
    peers = {"market_share": {"values": ["0.3", "0.1"], "missing": 0}}

    assert value_of("rank(e.market_share)", {"market_share": "0.2"}, peers=peers) == 2


def test_a_rank_without_peers_or_own_value_is_unknown():
    assert value_of("rank(e.market_share) <= 3", {"market_share": "0.2"}) == missing("peers.market_share")
    assert value_of("rank(e.market_share) <= 3") == missing("peers.market_share", "market_share")
    assert value_of("rank(e.market_share) <= 3", peers=OTHERS) == missing("market_share")
    assert value_of("peers(e.market_share) > 3") == missing("peers.market_share")


def test_a_yearly_fact_is_ranked_by_the_last_closed_year():
    peers = {"revenue": {"values": ["500"], "missing": 0}}

    assert value_of("rank(e.revenue)", REVENUE, peers=peers) == 1
    assert value_of("rank(e.revenue) < 2", {"established_on": "2026-01-01"}, peers=peers) == Unknown(
        reasons=("上一年度尚未成立，不参加排名",)
    )
    assert value_of("rank(e.revenue) < 2", {"established_on": "2026-01-01"}) == Unknown(
        reasons=("上一年度尚未成立，不参加排名",)
    )


def test_has_tells_what_is_known():
    assert value_of("has(a.product)", application={"product": "苹果"}) is True
    assert value_of("has(a.product)") is False
    assert value_of("has(e.trademark) || has(m.trademark)", mark={"trademark": False}) is True
