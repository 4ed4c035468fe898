"""Exact numbers: how they are read from text and written back."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor
from typing import Literal

DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,15})?")
"""A number as facts and parameters write it, to be matched in full."""

MOST_PLACES = 12
SHOWN_PLACES = 6

Towards = Literal["down", "up"]


def places(number: Fraction) -> int | None:
    """Return how many decimal places write a number exactly, or nothing where more than twelve would be needed."""
    for count in range(MOST_PLACES + 1):
        if (number * 10**count).denominator == 1:
            return count
    return None


def shown(number: Fraction, towards: Towards = "down") -> Fraction:
    """Return the number as printed: exactly where that is short, else cut to six places in the direction given."""
    if places(number) is not None:
        return number
    scaled = number * 10**SHOWN_PLACES
    return Fraction(floor(scaled) if towards == "down" else ceil(scaled), 10**SHOWN_PLACES)


def decimal_of(number: Fraction) -> Decimal:
    """Return a number as a decimal: exactly where it ends, else to 28 digits."""
    if places(number) is not None:
        return Decimal(text_of(number))
    with localcontext() as context:
        context.prec = 28
        return Decimal(number.numerator) / Decimal(number.denominator)


def text_of(number: Fraction, *, least_places: int = 0) -> str:
    """Write a number that ends as plain decimals, with at least so many places."""
    count = max(places(number) or 0, least_places)
    scaled = number * 10**count
    with localcontext() as context:
        context.prec = _digits(number) + count + 5
        return format(Decimal(scaled.numerator).scaleb(-count), "f")


def _digits(number: Fraction) -> int:
    return int(abs(number.numerator).bit_length() * 0.302) + MOST_PLACES + 10
