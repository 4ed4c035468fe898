from datetime import timedelta

import pytest

from pinzhang.domain.connections.models import KeptRequest
from pinzhang.domain.connections.refusals import KeyUsedOtherwise
from pinzhang.domain.connections.services.requests import KEPT, Answer, forget_requests, once
from pinzhang.domain.core.models import Counter
from pinzhang.domain.core.services.numbering import next_number
from tests.factories import AT

pytestmark = pytest.mark.django_db


def numbered():
    return Answer(200, "application/json", next_number("T", year=2026))


def asked(act=numbered, *, key="key-0001", digest="a", owner="token:1"):
    return once(owner=owner, key=key, digest=digest, at=AT, act=act)


def test_the_second_time_the_first_answer_is_given_and_nothing_is_done():
    first, second = asked(), asked()

    assert (first.text, first.repeated) == (second.text, False)
    assert second.repeated
    assert Counter.objects.get().last == 1


def test_another_owner_may_use_the_same_key():
    assert [asked().text, asked(owner="token:2").text] == ["T-2026-0001", "T-2026-0002"]


def test_the_same_key_for_another_request_is_refused():
    asked()

    with pytest.raises(KeyUsedOtherwise):
        asked(digest="b")

    assert Counter.objects.get().last == 1


@pytest.mark.parametrize("answer", [Answer(500, "", ""), Answer(404, "", "", is_kept=False)])
def test_what_failed_leaves_nothing_behind_and_may_be_tried_again(answer):
    def failing():
        next_number("T", year=2026)
        return answer

    assert asked(failing) == answer

    assert not KeptRequest.objects.exists()
    assert not Counter.objects.exists()
    assert asked().text == "T-2026-0001"


def test_an_error_leaves_nothing_behind():
    def broken():
        next_number("T", year=2026)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(broken)

    assert not KeptRequest.objects.exists()
    assert not Counter.objects.exists()


def test_requests_are_forgotten_after_a_week():
    asked()

    forget_requests({}, AT + KEPT)
    assert KeptRequest.objects.count() == 1
    forget_requests({}, AT + KEPT + timedelta(seconds=1))

    assert not KeptRequest.objects.exists()
