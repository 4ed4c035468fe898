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
    """Judge one rule, as Kleene implication: one whose application is unknown is unknown unless it is met anyway."""
    frame = Frame(situation)
    applies = True if bound.applies_when is None else truth(bound.applies_when, frame)
    if applies is False:
        return Judgement(bound, applies, None)
    wanted = bound.rule.kind != "exclusion"
    stand = None if bound.expr is None else account(bound.expr, frame, wanted=wanted)
    exemptions = [(exemption, truth(node, frame)) for exemption, node in bound.exempt]
    met = disjunction([_own(bound, stand, decisions), *(exempted for _, exempted in exemptions)])
    notes = tuple(
        f"豁免：{exemption.title.zh}（{exemption.clause}）" for exemption, exempted in exemptions if exempted is True
    )
    return Judgement(bound, applies, disjunction((negation(applies), met)), stand, notes)


def _own(bound: BoundRule, stand: Account | None, decisions: Mapping[str, bool]) -> Truth:
    if bound.rule.decided_by == "human":
        return decisions.get(bound.rule.id, UNDECIDED)
    return UNDECIDED if stand is None else stand.truth
