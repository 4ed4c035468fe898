"""Jobs per second through the queue, on both databases, and how many are lost or doubled under repeated SIGKILL.

The rate is over the time in which jobs were run. Beside it stands the rate for a second of processor time, which says
the same on a busy machine; under SIGKILL it counts the workers that lived.

    python bench/jobs/throughput.py [--jobs 20000] [--workers 2] [--kills 10]

PostgreSQL is taken from PINZHANG_TEST_POSTGRES, a server on this machine, or a cluster made for the occasion.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
WORKER = [sys.executable, str(ROOT / "bench" / "jobs" / "worker.py")]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one is not None:
        return _measure(given)
    print(f"{given.jobs} jobs, {given.workers} workers\n")
    print(
        "| database | work | jobs/s | jobs/s of processor | lost | doubled |\n| --- | --- | --- | --- | --- | --- |",
        flush=True,
    )
    code = 0
    for name, address in _databases():
        with tempfile.TemporaryDirectory(prefix="pinzhang-bench-") as folder:
            command = [sys.executable, __file__, *sys.argv[1:], "--one", name]
            code |= subprocess.run(command, env=_office(address, folder), check=False).returncode
    return code


def _office(address: str, folder: str) -> dict[str, str]:
    """The environment of an office, in which what is committed is on the disk."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PINZHANG_")}
    keys = {"PINZHANG_SECRET_KEY": "bench" * 12, "PINZHANG_SEALING_KEY": "A" * 43}
    return {**others, **keys, "PINZHANG_DATABASE": address, "PINZHANG_DATA_DIR": folder}


def _databases() -> Iterator[tuple[str, str]]:
    import psycopg  # noqa: PLC0415
    from postgres_for_tests import postgres  # noqa: PLC0415 - found by the path above

    yield "SQLite", ""
    with postgres() or contextlib.nullcontext(None) as address:
        if address is None:
            print("| PostgreSQL | not here | | | |")
            return
        server, name = address.rpartition("/")[0], f"bench_jobs_{os.getpid()}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            yield "PostgreSQL", f"{server}/{name}"
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(given: argparse.Namespace) -> int:
    from pinzhang.operation.instance import connect  # noqa: PLC0415

    connect()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_effect (job bigint NOT NULL)")
    wrong = 0
    for work, kills in (("nothing", 0), ("leave_an_effect", 0), ("leave_an_effect", given.kills)):
        _queue(work, given.jobs)
        said = _run(given.workers, kills)
        rate = given.jobs / (max(one["ended"] for one in said) - min(one["began"] for one in said))
        alone = sum(one["ran"] for one in said) / sum(one["cpu"] for one in said)
        lost, doubled = _effects(given.jobs) if work != "nothing" else _left()
        title = {"nothing": "nothing", "leave_an_effect": "one row"}[work] + (f", {kills} × SIGKILL" if kills else "")
        print(f"| {given.one} | {title} | {rate:,.0f} | {alone:,.0f} | {lost} | {doubled} |", flush=True)
        wrong += lost + doubled
    return 1 if wrong else 0


def _queue(work: str, count: int) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from pinzhang.domain.core.models import Job  # noqa: PLC0415

    Job.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_effect")
    at = timezone.now()
    handler = f"__main__.{work}"
    Job.objects.bulk_create(
        [Job(handler=handler, key=str(n), payload={"n": n}, run_at=at) for n in range(count)], batch_size=2000
    )


def _run(workers: int, kills: int) -> list[dict[str, float]]:
    dice = random.Random(20261127)
    crowd = [_begin(0) for _ in range(workers)]
    for generation in range(1, kills + 1):
        time.sleep(dice.uniform(0.6, 1.6))
        victim = dice.randrange(workers)
        crowd[victim].send_signal(signal.SIGKILL)
        crowd[victim].communicate()
        crowd[victim] = _begin(10 * generation)
    said = [process.communicate()[0] for process in crowd]
    if kills:
        said.append(_begin(10 * kills + 60).communicate()[0])
    return [json.loads(line) for line in said]


def _begin(minutes: int) -> "subprocess.Popen[str]":
    return subprocess.Popen([*WORKER, str(minutes)], stdout=subprocess.PIPE, text=True)


def _effects(count: int) -> tuple[int, int]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT job) FROM bench_effect")
        rows, distinct = cursor.fetchone() or (0, 0)
    return count - distinct + _left()[0], rows - distinct


def _left() -> tuple[int, int]:
    from pinzhang.domain.core.models import Job  # noqa: PLC0415

    return Job.objects.exclude(state=Job.DONE).count(), 0


if __name__ == "__main__":
    sys.exit(main())
