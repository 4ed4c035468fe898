"""The lines of a round: where the places of its tiers end, and who would fill them by score."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_document
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema.outcomes import Tier
from pinzhang.engine.rules import Situation, evaluate
from pinzhang.engine.rules.book import bound_sentence, rule_book
from pinzhang.engine.scoring.refusals import CutRefused
from pinzhang.engine.scoring.seats import Candidate, fill_tiers


@dataclass(frozen=True)
class TierCut:
    """The line under a tier (入围线): its own places, and all places down to it."""

    tier: str
    name: str
    places: int
    upto: int

    def as_data(self) -> dict[str, Any]:
        """Return the cut as it is kept."""
        return asdict(self)


def cuts_of(round_: Round) -> list[TierCut]:
    """Return the lines of a round, best tier first; none from the first tier on that has no number of places."""
    found: list[TierCut] = []
    upto = 0
    for tier in edition_document(round_.edition).outcomes.tiers:
        places = round_.quotas.get(tier.key, tier.quota.maximum)
        if not places:
            break
        upto += places
        found.append(TierCut(tier.key, tier.name.zh, places, upto))
    return found


def proposal_of(round_: Round, scores: Mapping[int, Decimal]) -> list[dict[str, Any]]:
    """Return who would fill the places by score: reserved places, vacancies, ties left to people."""
    document = edition_document(round_.edition)
    cuts = {cut.tier: cut.places for cut in cuts_of(round_)}
    tiers = [tier for tier in document.outcomes.tiers if tier.key in cuts]
    reserved = _reserved(round_, tiers, scores)
    candidates = [Candidate(str(pk), score, reserved.get(pk, frozenset())) for pk, score in scores.items()]
    try:
        filled = fill_tiers(tiers, candidates, cuts, total=document.outcomes.total_quota.maximum)
    except CutRefused:
        return []
    return [
        {
            "tier": each.tier,
            "places": each.places,
            "chosen": [int(name) for name in each.chosen],
            "ties": [{"applications": [int(n) for n in tie.applications], "places": tie.places} for tie in each.ties],
            "reserved_short": list(each.reserved_short),
            "vacant": each.vacant,
            "vacancy_allowed": each.vacancy_allowed,
        }
        for each in filled
    ]


def _reserved(round_: Round, tiers: list[Tier], scores: Mapping[int, Decimal]) -> dict[int, frozenset[tuple[str, int]]]:
    """Return, by application, the reserved places it may take; what is unknown takes none."""
    rules = [(tier.key, place, rule) for tier in tiers for place, rule in enumerate(tier.quota.reserved)]
    if not rules:
        return {}
    scope = rule_book(edition_document(round_.edition)).scope
    nodes = [((key, place), bound_sentence(rule.when, scope)) for key, place, rule in rules]
    found = {}
    asked = Application.objects.filter(pk__in=scores).select_related("case", "applicant", "subject", "round__edition")
    for application in asked:
        situation = Situation.of(application_document(application), on=round_.reference_on, scope=scope)
        found[application.pk] = frozenset(which for which, node in nodes if evaluate(node, situation) is True)
    return found
