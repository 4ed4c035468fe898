"""The queue: jobs are enqueued in the business transaction, leased, retried and never lost.

A job's effects and its completion are one transaction, so a killed worker leaves either both or neither.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Job

logger = logging.getLogger(__name__)

Runner = Callable[[dict[str, Any], datetime], None]
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
_runners: dict[str, Runner] = {}
_repeated: dict[str, str] = {}
"""How often a registered function is run: every ``day`` or every ``hour``."""


def register(key: str, runner: Runner) -> None:
    """Make a function known to the queue under a key."""
    _runners[key] = runner


def daily(runner: Runner) -> Runner:
    """Register a function that is run once on every local day."""
    return _repeat(runner, "day")


def hourly(runner: Runner) -> Runner:
    """Register a function that is run once in every hour."""
    return _repeat(runner, "hour")


def _repeat(runner: Runner, period: str) -> Runner:
    key = f"{runner.__module__}.{runner.__qualname__}"
    register(key, runner)
    _repeated[key] = period
    return runner


def job(runner: Runner) -> Runner:
    """Register a function so that :func:`enqueue` can queue it."""
    register(f"{runner.__module__}.{runner.__qualname__}", runner)
    return runner


def enqueue(runner: Runner, *, key: str, payload: dict[str, Any], at: datetime) -> None:
    """Queue a registered function once per key, inside the caller's transaction."""
    name = f"{runner.__module__}.{runner.__qualname__}"
    Job.objects.get_or_create(handler=name, key=key, defaults={"payload": payload, "run_at": at})


def enqueue_repeated(*, at: datetime) -> None:
    """Queue what is to run on this day and in this hour; a second call changes nothing."""
    day = local_day(at).isoformat()
    periods = {"day": f"day:{day}", "hour": f"hour:{at.astimezone(UTC):%Y-%m-%dT%H}"}
    Job.objects.bulk_create(
        [Job(handler=key, key=periods[period], payload={"day": day}, run_at=at) for key, period in _repeated.items()],
        ignore_conflicts=True,
    )


def run_due(*, at: datetime, limit: int = 50, worker: str = "") -> int:
    """Run jobs that are due, and return how many were run (done or failed)."""
    worker = worker or uuid.uuid4().hex
    claimed = _claim(at=at, limit=limit, worker=worker)
    for position, pk in enumerate(claimed):
        if position:
            _beat(claimed[position:], worker=worker, at=at)
        _run(pk, worker=worker, at=at)
    return len(claimed)


@transaction.atomic
def _claim(*, at: datetime, limit: int, worker: str) -> list[int]:
    due = Q(state=Job.QUEUED, run_at__lte=at) | Q(state=Job.RUNNING, leased_until__lt=at)
    ready = Job.objects.filter(due).order_by("run_at", "pk")
    if connection.vendor == "postgresql":
        ready = ready.select_for_update(skip_locked=True)
    pks = list(ready.values_list("pk", flat=True)[:limit])
    Job.objects.filter(pk__in=pks).update(state=Job.RUNNING, leased_by=worker, leased_until=at + LEASE)
    return pks


def _beat(pks: list[int], *, worker: str, at: datetime) -> None:
    Job.objects.filter(pk__in=pks, leased_by=worker, state=Job.RUNNING).update(leased_until=at + LEASE)


def _run(pk: int, *, worker: str, at: datetime) -> None:
    try:
        with transaction.atomic():
            mine = Job.objects.select_for_update().filter(pk=pk, leased_by=worker, state=Job.RUNNING).first()
            if mine is None:
                return
            _runners[mine.handler](mine.payload, at)
            Job.objects.filter(pk=pk).update(state=Job.DONE, leased_until=None, attempts=mine.attempts + 1)
    except Exception as error:
        logger.exception("job %s failed", pk)
        _retry(pk, worker=worker, at=at, error=repr(error))


@transaction.atomic
def _retry(pk: int, *, worker: str, at: datetime, error: str) -> None:
    mine = Job.objects.select_for_update().filter(pk=pk, leased_by=worker).first()
    if mine is None:
        return
    mine.attempts += 1
    mine.state = Job.FAILED if mine.attempts >= MOST_ATTEMPTS else Job.QUEUED
    mine.run_at = at + timedelta(seconds=5 * 2**mine.attempts)
    mine.leased_until = None
    mine.last_error = error[:2000]
    mine.save()
