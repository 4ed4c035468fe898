"""The room of a panel: who sits in it, what is discussed next, which votes run and how those counted went."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pinzhang.domain.core.days import local_day
from pinzhang.domain.review.barred import barred_pairs
from pinzhang.domain.review.models import Ballot, BallotVoter, PanelEntry, PanelMember, PanelRoom
from pinzhang.domain.review.selectors import reviewers_for
from pinzhang.domain.review.services.calibrations import freshness
from pinzhang.portals.staff.pages.lists import OpenedList
from pinzhang.portals.staff.pages.names import tier_names
from pinzhang.portals.staff.pages.ranking import Name, names_of

SHOWN = 60
"""How many applications the order of discussion shows; the others are settled either way."""


def room_page(found: OpenedList, room: PanelRoom | None, at: datetime) -> dict[str, Any]:
    """Return everything the page of a room shows."""
    context: dict[str, Any] = {
        "found": found,
        "opened": found.opened,
        "round": found.round,
        "stage": found.stage,
        "rule": found.stage.ballot,
        "room": room,
        "may_act": found.is_open and "office" in found.roles,
    }
    if room is None:
        return context | {"pool": list(reviewers_for(found.round.authority))}
    tiers = {key: name.zh for key, name in tier_names(found.round).items()}
    members = list(room.members.select_related("reviewer__user").order_by("reviewer__user__full_name"))
    ballots = list(room.ballots.order_by("-opened_at", "-pk"))
    lines = _agenda(found, room, ballots, tiers, at)
    return context | {
        "members": members,
        "present": sum(member.present for member in members),
        "blind": room.unblinded_at is None,
        "lines": lines[:SHOWN],
        "hidden": max(len(lines) - SHOWN, 0),
        "tiers": tiers,
        "running": [_running(each, room, tiers) for each in ballots if each.closed_at is None],
        "counted": [_counted(each, room, tiers) for each in ballots if each.closed_at is not None],
        "barred": _barred(found, room, members, at),
    }


def _agenda(
    found: OpenedList, room: PanelRoom, ballots: Sequence[Ballot], tiers: Mapping[str, str], at: datetime
) -> list[dict[str, Any]]:
    """Return the applications in the order of discussion, with their standing and what was voted on them."""
    names = names_of(found.round)
    ranking = freshness(round_=found.round, at=at).ranking
    results: dict[str, Any] = ranking.results if ranking else {"rows": [], "cuts": []}
    rows = {row["application"]: row for row in results["rows"]}
    entries = {each.application_id: each for each in PanelEntry.objects.filter(batch_stage=found.opened)}
    voted: dict[int, list[Ballot]] = defaultdict(list)
    for each in ballots:
        voted[each.application_id].append(each)
    return [
        {
            "pk": pk,
            "name": names.get(pk, Name("—")),
            "row": rows.get(pk),
            "entry": entries[pk],
            "chances": [
                (cut["name"], cut["upto"], chance)
                for cut, chance in zip(results["cuts"], rows[pk]["chances"] if pk in rows else (), strict=False)
            ],
            "is_open": pk in rows and "discuss" in rows[pk]["zones"],
            "suggested": _suggested(pk, results),
            "voted": [_outcome(each, tiers) for each in voted[pk]],
        }
        for pk in room.agenda
        if pk in entries
    ]


def _suggested(pk: int, results: Mapping[str, Any]) -> str:
    """Return the tier that scores alone would give."""
    return next((each["tier"] for each in results.get("tiers", ()) if pk in each["chosen"]), "")


def _outcome(ballot: Ballot, tiers: Mapping[str, str]) -> dict[str, Any]:
    return {"tier": tiers[ballot.tier], "is_running": ballot.closed_at is None, "carried": ballot.carried}


def _running(ballot: Ballot, room: PanelRoom, tiers: Mapping[str, str]) -> dict[str, Any]:
    voters = list(BallotVoter.objects.filter(ballot=ballot).select_related("member__reviewer__user"))
    return {
        "ballot": ballot,
        "code": room.codes[str(ballot.application_id)],
        "tier": tiers[ballot.tier],
        "cast": sum(voter.has_voted for voter in voters),
        "voters": len(voters),
        "owed": [voter for voter in voters if not voter.has_voted],
    }


def _counted(ballot: Ballot, room: PanelRoom, tiers: Mapping[str, str]) -> dict[str, Any]:
    return {"ballot": ballot, "code": room.codes[str(ballot.application_id)], "tier": tiers[ballot.tier]}


def _barred(found: OpenedList, room: PanelRoom, members: Sequence[PanelMember], at: datetime) -> list[dict[str, Any]]:
    """Return which members take no part in which votes."""
    pairs = barred_pairs(found.round, on=local_day(at))
    lines = []
    for member in members:
        codes = sorted(room.codes[str(pk)] for who, pk in pairs if who == member.reviewer_id and str(pk) in room.codes)
        if codes:
            lines.append({"member": member, "codes": codes})
    return lines
