from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.portals.ui.components import numbers


def test_a_number_has_thousands_separators_and_the_decimals_asked_for():
    assert numbers.number(12460) == "12,460"
    assert numbers.number(Decimal("8136.5")) == "8,136.5"
    assert numbers.number("8136.5", 2) == "8,136.50"
    assert numbers.number(Decimal("0.125"), "2") == "0.13"
    assert numbers.number(True) == "—"
    assert numbers.number(None) == "—"
    assert numbers.number("many") == "—"
    assert numbers.number(float("nan")) == "—"


def test_a_unit_stands_one_space_away_and_a_percent_sign_at_once():
    assert numbers.unit(30, "台") == "30 台"
    assert numbers.unit(Decimal("98.6"), "%") == "98.6%"
    assert numbers.unit(30) == "30"
    assert numbers.unit(None, "台") == "—"
    with override("en"):
        assert numbers.unit(30, "台") == "30 units"
        assert numbers.unit(1, "台") == "1 unit"
        assert numbers.unit(3, "kWh") == "3 kWh"


def test_fen_and_yuan_give_the_same_money():
    assert numbers.yuan(1_392_000) == "¥ 13,920.00"
    assert numbers.yuan(Decimal(13920)) == "¥ 13,920.00"
    assert numbers.yuan("13920") == "¥ 13,920.00"
    assert numbers.yuan(None) == "—"
    with override("en"):
        assert numbers.yuan(1_392_000) == "CNY 13,920.00"


def test_statistics_are_told_in_ten_thousands_and_in_english_in_millions():
    assert numbers.wan(8_136_000_000) == "8,136.00 万元"
    assert numbers.wan(Decimal(81360000)) == "8,136.00 万元"
    assert numbers.wan_number(8_136_000_000) == "8,136.00"
    assert numbers.wan(None) == numbers.wan_number(None) == "—"
    with override("en"):
        assert numbers.wan(8_136_000_000) == "CNY 81.36 million"


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_no_fen_is_lost_in_writing_money(fen):
    text = numbers.yuan(fen).removeprefix("¥ ").replace(",", "")

    assert Decimal(text) * 100 == fen


def test_shares_are_told_in_percent_and_their_differences_in_points():
    assert numbers.percent(Decimal("0.026"), 2) == "2.60%"
    assert numbers.percent(1) == "100.0%"
    assert numbers.percent("") == "—"
    assert numbers.points(Decimal("0.004")) == "0.40 个百分点"
    assert numbers.points(None) == "—"
    with override("en"):
        assert numbers.points(Decimal("0.004")) == "0.40 percentage points"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "< 0.01"),
        (0.0099, "< 0.01"),
        (0.01, "0.01"),
        (0.715, "0.72"),
        (0.99, "0.99"),
        (0.991, "> 0.99"),
        (1, "> 0.99"),
        (None, "—"),
    ],
)
def test_a_probability_is_never_certain(value, text):
    assert numbers.probability(value) == text


def test_a_difference_carries_its_sign():
    assert numbers.signed(3) == "+3"
    assert numbers.signed(-6) == "−6"
    assert numbers.signed(0) == "0"
    assert numbers.signed(Decimal("-6.25"), 1) == "−6.3"
    assert numbers.signed(None) == "—"


def test_a_file_size_is_told_in_the_unit_that_fits():
    assert numbers.file_size(512) == "512 B"
    assert numbers.file_size(3_355_443) == "3.2 MB"
    assert numbers.file_size(5 * 1024**5) == "5,242,880.0 GB"
    assert numbers.file_size(None) == "—"
