"""Record who saw personal data: cheap enough for every page that shows them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import AccessRecord
from pinzhang.domain.core.services.events import stream_of


def record_access(*objects: Model, by: Model, what: str, at: datetime) -> None:
    """Record that a person saw personal data of objects; a second look on the same day writes nothing (记录查阅)."""
    record_accesses(objects, by=by, what=what, at=at)


def record_accesses(objects: Iterable[Model], *, by: Model, what: str, at: datetime) -> None:
    """Record at once that a person saw personal data of many objects, as in an exported list (记录查阅)."""
    person, day = stream_of(by), local_day(at)
    streams = {stream_of(each) for each in objects}
    seen = AccessRecord.objects.filter(about__in=streams, by=person, what=what, on=day)
    fresh = streams - set(seen.values_list("about", flat=True))
    if fresh:
        AccessRecord.objects.bulk_create(
            [AccessRecord(by=person, about=stream, what=what, on=day, at=at) for stream in sorted(fresh)],
            ignore_conflicts=True,
        )
