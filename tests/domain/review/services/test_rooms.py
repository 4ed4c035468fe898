"""The panel in its room: codes, presence, order of discussion, names given back."""

import pytest

from pinzhang.domain.cases.refusals import CannotMove
from pinzhang.domain.core.models import Event
from pinzhang.domain.review.models import PanelEntry, PanelMember, PanelRoom
from pinzhang.domain.review.refusals import CannotMeet
from pinzhang.domain.review.services import panel
from pinzhang.domain.review.services.ballots import open_ballots
from pinzhang.domain.review.services.calibrations import rank_round
from pinzhang.domain.review.services.rooms import bring_forward, open_room, set_presence, unblind_room
from tests.factories import AT
from tests.factories.judging import judged_round

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def judged():
    return judged_round(count=6, places=(1, 2), spread=12)


@pytest.fixture
def opened(judged):
    return panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=AT)


@pytest.fixture
def room(judged, opened):
    return open_room(opened=opened, round_=judged.round, members=judged.reviewers, by=judged.officer, at=AT)


def test_a_room_gives_everybody_a_code_and_puts_the_doubtful_first(judged, room):
    assert sorted(room.codes.values()) == ["01", "02", "03", "04", "05", "06"]
    assert set(room.codes) == {str(one.pk) for one in judged.applications}
    assert sorted(room.agenda) == sorted(one.pk for one in judged.applications)
    rows = {row["application"]: row for row in rank_round(round_=judged.round, at=AT).results["rows"]}
    doubt = [min(abs(chance - 0.5) for chance in rows[pk]["chances"]) for pk in room.agenda]
    assert doubt[0] == min(doubt)
    assert PanelMember.objects.filter(room=room, present=True).count() == 5


def test_a_room_is_opened_once_with_members_over_a_proposal(judged, opened):
    asked = {"opened": opened, "round_": judged.round, "by": judged.officer, "at": AT}
    with pytest.raises(CannotMeet, match="请选择评委"):
        open_room(members=[], **asked)
    assert not PanelRoom.objects.exists()

    open_room(members=judged.reviewers, **asked)
    with pytest.raises(CannotMeet, match="已经开始"):
        open_room(members=judged.reviewers, **asked)
    PanelRoom.objects.all().delete()
    PanelEntry.objects.all().delete()
    with pytest.raises(CannotMeet, match="不拟定等次"):
        open_room(members=judged.reviewers, **asked)


def test_a_member_leaves_and_an_application_is_discussed_first(judged, room):
    member = room.members.first()
    assert not set_presence(member=member, present=False, by=judged.officer, at=AT).present
    last = room.agenda[-1]
    assert bring_forward(room=room, application=last, by=judged.officer, at=AT).agenda[0] == last
    with pytest.raises(CannotMeet, match="不在这次评审会"):
        bring_forward(room=room, application=0, by=judged.officer, at=AT)


def test_names_come_back_by_an_act_once_and_not_while_a_vote_is_running(judged, room):
    first = judged.applications[0].pk
    open_ballots(room=room, round_=judged.round, tiers={first: "first"}, by=judged.officer, at=AT)
    with pytest.raises(CannotMeet, match="没有计票"):
        unblind_room(room=room, by=judged.officer, at=AT)
    room.ballots.all().delete()

    assert unblind_room(room=room, by=judged.officer, at=AT).unblinded_by == judged.officer
    with pytest.raises(CannotMeet, match="已经公开"):
        unblind_room(room=room, by=judged.officer, at=AT)
    assert Event.objects.filter(name="review.panel_room.unblinded").count() == 1


def test_nothing_changes_in_the_room_of_a_list_that_is_closed(judged, opened, room):
    opened.closed_at, opened.closed_by = AT, judged.officer
    opened.save()

    for act in (
        lambda: set_presence(member=room.members.first(), present=False, by=judged.officer, at=AT),
        lambda: bring_forward(room=room, application=room.agenda[-1], by=judged.officer, at=AT),
        lambda: open_ballots(room=room, round_=judged.round, tiers={}, by=judged.officer, at=AT),
    ):
        with pytest.raises(CannotMove):
            act()
    assert room.members.filter(present=True).count() == 5
