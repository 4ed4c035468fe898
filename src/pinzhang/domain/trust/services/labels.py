"""Serialised labels: asked for by holder or office, made by a job, each one verifiable (标签制发)."""

import csv
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from io import StringIO
from typing import Any, cast

from django.conf import settings
from django.db import transaction

from pinzhang.domain.core.services import events, files, jobs
from pinzhang.domain.core.services.events import stream_of
from pinzhang.domain.parties.models import User
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.choices import Role, Standing
from pinzhang.domain.trust.models import Credential, Label, LabelBatch, LabelSheet, StatusEntry
from pinzhang.domain.trust.ports import LabelPrinter, PrintedLabel
from pinzhang.domain.trust.refusals import CannotIssueLabels
from pinzhang.domain.trust.services.keys import signer_for
from pinzhang.engine.signing.credential import compact_text

MOST = 10_000
MOST_UNFINISHED = 3
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 O 1 I L: a serial is read from a label and typed by hand."""
_LENGTH = 12
_BATCH = 1000


@transaction.atomic
def request_labels(*, number: str, quantity: int, by: User, at: datetime) -> LabelBatch:
    """Ask for a print run of serialised labels; a job makes sheet and list (申请制发标签).

    :raises CannotIssueLabels: the mark is not active, the quantity is out of range, or runs are still being made.
    """
    entry = StatusEntry.objects.select_for_update().filter(number=number).first()
    if entry is None or entry.state != Standing.ACTIVE:
        raise CannotIssueLabels("标识现在不是有效状态，不能制发标签。")
    if not 1 <= quantity <= MOST:
        raise CannotIssueLabels("数量不对。", fields={"quantity": f"一批 1 至 {MOST:,} 张。"})
    if LabelBatch.objects.filter(number=number, made_at__isnull=True).count() >= MOST_UNFINISHED:
        raise CannotIssueLabels(f"已有 {MOST_UNFINISHED} 批正在制作，请等制成后再申请。")
    batch = LabelBatch.objects.create(number=number, quantity=quantity, requested_by=stream_of(by), requested_at=at)
    events.record("trust.labels.requested", subject=batch, by=by, at=at, data={"number": number, "quantity": quantity})
    jobs.enqueue(make_labels, key=f"labels:{batch.pk}", payload={"batch": batch.pk}, at=at)
    return batch


@jobs.job_alone
def make_labels(payload: dict[str, Any], at: datetime) -> None:
    """Draw the serials of a run, sign one link for each and write the list; the pages follow in a job of their own."""
    batch = LabelBatch.objects.select_for_update(of=("self",)).get(pk=payload["batch"])
    if batch.signed_at is not None:
        return
    serials = _draw(batch.quantity)
    Label.objects.bulk_create(
        [Label(batch=batch, number=batch.number, serial=serial) for serial in serials], batch_size=_BATCH
    )
    batch.signed_at = at
    content = listing(_printed(batch, serials, at=at), batch.number)
    batch.listing = files.keep_made(content, name=f"{batch.number}-{batch.pk}.csv", by=batch, at=at)
    batch.save(update_fields=["signed_at", "listing"])
    jobs.enqueue(set_pages, key=f"pages:{batch.pk}", payload={"batch": batch.pk}, at=at)


@jobs.outside
def set_pages(payload: dict[str, Any], at: datetime) -> None:
    """Set all pages of a run as one file; they take their time, and nobody who writes has to wait for them."""
    batch = LabelBatch.objects.get(pk=payload["batch"])
    if batch.made_at is not None:
        return
    serials = list(Label.objects.filter(batch=batch).order_by("serial").values_list("serial", flat=True))
    title = selectors.claims_of(_credential(batch.number)).title or ""
    pages = printer().sheet(_printed(batch, serials, at=at), title=title, number=batch.number)
    _keep_pages(batch, pages, at=at)


@transaction.atomic
def _keep_pages(batch: LabelBatch, pages: bytes, *, at: datetime) -> None:
    """Keep the pages, once, even where two workers have set them."""
    batch = LabelBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.made_at is not None:
        return
    stored = files.keep_made(pages, name=f"{batch.number}-{batch.pk}.pdf", by=batch, at=at)
    LabelSheet.objects.create(batch=batch, part=1, first=1, last=batch.quantity, file=stored)
    batch.made_at = at
    batch.save(update_fields=["made_at"])
    events.record("trust.labels.made", subject=batch, by=None, at=at, data={"number": batch.number})


def _printed(batch: LabelBatch, serials: Sequence[str], *, at: datetime) -> list[PrintedLabel]:
    claims, signer = selectors.claims_of(_credential(batch.number)), signer_for(Role.CREDENTIAL, at=at)
    issued_at = signer.not_before(max(batch.signed_at or at, claims.issued_at))
    return [
        PrintedLabel(
            serial, compact_text(replace(claims, serial=serial, issued_at=issued_at), signer, base=settings.SITE_URL)
        )
        for serial in serials
    ]


def _credential(number: str) -> Credential:
    found = selectors.credential_of(number)
    if found is None:
        raise CannotIssueLabels("标识没有凭证，请稍后再试。")
    return found


def _draw(quantity: int) -> list[str]:
    """Draw serials in order; twelve of 31 characters are not drawn twice in practice, and the table forbids it."""
    drawn = {_serial() for _ in range(quantity)}
    while len(drawn) < quantity:
        drawn.add(_serial())
    return sorted(drawn)


def _serial() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def listing(printed: list[PrintedLabel], number: str) -> bytes:
    """Return the list for a label printer: CSV in UTF-8 with its mark, one line for each label."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["number", "serial", "link"])
    writer.writerows([number, label.serial, label.link] for label in printed)
    return out.getvalue().encode("utf-8-sig")


def printer() -> LabelPrinter:
    """Return the adapter that the settings bind."""
    module, _, name = settings.LABEL_PRINTER.rpartition(".")
    return cast("LabelPrinter", getattr(import_module(module), name)())
