"""Settings of the suite: which database, which mail, no network."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright
from tools.compile_messages import main as compile_messages

from tests import template

compile_messages()  # a catalogue is read once per process

# Integration has to give the same answer twice; new examples are looked for at every other place and time.
hypothesis_settings.register_profile("integration", derandomize=True, deadline=None)
if os.environ.get("CI", "").lower() == "true":
    hypothesis_settings.load_profile("integration")

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TEMPLATE = os.environ.get("PINZHANG_TEST_TEMPLATE", "")
_LOCAL = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that touches data, so that it can be run on the other database as well.

    A test that may take longest begins first, so that nobody waits for it alone at the end.
    """
    items.sort(key=_patience, reverse=True)
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.data)


def _patience(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker and marker.args else 0.0


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take a database that is there as it is; it is there where a template was named."""
    return TEMPLATE != ""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Begin with a copy of the template, where one was named: to copy takes a moment, to migrate seconds."""
    if not TEMPLATE:
        yield
        return
    copied = template.copy(TEMPLATE)
    yield
    template.drop(copied)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine may be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in _LOCAL:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all the tests of a process: its driver cannot be started a second time beside itself."""
    path = os.environ.get("PINZHANG_TEST_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """Every test begins in the source language; a page that one test read in English leaves nothing to the next."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def _own_files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Uploads of a test that touches data go to its own folder; the engine's tests know nothing of settings."""
    if request.node.get_closest_marker("data") is None:
        yield
        return
    settings = request.getfixturevalue("settings")
    stores = dict(settings.STORAGES)
    stores["default"] = {**stores["default"], "OPTIONS": {"location": str(tmp_path / "files"), "base_url": None}}
    settings.STORAGES = stores
    yield
