import pytest

from pinzhang.engine.scoring.rasch.categories import categories_of
from pinzhang.engine.scoring.ratings import Sheet, ratings_of
from pinzhang.engine.scoring.refusals import ExtremeRatings, NotOrdinal


def ratings(*rows, criteria=("c", "d")):
    return ratings_of(
        [Sheet(application, reviewer, tuple(values)) for application, reviewer, *values in rows], criteria
    )


ROUND = (("a", "x", 1.0, 5.0), ("a", "y", 2.0, 10.0), ("b", "x", 3.0, 10.0), ("b", "y", 1.0, 5.0))


def test_per_criterion_every_criterion_has_its_own_categories():
    found = categories_of(ratings(*ROUND), "per-criterion")

    assert [values.tolist() for values in found.values] == [[1.0, 2.0, 3.0], [5.0, 10.0]]
    assert found.category.tolist() == [0, 0, 1, 1, 2, 1, 0, 0]
    assert found.item.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]
    assert found.criterion.tolist() == [0, 1, 0, 1, 0, 1, 0, 1]
    assert found.reviewer.tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    assert found.widest == 3
    assert found.flags == ()


def test_common_steps_share_the_categories_and_a_gap_is_flagged():
    found = categories_of(ratings(*ROUND), "common")

    assert found.values[0].tolist() == found.values[1].tolist() == [1.0, 2.0, 3.0, 5.0, 10.0]
    assert [(flag.name, flag.subjects) for flag in found.flags] == [("UnusedCategories", ())]


def test_a_gap_in_one_criterion_names_it():
    rows = (("a", "x", 1.0), ("a", "y", 2.0), ("b", "x", 4.0), ("b", "y", 1.0))

    found = categories_of(ratings(*rows, criteria=["c"]), "per-criterion")

    assert [flag.subjects for flag in found.flags] == [("c",)]


def test_too_many_different_ratings_are_no_categories():
    rows = [(f"a{index}", "xy"[index % 2], index / 7) for index in range(50)]

    with pytest.raises(NotOrdinal) as refusal:
        categories_of(ratings(*rows, criteria=["c"]), "common")

    assert str(refusal.value) == "不同的评分超过 40 种，不能作为等级"


@pytest.mark.parametrize("stuck", [1.0, 3.0])
def test_a_reviewer_who_knows_one_end_only_has_no_finite_measure(stuck):
    rows = [("a", "x", 1.0), ("a", "y", stuck), ("b", "x", 3.0), ("b", "y", stuck), ("a", "z", 2.0)]

    with pytest.raises(ExtremeRatings) as refusal:
        categories_of(ratings(*rows, criteria=["c"]), "common")

    assert refusal.value.subjects == ("y",)


def test_a_criterion_rated_the_same_by_all_has_no_finite_measure():
    rows = [("a", "x", 1.0, 4.0), ("a", "y", 2.0, 4.0), ("b", "x", 2.0, 4.0), ("b", "y", 1.0, 4.0)]

    with pytest.raises(ExtremeRatings) as refusal:
        categories_of(ratings(*rows), "per-criterion")

    assert str(refusal.value) == "评分全在最低或最高一档，无法估计：d"
