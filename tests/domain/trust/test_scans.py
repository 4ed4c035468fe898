"""Look-ups are counted, not who made them; the implausible is shown to people."""

from datetime import timedelta

import pytest

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event
from pinzhang.domain.trust import selectors
from pinzhang.domain.trust.models import ScanAlert, ScanCount
from pinzhang.domain.trust.refusals import CannotSettle
from pinzhang.domain.trust.services.scans import TOO_OFTEN, Scanned, record_scans, settle_alert
from tests.factories import AT, make_user

pytestmark = pytest.mark.django_db
TIN = Scanned("YP-2026-0001", "ABCD")
DAY = timedelta(days=1)


def test_counts_add_up_by_day_and_region():
    record_scans({TIN: 2, Scanned("YP-2026-0001"): 5}, at=AT)
    record_scans({TIN: 1, TIN._replace(region="370200"): 4}, at=AT + DAY)

    assert selectors.scans_of("YP-2026-0001", "ABCD", day=local_day(AT + DAY)) == selectors.Scans(5, 2)
    assert selectors.scans_by_day("YP-2026-0001", since=local_day(AT)) == [
        (local_day(AT), 7),
        (local_day(AT + DAY), 5),
    ]
    assert {field.name for field in ScanCount._meta.get_fields()} == {
        "id",
        "number",
        "serial",
        "day",
        "region",
        "count",
    }


def test_a_serial_scanned_beyond_reason_raises_one_alert_that_grows():
    record_scans({TIN: TOO_OFTEN - 1}, at=AT)
    before = ScanAlert.objects.count()
    record_scans({TIN: 1}, at=AT)
    record_scans({TIN: 9}, at=AT)

    assert before == 0
    assert [(one.kind, one.count) for one in ScanAlert.objects.all()] == [("too_often", TOO_OFTEN + 9)]
    assert Event.objects.filter(name="trust.scan.suspected").count() == 1


def test_a_serial_in_three_provinces_on_one_day_raises_an_alert_and_in_two_none():
    for region in ("370200", "370600", "110000"):
        record_scans({TIN._replace(region=region): 1}, at=AT)
    before = ScanAlert.objects.count()
    record_scans({TIN._replace(region="440300"): 1}, at=AT)

    assert before == 0
    assert [(one.kind, one.regions) for one in ScanAlert.objects.all()] == [
        ("far_apart", ["110000", "370200", "370600", "440300"])
    ]


def test_a_mark_that_is_printed_on_every_tin_raises_no_alert():
    record_scans({Scanned("YP-2026-0001"): 10_000}, at=AT)

    assert not ScanAlert.objects.exists()


def test_an_alert_is_settled_once_and_with_a_finding():
    record_scans({TIN: TOO_OFTEN}, at=AT)
    alert, officer = ScanAlert.objects.get(), make_user()

    with pytest.raises(CannotSettle):
        settle_alert(alert=alert, finding=" ", by=officer, at=AT)
    assert selectors.open_scan_alerts(["YP-2026-0001"]).count() == 1
    settle_alert(alert=alert, finding="展会上反复演示", by=officer, at=AT)
    with pytest.raises(CannotSettle):
        settle_alert(alert=alert, finding="再次核实", by=officer, at=AT)
    assert not selectors.open_scan_alerts(["YP-2026-0001"]).exists()


def test_thousands_of_serials_are_counted_in_a_handful_of_statements(django_assert_max_num_queries):
    looked_up = {Scanned("YP-2026-0001", f"S{place:05}"): 1 for place in range(1000)}
    looked_up[Scanned("YP-2026-0002", "S00007")] = TOO_OFTEN

    with django_assert_max_num_queries(20) as one:
        record_scans(looked_up, at=AT)

    assert ScanCount.objects.count() == 1001
    assert [(alert.number, alert.serial) for alert in ScanAlert.objects.all()] == [("YP-2026-0002", "S00007")]
    assert len(one.captured_queries) > 3
