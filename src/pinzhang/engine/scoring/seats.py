"""Who would fill the places of a round: tiers, reserved places, vacancies; ties are left to people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pinzhang.engine.packs.schema.outcomes import Tier
from pinzhang.engine.scoring.places import cut, rank
from pinzhang.engine.scoring.refusals import CutRefused


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application with its final score and what the quotas ask about it (候选)."""

    application: str
    score: Decimal
    reserved: frozenset[tuple[str, int]] = frozenset()
    """The reserved places it may take: tier and position among the tier's reserved places."""
    won_before: frozenset[str] = frozenset()
    """The tiers in which it would be a re-award (再次获奖)."""


@dataclass(frozen=True, slots=True)
class TiePending:
    """Equal scores compete for fewer places: the panel decides (同分待定)."""

    applications: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class TierProposal:
    """Who would fill the places of a tier by score (等次名额建议)."""

    tier: str
    places: int
    chosen: tuple[str, ...]
    """Best first, reserved places included."""
    outside_quota: tuple[str, ...]
    """Re-awards that take no place."""
    reserved_short: tuple[int, ...]
    """Per reserved place rule, how many of its places nobody could take."""
    ties: tuple[TiePending, ...]
    vacant: int
    vacancy_allowed: bool


def fill_tiers(
    tiers: Sequence[Tier],
    candidates: Sequence[Candidate],
    places: Mapping[str, int],
    *,
    total: int | None = None,
) -> tuple[TierProposal, ...]:
    """Return who would fill each tier, best tier first, by score and the pack's quotas.

    ``places`` is what the round sets per tier. Reserved places go first to the best who may take them; a place that
    none of them takes falls to the others. Nobody under a tier's minimum score is taken; a tie over a place leaves it
    to the panel, and those tied stay out of lower tiers.

    :raises CutRefused: a round sets no number for a tier, a negative one, or more than the pack allows.
    """
    left, free = list(candidates), total
    proposals = []
    for tier in tiers:
        seats = _seats(tier, places)
        proposal = _fill(tier, left, seats if free is None else min(seats, free))
        tied = [name for tie in proposal.ties for name in tie.applications]
        gone = {*proposal.chosen, *proposal.outside_quota, *tied}
        left = [candidate for candidate in left if candidate.application not in gone]
        free = None if free is None else free - (proposal.places - proposal.vacant)
        proposals.append(proposal)
    return tuple(proposals)


def _seats(tier: Tier, places: Mapping[str, int]) -> int:
    seats = places.get(tier.key)
    if seats is None or seats < 0:
        raise CutRefused(f"“{tier.name.zh}”没有确定名额")
    if tier.quota.maximum is not None and seats > tier.quota.maximum:
        raise CutRefused(f"“{tier.name.zh}”的名额 {seats} 超过上限 {tier.quota.maximum}")
    return seats


def _fill(tier: Tier, candidates: Sequence[Candidate], seats: int) -> TierProposal:
    scores = {each.application: each.score for each in candidates if _reaches(tier, each)}
    again = {each.application for each in candidates if tier.key in each.won_before and each.application in scores}
    outside = again if tier.quota.reaward_outside_quota else set()
    pool = {name: score for name, score in scores.items() if name not in outside}
    chosen: list[str] = []
    ties: list[TiePending] = []
    short = []
    for position, rule in enumerate(tier.quota.reserved):
        may = {each.application for each in candidates if (tier.key, position) in each.reserved}
        kept = min(rule.count, seats - _used(chosen, ties))
        short.append(rule.count - _take({name: pool[name] for name in pool if name in may}, kept, chosen, ties))
    _take(pool, seats - _used(chosen, ties), chosen, ties)
    chosen.sort(key=lambda name: (-scores[name], name))
    lowest = min((scores[name] for name in chosen), default=None)
    return TierProposal(
        tier=tier.key,
        places=seats,
        chosen=tuple(chosen),
        outside_quota=tuple(sorted(name for name in outside if lowest is None or scores[name] >= lowest)),
        reserved_short=tuple(short),
        ties=tuple(ties),
        vacant=seats - _used(chosen, ties),
        vacancy_allowed=tier.quota.may_stay_vacant,
    )


def _take(pool: Mapping[str, Decimal], seats: int, chosen: list[str], ties: list[TiePending]) -> int:
    """Take the best for these seats, and return how many of the seats are taken or contested."""
    busy = {*chosen, *(name for tie in ties for name in tie.applications)}
    line = cut(rank({name: score for name, score in pool.items() if name not in busy}), seats)
    chosen += line.above
    if line.tied:
        ties.append(TiePending(line.tied, line.open_seats))
        return seats
    return len(line.above)


def _used(chosen: Sequence[str], ties: Sequence[TiePending]) -> int:
    return len(chosen) + sum(tie.places for tie in ties)


def _reaches(tier: Tier, candidate: Candidate) -> bool:
    return tier.min_score is None or candidate.score >= tier.min_score
