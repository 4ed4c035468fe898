import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.packs.validity import EditionExists, EditionsOverlap, Validity, refuse_overlap

OLD = Validity("2021", date(2021, 1, 1))
LIMITED = Validity("2018", date(2018, 1, 1), date(2020, 12, 31))


def test_a_new_edition_closes_the_one_before_it():
    closed = refuse_overlap([LIMITED, OLD], Validity("2024", date(2024, 3, 1)))

    assert closed == Validity("2021", date(2021, 1, 1), date(2024, 2, 29))


def test_the_first_edition_closes_nothing():
    assert refuse_overlap([], OLD) is None
    assert refuse_overlap([LIMITED], OLD) is None


def test_an_edition_whose_text_names_its_last_day_is_not_cut():
    with pytest.raises(EditionsOverlap) as refusal:
        refuse_overlap([LIMITED], Validity("2020", date(2020, 12, 31)))

    assert refusal.value.other == LIMITED
    assert str(refusal.value) == "与版本 2018（2018-01-01 至2020-12-31）的有效期重叠"


@pytest.mark.parametrize("first_day", [date(2021, 1, 1), date(2020, 1, 1)])
def test_an_edition_that_began_no_earlier_is_in_the_way(first_day: date):
    with pytest.raises(EditionsOverlap) as refusal:
        refuse_overlap([OLD], Validity("2020", first_day))

    assert str(refusal.value) == "与版本 2021（2021-01-01 至今）的有效期重叠"


def test_an_edition_may_fill_a_gap_before_another():
    assert refuse_overlap([OLD], Validity("2020", date(2020, 1, 1), date(2020, 12, 31))) is None


def test_an_edition_is_published_once():
    with pytest.raises(EditionExists) as refusal:
        refuse_overlap([OLD], Validity("2021", date(2030, 1, 1)))

    assert str(refusal.value) == "版本 2021 已经存在；已发布的版本不能改动"


DAYS = st.dates(date(2000, 1, 1), date(2010, 1, 1))


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=12))
def test_on_no_day_do_two_editions_hold(periods: list[tuple[date, date | None]]):
    held: dict[str, Validity] = {}
    for number, (first, last) in enumerate(periods):
        new = Validity(str(number), first, max(first, last) if last else None)
        try:
            closed = refuse_overlap(held.values(), new)
        except EditionsOverlap:
            continue
        if closed:
            held[closed.edition] = closed
        held[new.edition] = new

    ordered = sorted(held.values(), key=lambda one: one.valid_from)
    assert all(one.last_day < following.valid_from for one, following in itertools.pairwise(ordered))
