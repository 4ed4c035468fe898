"""Secret votes: one per member, unlinkable afterwards, counted by the rules of the edition."""

import pytest

from pinzhang.domain.core.models import Event
from pinzhang.domain.review.models import Ballot, BallotVoter, PanelEntry
from pinzhang.domain.review.refusals import CannotPropose, CannotVote
from pinzhang.domain.review.services import panel
from pinzhang.domain.review.services.ballots import cast_votes, count_ballots, excuse_voter, open_ballots
from pinzhang.domain.review.services.entries import EnteredSheet, enter_sheets
from pinzhang.domain.review.services.rooms import open_room, set_presence
from tests.factories import AT
from tests.factories.judging import REVIEW, judged_round, judging_document
from tests.factories.programmes import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def judged():
    return judged_round(count=6, reviewers=6, places=(1, 2))


@pytest.fixture
def opened(judged):
    return panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)


@pytest.fixture
def room(judged, opened):
    return open_room(opened=opened, round_=judged.round, members=judged.reviewers[:5], by=judged.officer, at=AT)


@pytest.fixture
def vote(judged, room):
    def held(place: int, *votes: str, tier: str = "first") -> Ballot:
        pk = judged.applications[place].pk
        ballot = open_ballots(room=room, round_=judged.round, tiers={pk: tier}, by=judged.officer, at=AT)[0]
        for reviewer, given in zip(judged.reviewers, votes, strict=False):
            cast_votes(room=room, reviewer=reviewer, votes={ballot.pk: given}, at=AT)
        ballot.refresh_from_db()
        return ballot

    return held


def test_a_vote_is_carried_by_the_share_of_the_edition_and_told_only_at_the_end(judged, room, vote):
    vote(0, "for", "for", "for", "against", "abstain")
    ballot = count_ballots(room=room, round_=judged.round, by=judged.officer, at=AT)[0]

    assert (ballot.in_favour, ballot.against, ballot.abstained, ballot.carried) == (3, 1, 1, True)
    assert not vote(1, "for", "for", "against", "against", "abstain").closed_at
    assert [one.carried for one in count_ballots(room=room, round_=judged.round, by=judged.officer, at=AT)] == [False]


def test_after_the_vote_nothing_tells_who_voted_how(judged, vote):
    ballot = vote(0, "for", "against", "abstain", "for", "for")

    kept = {field.name for field in BallotVoter._meta.get_fields()}
    assert kept == {"id", "ballot", "member", "has_voted"}
    assert list(BallotVoter.objects.values_list("has_voted", flat=True)) == [True] * 5
    assert {field.name for field in Ballot._meta.get_fields() if field.is_relation} == {"room", "application", "voters"}
    cast = Event.objects.filter(name="review.ballot.cast")
    assert [event.data for event in cast] == [{"ballot": ballot.pk}] * 5


def test_a_member_votes_once(judged, room, vote):
    ballot = vote(0, "for")
    with pytest.raises(CannotVote, match="已经投过票"):
        cast_votes(room=room, reviewer=judged.reviewers[0], votes={ballot.pk: "against"}, at=AT)
    ballot.refresh_from_db()
    assert (ballot.in_favour, ballot.against) == (1, 0)


@pytest.mark.parametrize(
    ("who", "given", "said"),
    [(5, "for", "不参加"), (1, "maybe", "赞成、反对或弃权"), (1, None, "至少对一件")],
)
def test_a_stranger_and_a_vote_that_is_none_are_refused(judged, room, vote, who, given, said):
    ballot = vote(0)
    votes = {ballot.pk: given} if given else {}
    with pytest.raises(CannotVote, match=said):
        cast_votes(room=room, reviewer=judged.reviewers[who], votes=votes, at=AT)
    assert not BallotVoter.objects.filter(has_voted=True).exists()


def test_who_has_a_conflict_takes_no_part_and_one_found_later_stops_the_vote(judged, room, opened):
    first, second = (one.pk for one in judged.applications[:2])
    seated = judged.reviewers[3]
    recused = [EnteredSheet(judged.applications[0], seated, AT, {}, recused_for="亲属")]
    ballot = open_ballots(room=room, round_=judged.round, tiers={first: "first"}, by=judged.officer, at=AT)[0]
    enter_sheets(round_=judged.round, stage=REVIEW, sheets=recused, by=judged.officer, at=AT)
    with pytest.raises(CannotVote, match="有利害关系"):
        cast_votes(room=room, reviewer=seated, votes={ballot.pk: "for"}, at=AT)
    ballot.delete()

    with pytest.raises(CannotVote, match="不足 5 人"):
        open_ballots(room=room, round_=judged.round, tiers={first: "first"}, by=judged.officer, at=AT)
    with pytest.raises(CannotVote, match="不足 5 人"):
        open_ballots(room=room, round_=judged.round, tiers={second: "first", first: "first"}, by=judged.officer, at=AT)
    assert not Ballot.objects.exists()


