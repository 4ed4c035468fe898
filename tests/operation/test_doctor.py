"""``pinzhang doctor`` finds what is amiss in a deployment and says what to mend."""

import json
import shutil
import socketserver
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from pinzhang.cli import app
from pinzhang.domain.core.models import Event, Job
from pinzhang.domain.core.services import events
from pinzhang.domain.core.services.workers import beat
from pinzhang.operation.checks import database, examine, running, surroundings
from tests.factories import AT, make_user, shanghai

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def _state(finding):
    return finding.check, finding.state


@pytest.fixture
def office(settings):
    """The settings of an office as they should be."""
    settings.DEMO = settings.TESTING = False
    settings.SECRET_KEY = "".join(chr(33 + n) for n in range(60))
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://pinpai.example.gov.cn", ["pinpai.example.gov.cn"]
    settings.SESSION_COOKIE_SECURE = True
    return settings


def test_the_settings_of_an_office_are_well(office):
    assert [_state(one) for one in surroundings.settings_checks()] == [
        ("mode", "ok"),
        ("secret-key", "ok"),
        ("hosts", "ok"),
        ("https", "ok"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"DEMO": True}, ("mode", "bad")),
        ({"SECRET_KEY": "short"}, ("secret-key", "bad")),
        ({"SECRET_KEY": "ab" * 40}, ("secret-key", "bad")),
        ({"ALLOWED_HOSTS": ["other"]}, ("hosts", "bad")),
        ({"ALLOWED_HOSTS": ["*"]}, ("hosts", "bad")),
        ({"SITE_URL": "https://localhost", "ALLOWED_HOSTS": ["localhost"]}, ("hosts", "warn")),
        ({"SITE_URL": "http://pinpai.example.gov.cn"}, ("https", "bad")),
        ({"SESSION_COOKIE_SECURE": False}, ("https", "bad")),
    ],
)
def test_a_weak_setting_is_named_with_what_to_do(office, changes, expected):
    for name, value in changes.items():
        setattr(office, name, value)

    amiss = [one for one in surroundings.settings_checks() if one.state != "ok"]

    assert [_state(one) for one in amiss] == [expected]
    assert amiss[0].mend


def test_a_queue_that_nobody_works_is_named():
    (worker, queue) = running.checks(at=AT)

    assert (_state(worker), _state(queue)) == (("worker", "bad"), ("queue", "ok"))


def test_a_living_worker_a_backlog_and_failed_jobs_are_told_apart():
    beat(name="w", host="h", process=1, at=AT)
    Job.objects.create(handler="slow", key="1", run_at=AT - 30 * MINUTE)
    Job.objects.create(handler="bad", key="2", run_at=AT, state=Job.FAILED)

    found = list(running.checks(at=AT))

    assert [_state(one) for one in found] == [("worker", "ok"), ("queue", "warn"), ("failed-jobs", "warn")]
    assert "已等了 30 分钟" in found[1].found
    assert _state(next(iter(running.checks(at=AT + 2 * MINUTE)))) == ("worker", "bad")


def test_a_database_is_looked_over_and_a_clock_set_back_is_noticed():
    events.record("tests.link.added", subject=make_user(), by=None, at=AT)

    usual = {one.check: one.state for one in database.checks(at=AT)}
    early = {one.check: one.state for one in database.checks(at=AT - 60 * MINUTE)}

    assert (usual["database"], usual["migrations"], usual["clock"], early["clock"]) == ("ok", "ok", "ok", "warn")
    assert {"durability"} < set(usual)


def test_a_broken_chain_is_found_when_asked_for():
    events.record("tests.link.added", subject=make_user(), by=None, at=AT)
    whole = database.audit_check()
    Event.objects.update(by="parties.user:0")

    assert (whole.state, database.audit_check().state) == ("ok", "bad")


def test_a_full_disk_is_noticed_before_it_is_full(monkeypatch):
    found = []
    for free in (1, 5, 50):
        usage = SimpleNamespace(total=100 * 1024**3, free=free * 1024**3)
        monkeypatch.setattr(shutil, "disk_usage", lambda _place, usage=usage: usage)
        found.append(surroundings._disk().state)

    assert found == ["bad", "warn", "ok"]


def test_a_storage_that_cannot_be_written_is_noticed(settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    stores = dict(settings.STORAGES)
    assert surroundings._storage().state == "ok"

    settings.STORAGES = {
        **stores,
        "default": {**stores["default"], "OPTIONS": {"location": str(blocked), "base_url": None}},
    }

    assert surroundings._storage().state == "bad"


def test_the_holiday_calendar_has_to_reach_this_year():
    until = surroundings.published_calendar().known_until

    states = [
        surroundings._calendar(shanghai(*day)).state
        for day in ((until.year, 6, 1), (until.year, 12, 2), (until.year + 1, 2, 1))
    ]

    assert states == ["ok", "warn", "bad"]


def test_mail_is_said_to_be_missing_unreachable_or_there(settings):
    missing = surroundings._mail().state
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    unreachable = surroundings._mail().state
    with socketserver.TCPServer(("127.0.0.1", 0), _Greeter) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        settings.EMAIL_PORT = server.server_address[1]
        there = surroundings._mail().state

    assert (missing, unreachable, there) == ("warn", "bad", "ok")


class _Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            quits = line.strip().upper() == b"QUIT"
            self.wfile.write(b"221 bye\r\n" if quits else b"250 ok\r\n")
            if quits:
                return


def test_letters_can_be_set_here():
    assert surroundings._fonts(AT).state == "ok"


def test_the_command_tells_everything_and_fails_where_something_is_bad():
    result = CliRunner().invoke(app, ["doctor", "--json", "--audit"])
    spoken = CliRunner().invoke(app, ["doctor"])

    told = json.loads(result.stdout)
    checks = [one["check"] for one in told["findings"]]
    assert (result.exit_code, told["schema"], told["well"]) == (1, 1, False)
    assert checks == [one.check for one in examine(at=AT, audit=True)]
    assert {"mode", "worker", "audit", "disk", "calendar", "mail"} <= set(checks)
    assert spoken.exit_code == 1
    assert "✗ 没有在运行的 worker" in spoken.stdout
