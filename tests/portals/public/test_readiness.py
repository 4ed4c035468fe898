"""``/healthz`` and ``/readyz`` tell a balancer where to send requests."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from pinzhang.domain.core.services import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unseen(monkeypatch):
    monkeypatch.setattr(readiness, "_seen", [])


def _told(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_a_process_that_can_serve_says_so(client):
    assert client.get("/healthz").content == b"ok\n"
    assert _told(client) == (200, {"ready": True, "amiss": []})
    assert "no-store" in client.get("/readyz").headers["Cache-Control"]


def test_a_database_that_was_not_migrated_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="core").latest("name").delete()

    assert _told(client) == (503, {"ready": False, "amiss": ["migrations"]})


def test_a_storage_that_cannot_be_written_is_not_ready(client, settings, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    stores = dict(settings.STORAGES)
    stores["default"] = {**stores["default"], "OPTIONS": {"location": str(blocked), "base_url": None}}
    settings.STORAGES = stores

    assert _told(client) == (503, {"ready": False, "amiss": ["storage"]})
