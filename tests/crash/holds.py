"""What has to be true after any crash."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from pinzhang.domain.applications.models import Objection
from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.selectors import broken_links
from pinzhang.domain.core.services import jobs
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.parties.models import User
from tests.crash.instance import Citizen


def finish_the_queue() -> None:
    """Run what is left, with the leases of the dead long over."""
    at, idle = timezone.now() + timedelta(hours=1), 0
    while idle < 2:
        idle = 0 if jobs.run_due(at=at, limit=200) else idle + 1
        at += timedelta(hours=1)


def nothing_acknowledged_is_lost(crowd: Iterable[Citizen]) -> None:
    found = Counter(Objection.objects.values_list("text", flat=True))
    sent = Counter(marker for one in crowd for marker in one.sent)
    lost = [marker for one in crowd for marker in one.acknowledged if found[marker] == 0]
    assert lost == []
    assert [marker for marker, count in found.items() if count > sent[marker]] == []


def every_change_has_its_event_and_every_event_its_effect_once(officer: User) -> None:
    raised = Event.objects.filter(name="applications.objection.raised")
    numbers = sorted(event.data["objection"] for event in raised)
    assert numbers == sorted(Objection.objects.values_list("number", flat=True))
    assert Job.objects.exclude(state=Job.DONE).count() == 0
    told = Counter(Notice.objects.filter(recipient=officer).values_list("key", flat=True))
    assert [told[f"event:{event.pk}"] for event in raised] == [1] * len(numbers)


def every_chain_holds() -> None:
    assert list(broken_links()) == []
