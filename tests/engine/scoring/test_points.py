from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinzhang.engine.scoring.marks import NOT_APPLICABLE
from pinzhang.engine.scoring.points import PartScore, weighted_score
from pinzhang.engine.scoring.refusals import MarksRefused, NothingApplies
from tests.engine.scoring.schemes import SCALES, criterion, scheme

AWARD = scheme(
    criterion("leadership", 110, criterion("role", 60, optional=True), criterion("governance", 50)),
    criterion("results", 890, optional=True),
)


def score_of(**marks):
    return weighted_score(AWARD, {key: _mark(mark) for key, mark in marks.items()}, SCALES)


def _mark(mark):
    return mark if mark is NOT_APPLICABLE else Decimal(mark)


def test_a_percent_earns_its_share_of_the_points():
    score = score_of(role=60, governance=40, results=50)

    assert score.value == Decimal(501)
    assert score.share == Decimal("0.501")
    assert score.parts == (
        PartScore("leadership", 0, Decimal(110), Decimal(110), Decimal(56)),
        PartScore("role", 1, Decimal(60), Decimal(60), Decimal(36)),
        PartScore("governance", 1, Decimal(50), Decimal(50), Decimal(20)),
        PartScore("results", 0, Decimal(890), Decimal(890), Decimal(445)),
    )


def test_what_does_not_apply_is_removed_and_the_rest_rescaled():
    score = score_of(role=NOT_APPLICABLE, governance=100, results=NOT_APPLICABLE)

    assert score.value == Decimal(1000)
    assert score.earned == Decimal(50)
    assert score.applicable == Decimal(50)
    assert [part.share for part in score.parts] == [Decimal(1), None, Decimal(1), None]


def test_not_applicable_is_not_nought():
    assert score_of(role=NOT_APPLICABLE, governance=50, results=50).value == Decimal(500)
    assert score_of(role=0, governance=50, results=50).value == Decimal(470)


def test_a_mark_in_points_earns_its_share_of_the_scale():
    sheet = scheme(criterion("speech", 10, scale="ten"), criterion("essay", 90, scale="ten"))

    score = weighted_score(sheet, {"speech": Decimal("7.5"), "essay": Decimal(5)}, SCALES)

    assert score.value == Decimal("52.5")


def test_a_score_under_the_veto_is_reported_and_the_points_stay():
    sheet = scheme(
        criterion("safety", 50, criterion("fire", 20, veto_below=60), criterion("food", 30, optional=True)),
        criterion("care", 50, criterion("staff", 50), veto_below=30),
        total=100,
    )

    score = weighted_score(sheet, {"fire": Decimal(55), "food": NOT_APPLICABLE, "staff": Decimal(55)}, SCALES)
    good = weighted_score(sheet, {"fire": Decimal(60), "food": Decimal(0), "staff": Decimal(60)}, SCALES)

    assert score.vetoes == ("fire", "care")
    assert score.value == Decimal(55)
    assert good.vetoes == ()


def test_a_criterion_that_does_not_apply_vetoes_nothing():
    sheet = scheme(
        criterion("a", 50, criterion("b", 50, optional=True, veto_below=60), veto_below=60), criterion("c", 50)
    )

    assert weighted_score(sheet, {"b": NOT_APPLICABLE, "c": Decimal(5)}, SCALES).vetoes == ()


def test_marks_that_do_not_fit_are_refused_with_every_reason():
    with pytest.raises(MarksRefused) as refusal:
        score_of(role=63, governance=NOT_APPLICABLE)

    assert refusal.value.reasons == (
        "“条目role”的评分 63 不在步长 5 上",
        "“条目governance”不可评为不适用",
        "“条目results”尚未评分",
    )


def test_a_sheet_where_nothing_applies_is_refused():
    sheet = scheme(criterion("a", 50, optional=True))

    with pytest.raises(NothingApplies) as refusal:
        weighted_score(sheet, {"a": NOT_APPLICABLE}, SCALES)

    assert str(refusal.value) == "全部条目均为不适用，不能计分"


steps = st.integers(0, 20).map(lambda count: Decimal(5 * count))
optional_steps = st.one_of(st.just(NOT_APPLICABLE), steps)


@given(role=optional_steps, governance=steps, results=optional_steps)
def test_a_score_lies_between_nought_and_the_total(role, governance, results):
    score = weighted_score(AWARD, {"role": role, "governance": governance, "results": results}, SCALES)

    assert 0 <= score.value <= score.total


@given(percent=steps, role_applies=st.booleans(), results_apply=st.booleans())
def test_equal_percents_give_that_percent_whatever_applies(percent, role_applies, results_apply):
    score = weighted_score(
        AWARD,
        {
            "role": percent if role_applies else NOT_APPLICABLE,
            "governance": percent,
            "results": percent if results_apply else NOT_APPLICABLE,
        },
        SCALES,
    )

    assert score.value == percent * 10