def test_an_even_number_too_few_members_and_a_tier_that_is_none_are_refused(judged, opened):
    room = open_room(opened=opened, round_=judged.round, members=judged.reviewers, by=judged.officer, at=AT)
    first = judged.applications[0].pk
    asked = {"room": room, "round_": judged.round, "by": judged.officer, "at": AT}

    with pytest.raises(CannotVote, match="单数"):
        open_ballots(tiers={first: "first"}, **asked)
    for member in room.members.all()[:2]:
        set_presence(member=member, present=False, by=judged.officer, at=AT)
    with pytest.raises(CannotVote, match="到会 4 人，不足 5 人"):
        open_ballots(tiers={first: "first"}, **asked)
    for tiers in ({first: "gold"}, {0: "first"}):
        with pytest.raises(CannotVote, match="没有这件申报或这个等次"):
            open_ballots(tiers=tiers, **asked)
    with pytest.raises(CannotVote, match="请选择"):
        open_ballots(tiers={}, **asked)
    assert not Ballot.objects.exists()


def test_a_tier_of_an_application_is_voted_on_once(judged, room, vote):
    vote(0)
    with pytest.raises(CannotVote, match="已经表决过"):
        vote(0)
    assert Ballot.objects.count() == 1


def test_a_vote_waits_for_everybody_or_for_the_excuse_of_who_left(judged, room, vote):
    ballot = vote(0, "for", "for", "for", "for")
    asked = {"room": room, "round_": judged.round, "by": judged.officer, "at": AT}
    with pytest.raises(CannotVote, match="还有评委没有投票") as refusal:
        count_ballots(**asked)
    assert refusal.value.reasons == ("评审员4",)

    absent = BallotVoter.objects.get(has_voted=False)
    with pytest.raises(CannotVote, match="请写明"):
        excuse_voter(voter=absent, ground=" ", by=judged.officer, at=AT)
    excuse_voter(voter=absent, ground="因病离会", by=judged.officer, at=AT)
    with pytest.raises(CannotVote, match="不足 5 人"):
        count_ballots(**asked)
    with pytest.raises(CannotVote, match="不能退出"):
        excuse_voter(voter=BallotVoter.objects.first(), ground="x", by=judged.officer, at=AT)
    ballot.refresh_from_db()
    assert ballot.closed_at is None


def test_a_counted_vote_takes_no_more_votes_and_is_not_counted_twice(judged, room, vote):
    ballot = vote(0, *["for"] * 5)
    asked = {"room": room, "round_": judged.round, "by": judged.officer, "at": AT}
    count_ballots(**asked)

    with pytest.raises(CannotVote, match="已经结束"):
        cast_votes(room=room, reviewer=judged.reviewers[0], votes={ballot.pk: "for"}, at=AT)
    with pytest.raises(CannotVote, match="没有正在进行"):
        count_ballots(**asked)


def test_a_box_that_does_not_fit_the_register_is_not_counted(judged, room, vote):
    ballot = vote(0, *["for"] * 5)
    Ballot.objects.filter(pk=ballot.pk).update(in_favour=4)

    with pytest.raises(CannotVote, match="不符"):
        count_ballots(room=room, round_=judged.round, by=judged.officer, at=AT)


def test_an_edition_without_a_vote_has_none():
    document = judging_document()
    stages = tuple(s.model_copy(update={"ballot": None}) if s.key == "panel" else s for s in document.stages)
    judged = judged_round(count=6, edition=make_edition(document=document.model_copy(update={"stages": stages})))
    opened = panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)
    room = open_room(opened=opened, round_=judged.round, members=judged.reviewers, by=judged.officer, at=AT)
    with pytest.raises(CannotVote, match="没有规定票决"):
        open_ballots(
            room=room, round_=judged.round, tiers={judged.applications[0].pk: "first"}, by=judged.officer, at=AT
        )


def test_a_proposal_is_concluded_only_with_votes_that_were_carried(judged, room, opened, vote):
    ranked = PanelEntry.objects.filter(batch_stage=opened).order_by("rank")
    best = ranked[0].application_id
    place = next(n for n, one in enumerate(judged.applications) if one.pk == best)
    asked = {"opened": opened, "round_": judged.round, "minutes": "同意", "by": judged.officer, "at": AT}
    with pytest.raises(CannotPropose, match="须经表决通过"):
        panel.conclude_panel(proposal=({best: "first"}, {}), **asked)
    vote(place, *["for"] * 5)
    with pytest.raises(CannotPropose, match="没有计票"):
        panel.conclude_panel(proposal=({best: "first"}, {}), **asked)
    count_ballots(room=room, round_=judged.round, by=judged.officer, at=AT)

    closed = panel.conclude_panel(proposal=({best: "first"}, {}), **asked)
    assert closed.yielded == [judged.applications[place].case.number]
    concluded = Event.objects.get(name="review.panel.concluded")
    assert concluded.data["departures"] == []
