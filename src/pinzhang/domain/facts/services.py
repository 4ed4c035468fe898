"""Writers of facts: an entry is never changed, only ended and written anew."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services import events
from pinzhang.domain.facts.models import FactCoverage, FactEntry
from pinzhang.domain.parties.models import Organisation, Subject


class CannotRecordFact(Refusal):
    """The value cannot be recorded (事实不能登记)."""


@transaction.atomic
def record_value(
    *,
    organisation: Organisation,
    name: str,
    value: Any,
    supplied_by: str,
    source: str,
    as_of: date,
    by: Model | None,
    at: datetime,
    subject: Subject | None = None,
    year: int | None = None,
) -> FactEntry:
    """Record a value or one year of a series, ending the one before (登记事实)."""
    if value is None or value == "":
        raise CannotRecordFact("没有数据时请不要登记；空着就是“还不知道”。")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    slot = _slot(name, subject, str(year) if year is not None else "")
    FactEntry.objects.filter(organisation=organisation, slot=slot, ended_at__isnull=True).update(ended_at=at)
    entry = FactEntry.objects.create(
        organisation=organisation,
        subject=subject,
        name=name,
        year=year,
        slot=slot,
        value=value,
        supplied_by=supplied_by,
        source=source,
        as_of=as_of,
        recorded_at=at,
    )
    events.record("facts.entry.recorded", subject=organisation, by=by, at=at, data={"fact": name, "entry": entry.pk})
    return entry


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value, or one year of a series, that is to be recorded with others."""

    name: str
    value: Any
    year: int | None = None


@transaction.atomic
def record_values(
    *,
    organisation: Organisation,
    values: Sequence[NewValue],
    supplied_by: str,
    source: str,
    as_of: date,
    by: Model | None,
    at: datetime,
) -> list[FactEntry]:
    """Record several values of an organisation from one source, ending those before, with one event (登记一组事实)."""
    if any(each.value is None or each.value == "" for each in values):
        raise CannotRecordFact("没有数据时请不要登记；空着就是“还不知道”。")
    if not values:
        return []
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    slots = {_slot(each.name, None, str(each.year) if each.year is not None else ""): each for each in values}
    FactEntry.objects.filter(organisation=organisation, slot__in=slots, ended_at__isnull=True).update(ended_at=at)
    entries = FactEntry.objects.bulk_create(
        [
            FactEntry(
                organisation=organisation,
                name=each.name,
                year=each.year,
                slot=slot,
                value=each.value,
                supplied_by=supplied_by,
                source=source,
                as_of=as_of,
                recorded_at=at,
            )
            for slot, each in slots.items()
        ]
    )
    told = {"facts": [each.name for each in values], "entries": [entry.pk for entry in entries]}
    events.record("facts.entries.recorded", subject=organisation, by=by, at=at, data=told)
    return entries


@transaction.atomic
def record_dated(
    *,
    organisation: Organisation,
    name: str,
    on: date,
    record: dict[str, Any],
    supplied_by: str,
    source: str,
    by: Model | None,
    at: datetime,
    subject: Subject | None = None,
) -> FactEntry:
    """Record something that happened on a day; the same record twice is one (登记记录)."""
    digest = hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]
    slot = _slot(name, subject, f"{on.isoformat()}:{digest}")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    known = FactEntry.objects.filter(organisation=organisation, slot=slot, ended_at__isnull=True).first()
    if known:
        return known
    entry = FactEntry.objects.create(
        organisation=organisation,
        subject=subject,
        name=name,
        on=on,
        slot=slot,
        value=record,
        supplied_by=supplied_by,
        source=source,
        as_of=on,
        recorded_at=at,
    )
    events.record("facts.entry.recorded", subject=organisation, by=by, at=at, data={"fact": name, "entry": entry.pk})
    return entry


@transaction.atomic
def end_dated(*, organisation: Organisation, name: str, key: dict[str, Any], by: Model | None, at: datetime) -> int:
    """End the living records of a fact that carry these values (注销记录)."""
    living = FactEntry.objects.filter(organisation=organisation, name=name, ended_at__isnull=True)
    pks = [entry.pk for entry in living if all(entry.value.get(k) == v for k, v in key.items())]
    FactEntry.objects.filter(pk__in=pks).update(ended_at=at)
    if pks:
        events.record("facts.entry.ended", subject=organisation, by=by, at=at, data={"fact": name, "entries": pks})
    return len(pks)


@transaction.atomic
def end_entry(*, entry: FactEntry, by: Model | None, at: datetime) -> None:
    """End one entry; what it stood for is not known any more (撤下事实)."""
    ended = FactEntry.objects.filter(pk=entry.pk, ended_at__isnull=True).update(ended_at=at)
    if ended:
        data = {"fact": entry.name, "entries": [entry.pk]}
        events.record("facts.entry.ended", subject=entry.organisation, by=by, at=at, data=data)


@transaction.atomic
def declare_complete(
    *, organisation: Organisation, name: str, from_on: date, to_on: date, source: str, at: datetime
) -> FactCoverage:
    """State that a source is complete for a window, so that no record means none (声明数据完整)."""
    if to_on < from_on:
        raise CannotRecordFact("数据完整期间的止日早于起日。")
    coverage, _ = FactCoverage.objects.update_or_create(
        organisation=organisation,
        name=name,
        defaults={"from_on": from_on, "to_on": to_on, "source": source, "recorded_at": at},
    )
    data = {"fact": name, "from": from_on.isoformat(), "to": to_on.isoformat()}
    events.record("facts.coverage.declared", subject=organisation, by=None, at=at, data=data)
    return coverage


def _slot(name: str, subject: Subject | None, place: str) -> str:
    return f"{name}|{subject.pk if subject else ''}|{place}"
