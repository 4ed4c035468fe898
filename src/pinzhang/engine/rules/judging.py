"""Judge one rule: does it apply, is it met, and how it stands with each part."""

from collections.abc import Mapping
from dataclasses import dataclass

from pinzhang.engine.rules.book import BoundRule
from pinzhang.engine.rules.evaluate import Frame, truth
from pinzhang.engine.rules.gaps import Account, account
from pinzhang.engine.rules.logic import disjunction, negation
from pinzhang.engine.rules.situation import Situation
from pinzhang.engine.rules.values import Truth, Unknown

UNDECIDED = Unknown(reasons=("条文留给主管部门认定，系统不自动判断",))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of one rule; without a verdict it does not apply and is left out."""

    bound: BoundRule
    applies: Truth
    verdict: Truth | None
    account: Account | None = None
    notes: tuple[str, ...] = ()


def judged(bound: BoundRule, situation: Situation, decisions: Mapping[str, bool]) -> Judgement:
    """Judge one rule and keep how it stands with each of its parts."""
    frame = Frame(situation)
    applies = _applies(bound, frame)
    verdict = _verdict(bound, frame, applies, decisions)
    if verdict is None:
        return Judgement(bound, applies, None)
    stand = None if bound.expr is None else account(bound.expr, frame, wanted=_is_wanted(bound))
    notes = tuple(
        f"豁免：{exemption.title.zh}（{exemption.clause}）"
        for exemption, node in bound.exempt
        if truth(node, frame) is True
    )
    return Judgement(bound, applies, verdict, stand, notes)


def verdict_of(bound: BoundRule, situation: Situation, decisions: Mapping[str, bool]) -> Truth | None:
    """Return the verdict on one rule alone, or nothing where it does not apply."""
    frame = Frame(situation)
    return _verdict(bound, frame, _applies(bound, frame), decisions)


def _applies(bound: BoundRule, frame: Frame) -> Truth:
    return True if bound.applies_when is None else truth(bound.applies_when, frame)


def _verdict(bound: BoundRule, frame: Frame, applies: Truth, decisions: Mapping[str, bool]) -> Truth | None:
    """Judge as Kleene implication: a rule whose application is unknown is unknown unless it is met anyway."""
    if applies is False:
        return None
    exempted = (truth(node, frame) for _, node in bound.exempt)
    return disjunction((negation(applies), _own(bound, frame, decisions), *exempted))


def _own(bound: BoundRule, frame: Frame, decisions: Mapping[str, bool]) -> Truth:
    if bound.rule.decided_by == "human" or bound.expr is None:
        return decisions.get(bound.rule.id, UNDECIDED)
    held = truth(bound.expr, frame)
    return held if _is_wanted(bound) else negation(held)


def _is_wanted(bound: BoundRule) -> bool:
    """An exclusion states the circumstance that excludes; it is met when that is not so."""
    return bound.rule.kind != "exclusion"
