"""Whatever is killed, full, away or slow: nothing acknowledged is lost, every event is handled, nothing happens twice.

The runs are short here; ``make soak`` lets them go on for long. PINZHANG_TEST_SEED chooses other moments.
"""

import hashlib
import json
import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.selectors import noticed_applications
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.core.models import Event, StoredFile
from pinzhang.domain.core.selectors import broken_links
from tests.crash import holds
from tests.crash.instance import ROOT, SEED, SOAK, Instance, SlowProxy, citizens, environment
from tests.factories import make_edition, make_round, make_user
from tests.factories.flow import in_notice
from tests.factories.programmes import PREMIUM_PACK

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(int(SOAK) + 280)]
HARMS = 4
PATIENCE_SECONDS = 60.0
CROWD = 3


@pytest.fixture
def notice():
    """A public notice that runs for a week from today; its officer and the pages on which to object."""
    opened, officer = in_notice(make_round(make_edition(PREMIUM_PACK)), count=2)
    BatchStage.objects.filter(pk=opened.pk).update(due_on=timezone.localdate() + timedelta(days=7))
    pages = [reverse("public:objection", args=[opened.pk, one.pk]) for one in noticed_applications(opened)]
    return officer, pages


def _everything_holds(crowd, officer) -> None:
    holds.finish_the_queue()
    assert sum(len(one.acknowledged) for one in crowd) > 0, f"seed {SEED}"
    holds.nothing_acknowledged_is_lost(crowd)
    holds.every_change_has_its_event_and_every_event_its_effect_once(officer)
    holds.every_chain_holds()


def _under_load(instance, pages, harm):
    """Let citizens send in what they have, and do harm again and again, each time after some of it arrived."""
    dice = random.Random(SEED)  # noqa: S311 - the same harm every time
    instance.wait()
    with citizens(CROWD, instance.port, pages) as crowd:
        until, done = time.monotonic() + SOAK, 0
        while done < HARMS or time.monotonic() < until:
            _let_some_arrive(crowd, dice.randint(1, 8))
            harm(dice)
            done += 1
        _let_some_arrive(crowd, 2)
    return crowd


def _let_some_arrive(crowd, count) -> None:
    before, patience = _arrived(crowd), time.monotonic() + PATIENCE_SECONDS
    while _arrived(crowd) < before + count:
        assert time.monotonic() < patience, "nothing arrives any more"
        time.sleep(0.02)


def _arrived(crowd) -> int:
    return sum(len(one.acknowledged) for one in crowd)


def test_killing_web_and_worker_at_random_moments_loses_nothing_and_doubles_nothing(notice, tmp_path):
    officer, pages = notice
    instance = Instance(tmp_path)
    try:
        crowd = _under_load(instance, pages, instance.kill_one)
    finally:
        instance.close()

    _everything_holds(crowd, officer)


def _cut_every_connection(_dice) -> None:
    """What a restart of the database does to whoever is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _hold_the_database(dice) -> None:
    """What a long writer does to everybody else."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        time.sleep(dice.uniform(0.1, 0.8))
        cursor.execute("ROLLBACK")


def test_a_database_that_goes_away_or_is_slow_delays_and_loses_nothing(notice, tmp_path):
    officer, pages = notice
    postgresql = connection.vendor == "postgresql"
    address = urlsplit(project.ENVIRONMENT.database)
    proxy = SlowProxy((address.hostname, address.port or 5432), 0.01) if postgresql and address.hostname else None
    instance = Instance(tmp_path, database_port=proxy.port if proxy else 0)
    try:
        harm = _cut_every_connection if postgresql else _hold_the_database
        crowd = _under_load(instance, pages, harm)
    finally:
        instance.close()
        if proxy:
            proxy.close()

    _everything_holds(crowd, officer)


@pytest.mark.parametrize(("spare", "growth"), [(40_000, 400), (8_000_000, 300)], ids=["database full", "uploads full"])
def test_a_full_disk_refuses_and_leaves_nothing_half_done(spare, growth, tmp_path):
    """Files may grow a little: the database cannot take more rows, or an upload does not fit."""
    lin = make_user()
    sqlite = connection.vendor == "sqlite"
    size = (
        max(path.stat().st_size for path in Path(str(connection.settings_dict["NAME"])).parent.iterdir())
        if sqlite
        else 0
    )
    limit = size + spare if spare < 1_000_000 else size + spare // 100
    command = [sys.executable, "-m", "tests.crash.filler", str(lin.pk), str(limit), str(growth)]

    result = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=200, check=False
    )

    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert len(told["failed"]) == 3
    assert told["kept"] == list(StoredFile.objects.order_by("pk").values_list("sha256", flat=True))
    files = StoredFile.objects.order_by("pk").values_list("content", flat=True)
    assert [hashlib.sha256((tmp_path / "files" / name).read_bytes()).hexdigest() for name in files] == told["kept"]
    assert Event.objects.filter(name="tests.file.kept").count() == len(told["kept"])
    assert list(broken_links()) == []
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
