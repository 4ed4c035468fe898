"""Count look-ups without saying whose they were, and raise an alert over what is implausible."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.trust.choices import AlertKind
from pinzhang.domain.trust.models import ScanAlert, ScanCount
from pinzhang.domain.trust.refusals import CannotSettle

TOO_OFTEN = 50
"""Look-ups of one serial on one day: nobody scans one tin so often, but a copied code is."""
TOO_MANY_PLACES = 3
"""Provinces in which one piece of goods cannot be on one day."""
_PROVINCE = 2


class Scanned(NamedTuple):
    """What was looked up, and in which region where that is known (查验对象)."""

    number: str
    serial: str = ""
    region: str = ""


@transaction.atomic
def record_scans(counts: Mapping[Scanned, int], *, at: datetime) -> None:
    """Add look-ups to the counts of the day, and raise alerts where a serial goes beyond reason (登记查验)."""
    day = local_day(at)
    for scanned, count in sorted(counts.items()):
        _add(scanned, count, day)
    for number, serial in sorted({(one.number, one.serial) for one in counts if one.serial}):
        _watch(number, serial, day, at=at)


def _add(scanned: Scanned, count: int, day: date) -> None:
    place = {"number": scanned.number, "serial": scanned.serial, "region": scanned.region, "day": day}
    rows = ScanCount.objects.filter(**place)
    if rows.update(count=F("count") + count):
        return
    try:
        with transaction.atomic():
            ScanCount.objects.create(**place, count=count)
    except IntegrityError:  # another process was the first of the day
        rows.update(count=F("count") + count)


def _watch(number: str, serial: str, day: date, *, at: datetime) -> None:
    rows = ScanCount.objects.filter(number=number, serial=serial, day=day)
    total = rows.aggregate(total=Sum("count", default=0))["total"]
    regions = sorted(set(rows.exclude(region="").values_list("region", flat=True)))
    if total >= TOO_OFTEN:
        _raise(number, serial, AlertKind.TOO_OFTEN, day, total, regions, at=at)
    if len({region[:_PROVINCE] for region in regions}) >= TOO_MANY_PLACES:
        _raise(number, serial, AlertKind.FAR_APART, day, total, regions, at=at)


def _raise(
    number: str, serial: str, kind: AlertKind, day: date, count: int, regions: list[str], *, at: datetime
) -> None:
    alert, new = ScanAlert.objects.get_or_create(
        number=number, serial=serial, kind=kind, day=day,
        defaults={"count": count, "regions": regions, "raised_at": at},
    )  # fmt: skip
    if not new:
        ScanAlert.objects.filter(pk=alert.pk).update(count=count, regions=regions)
        return
    data = {"number": number, "serial": serial, "kind": kind.value, "count": count}
    events.record("trust.scan.suspected", subject=alert, by=None, at=at, data=data)


@transaction.atomic
def settle_alert(*, alert: ScanAlert, finding: str, by: User, at: datetime) -> ScanAlert:
    """Note what came of looking into an alert (核实查验异常).

    :raises CannotSettle: it is settled already, or there is no finding.
    """
    alert = ScanAlert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    if alert.settled_at is not None:
        raise CannotSettle("这条异常已经核实。")
    if not finding.strip():
        raise CannotSettle("请写明核实情况。", fields={"finding": "请写明核实情况。"})
    alert.finding, alert.settled_at, alert.settled_by = finding.strip()[:400], at, by
    alert.save(update_fields=["finding", "settled_at", "settled_by"])
    events.record("trust.scan.settled", subject=alert, by=by, at=at)
    return alert
