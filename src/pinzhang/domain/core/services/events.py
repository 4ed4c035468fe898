"""Record events and queue their handlers in the same transaction."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from pinzhang.domain.core.models import Event, Job, StreamHead
from pinzhang.domain.core.services import jobs

Handler = Callable[[Event, datetime], None]
_handlers: dict[str, list[str]] = defaultdict(list)


def handles(*names: str) -> Callable[[Handler], Handler]:
    """Register a function that is run once after every event of these names, after its commit."""

    def register(handler: Handler) -> Handler:
        key = f"{handler.__module__}.{handler.__qualname__}"

        def run(payload: dict[str, Any], at: datetime) -> None:
            handler(Event.objects.get(pk=payload["event"]), at)

        jobs.register(key, run)
        for name in names:
            _handlers[name].append(key)
        return handler

    return register


def stream_of(subject: Model) -> str:
    """Return the name of the stream that tells of an object."""
    return f"{subject._meta.label_lower}:{subject.pk}"  # noqa: SLF001 - Django's documented way to the label


@transaction.atomic
def record(name: str, *, subject: Model, by: Model | None, at: datetime, data: dict[str, Any] | None = None) -> Event:
    """Append an event to the stream of an object, chained to the one before, and queue its handlers."""
    stream = stream_of(subject)
    _serialise(stream)
    head = StreamHead.objects.filter(stream=stream).first()
    event = Event(
        name=name,
        stream=stream,
        sequence=head.sequence + 1 if head else 1,
        by=stream_of(by) if by else "",
        at=at,
        data=json.loads(json.dumps(data or {})),  # as the database gives it back, so that the digest is of that
        previous=head.digest if head else "",
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    _move_head(head, event)
    Job.objects.bulk_create(
        [Job(handler=key, key=f"event:{event.pk}", payload={"event": event.pk}, run_at=at) for key in _handlers[name]]
    )
    return event


def _move_head(head: StreamHead | None, event: Event) -> None:
    if head is None:
        StreamHead.objects.create(stream=event.stream, sequence=event.sequence, digest=event.digest)
    else:
        StreamHead.objects.filter(pk=head.pk).update(sequence=event.sequence, digest=event.digest)


def digest_of(event: Event) -> str:
    """Return the digest that an event must carry: over its content and the digest before it."""
    content = {
        "name": event.name,
        "stream": event.stream,
        "sequence": event.sequence,
        "by": event.by,
        "at": event.at.timestamp(),
        "data": event.data,
        "previous": event.previous,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def salted_digest(salt: str, *texts: str) -> str:
    """Return a digest of personal texts that says nothing once its salt is erased with them (加盐摘要)."""
    return hashlib.sha256(json.dumps([salt, *texts], ensure_ascii=False).encode()).hexdigest()


def _serialise(stream: str) -> None:
    """Let one writer at a time append to a stream; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [stream])
