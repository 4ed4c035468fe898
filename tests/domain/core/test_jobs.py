"""Work after a commit: leased, retried, given up in the end, never lost and never half done."""

from datetime import timedelta

import pytest

from pinzhang.domain.core.models import Counter, Job
from pinzhang.domain.core.selectors import failed_jobs
from pinzhang.domain.core.services import jobs
from pinzhang.domain.core.services.numbering import next_number
from tests.factories import AT

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@jobs.job
def count_up(payload, _at) -> None:
    next_number("JOB", year=2026)
    if payload.get("fails"):
        raise RuntimeError("线路中断")


KEY = f"{count_up.__module__}.{count_up.__qualname__}"


def _queue(**payload):
    jobs.enqueue(count_up, key="one", payload=payload, at=AT)
    return Job.objects.get()


def _counted() -> int:
    counter = Counter.objects.filter(series="JOB-2026").first()
    return counter.last if counter else 0


def test_a_job_queued_twice_under_one_key_runs_once():
    _queue()
    _queue()

    jobs.run_due(at=AT)

    assert _counted() == 1
    assert Job.objects.get().state == Job.DONE


def test_a_job_is_not_run_before_its_time():
    _queue()

    assert jobs.run_due(at=AT - SECOND) == 0
    assert Job.objects.get().state == Job.QUEUED


def test_a_job_that_fails_leaves_no_half_effect_and_is_tried_again_later():
    _queue(fails=True)

    jobs.run_due(at=AT)

    job = Job.objects.get()
    assert _counted() == 0
    assert (job.state, job.attempts, job.leased_until) == (Job.QUEUED, 1, None)
    assert job.last_error == "RuntimeError('线路中断')"
    assert job.run_at == AT + 10 * SECOND


def test_a_job_that_keeps_failing_is_given_up_and_kept_for_people_to_see():
    _queue(fails=True)
    at = AT

    for _ in range(jobs.MOST_ATTEMPTS):
        jobs.run_due(at=at)
        at = Job.objects.get().run_at

    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.FAILED, jobs.MOST_ATTEMPTS)
    assert jobs.run_due(at=at + timedelta(days=30)) == 0


def test_a_job_of_a_worker_that_died_is_taken_over_after_its_lease():
    _queue()
    Job.objects.update(state=Job.RUNNING, leased_by="gone", leased_until=AT + jobs.LEASE)

    early = jobs.run_due(at=AT + SECOND)
    late = jobs.run_due(at=AT + jobs.LEASE + SECOND)

    assert (early, late, _counted()) == (0, 1, 1)


def test_a_job_whose_handler_is_unknown_is_kept_with_the_reason():
    Job.objects.create(handler="no.such.handler", key="x", run_at=AT)

    jobs.run_due(at=AT)

    assert Job.objects.get().last_error == "KeyError('no.such.handler')"


def test_a_worker_that_was_overtaken_does_not_run_the_job_again():
    job = _queue()
    Job.objects.update(state=Job.RUNNING, leased_by="second", leased_until=AT + jobs.LEASE)

    jobs._run([job.pk], worker="first", at=AT)
    jobs._retry(job.pk, worker="first", at=AT, error="late")

    job.refresh_from_db()
    assert (_counted(), job.state, job.last_error, job.attempts) == (0, Job.RUNNING, "", 0)


def test_a_worker_with_several_jobs_keeps_its_lease_on_those_that_wait():
    for key in ("a", "b", "c"):
        jobs.enqueue(count_up, key=key, payload={}, at=AT)

    assert jobs.run_due(at=AT) == 3
    assert _counted() == 3


def test_jobs_that_share_a_transaction_with_one_that_fails_have_their_effect_once():
    for key, fails in (("a", False), ("b", True), ("c", False)):
        jobs.enqueue(count_up, key=key, payload={"fails": fails}, at=AT)

    assert jobs.run_due(at=AT) == 3

    states = dict(Job.objects.values_list("key", "state"))
    assert states == {"a": Job.DONE, "b": Job.QUEUED, "c": Job.DONE}
    assert _counted() == 2


