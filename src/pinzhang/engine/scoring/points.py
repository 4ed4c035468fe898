"""The points of one reviewer's marks, over the criteria tree of the pack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from pinzhang.engine.packs.schema.criteria import Criterion, Scale, Scheme
from pinzhang.engine.scoring.marks import Mark, NotApplicable, mark_problems
from pinzhang.engine.scoring.refusals import MarksRefused, NothingApplies

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_DIGITS = 28


@dataclass(frozen=True, slots=True)
class PartScore:
    """What a criterion of the tree, scored or summed, came to (条目得分)."""

    criterion: str
    depth: int
    points: Decimal
    """What could be earned if everything applied."""
    applicable: Decimal
    earned: Decimal
    vetoed: bool = False

    @property
    def share(self) -> Decimal | None:
        """Return what was earned of what applied; None where nothing did."""
        return _divided(self.earned, self.applicable) if self.applicable else None


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one set of marks (得分)."""

    scheme: str
    value: Decimal
    """On the scheme's total; points that do not apply are taken out and the rest rescaled."""
    total: Decimal
    earned: Decimal
    applicable: Decimal
    parts: tuple[PartScore, ...]
    """Every criterion, parents before their parts."""

    @property
    def vetoes(self) -> tuple[str, ...]:
        """Return the criteria whose score ends the case (一票否决)."""
        return tuple(part.criterion for part in self.parts if part.vetoed)

    @property
    def share(self) -> Decimal:
        """Return the score as a share of the total."""
        return _divided(self.value, self.total)


def weighted_score(scheme: Scheme, marks: Mapping[str, Mark], scales: Iterable[Scale]) -> Score:
    """Return the points of a complete set of marks.

    A percent earns that share of the criterion's points, a mark in points its share of the scale's maximum. What does
    not apply is removed from the whole, and the rest counts for the scheme's total (缺项折算). A veto compares
    the mark as given; on a criterion with parts, its points rescaled in the same way.

    :raises MarksRefused: a mark is missing, off its scale or step, or not of this scheme.
    :raises NothingApplies: every criterion was marked not applicable.
    """
    by_key = {scale.key: scale for scale in scales}
    problems = mark_problems(scheme, marks, by_key.values())
    if problems:
        raise MarksRefused(*(problem.reason for problem in problems))
    with localcontext(prec=_DIGITS):
        parts = tuple(part for criterion in scheme.criteria for part in _scored(criterion, marks, by_key, 0))
        top = [part for part in parts if part.depth == 0]
        earned = sum((part.earned for part in top), _ZERO)
        applicable = sum((part.applicable for part in top), _ZERO)
        if not applicable:
            raise NothingApplies("全部条目均为不适用，不能计分")
        return Score(scheme.key, earned * scheme.total / applicable, scheme.total, earned, applicable, parts)


def _scored(
    criterion: Criterion, marks: Mapping[str, Mark], scales: Mapping[str, Scale], depth: int
) -> Iterator[PartScore]:
    if not criterion.parts:
        yield _leaf(criterion, marks[criterion.key], scales, depth)
        return
    below = [part for child in criterion.parts for part in _scored(child, marks, scales, depth + 1)]
    children = [part for part in below if part.depth == depth + 1]
    earned = sum((part.earned for part in children), _ZERO)
    applicable = sum((part.applicable for part in children), _ZERO)
    vetoed = bool(applicable) and _is_under(earned * criterion.points / applicable, criterion.veto_below)
    yield PartScore(criterion.key, depth, criterion.points, applicable, earned, vetoed)
    yield from below


def _leaf(criterion: Criterion, mark: Mark, scales: Mapping[str, Scale], depth: int) -> PartScore:
    if isinstance(mark, NotApplicable):
        return PartScore(criterion.key, depth, criterion.points, _ZERO, _ZERO)
    scale = scales[criterion.scale or ""]
    whole = _HUNDRED if scale.unit == "percent" else scale.maximum
    earned = criterion.points * mark / whole
    vetoed = _is_under(mark, criterion.veto_below)
    return PartScore(criterion.key, depth, criterion.points, criterion.points, earned, vetoed)


def _is_under(mark: Decimal, limit: Decimal | None) -> bool:
    return limit is not None and mark < limit


def _divided(part: Decimal, whole: Decimal) -> Decimal:
    with localcontext(prec=_DIGITS):
        return part / whole
