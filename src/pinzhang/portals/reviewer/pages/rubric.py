"""The rubric of a task: the criteria tree with what is given so far, and the bands of a scale."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property

from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.criteria import Criterion, Scale, Scheme
from pinzhang.engine.scoring.marks import NOT_APPLICABLE, Mark, mark_problems
from pinzhang.portals.reviewer.pages.stages import stage_of

NOT_APPLICABLE_KEY = "na"
MOST_CHOICES = 41
"""A scale with more steps than this is typed, not chosen."""
_HUNDRED = Decimal(100)


def plain(number: Decimal) -> str:
    """Return a number as it is kept in marks: no exponent, no zeros at its end."""
    return format(number.normalize(), "f")


@dataclass(frozen=True)
class Band:
    """A band of a scale with its steps (评分档)."""

    low: str
    high: str
    text: Words | None
    """What a file in the band looks like; nothing where the source does not say."""
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A line of the criteria tree: a heading, or a criterion to be scored."""

    criterion: Criterion
    depth: int
    scale: Scale | None
    given: dict[str, str]
    problem: str = ""
    """Why the score as typed is none; a missing score is no problem of a draft."""

    @property
    def is_scored(self) -> bool:
        return not self.criterion.parts

    @property
    def score(self) -> str:
        return str(self.given.get("score", ""))

    @property
    def is_not_applicable(self) -> bool:
        return self.score == NOT_APPLICABLE_KEY

    @property
    def is_done(self) -> bool:
        return bool(self.score and not self.problem and str(self.given.get("ground", "")).strip())

    @property
    def is_begun(self) -> bool:
        return any(str(value).strip() for value in self.given.values())

    @property
    def unit(self) -> str:
        return "%" if self.scale is not None and self.scale.unit == "percent" else ""

    @property
    def points(self) -> Decimal | None:
        """What the score comes to; nothing where there is none, or it is not a number of the scale."""
        mark = mark_of(self.score)
        if not isinstance(mark, Decimal) or self.problem or self.scale is None:
            return None
        whole = _HUNDRED if self.scale.unit == "percent" else self.scale.maximum
        return self.criterion.points * mark / whole

    @property
    def is_typed(self) -> bool:
        return self.scale is None or _count(self.scale) > MOST_CHOICES

    @property
    def bands(self) -> tuple[Band, ...]:
        return () if self.scale is None or self.is_typed else tuple(bands_of(self.scale))


def mark_of(text: str) -> Mark | None:
    """Return the mark that was typed, or nothing where it is no number."""
    if text == NOT_APPLICABLE_KEY:
        return NOT_APPLICABLE
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _count(scale: Scale) -> int:
    return int((scale.maximum - scale.minimum) / scale.step) + 1


def bands_of(scale: Scale) -> Iterator[Band]:
    """Yield the bands of a scale; steps that no anchor describes stand together without a text."""
    rest: list[Decimal] = []
    anchors = sorted(scale.anchors, key=lambda anchor: anchor.low)
    steps = [scale.minimum + scale.step * index for index in range(_count(scale))]
    for anchor in anchors:
        yield from _undescribed([step for step in steps if step < anchor.low])
        mine = [step for step in steps if anchor.low <= step <= anchor.high]
        if mine:
            yield Band(plain(mine[0]), plain(mine[-1]), anchor.text, tuple(plain(step) for step in mine))
        steps = [step for step in steps if step > anchor.high]
    rest += steps
    yield from _undescribed(rest)


def _undescribed(steps: list[Decimal]) -> Iterator[Band]:
    if steps:
        yield Band(plain(steps[0]), plain(steps[-1]), None, tuple(plain(step) for step in steps))


class Rubric:
    """The rubric of a task with what is given so far (评分表)."""

    def __init__(self, task: ReviewTask, scheme: Scheme, scales: tuple[Scale, ...]) -> None:
        self.scheme = scheme
        self._task = task
        self._scales = {scale.key: scale for scale in scales}
        self._problems = self._found_problems()

    @cached_property
    def items(self) -> list[Item]:
        return list(self._walk(self.scheme.criteria, 0))

    @cached_property
    def scored(self) -> list[Item]:
        return [item for item in self.items if item.is_scored]

    @cached_property
    def done(self) -> int:
        return sum(item.is_done for item in self.scored)

    @property
    def left(self) -> int:
        return len(self.scored) - self.done

    @property
    def points(self) -> Decimal:
        return sum((item.points for item in self.scored if item.points is not None), Decimal(0))

    @property
    def points_scored(self) -> Decimal:
        """What could have been earned on what is scored so far."""
        return sum((item.criterion.points for item in self.scored if item.points is not None), Decimal(0))

    @property
    def scales(self) -> list[Scale]:
        used = {item.criterion.scale for item in self.scored}
        return [scale for key, scale in self._scales.items() if key in used]

    def item(self, key: str) -> Item | None:
        return next((item for item in self.scored if item.criterion.key == key), None)

    def beside(self, key: str) -> tuple[Item | None, Item | None]:
        """Return the criteria before and after one."""
        keys = [item.criterion.key for item in self.scored]
        place = keys.index(key)
        before = self.scored[place - 1] if place else None
        after = self.scored[place + 1] if place + 1 < len(keys) else None
        return before, after

    def first_open(self) -> Item | None:
        return next((item for item in self.scored if not item.is_done), None)

    def _found_problems(self) -> dict[str, str]:
        typed = {key: str(given.get("score", "")) for key, given in self._task.marks.items()}
        marks = {key: mark for key, text in typed.items() if (mark := mark_of(text)) is not None}
        problems = {
            problem.criterion: problem.reason
            for problem in mark_problems(self.scheme, marks, self._scales.values())
            if problem.kind != "missing"
        }
        unreadable = {key: f"“{text[:20]}”不是数字" for key, text in typed.items() if text and mark_of(text) is None}
        return problems | unreadable

    def _walk(self, criteria: tuple[Criterion, ...], depth: int) -> Iterator[Item]:
        for criterion in criteria:
            yield Item(
                criterion,
                depth,
                self._scales.get(criterion.scale or ""),
                self._task.marks.get(criterion.key, {}),
                self._problems.get(criterion.key, ""),
            )
            yield from self._walk(criterion.parts, depth + 1)


def rubric_of(task: ReviewTask) -> Rubric | None:
    """Return the rubric of a task; nothing where its stage asks for a judgement in words only."""
    key = stage_of(task).criteria
    if not key:
        return None
    scheme, scales = scheme_of(task.application, key)
    return Rubric(task, scheme, scales)
