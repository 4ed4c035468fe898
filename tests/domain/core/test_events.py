"""What happened is written with the change, in a chain that shows any tampering."""

import pytest
from django.db import transaction

from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.selectors import events_about
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.core.services.events import digest_of, stream_of
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.parties.services import update_profile
from tests.factories import AT, make_enterprise, make_signer, make_user
from tests.factories.flow import DAY

pytestmark = pytest.mark.django_db
heard: list[int] = []


@events.handles("tests.chain.grown")
def hear(event: Event, _at) -> None:
    heard.append(event.pk)


def test_a_change_that_is_rolled_back_leaves_no_event_and_no_job():
    firm = make_enterprise()
    lin = make_signer(firm)
    before = (Event.objects.count(), Job.objects.count())

    with transaction.atomic():
        update_profile(organisation=firm, name_en="New", address="", phone="", by=lin, at=AT)
        events.record("tests.chain.grown", subject=firm, by=lin, at=AT)
        transaction.set_rollback(True)

    assert (Event.objects.count(), Job.objects.count()) == before
    assert Organisation.objects.get(pk=firm.pk).name_en == ""


def test_the_events_of_one_object_form_a_chain_that_verifies_from_the_database():
    lin, li = make_user("林"), make_user("李")
    for step in range(4):
        events.record("tests.link.added", subject=lin, by=li, at=AT + step * DAY, data={"键": [step, "文"]})
        events.record("tests.link.added", subject=li, by=None, at=AT)

    chain = list(Event.objects.filter(stream=stream_of(lin)).order_by("sequence"))

    assert [event.sequence for event in chain] == [1, 2, 3, 4]
    assert [event.previous for event in chain] == ["", *(event.digest for event in chain[:-1])]
    assert [digest_of(event) for event in chain] == [event.digest for event in chain]


@pytest.mark.parametrize("field", ["name", "by", "data", "sequence", "previous"])
def test_an_event_that_was_altered_does_not_verify(field):
    event = events.record("tests.link.added", subject=make_user(), by=None, at=AT, data={"a": 1})

    setattr(event, field, 9 if field == "sequence" else {"a": 2} if field == "data" else "x")

    assert digest_of(event) != event.digest


def test_a_handler_runs_once_after_the_event_however_often_the_queue_is_worked():
    heard.clear()
    event = events.record("tests.chain.grown", subject=make_user(), by=None, at=AT)

    ran = [jobs.run_due(at=AT), jobs.run_due(at=AT + DAY)]

    assert heard == [event.pk]
    assert ran == [1, 0]


def test_what_happened_to_objects_is_read_with_the_newest_first():
    lin = make_user()
    first = events.record("tests.link.added", subject=lin, by=None, at=AT)
    second = events.record("tests.link.added", subject=lin, by=None, at=AT + DAY)

    assert list(events_about(lin)) == [second, first]
