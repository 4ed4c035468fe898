"""Votes that are cast in the same moment: none is lost, none counts twice."""

import pytest

from pinzhang.domain.review.models import Ballot, BallotVoter
from pinzhang.domain.review.services import panel
from pinzhang.domain.review.services.ballots import count_ballots, open_ballots
from pinzhang.domain.review.services.rooms import open_room
from tests.domain.concurrency.stage import together
from tests.factories import AT
from tests.factories.judging import judged_round

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def test_five_members_who_vote_at_once_are_all_counted_and_one_who_votes_twice_once():
    judged = judged_round(count=6, places=(1, 2))
    opened = panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)
    room = open_room(opened=opened, round_=judged.round, members=judged.reviewers, by=judged.officer, at=AT)
    asked = {"room": room, "round_": judged.round, "by": judged.officer, "at": AT}
    ballot = open_ballots(tiers={judged.applications[0].pk: "first"}, **asked)[0]
    votes = [("for", judged.reviewers[0]), ("against", judged.reviewers[0])]
    votes += [("for", reviewer) for reviewer in judged.reviewers[1:]]

    found = together(
        *(("vote", {"room": room.pk, "reviewer": who.pk, "ballot": ballot.pk, "vote": vote}) for vote, who in votes)
    )

    assert sorted(one.get("done", one.get("refused")) for one in found) == ["CannotVote", *["voted"] * 5]
    ballot.refresh_from_db()
    assert ballot.in_favour + ballot.against == BallotVoter.objects.filter(has_voted=True).count() == 5
    assert ballot.in_favour in (4, 5)
    assert count_ballots(**asked)[0].carried
    assert Ballot.objects.count() == 1
