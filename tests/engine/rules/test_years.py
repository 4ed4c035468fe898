"""Yearly facts: closed years, years that do not exist, runs of years."""

from datetime import date

import pytest

from pinzhang.engine.rules import Unknown
from tests.engine.rules.editions import value_of


def missing(*names):
    return Unknown(frozenset(names))


REVENUE = {
    "revenue": {"2023": "100", "2024": "200", "2025": "600"},
    "rd_spending": {"2023": "3", "2024": "6", "2025": "18"},
}


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
    assert value_of("sum(years(e.rd_spending, 3)) / sum(years(e.revenue, 3)) > 0", new).reasons == (
        "除数为零，比例无法计算",
    )
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
    assert value_of("sum(years(e.revenue, e.staff_count)) > 0", {"staff_count": 0}).reasons == (
        "年数须为 1 至 50 的整数",
    )


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
