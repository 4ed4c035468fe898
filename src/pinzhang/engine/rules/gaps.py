"""What an applicant has, what a rule needs, and by how much it falls short."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from pinzhang.engine.rules.amounts import places, shown, text_of
from pinzhang.engine.rules.comparisons import FLIPPED, NEGATED, measure_of, turned
from pinzhang.engine.rules.days import day_from
from pinzhang.engine.rules.evaluate import Frame, reading, truth
from pinzhang.engine.rules.kinds import Kind
from pinzhang.engine.rules.logic import counted, negation
from pinzhang.engine.rules.members import as_collection, count_of
from pinzhang.engine.rules.syntax import Call, Compare, Comprehension, Logic, Node, Not
from pinzhang.engine.rules.values import Choice, Reading, Truth, Unknown

_STRICT = {"<", ">"}
_FLOORS = {">", ">="}
_CEILINGS = {"<", "<="}
_STEPS = {"integer": Fraction(1), "money": Fraction(1, 100)}
_LEAST_PLACES = {"share": 4}
_USUAL_PLACES = 2


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its unit, ready for JSON."""

    value: Any
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Account:
    """How it stands with one sentence, or one part of it: ``truth`` is always good for the applicant."""

    node: Node
    wanted: bool
    truth: Truth
    have: Amount | None = None
    operator: str = ""
    need: Amount | None = None
    short_by: Amount | None = None
    parts: tuple["Account", ...] = ()


def account(node: Node, frame: Frame, *, wanted: bool = True) -> Account:
    """Return how it stands with a checked sentence that should hold, or should not."""
    if isinstance(node, Not):
        return account(node.operand, frame, wanted=not wanted)
    if isinstance(node, Logic):
        return _of_parts(node, node.operands, frame, wanted=wanted)
    if isinstance(node, Call) and node.function in _CALLS:
        return _CALLS[node.function](node, frame, wanted=wanted)
    if isinstance(node, Compare):
        return _of_comparison(node, frame, wanted=wanted)
    if isinstance(node, Comprehension):
        return _of_members(node, frame, wanted=wanted)
    return _of_statement(node, frame, wanted=wanted)


def _stand(node: Node, frame: Frame, *, wanted: bool) -> Truth:
    held = truth(node, frame)
    return held if wanted else negation(held)


def _of_parts(node: Node, operands: tuple[Node, ...], frame: Frame, *, wanted: bool) -> Account:
    parts = tuple(account(operand, frame, wanted=wanted) for operand in operands)
    return Account(node, wanted, _stand(node, frame, wanted=wanted), parts=parts)


def _of_any(node: Call, frame: Frame, *, wanted: bool) -> Account:
    return _of_parts(node, node.arguments, frame, wanted=wanted)


def _of_at_least(node: Call, frame: Frame, *, wanted: bool) -> Account:
    parts = tuple(account(part, frame, wanted=wanted) for part in node.arguments[1:])
    holding = counted(truth(part, frame) for part in node.arguments[1:])
    kind = measure_of(node, frame.situation.scope)
    needed = reading(node.arguments[0], frame)
    stand = _stand(node, frame, wanted=wanted)
    operator = ">=" if wanted else "<"
    return _measured(Account(node, wanted, stand, operator=operator, parts=parts), holding, needed, kind)


def _of_prefix(node: Call, frame: Frame, *, wanted: bool) -> Account:
    text, prefix = (reading(argument, frame) for argument in node.arguments)
    operator = "startsWith" if wanted else NEGATED["startsWith"]
    return Account(
        node, wanted, _stand(node, frame, wanted=wanted), have=_amount(text), operator=operator, need=_amount(prefix)
    )


_CALLS: dict[str, Callable[..., Account]] = {
    "any_of": _of_any, "at_least": _of_at_least, "startsWith": _of_prefix,
}  # fmt: skip


def _of_comparison(node: Compare, frame: Frame, *, wanted: bool) -> Account:
    left, operator, right = turned(node, wanted=wanted)
    kind = measure_of(node, frame.situation.scope)
    stand = Account(node, wanted, _stand(node, frame, wanted=wanted), operator=operator)
    return _measured(stand, _in_kind(reading(left, frame), kind), _in_kind(reading(right, frame), kind), kind)


