from decimal import Decimal

from pinzhang.engine.scoring.marks import NOT_APPLICABLE, MarkProblem, mark_problems, scored_criteria
from tests.engine.scoring.schemes import OUT_OF_TEN, SCALES, criterion, scheme

SHEET = scheme(criterion("a", 60), criterion("b", 40, criterion("c", 30, optional=True), criterion("d", 10)))


def problem_of(mark, *, scales=SCALES, scale="percent"):
    return mark_problems(scheme(criterion("a", 60, scale=scale)), {"a": mark}, scales)


def test_only_criteria_without_parts_are_scored():
    assert [each.key for each in scored_criteria(SHEET.criteria)] == ["a", "c", "d"]


def test_complete_marks_on_scale_have_no_problem():
    assert mark_problems(SHEET, {"a": Decimal(95), "c": NOT_APPLICABLE, "d": Decimal(0)}, SCALES) == ()


def test_a_missing_mark_is_named():
    assert mark_problems(SHEET, {"a": Decimal(5), "c": Decimal(5)}, SCALES) == (
        MarkProblem("d", "missing", "“条目d”尚未评分"),
    )


def test_a_mark_on_a_criterion_that_is_not_scored_is_named():
    marks = {"a": Decimal(5), "b": Decimal(5), "c": Decimal(5), "d": Decimal(5)}

    assert mark_problems(SHEET, marks, SCALES) == (
        MarkProblem("b", "unknown_criterion", "评分表中没有可评分的条目“b”"),
    )


def test_not_applicable_where_the_scheme_forbids_it_is_named():
    assert problem_of(NOT_APPLICABLE) == (MarkProblem("a", "must_apply", "“条目a”不可评为不适用"),)


def test_a_mark_outside_the_scale_is_named():
    assert problem_of(Decimal(105)) == (MarkProblem("a", "out_of_scale", "“条目a”的评分 105 超出范围 0 至 100"),)
    assert [each.kind for each in problem_of(Decimal(-5))] == ["out_of_scale"]


def test_a_mark_between_two_steps_is_named():
    assert problem_of(Decimal(63)) == (MarkProblem("a", "off_step", "“条目a”的评分 63 不在步长 5 上"),)


def test_what_is_no_number_is_named():
    assert problem_of(Decimal("NaN")) == (MarkProblem("a", "not_a_number", "“条目a”的评分不是有效数字"),)
    assert [each.kind for each in problem_of(Decimal("Infinity"))] == ["not_a_number"]


def test_a_criterion_without_a_usable_scale_is_named():
    nothing_to_earn = OUT_OF_TEN.model_copy(update={"minimum": Decimal(-5), "maximum": Decimal(0)})

    assert problem_of(Decimal(5), scales=()) == (MarkProblem("a", "no_scale", "“条目a”没有可用的评分尺度"),)
    assert [each.kind for each in problem_of(Decimal(0), scales=(nothing_to_earn,), scale="ten")] == ["no_scale"]
