"""Reads of events: what happened to an object, and whether every chain is whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal

from django.db.models import Count, Exists, Model, OuterRef, QuerySet

from pinzhang.domain.core.models import AccessRecord, Event, Job, StreamHead, Worker
from pinzhang.domain.core.services.events import digest_of, stream_of

Fault = Literal["altered", "unchained", "missing", "cut-off", "headless"]


def events_about(*objects: Model) -> QuerySet[Event]:
    """Return what happened to objects, the newest first (事件)."""
    return Event.objects.filter(stream__in=[stream_of(each) for each in objects]).order_by("-at", "-pk")


def accesses_to(*objects: Model) -> QuerySet[AccessRecord]:
    """Return who saw personal data of objects, the newest first (查阅记录)."""
    return AccessRecord.objects.filter(about__in=[stream_of(each) for each in objects]).order_by("-at", "-pk")


def failed_jobs() -> QuerySet[Job]:
    """Return the jobs that were given up, the newest first (失败的任务)."""
    return Job.objects.filter(state=Job.FAILED).order_by("-run_at", "-pk")


def jobs_by_state() -> dict[str, int]:
    """Return how many jobs are in each state (任务数)."""
    return dict(Job.objects.order_by().values_list("state").annotate(count=Count("pk")))


def oldest_due_job(at: datetime) -> Job | None:
    """Return the job that has waited longest of those that are due (最久未办的任务)."""
    return Job.objects.filter(state=Job.QUEUED, run_at__lte=at).order_by("run_at", "pk").first()


def workers() -> QuerySet[Worker]:
    """Return the processes that run the queue, the liveliest first (执行进程)."""
    return Worker.objects.order_by("-beat_at")


@dataclass(frozen=True)
class BrokenLink:
    """A place at which a stream does not hold (断链)."""

    stream: str
    sequence: int
    fault: Fault


def broken_links() -> Iterator[BrokenLink]:
    """Return the places at which the streams of events do not hold, stream by stream (核对事件链).

    An event was altered, is not chained to the one before, or is missing; a tail was cut off; a head is gone.
    What was removed together with its head shows only against heads that were kept elsewhere.
    """
    return chain(_broken_inside(), _cut_off(), _headless())


def _broken_inside() -> Iterator[BrokenLink]:
    stream, sequence, digest = "", 0, ""
    for event in Event.objects.order_by("stream", "sequence").iterator(chunk_size=2000):
        if event.stream != stream:
            stream, sequence, digest = event.stream, 0, ""
        sequence += 1
        if event.sequence != sequence:
            yield BrokenLink(stream, sequence, "missing")
        elif event.previous != digest:
            yield BrokenLink(stream, sequence, "unchained")
        elif digest_of(event) != event.digest:
            yield BrokenLink(stream, sequence, "altered")
        sequence, digest = event.sequence, event.digest


def _cut_off() -> Iterator[BrokenLink]:
    last = Event.objects.filter(stream=OuterRef("stream"), sequence=OuterRef("sequence"), digest=OuterRef("digest"))
    for head in StreamHead.objects.exclude(Exists(last)).order_by("stream"):
        yield BrokenLink(head.stream, head.sequence, "cut-off")


def _headless() -> Iterator[BrokenLink]:
    head = StreamHead.objects.filter(stream=OuterRef("stream"), sequence__gte=OuterRef("sequence"))
    for event in Event.objects.exclude(Exists(head)).order_by("stream", "sequence"):
        yield BrokenLink(event.stream, event.sequence, "headless")


def heads() -> Iterator[StreamHead]:
    """Return where every stream ends; kept elsewhere, they show what was removed or rewritten later (链头)."""
    return StreamHead.objects.order_by("stream").iterator(chunk_size=2000)


def broken_since(kept: Mapping[str, tuple[int, str]]) -> Iterator[BrokenLink]:
    """Return the streams that no longer pass through heads that were kept elsewhere (与留存链头核对)."""
    streams = sorted(kept)
    for start in range(0, len(streams), 500):
        part = streams[start : start + 500]
        found = {
            (event.stream, event.sequence): event.digest
            for event in Event.objects.filter(stream__in=part).only("stream", "sequence", "digest")
        }
        for stream in part:
            sequence, digest = kept[stream]
            if (stream, sequence) not in found:
                yield BrokenLink(stream, sequence, "cut-off")
            elif found[stream, sequence] != digest:
                yield BrokenLink(stream, sequence, "altered")
