"""A worker outlasts its database, says that it lives, and is started again when it dies."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from pinzhang.domain.core.models import Job, Worker
from pinzhang.operation import queue
from tests.crash.instance import ROOT, environment
from tests.domain.concurrency.stage import begin, outcome
from tests.factories import AT

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 150


def _until(holds) -> None:
    patience = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < patience
        time.sleep(0.05)


def _rename(before: str, after: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {before} RENAME TO {after}")


def test_a_worker_whose_database_fails_waits_and_goes_on(tmp_path):
    command = [sys.executable, "-m", "pinzhang.cli", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stderr=subprocess.PIPE, text=True)
    try:
        _until(Worker.objects.exists)
        _rename("core_job", "core_job_away")
        assert any("could not be worked" in line for line in process.stderr)
        _rename("core_job_away", "core_job")
        Job.objects.create(handler="pinzhang.domain.core.services.jobs.forget_done", key="day:x", run_at=AT)
        _until(lambda: Job.objects.get(key="day:x").state == Job.DONE)
    finally:
        process.kill()
        process.communicate()


def test_a_worker_says_that_it_lives_keeps_its_leases_and_leaves_in_order(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "pinzhang.cli", "worker"], cwd=ROOT, env=environment(tmp_path), stderr=subprocess.DEVNULL
    )
    try:
        _until(Worker.objects.exists)
        worker = Worker.objects.get()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()

    assert worker.process == process.pid
    assert not Worker.objects.exists()


def test_a_worker_that_was_killed_is_started_again(tmp_path, monkeypatch):
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(queue, "IDLE_SECONDS", 0.05)
    kept = queue.KeptWorker()
    try:
        _until(Worker.objects.exists)
        first = Worker.objects.get().process
        os.kill(first, signal.SIGKILL)
        _until(lambda: Worker.objects.exclude(process=first).exists())
    finally:
        kept.stop()

    assert Worker.objects.exclude(process=first).count() == 0


def test_nobody_takes_over_a_job_while_it_runs_however_long_it_lasts():
    """The second worker looks ten minutes later by its clock, when the lease is long over."""
    Job.objects.create(handler="tests.domain.concurrency.effects.take_long", key="long", payload={}, run_at=AT)

    first = begin("work", {})
    _until(lambda: Job.objects.filter(handler__endswith="take_long", state=Job.RUNNING).exists())
    second = begin("work", {"minutes": 10})
    done = outcome(first)["done"] + outcome(second)["done"]

    assert Job.objects.get(handler__endswith="take_long").attempts == 1
    assert Job.objects.filter(handler="effect", key="long").count() == 1
    assert done >= 1
