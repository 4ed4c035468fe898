"""Explain one applicant: every rule with its verdict, what is had, needed, missing, and what happens next."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from pinzhang.engine.packs.schema.edition import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules.book import BoundRule, RuleBook, rule_book
from pinzhang.engine.rules.gaps import Account
from pinzhang.engine.rules.horizon import met_from
from pinzhang.engine.rules.judging import Judgement, judged
from pinzhang.engine.rules.logic import conjunction
from pinzhang.engine.rules.problems import BadFacts, did_you_mean
from pinzhang.engine.rules.sentences import part_sentence
from pinzhang.engine.rules.situation import Situation
from pinzhang.engine.rules.values import Truth, Unknown

NO_DECISIONS: Mapping[str, bool] = MappingProxyType({})
COUNTING = ("condition", "exclusion")


def explain(
    edition: Edition, document: Any, *, on: date, decisions: Mapping[str, bool] = NO_DECISIONS, digest: str = ""
) -> dict[str, Any]:
    """Judge one applicant under an edition and say for every rule why.

    ``decisions`` gives what people have decided for rules left to them, true meaning met.

    :raises BadFacts: the document, or a decision, is not what the edition says it is.
    :raises RuleSyntaxError: a rule of the edition is no sentence.
    :raises BadRule: a rule of the edition names what is not there, or compares what does not fit.
    """
    book = rule_book(edition)
    situation = Situation.of(document, on=on, scope=book.scope)
    _refuse_stray(decisions, book)
    judgements = [judged(bound, situation, decisions) for bound in book.rules]
    return {
        "schema": 1,
        "programme": edition.programme.code,
        "edition": edition.programme.edition,
        "digest": digest,
        "on": on.isoformat(),
        "status": edition.programme.status,
        "verdict": verdict_word(_whole(judgements)),
        "rules": [_rule_json(judgement, situation, decisions) for judgement in judgements],
    }


def verdict_word(truth: Truth) -> str:
    """Return the word for a verdict in every JSON of the product."""
    if isinstance(truth, Unknown):
        return "unknown"
    return "met" if truth else "not met"


def _whole(judgements: list[Judgement]) -> Truth:
    """Return the verdict of the programme: what applies and counts must all be met."""
    return conjunction(
        judgement.verdict
        for judgement in judgements
        if judgement.verdict is not None and judgement.bound.rule.kind in COUNTING
    )


def _refuse_stray(decisions: Mapping[str, bool], book: RuleBook) -> None:
    left_to_people = [bound.rule.id for bound in book.rules if bound.rule.decided_by == "human"]
    for key, decision in decisions.items():
        if key not in left_to_people:
            hint = did_you_mean(key, left_to_people)
            raise BadFacts(
                "no rule of that id is decided by a person" + (f"; {hint}" if hint else ""), f"decisions.{key}"
            )
        if not isinstance(decision, bool):
            raise BadFacts("a decision is true or false", f"decisions.{key}")


def _rule_json(judgement: Judgement, situation: Situation, decisions: Mapping[str, bool]) -> dict[str, Any]:
    rule = judgement.bound.rule
    found: dict[str, Any] = {"id": rule.id, "clause": rule.clause, "kind": rule.kind}
    if judgement.verdict is None:
        return {**found, "applies": False, "action": "none", "missing": [], "parts": []}
    found |= {
        "applies": "unknown" if isinstance(judgement.applies, Unknown) else True,
        "verdict": verdict_word(judgement.verdict),
        "action": action_of(rule, judgement.verdict),
    }
    if judgement.account is not None:
        found |= _gap_json(judgement.account, short=judgement.verdict is not True)
    if judgement.verdict is False:
        day = met_from(judgement.bound, situation, decisions)
        found |= {"met_from": day.isoformat()} if day is not None else {}
    found["missing"] = _missing(judgement.verdict)
    found["parts"] = _parts_json(judgement.account, judgement.bound, situation)
    reasons = [*judgement.notes, *_reasons(judgement.verdict)]
    return found | ({"reasons": reasons} if reasons else {})


def action_of(rule: Rule, verdict: Truth) -> str:
    """Return what happens next: nothing, ask, hold or refuse. Bonus and priority never refuse anybody."""
    if isinstance(verdict, Unknown):
        return "none" if rule.on_unknown == "pass" else rule.on_unknown
    return "refuse" if not verdict and rule.kind in COUNTING else "none"


def _gap_json(account: Account, *, short: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if account.have is not None:
        found["have"] = account.have.as_json()
    if account.need is not None:
        found["need"] = {"op": account.operator, **account.need.as_json()}
    if account.short_by is not None and short:
        found["short_by"] = account.short_by.as_json()
    return found


def _parts_json(account: Account | None, bound: BoundRule, situation: Situation) -> list[dict[str, Any]]:
    if account is None:
        return []
    return [
        {
            "text": part_sentence(part.node, situation.scope, wanted=part.wanted),
            "verdict": verdict_word(part.truth),
            **_gap_json(part),
            "missing": _missing(part.truth),
            "parts": _parts_json(part, bound, situation),
        }
        for part in account.parts
    ]


def _missing(truth: Truth) -> list[str]:
    return sorted(truth.missing) if isinstance(truth, Unknown) else []


def _reasons(truth: Truth) -> list[str]:
    return list(truth.reasons) if isinstance(truth, Unknown) else []
