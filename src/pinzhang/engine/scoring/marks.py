"""What a reviewer may write beside a criterion: a number on its scale, or that it does not apply."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal

from pinzhang.engine.packs.schema.criteria import Criterion, Scale, Scheme


class NotApplicable(Enum):
    """The criterion does not apply to the case (不适用): a choice, never a number."""

    NOT_APPLICABLE = "not_applicable"


NOT_APPLICABLE = NotApplicable.NOT_APPLICABLE

Mark = Decimal | NotApplicable

ProblemKind = Literal[
    "missing", "unknown_criterion", "no_scale", "not_a_number", "out_of_scale", "off_step", "must_apply"
]


@dataclass(frozen=True, slots=True)
class MarkProblem:
    """One mark that does not fit the scheme, and why (评分问题)."""

    criterion: str
    kind: ProblemKind
    reason: str


def scored_criteria(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Return the criteria a reviewer marks: those without parts, in the order of the scheme."""
    for criterion in criteria:
        if criterion.parts:
            yield from scored_criteria(criterion.parts)
        else:
            yield criterion


def mark_problems(scheme: Scheme, marks: Mapping[str, Mark], scales: Iterable[Scale]) -> tuple[MarkProblem, ...]:
    """Return everything that keeps the marks from being a score.

    A draft may disregard the problems of kind ``missing``.
    """
    by_key = {scale.key: scale for scale in scales}
    leaves = {criterion.key: criterion for criterion in scored_criteria(scheme.criteria)}
    unknown = [
        MarkProblem(key, "unknown_criterion", f"评分表中没有可评分的条目“{key}”") for key in marks if key not in leaves
    ]
    found = [_problem(criterion, marks.get(key), by_key) for key, criterion in leaves.items()]
    return (*unknown, *(problem for problem in found if problem))


def _problem(criterion: Criterion, mark: Mark | None, scales: Mapping[str, Scale]) -> MarkProblem | None:
    title = criterion.title.zh
    if mark is None:
        return MarkProblem(criterion.key, "missing", f"“{title}”尚未评分")
    if isinstance(mark, NotApplicable):
        allowed = criterion.not_applicable_allowed
        return None if allowed else MarkProblem(criterion.key, "must_apply", f"“{title}”不可评为不适用")
    scale = scales.get(criterion.scale or "")
    if scale is None or (scale.unit == "points" and scale.maximum <= 0):
        return MarkProblem(criterion.key, "no_scale", f"“{title}”没有可用的评分尺度")
    return _off_scale(criterion.key, title, mark, scale)


def _off_scale(key: str, title: str, mark: Decimal, scale: Scale) -> MarkProblem | None:
    if not mark.is_finite():
        return MarkProblem(key, "not_a_number", f"“{title}”的评分不是有效数字")
    if not scale.minimum <= mark <= scale.maximum:
        bounds = f"{scale.minimum} 至 {scale.maximum}"
        return MarkProblem(key, "out_of_scale", f"“{title}”的评分 {mark} 超出范围 {bounds}")
    if (mark - scale.minimum) % scale.step != 0:
        return MarkProblem(key, "off_step", f"“{title}”的评分 {mark} 不在步长 {scale.step} 上")
    return None
