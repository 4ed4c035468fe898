from decimal import Decimal

import pytest

from pinzhang.engine.scoring.marks import NOT_APPLICABLE
from pinzhang.engine.scoring.points import weighted_score
from pinzhang.engine.scoring.refusals import MarksRefused
from pinzhang.engine.scoring.sheets import MarkedSheet, ratings_of_marks
from tests.engine.scoring.schemes import SCALES, criterion, scheme

AWARD = scheme(criterion("a", 600, criterion("b", 400), criterion("c", 200, optional=True)), criterion("d", 400))


def marked(application, reviewer, *marks):
    values = [mark if mark is NOT_APPLICABLE else Decimal(mark) for mark in marks]
    return MarkedSheet(application, reviewer, dict(zip("bcd", values, strict=True)))


def test_a_sheet_of_ratings_scores_what_its_marks_score():
    sheets = [marked("x", "林", 60, 50, 70), marked("x", "张", 65, NOT_APPLICABLE, 40), marked("y", "林", 0, 100, 5)]

    ratings = ratings_of_marks(AWARD, sheets, SCALES)

    assert ratings.criteria == ("b", "c", "d")
    by_ids = {
        (ratings.applications[one], ratings.reviewers[who]): score
        for one, who, score in zip(ratings.application, ratings.reviewer, ratings.sheet_scores, strict=True)
    }
    for sheet in sheets:
        expected = weighted_score(AWARD, sheet.marks, SCALES).value
        assert by_ids[sheet.application, sheet.reviewer] == pytest.approx(float(expected))


def test_marks_that_do_not_fit_are_refused():
    with pytest.raises(MarksRefused):
        ratings_of_marks(AWARD, [marked("x", "林", 61, 50, 70)], SCALES)
