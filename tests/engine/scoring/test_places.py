from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.packs.schema.criteria import Band
from pinzhang.engine.scoring.places import Cut, Place, band_of, cut, rank
from pinzhang.engine.scoring.refusals import CutRefused


def scores(**numbers):
    return {name: Decimal(number) for name, number in numbers.items()}


def test_equal_scores_share_a_place_and_name_each_other():
    assert rank(scores(c=60, a=60, d=50, b=70)) == [
        Place("b", Decimal(70), 1),
        Place("a", Decimal(60), 2, ("c",)),
        Place("c", Decimal(60), 2, ("a",)),
        Place("d", Decimal(50), 4),
    ]


def test_a_tie_at_the_cut_is_surfaced():
    assert cut(rank(scores(b=70, a=60, c=60, d=50)), 2) == Cut(("b",), ("a", "c"), ("d",), 1)


def test_a_tie_that_does_not_straddle_the_cut_is_no_tie_at_the_cut():
    assert cut(rank(scores(b=70, a=60, c=60, d=50)), 3) == Cut(("b", "a", "c"), (), ("d",), 0)
    assert cut(rank(scores(b=70, a=60, c=60)), 1) == Cut(("b",), (), ("a", "c"), 0)


def test_more_seats_than_applications_leave_seats_open():
    assert cut(rank(scores(a=1)), 3) == Cut(("a",), (), (), 2)


def test_a_negative_number_of_seats_is_refused():
    with pytest.raises(CutRefused) as refusal:
        cut([], -1)

    assert str(refusal.value) == "名额不能为负数"


def test_the_highest_band_reached_counts_with_its_bound():
    bands = [
        Band(key=key, name=key, from_score=Decimal(bound), clause="八", source="rule")
        for key, bound in (("good", 500), ("excellent", 600))
    ]

    assert band_of(bands, Decimal(600)) == bands[1]
    assert band_of(bands, Decimal("599.9")) == bands[0]
    assert band_of(bands, Decimal(499)) is None


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 5).map(Decimal)), st.integers(0, 8))
def test_a_cut_parts_the_applications_without_favour(numbers, seats):
    line = cut(rank(numbers), seats)

    assert sorted(line.above + line.tied + line.below) == sorted(numbers)
    assert len(line.above) + line.open_seats == seats
    assert len({numbers[name] for name in line.tied}) <= 1
    assert not line.tied or 0 < line.open_seats < len(line.tied)
