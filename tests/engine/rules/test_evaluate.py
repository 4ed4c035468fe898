"""What sentences come to, known and unknown."""

from datetime import date
from decimal import Decimal

import pytest

from pinzhang.engine.rules import Unknown
from tests.engine.rules.editions import value_of

REVENUE = {
    "revenue": {"2023": "100", "2024": "200", "2025": "600"},
    "rd_spending": {"2023": "3", "2024": "6", "2025": "18"},
}


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
        (
            "e.trademark",
            "e.public_benefit",
            missing("trademark", "public_benefit"),
            missing("trademark", "public_benefit"),
        ),
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


@pytest.mark.parametrize(
    "text", ["minus(on, '9999y') < on", "plus(on, '9999y') > on", "plus(plus(on, '7900y'), '9999m') > on"]
)
def test_a_day_beyond_the_calendar_is_unknown(text):
    assert value_of(text) == Unknown(reasons=("推算的日期超出日历范围",))


def test_a_window_up_to_the_end_of_the_calendar_is_empty():
    assert value_of("within(e.samplings, plus(on, '7973y'), on).exists(r, true)", {}, on=date(2026, 12, 31)) is False


def test_a_parameter_is_the_one_of_the_reference_day():
    assert value_of("p.floor", on=date(2026, 12, 31)) == 20_000_000
    assert value_of("p.floor", on=date(2027, 1, 1)) == 25_000_000
    assert value_of("p.floor > 0", on=date(2022, 12, 31)) == Unknown(
        reasons=("“收入下限”在 2022-12-31 尚无规定的数值",)
    )


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

    assert found == (
        Unknown(frozenset({"peers.market_share"}), ("还有 2 家的数据没有取得",)) if value is None else value
    )


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


def test_an_option_is_given_out_as_its_key():
    assert value_of("e.level", {"level": "seed"}) == "seed"
