"""A chain that was tampered with is found, and the first broken link is named."""

import pytest

from pinzhang.domain.core.models import Event, StreamHead
from pinzhang.domain.core.selectors import BrokenLink, broken_links, broken_since, heads, workers
from pinzhang.domain.core.services import events
from pinzhang.domain.core.services.events import salted_digest, stream_of
from pinzhang.domain.core.services.workers import FORGOTTEN_AFTER, beat, leave
from tests.factories import AT, make_user
from tests.factories.flow import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    """Two chains of four events; the name of the one that will suffer."""
    lin, li = make_user("林"), make_user("李")
    for step in range(4):
        events.record("tests.link.added", subject=lin, by=li, at=AT + step * DAY, data={"n": step, 2: "键", 10: [1.5]})
        events.record("tests.link.added", subject=li, by=None, at=AT)
    return stream_of(lin)


def _forge(stream, sequence):
    """Rewrite an event with a digest of its own that fits, as somebody who knows how would."""
    event = Event.objects.get(stream=stream, sequence=sequence)
    event.data = {"n": 99}
    event.digest = events.digest_of(event)
    event.save()


def test_chains_that_nobody_touched_hold(stream):
    assert list(broken_links()) == []
    assert {head.stream: head.sequence for head in heads()}[stream] == 4


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda s: Event.objects.filter(stream=s, sequence=2).update(data={"n": 7}), (2, "altered")),
        (lambda s: Event.objects.filter(stream=s, sequence=2).delete(), (3, "missing")),
        (lambda s: Event.objects.filter(stream=s, sequence=1).delete(), (2, "missing")),
        (lambda s: _forge(s, 2), (3, "unchained")),
        (lambda s: Event.objects.filter(stream=s, sequence=4).delete(), (4, "cut-off")),
        (lambda s: _forge(s, 4), (4, "cut-off")),
        (lambda s: Event.objects.filter(stream=s).delete(), (4, "cut-off")),
        (lambda s: StreamHead.objects.filter(stream=s).delete(), (1, "headless")),
        (lambda s: StreamHead.objects.filter(stream=s).update(sequence=3), (3, "cut-off")),
    ],
    ids=["altered", "removed", "first removed", "forged", "tail cut", "tail forged", "emptied", "headless", "set back"],
)
def test_tampering_is_found_and_its_place_named(stream, tamper, broken):
    tamper(stream)

    sequence, fault = broken
    found = list(broken_links())
    expected = sequence if fault != "missing" else sequence - 1
    assert found[0] == BrokenLink(stream, expected, fault)
    assert {link.stream for link in found} == {stream}


def test_a_tail_cut_off_with_its_head_set_back_shows_against_heads_kept_elsewhere(stream):
    kept = {head.stream: (head.sequence, head.digest) for head in heads()}
    Event.objects.filter(stream=stream, sequence=4).delete()
    last = Event.objects.get(stream=stream, sequence=3)
    StreamHead.objects.filter(stream=stream).update(sequence=3, digest=last.digest)

    assert list(broken_links()) == []
    assert list(broken_since(kept)) == [BrokenLink(stream, 4, "cut-off")]


def test_a_rewritten_chain_shows_against_heads_kept_elsewhere(stream):
    kept = {head.stream: (head.sequence, head.digest) for head in heads()}
    _forge(stream, 4)
    StreamHead.objects.filter(stream=stream).update(digest=Event.objects.get(stream=stream, sequence=4).digest)

    assert list(broken_since(kept)) == [BrokenLink(stream, 4, "altered")]


def test_heads_kept_elsewhere_still_hold_when_streams_have_grown(stream):
    kept = {head.stream: (head.sequence, head.digest) for head in heads()}
    events.record("tests.link.added", subject=make_user(), by=None, at=AT)

    assert list(broken_since(kept)) == []


def test_a_salted_digest_needs_its_salt():
    assert salted_digest("a", "林", "1") == salted_digest("a", "林", "1")
    assert len({salted_digest("a", "林", "1"), salted_digest("b", "林", "1"), salted_digest("a", "林1")}) == 3


def test_a_worker_that_beats_is_known_until_it_leaves_or_is_silent_for_a_day():
    beat(name="old", host="h", process=1, at=AT)
    beat(name="new", host="h", process=2, at=AT + FORGOTTEN_AFTER + DAY)
    beat(name="new", host="h", process=2, at=AT + FORGOTTEN_AFTER + 2 * DAY)

    assert [(one.name, one.beat_at) for one in workers()] == [("new", AT + FORGOTTEN_AFTER + 2 * DAY)]
    leave(name="new")
    assert not workers().exists()
