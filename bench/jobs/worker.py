"""A worker of the benchmark: runs what is due as if so many minutes had passed, until nothing is."""

import json
import os
import sys
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pinzhang.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django has to be up
from django.utils import timezone  # noqa: E402

from pinzhang.domain.core.services import jobs  # noqa: E402

EFFECTS = "bench_effect"


@jobs.job
def nothing(_payload: dict[str, Any], _at: datetime) -> None:
    """Cost nothing, so that the queue alone is measured."""


@jobs.job
def leave_an_effect(payload: dict[str, Any], _at: datetime) -> None:
    """Leave a row that would show a second run."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {EFFECTS} (job) VALUES (%s)", [payload["n"]])  # noqa: S608 - a constant


def main() -> None:
    """Work until idle, and say how many jobs were run, from when to when, and with how much of the processor."""
    minutes, name, idle, ran = int(sys.argv[1]), uuid.uuid4().hex, 0, 0
    began, cpu, ended = time.time(), time.process_time(), time.time()
    while idle < 3:
        done = jobs.run_due(at=timezone.now() + timedelta(minutes=minutes), limit=100, worker=name)
        ran, idle, ended = ran + done, 0 if done else idle + 1, time.time() if done else ended
    print(json.dumps({"ran": ran, "began": began, "ended": ended, "cpu": time.process_time() - cpu}))


if __name__ == "__main__":
    main()
