"""Count look-ups without saying whose they were, and raise an alert over what is implausible."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from operator import itemgetter, or_
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

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
_BATCH = 400
"""Serials asked about at once: a database takes so many values in one statement."""
_ADD = """
INSERT INTO trust_scancount (number, serial, day, region, count) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (number, serial, day, region) DO UPDATE SET count = trust_scancount.count + excluded.count
"""


class Scanned(NamedTuple):
    """What was looked up, and in which region where that is known (查验对象)."""

    number: str
    serial: str = ""
    region: str = ""


@transaction.atomic
def record_scans(counts: Mapping[Scanned, int], *, at: datetime) -> None:
    """Add look-ups to the counts of the day, and raise alerts where a serial goes beyond reason (登记查验)."""
    day = local_day(at)
    _add(counts, day)
    _watch(sorted({(one.number, one.serial) for one in counts if one.serial}), day, at=at)


def _add(counts: Mapping[Scanned, int], day: date) -> None:
    """Add all counts in one go: the process that waits for this answers readers at the same time."""
    on = connection.ops.adapt_datefield_value(day)
    rows = [(one.number, one.serial, on, one.region, count) for one, count in sorted(counts.items())]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


def _watch(serials: Sequence[tuple[str, str]], day: date, *, at: datetime) -> None:
    for first in range(0, len(serials), _BATCH):
        asked = serials[first : first + _BATCH]
        found: dict[tuple[str, str], Counter[str]] = {one: Counter() for one in asked}
        rows = ScanCount.objects.filter(_any_of(asked), day=day)
        for number, serial, region, count in rows.values_list("number", "serial", "region", "count"):
            found[number, serial][region] += count
        for (number, serial), places in found.items():
            _judge(number, serial, places, day, at=at)


def _any_of(serials: Sequence[tuple[str, str]]) -> Q:
    """Return the condition of being one of some serials, told mark by mark as the index has them."""
    by_mark = groupby(serials, key=itemgetter(0))
    terms = (Q(number=number, serial__in=[serial for _, serial in group]) for number, group in by_mark)
    return reduce(or_, terms)


def _judge(number: str, serial: str, places: Counter[str], day: date, *, at: datetime) -> None:
    total, regions = places.total(), sorted(filter(None, places))
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
