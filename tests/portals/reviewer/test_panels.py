"""A panel as its members see it: codes, secret votes, results only after the count."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.review.models import Ballot
from pinzhang.domain.review.services import panel
from pinzhang.domain.review.services.ballots import count_ballots, open_ballots
from pinzhang.domain.review.services.rooms import open_room, unblind_room
from tests.factories import make_user
from tests.factories.judging import judged_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    return judged_round(count=6, places=(1, 2))


@pytest.fixture
def room(judged):
    opened = panel.open_panel(round_=judged.round, stage="panel", by=judged.officer, at=timezone.now())
    asked = {"members": judged.reviewers, "by": judged.officer, "at": timezone.now()}
    return open_room(opened=opened, round_=judged.round, **asked)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_members_vote_once_over_codes_and_see_the_result_after_the_count(judged, room):
    first = judged.applications[0]
    ask = {"room": room, "round_": judged.round, "by": judged.officer, "at": timezone.now()}
    ballot = open_ballots(tiers={first.pk: "first"}, **ask)[0]
    page, vote = reverse("reviewer:panel", args=[room.pk]), reverse("reviewer:vote", args=[room.pk])

    for place, reviewer in enumerate(judged.reviewers):
        client = signed_in(reviewer.user)
        before = client.get(page).content.decode()
        assert "请您投票" in before
        assert room.codes[str(first.pk)] in before
        assert first.applicant.name not in before
        answer = client.post(vote, {f"ballot-{ballot.pk}": "for" if place else "against"}, follow=True)
        assert "等待计票" in answer.content.decode()
        assert client.post(vote, {f"ballot-{ballot.pk}": "for"}).status_code == 422
    ballot.refresh_from_db()
    assert (ballot.in_favour, ballot.against, ballot.closed_at) == (4, 1, None)

    count_ballots(**ask)
    unblind_room(room=room, by=judged.officer, at=timezone.now())
    after = signed_in(judged.reviewers[0].user).get(page).content.decode()
    assert "表决结果" in after
    assert first.applicant.name in after


def test_a_vote_without_a_mark_is_refused(judged, room):
    answer = signed_in(judged.reviewers[0].user).post(reverse("reviewer:vote", args=[room.pk]), {})
    assert answer.status_code == 422
    assert not Ballot.objects.exists()


def test_the_panels_of_others_do_not_exist(judged, room):
    listed = signed_in(judged.reviewers[0].user).get(reverse("reviewer:panels")).content.decode()
    assert reverse("reviewer:panel", args=[room.pk]) in listed

    stranger = judged_round(count=4, edition=judged.round.edition, label="另一届").reviewers[0].user
    assert signed_in(stranger).get(reverse("reviewer:panel", args=[room.pk])).status_code == 404
    assert "没有要参加的评审会" in signed_in(stranger).get(reverse("reviewer:panels")).content.decode()
    assert signed_in(make_user()).get(reverse("reviewer:panels")).status_code == 404


def test_a_panel_speaks_english(judged, room):
    client = signed_in(judged.reviewers[0].user)
    text = client.get(reverse("reviewer:panel", args=[room.pk]), headers={"accept-language": "en"}).content.decode()
    assert "Order of discussion" in text
    assert "讨论顺序" not in text
