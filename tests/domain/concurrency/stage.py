"""Start several actors at the same moment on the database of the running test."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
HEAD_START = 4.0


def begin(name: str, given: dict[str, Any], *, at: float | None = None) -> subprocess.Popen[str]:
    files = settings.STORAGES["default"]["OPTIONS"]["location"]
    database = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "ACTOR_DATABASE": database, "ACTOR_FILES": files, "COVERAGE_PROCESS_START": ""}
    command = [sys.executable, "-m", "tests.domain.concurrency.actor", name, json.dumps(given), str(at or time.time())]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def outcome(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return found


def together(*actions: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Let every action begin at one moment, each in a process of its own."""
    moment = time.time() + HEAD_START
    return [outcome(process) for process in [begin(name, given, at=moment) for name, given in actions]]
