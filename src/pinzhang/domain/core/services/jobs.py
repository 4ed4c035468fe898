"""The queue: jobs are enqueued in the business transaction, leased, retried and never lost.

A job's effects and its completion are one transaction, so a killed worker leaves either both or neither. Short jobs
share a transaction; when one of them fails, each of them is run again in one of its own.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Job

logger = logging.getLogger(__name__)

Runner = Callable[[dict[str, Any], datetime], None]
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
SHARED_SECONDS = 0.05
"""How long short jobs may share a transaction: others who want to write wait no longer than this for them."""
KEPT_FOR = timedelta(days=30)
_runners: dict[str, Runner] = {}
_alone: set[str] = set()
_outside: set[str] = set()
"""What is run outside a transaction, because it waits for the systems of others."""
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


def job_alone(runner: Runner) -> Runner:
    """Register a function that reaches outside the database, as mail does: it shares no transaction with others."""
    _alone.add(f"{runner.__module__}.{runner.__qualname__}")
    return job(runner)


def outside(runner: Runner) -> Runner:
    """Register a function that waits for the systems of others; no lock is held meanwhile.

    It may be run again after a worker was killed, so whoever it speaks to must know what was said before.
    """
    _outside.add(f"{runner.__module__}.{runner.__qualname__}")
    return job_alone(runner)


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
    waiting = claimed = _claim(at=at, limit=limit, worker=worker)
    while waiting:
        if len(waiting) < len(claimed):
            renew(worker=worker, at=at)
        waiting = waiting[_run(waiting, worker=worker, at=at) :]
    return len(claimed)


@transaction.atomic
def renew(*, worker: str, at: datetime) -> None:
    """Prolong the lease of everything that a worker holds; what it runs just now its transaction holds anyway."""
    held = Job.objects.filter(leased_by=worker, state=Job.RUNNING)
    pks = list(_unlocked(held).values_list("pk", flat=True))
    Job.objects.filter(pk__in=pks).update(leased_until=at + LEASE)


def release(*, worker: str) -> None:
    """Give back what a worker holds and does not run, as when its database was away (归还任务)."""
    Job.objects.filter(leased_by=worker, state=Job.RUNNING).update(state=Job.QUEUED, leased_until=None)


@transaction.atomic
def retry_failed(*, at: datetime, pks: list[int] | None = None) -> int:
    """Queue jobs anew that were given up, all or some, and return how many (重试)."""
    failed = Job.objects.filter(state=Job.FAILED)
    chosen = failed if pks is None else failed.filter(pk__in=pks)
    return chosen.update(state=Job.QUEUED, attempts=0, run_at=at, leased_by="")


@daily
def forget_done(_payload: dict[str, Any], at: datetime) -> None:
    """Remove jobs done long ago whose key can never come again: those of an event, a day or an hour."""
    old = Job.objects.filter(state=Job.DONE, run_at__lt=at - KEPT_FOR)
    for prefix in ("event:", "day:", "hour:"):
        old.filter(key__startswith=prefix).delete()


@transaction.atomic
def _claim(*, at: datetime, limit: int, worker: str) -> list[int]:
    """Lease what is due; what a dead worker left comes first and one by one, so that a job that kills is found out."""
    lapsed = Job.objects.filter(state=Job.RUNNING, leased_until__lt=at).order_by("pk")
    for pk, attempts in _unlocked(lapsed).values_list("pk", "attempts")[:limit]:
        if attempts + 1 < MOST_ATTEMPTS:
            _lease([pk], worker=worker, at=at, attempts=F("attempts") + 1)
            return [pk]
        Job.objects.filter(pk=pk).update(
            state=Job.FAILED, attempts=attempts + 1, leased_until=None, last_error="its worker died every time"
        )
    ready = Job.objects.filter(state=Job.QUEUED, run_at__lte=at).order_by("run_at", "pk")
    pks = list(_unlocked(ready).values_list("pk", flat=True)[:limit])
    if pks:
        _lease(pks, worker=worker, at=at)
    return pks


def _lease(pks: list[int], *, worker: str, at: datetime, **more: Any) -> None:
    Job.objects.filter(pk__in=pks).update(state=Job.RUNNING, leased_by=worker, leased_until=at + LEASE, **more)


def _unlocked(found: QuerySet[Job]) -> QuerySet[Job]:
    """Leave out what another worker is at; SQLite has one writer anyway."""
    return found.select_for_update(skip_locked=True) if connection.vendor == "postgresql" else found


def _run(pks: list[int], *, worker: str, at: datetime) -> int:
    """Run the first of some jobs in one transaction, and return how many were reached."""
    reached: list[int] = []
    try:
        if _run_outside(pks[0], worker=worker, at=at):
            return 1
        with transaction.atomic():
            _run_some(pks, reached, worker=worker, at=at)
    except Exception as error:
        if len(reached) > 1:
            for pk in reached:
                _run([pk], worker=worker, at=at)
        else:
            logger.exception("job %s failed", pks[0])
            _retry(pks[0], worker=worker, at=at, error=repr(error))
    return max(1, len(reached))


def _run_some(pks: list[int], reached: list[int], *, worker: str, at: datetime) -> None:
    held = Job.objects.select_for_update().filter(pk__in=pks, leased_by=worker, state=Job.RUNNING).in_bulk()
    until = time.monotonic() + SHARED_SECONDS
    for pk in pks:
        mine = held.get(pk)
        alone = mine is not None and mine.handler in _alone
        if reached and (alone or time.monotonic() > until):
            break
        reached.append(pk)
        if mine is not None:
            _runners[mine.handler](mine.payload, at)
        if alone:
            break
    done = [pk for pk in reached if pk in held]
    Job.objects.filter(pk__in=done).update(state=Job.DONE, leased_until=None, attempts=F("attempts") + 1, last_error="")


def _run_outside(pk: int, *, worker: str, at: datetime) -> bool:
    """Run a job that waits for others without holding a lock, and tell whether this was one."""
    mine = Job.objects.filter(pk=pk, leased_by=worker, state=Job.RUNNING, handler__in=_outside).first()
    if mine is None:
        return False
    _runners[mine.handler](mine.payload, at)
    still_mine = Job.objects.filter(pk=pk, leased_by=worker, state=Job.RUNNING)
    still_mine.update(state=Job.DONE, leased_until=None, attempts=mine.attempts + 1, last_error="")
    return True


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
