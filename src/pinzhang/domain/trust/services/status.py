"""Publish the status lists: after every change, and again before a copy grows old."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from pinzhang.domain.core.services import jobs
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.choices import Role, Standing
from pinzhang.domain.trust.models import StatusEntry, StatusFile
from pinzhang.domain.trust.services.keys import signer_for
from pinzhang.engine.signing.answers import State
from pinzhang.engine.signing.status_list import SMALLEST_SIZE, StatusList

ENTRY_SIZE = 4
TTL = timedelta(seconds=60)
"""How long a cache may keep a copy before asking again: a revocation is seen within a minute."""
GOOD_FOR = timedelta(hours=48)
"""How long a copy carried to a place without a network is believed to say who is active."""


def note_change(number: int, *, at: datetime) -> None:
    """Count a change of a list and have it published, in the transaction of the change."""
    StatusFile.objects.get_or_create(number=number)
    StatusFile.objects.filter(number=number).update(version=F("version") + 1)
    version = StatusFile.objects.values_list("version", flat=True).get(number=number)
    jobs.enqueue(publish_soon, key=f"list:{number}:{version}", payload={"list": number}, at=at)


@transaction.atomic
def publish(*, number: int, at: datetime) -> StatusFile:
    """Write a status list as it is now, plain and signed, and its files for other servers (公布状态名单)."""
    kept = StatusFile.objects.select_for_update().get(number=number)
    signer = signer_for(Role.STATUS, at=at)
    issued_at = signer.not_before(max(at, kept.published_at or at)).replace(microsecond=0)
    states = {
        entry.index: State(entry.state)
        for entry in StatusEntry.objects.filter(list_number=number).exclude(state=Standing.ACTIVE)
    }
    listed = StatusList(
        number,
        selectors.status_address(number),
        settings.SITE_URL,
        issued_at,
        bytes(SMALLEST_SIZE * ENTRY_SIZE),
        entry_size=ENTRY_SIZE,
        ttl=TTL,
        valid_until=issued_at + GOOD_FOR,
    ).with_states(states, at=issued_at)
    kept.document, kept.signed = listed.to_json(), listed.to_signed(signer)
    kept.published_version, kept.published_at = kept.version, issued_at
    kept.save()
    files = {f"{number}.json": bytes(kept.document), f"{number}.cose": bytes(kept.signed)}
    transaction.on_commit(lambda: _write_files(files))
    return kept


def _write_files(files: dict[str, bytes]) -> None:
    """Replace each file whole, so that no reader ever sees half of one."""
    folder = Path(settings.PUBLISHED_DIR) / "status"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        fresh = folder / f".{name}.new"
        fresh.write_bytes(content)
        fresh.replace(folder / name)


@jobs.job
def publish_soon(payload: dict[str, Any], at: datetime) -> None:
    """Publish a list that has changed, unless a later job has done so already."""
    if StatusFile.objects.filter(number=payload["list"], published_version__lt=F("version")).exists():
        publish(number=payload["list"], at=at)


@jobs.hourly
def publish_again(_payload: dict[str, Any], at: datetime) -> None:
    """Publish every list anew, so that a carried copy is never older than it says."""
    for number in StatusFile.objects.values_list("number", flat=True):
        publish(number=number, at=at)
