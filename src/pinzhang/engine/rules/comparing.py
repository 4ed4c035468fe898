"""Compare values of one kind, and values known only by their bounds."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, cast

from pinzhang.engine.rules.runs import settled
from pinzhang.engine.rules.values import Choice, Range, Reading, Truth, Unknown, merged, strictest

NO_SUCH_OPTION = "所比较的选项不在选项表中"

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}

_OPPOSITE = {">": "<=", ">=": "<", "!=": "=="}


def compared(operator: str, left: Reading, right: Reading) -> Truth:
    """Return how two values of one kind compare."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return strictest((left, right)) or Unknown()
    if isinstance(left, Range) or isinstance(right, Range):
        return _compared_ranges(operator, _bounds(left), _bounds(right))
    pair = _same_terms(operator, left, right)
    return pair if isinstance(pair, Unknown) else _ORDERS[operator](*pair)


def contained(value: Reading, members: Reading) -> Truth:
    """Return whether a value is among the members of a list."""
    if isinstance(members, Unknown):
        return members
    listed = cast("tuple[Reading, ...]", members)
    if isinstance(value, Unknown):
        return value if listed else False
    answers = [compared("==", value, member) for member in listed]
    if True in answers:
        return True
    unknowns = [answer for answer in answers if isinstance(answer, Unknown)]
    return merged(unknowns) if unknowns else False


def _same_terms(operator: str, left: Any, right: Any) -> tuple[Any, Any] | Unknown:
    if isinstance(left, Choice) or isinstance(right, Choice):
        return _choices(operator, left, right)
    if isinstance(left, date) and isinstance(right, str):
        return left, date.fromisoformat(right)
    if isinstance(left, str) and isinstance(right, date):
        return date.fromisoformat(left), right
    return left, right


def _choices(operator: str, left: Choice | str, right: Choice | str) -> tuple[Any, Any] | Unknown:
    left_key, right_key = _key(left), _key(right)
    if operator in {"==", "!="}:
        return left_key, right_key
    options = cast("Choice", left if isinstance(left, Choice) else right)
    places = options.place(left_key), options.place(right_key)
    return Unknown(reasons=(NO_SUCH_OPTION,)) if None in places else places


def _key(value: Choice | str) -> str:
    return value.key if isinstance(value, Choice) else value


def _compared_ranges(operator: str, left: Range, right: Range) -> Truth:
    answer = _compared_bounds(operator, left, right)
    if not isinstance(answer, Unknown):
        return answer
    if left.pattern and right.low == right.high:
        return settled(left.pattern, lambda run: _ORDERS[operator](run, right.low))
    if right.pattern and left.low == left.high:
        return settled(right.pattern, lambda run: _ORDERS[operator](left.low, run))
    return answer


def _bounds(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value, Unknown())


def _compared_bounds(operator: str, left: Range, right: Range) -> Truth:
    if operator in _OPPOSITE:
        answer = _compared_bounds(_OPPOSITE[operator], left, right)
        return answer if isinstance(answer, Unknown) else not answer
    if operator == "==":
        apart = _surely(left.high, right.low, strict=True) or _surely(right.high, left.low, strict=True)
        return False if apart else merged((left.because, right.because))
    if _surely(left.high, right.low, strict=operator == "<"):
        return True
    if _surely(right.high, left.low, strict=operator == "<="):
        return False
    return merged((left.because, right.because))


def _surely(low: Fraction | None, high: Fraction | None, *, strict: bool) -> bool:
    """Return whether a number that is at most ``low`` surely lies below one that is at least ``high``."""
    if low is None or high is None:
        return False
    return low < high if strict else low <= high
