"""Exact numbers, as they are printed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.rules.amounts import decimal_of, places, shown, text_of

NUMBERS = st.fractions(max_denominator=10**15) | st.integers(-(10**40), 10**40).map(Fraction)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(20_000_000), "20000000"),
        (Fraction(1, 8), "0.125"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(10**40), "1" + "0" * 40),
        (Fraction(1, 10**12), "0.000000000001"),
    ],
)
def test_a_number_that_ends_is_written_in_full(number, text):
    assert text_of(number) == text


def test_a_number_can_be_written_with_more_places():
    assert text_of(Fraction(5, 2), least_places=2) == "2.50"


def test_a_number_that_does_not_end_is_cut_in_the_direction_asked():
    third = Fraction(1, 3)

    assert places(third) is None
    assert (text_of(shown(third)), text_of(shown(third, "up"))) == ("0.333333", "0.333334")
    assert (text_of(shown(-third)), text_of(shown(-third, "up"))) == ("-0.333334", "-0.333333")


@given(NUMBERS)
def test_what_is_shown_lies_between_its_two_directions(number):
    low, high = shown(number), shown(number, "up")

    assert low <= number <= high
    assert Fraction(text_of(low)) == low


@given(NUMBERS)
def test_a_decimal_is_exact_or_close(number):
    decimal = decimal_of(number)

    assert isinstance(decimal, Decimal)
    assert (
        Fraction(decimal) == number
        if places(number) is not None
        else abs(Fraction(decimal) - number) <= abs(number) / 10**27
    )