@jobs.job_alone
def reach_outside(_payload, _at) -> None:
    next_number("OUTSIDE", year=2026)


def test_a_job_that_reaches_outside_shares_no_transaction():
    jobs.enqueue(count_up, key="a", payload={}, at=AT)
    jobs.enqueue(reach_outside, key="b", payload={}, at=AT)
    jobs.enqueue(count_up, key="c", payload={"fails": True}, at=AT)
    pks = jobs._claim(at=AT, limit=50, worker="w")

    reached = []
    while pks:
        reached.append(jobs._run(pks, worker="w", at=AT))
        pks = pks[reached[-1] :]

    assert reached == [1, 1, 1]
    assert Counter.objects.get(series="OUTSIDE-2026").last == 1


def test_a_job_whose_worker_dies_every_time_is_given_up_and_takes_no_other_with_it():
    killer, bystander = (
        Job.objects.create(handler=KEY, key=key, payload={}, run_at=AT) for key in ("killer", "bystander")
    )
    Job.objects.update(state=Job.RUNNING, leased_by="gone", leased_until=AT)
    Job.objects.filter(pk=killer.pk).update(attempts=jobs.MOST_ATTEMPTS - 1)

    jobs.run_due(at=AT + SECOND)

    killer.refresh_from_db()
    bystander.refresh_from_db()
    assert (killer.state, killer.last_error) == (Job.FAILED, "its worker died every time")
    assert (bystander.state, bystander.attempts, _counted()) == (Job.DONE, 2, 1)


def test_a_failed_job_that_an_operator_retries_is_run_again():
    _queue()
    Job.objects.update(state=Job.FAILED, attempts=8, last_error="RuntimeError()")

    assert [job.key for job in failed_jobs()] == ["one"]
    assert jobs.retry_failed(at=AT, pks=[0]) == 0
    assert jobs.retry_failed(at=AT) == 1
    jobs.run_due(at=AT)
    assert (Job.objects.get().state, Job.objects.get().attempts, _counted()) == (Job.DONE, 1, 1)


def test_what_a_worker_holds_is_renewed_and_given_back():
    job = _queue()
    jobs._claim(at=AT, limit=1, worker="w")

    jobs.renew(worker="w", at=AT + SECOND)
    job.refresh_from_db()
    assert job.leased_until == AT + SECOND + jobs.LEASE

    jobs.release(worker="w")
    job.refresh_from_db()
    assert (job.state, job.leased_until) == (Job.QUEUED, None)


def test_only_jobs_whose_key_can_never_come_again_are_forgotten():
    for key in ("event:1", "day:2026-01-01", "hour:2026-01-01T00", "notice:1"):
        Job.objects.create(handler="h", key=key, run_at=AT, state=Job.DONE)
    Job.objects.create(handler="h", key="event:2", run_at=AT, state=Job.FAILED)

    jobs.forget_done({}, AT + jobs.KEPT_FOR)
    assert Job.objects.count() == 5
    jobs.forget_done({}, AT + jobs.KEPT_FOR + SECOND)

    assert sorted(Job.objects.values_list("key", flat=True)) == ["event:2", "notice:1"]


def _queued(period: str) -> int:
    return Job.objects.filter(key__startswith=f"{period}:").count()


def test_repeated_work_is_queued_once_in_each_of_its_periods():
    jobs.enqueue_repeated(at=AT)
    days, hours = _queued("day"), _queued("hour")
    jobs.enqueue_repeated(at=AT + timedelta(minutes=20))
    jobs.enqueue_repeated(at=AT + timedelta(hours=3))

    assert (_queued("day"), _queued("hour")) == (days, 2 * hours)
    jobs.enqueue_repeated(at=AT + timedelta(days=1))
    assert (_queued("day"), _queued("hour")) == (2 * days, 3 * hours)
    assert days > 0
    assert hours > 0
