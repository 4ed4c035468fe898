"""What a member of a panel sees of it: codes while it is blind, the standing, the votes."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pinzhang.domain.applications.models import Application
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.barred import barred_pairs
from pinzhang.domain.review.choices import Vote
from pinzhang.domain.review.models import BallotVoter, PanelEntry, PanelMember, PanelRoom
from pinzhang.domain.review.services.calibrations import freshness

SHOWN = 60


def seats_of(user: User) -> QuerySet[PanelMember]:
    """Return the panels somebody sits in, the newest first."""
    seats = PanelMember.objects.filter(reviewer__user=user)
    return seats.select_related(
        "reviewer__user", "room__batch_stage__batch__round__edition", "room__batch_stage__batch__round__authority"
    ).order_by("-room__opened_at")


def panel_page(seat: PanelMember, at: datetime) -> dict[str, Any]:
    """Return everything the page of a panel shows to one member."""
    room = seat.room
    round_ = room.batch_stage.batch.round
    tiers = {tier.key: tier.name for tier in edition_document(round_.edition).outcomes.tiers}
    mine = BallotVoter.objects.filter(member=seat).select_related("ballot").order_by("ballot__opened_at", "ballot")
    barred = {pk for who, pk in barred_pairs(round_, on=local_day(at)) if who == seat.reviewer_id}
    votes = [
        {
            "ballot": voter.ballot,
            "code": room.codes[str(voter.ballot.application_id)],
            "tier": tiers[voter.ballot.tier],
            "has_voted": voter.has_voted,
        }
        for voter in mine
    ]
    return {
        "seat": seat,
        "room": room,
        "round": round_,
        "is_open": room.batch_stage.closed_at is None,
        "blind": room.unblinded_at is None,
        "owed": [one for one in votes if not one["has_voted"] and one["ballot"].closed_at is None],
        "waiting": sum(one["has_voted"] and one["ballot"].closed_at is None for one in votes),
        "counted": [one for one in votes if one["ballot"].closed_at is not None],
        "choices": Vote.choices,
        "lines": _lines(room, round_, barred, at),
        "barred": sorted(room.codes[str(pk)] for pk in barred if str(pk) in room.codes),
    }


def _lines(room: PanelRoom, round_: Round, barred: set[int], at: datetime) -> list[dict[str, Any]]:
    """Return the applications in the order of discussion, those with a conflict without their standing."""
    ranking = freshness(round_=round_, at=at).ranking
    rows = {row["application"]: row for row in ranking.results["rows"]} if ranking else {}
    cuts = ranking.results["cuts"] if ranking else []
    entries = {each.application_id: each for each in PanelEntry.objects.filter(batch_stage=room.batch_stage)}
    names = {}
    if room.unblinded_at is not None:
        names = dict(Application.objects.filter(round=round_).values_list("pk", "applicant__name"))
    return [
        {
            "code": room.codes[str(pk)],
            "name": names.get(pk, ""),
            "entry": entries[pk],
            "is_barred": pk in barred,
            "is_open": pk in rows and "discuss" in rows[pk]["zones"],
            "chances": [
                (cut["upto"], chance)
                for cut, chance in zip(cuts, rows[pk]["chances"] if pk in rows else (), strict=False)
            ],
        }
        for pk in room.agenda[:SHOWN]
        if pk in entries
    ]
