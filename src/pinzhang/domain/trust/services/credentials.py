"""Issue credentials, and keep the standing of every mark."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from pinzhang.domain.trust.choices import Role, Standing
from pinzhang.domain.trust.models import Credential, StatusEntry
from pinzhang.domain.trust.services import status
from pinzhang.domain.trust.services.keys import RoleSigner, signer_for
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.credential import compact_text, full_text
from pinzhang.engine.signing.status_list import SMALLEST_SIZE

PLACES = SMALLEST_SIZE * 8
"""Marks in one status list: the shortest list that the standard allows, so that a phone loads little."""
_LOCK = 0x5AC1157
_BATCH = 500


@transaction.atomic
def issue(claims: Sequence[MarkClaims], *, at: datetime) -> list[Credential]:
    """Sign the credentials of marks; one whose content is unchanged keeps what it has (签发凭证).

    A mark without a place in a status list gets one; ``issued_at`` and the place are set here.

    :raises CannotSign: the signing service does not sign.
    """
    if not claims:
        return []
    signer = signer_for(Role.CREDENTIAL, at=at)
    entries = _entries(claims, at=at)
    living = {
        one.entry_id: one for one in Credential.objects.filter(entry__in=entries.values(), replaced_at__isnull=True)
    }
    issued, fresh = [], []
    for one in claims:
        entry = entries[one.number]
        known = living.get(entry.pk)
        said = _placed(one, entry, known.issued_at if known else at).as_json()
        if known and known.claims | {"issued_at": ""} == said | {"issued_at": ""}:
            issued.append(known)
            continue
        fresh.append(_signed(one, entry, signer, at=at))
    Credential.objects.filter(entry__in=[one.entry for one in fresh], replaced_at__isnull=True).update(replaced_at=at)
    return issued + Credential.objects.bulk_create(fresh, batch_size=_BATCH)


def _placed(claims: MarkClaims, entry: StatusEntry, issued_at: datetime) -> MarkClaims:
    return replace(
        claims, issued_at=issued_at, issuer=settings.SITE_URL, status_list=entry.list_number, status_index=entry.index
    )


def _signed(claims: MarkClaims, entry: StatusEntry, signer: RoleSigner, *, at: datetime) -> Credential:
    placed = _placed(claims, entry, signer.not_before(at))
    return Credential(
        entry=entry,
        claims=placed.as_json(),
        kid=signer.kid,
        compact=compact_text(placed, signer, base=settings.SITE_URL),
        full=full_text(placed, signer),
        issued_at=placed.issued_at,
    )


def _entries(claims: Sequence[MarkClaims], *, at: datetime) -> dict[str, StatusEntry]:
    """Return the place of every mark in its list, giving the next free ones to those that have none."""
    numbers = [one.number for one in claims]
    known = {entry.number: entry for entry in StatusEntry.objects.filter(number__in=numbers)}
    _keep_scope(claims, known)
    new = [one for one in claims if one.number not in known]
    if new:
        first = _next_place()
        made = StatusEntry.objects.bulk_create(
            [
                StatusEntry(
                    number=one.number,
                    gtin=one.gtin or "",
                    list_number=(first + offset) // PLACES,
                    index=(first + offset) % PLACES,
                    since_at=at,
                )
                for offset, one in enumerate(new)
            ],
            batch_size=_BATCH,
        )
        known |= {entry.number: entry for entry in made}
        for number in {entry.list_number for entry in made}:
            status.note_change(number, at=at)
    return known


def _keep_scope(claims: Sequence[MarkClaims], known: dict[str, StatusEntry]) -> None:
    """Let a mark be found by the GTIN that it has now."""
    for one in claims:
        entry = known.get(one.number)
        if entry is not None and entry.gtin != (one.gtin or ""):
            entry.gtin = one.gtin or ""
            entry.save(update_fields=["gtin"])


def _next_place() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = StatusEntry.objects.aggregate(last=Max("list_number"))["last"]
    if last is None:
        return 0
    return int(last) * PLACES + StatusEntry.objects.filter(list_number=last).count()


@transaction.atomic
def set_standing(*, number: str, state: str, at: datetime) -> None:
    """Say where a mark stands now; the published list follows by a job (登记状态)."""
    entry = StatusEntry.objects.select_for_update().get(number=number)
    if entry.state == state:
        return
    entry.state, entry.since_at = Standing(state), at
    entry.save(update_fields=["state", "since_at"])
    status.note_change(entry.list_number, at=at)