def _in_kind(value: Reading, kind: Kind) -> Reading:
    """Return a day written as text as the day it is."""
    return day_from(value) or value if kind.sort == "date" and isinstance(value, str) else value


def _of_members(node: Comprehension, frame: Frame, *, wanted: bool) -> Account:
    source = reading(node.source, frame)
    stand = _stand(node, frame, wanted=wanted)
    of_all = node.function == "all"
    some_needed = wanted != of_all
    kind = measure_of(node, frame.situation.scope)
    blank = Account(node, wanted, stand, operator=">=" if some_needed else "==")
    count: Reading = source
    if not isinstance(source, Unknown):
        count = count_of(
            as_collection(source, frame.situation),
            lambda value: negation(_held(node, frame, value)) if of_all else _held(node, frame, value),
        )
    return _measured(blank, count, Fraction(1 if some_needed else 0), kind)


def _held(node: Comprehension, frame: Frame, value: Any) -> Truth:
    return truth(node.body, frame.binding(node.variable, value))


def _of_statement(node: Node, frame: Frame, *, wanted: bool) -> Account:
    have = _amount(truth(node, frame))
    return Account(node, wanted, _stand(node, frame, wanted=wanted), have=have, operator="==", need=Amount(wanted))


def _measured(stand: Account, have: Reading, need: Reading, kind: Kind) -> Account:
    """Return an account with its have, need and short by filled in as far as they are known."""
    if isinstance(have, Fraction) or isinstance(need, Fraction):
        return _numbers(stand, have, need, kind)
    short = None
    if stand.truth is False and isinstance(have, date) and isinstance(need, date) and stand.operator in FLIPPED:
        short = _days_short(stand.operator, have, need)
    return _filled(stand, _amount(have), _amount(need), short)


def _numbers(stand: Account, have: Reading, need: Reading, kind: Kind) -> Account:
    met = stand.truth is True
    lower = (stand.operator in _FLOORS) != met
    printed = shown(have, "down" if lower else "up") if isinstance(have, Fraction) else None
    needed = shown(need, "up" if lower else "down") if isinstance(need, Fraction) else None
    short = None
    if stand.truth is False and printed is not None and needed is not None and stand.operator in _FLOORS | _CEILINGS:
        short = Amount(text_of(_shortfall(stand.operator, printed, needed, kind)), kind.unit)
    return _filled(stand, _number(printed, kind), _number(needed, kind) or _amount(need), short)


def _filled(stand: Account, have: Amount | None, need: Amount | None, short: Amount | None) -> Account:
    return Account(stand.node, stand.wanted, stand.truth, have, stand.operator, need, short, stand.parts)


def _shortfall(operator: str, have: Fraction, need: Fraction, kind: Kind) -> Fraction:
    """Return the least step of the fact's own grain that meets the threshold."""
    deficit = need - have if operator in _FLOORS else have - need
    strict = operator in _STRICT
    step = _STEPS.get(kind.grain)
    if step is not None:
        return (floor(deficit / step) + 1) * step if strict else ceil(deficit / step) * step
    if not strict:
        return deficit
    finest = max(places(have) or 0, places(need) or 0, _LEAST_PLACES.get(kind.grain, _USUAL_PLACES))
    return deficit + Fraction(1, 10**finest)


def _days_short(operator: str, have: date, need: date) -> Amount | None:
    if operator in {"==", "!="}:
        return None
    days = abs((need - have).days) + (1 if operator in _STRICT else 0)
    return Amount(str(days), "天")


def _number(number: Fraction | None, kind: Kind) -> Amount | None:
    return None if number is None else Amount(text_of(number), kind.unit)


def _amount(value: Reading) -> Amount | None:
    if isinstance(value, bool | str):
        return Amount(value)
    if isinstance(value, date):
        return Amount(value.isoformat())
    if isinstance(value, Choice):
        return Amount(value.key)
    if isinstance(value, Fraction):
        return Amount(text_of(shown(value)))
    if isinstance(value, tuple):
        members = [_amount(member) for member in value]
        return Amount([member.value for member in members if member is not None]) if None not in members else None
    return None
