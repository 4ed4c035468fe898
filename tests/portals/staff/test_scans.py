"""The code and the labels of a mark at the office, and look-ups that are implausible."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.core.services import jobs
from pinzhang.domain.marks.trusting import claims_of
from pinzhang.domain.messages.models import Notice
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.trust.models import LabelBatch, ScanAlert
from pinzhang.domain.trust.services import credentials
from pinzhang.domain.trust.services.labels import request_labels
from pinzhang.domain.trust.services.scans import TOO_OFTEN, Scanned, record_scans
from tests.factories import AT, make_district, make_officer, make_post
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import make_mark, premium_round, queries_of, stranger

pytestmark = pytest.mark.django_db
SCANS = "staff:scans"


@pytest.fixture
def round_():
    return premium_round()


@pytest.fixture
def mark(round_):
    mark = make_mark(round_, "YP-2026-0001")
    credentials.issue([claims_of(mark)], at=AT)
    return mark


@pytest.fixture
def wang(mark):
    return make_officer(mark.authority)


@pytest.fixture
def office(wang):
    return signed_in(wang)


def looked_up(number: str, serial: str = "ABCD2345EFGH", count: int = TOO_OFTEN, region: str = "") -> None:
    record_scans({Scanned(number, serial, region): count}, at=AT)


def labels_of(mark) -> str:
    return reverse("staff:labels", args=[mark.number])


def test_labels_are_asked_for_made_and_fetched_as_list_and_pages(office, mark):
    asked = office.post(labels_of(mark), {"quantity": "3"})
    waiting = office.get(labels_of(mark)).content.decode()
    while jobs.run_due(at=timezone.now()):
        pass
    made = office.get(labels_of(mark)).content.decode()

    batch = LabelBatch.objects.get()
    files = [office.get(reverse("staff:label_file", args=[mark.number, batch.pk, part])) for part in (0, 1)]
    contents = [b"".join(one.streaming_content) for one in files]
    assert (asked.status_code, asked["Location"]) == (302, labels_of(mark))
    assert "正在制作" in waiting
    assert "已制成" in made
    assert "第 1—3 张（PDF）" in made
    assert contents[0].decode("utf-8-sig").count("YP-2026-0001") >= 3
    assert contents[1].startswith(b"%PDF-")


@pytest.mark.parametrize("part", [2, 7])
def test_a_part_that_a_run_does_not_have_is_not_found(office, mark, wang, part):
    batch = request_labels(number=mark.number, quantity=1, by=wang, at=AT)

    assert office.get(reverse("staff:label_file", args=[mark.number, batch.pk, part])).status_code == 404
    assert office.get(reverse("staff:label_file", args=[mark.number, batch.pk, 0])).status_code == 404
    assert office.get(reverse("staff:label_file", args=[mark.number, batch.pk + 1, 0])).status_code == 404


@pytest.mark.parametrize("quantity", ["", "0", "10001", "many"])
def test_a_number_of_labels_that_is_none_is_said_at_its_field(office, mark, quantity):
    answer = office.post(labels_of(mark), {"quantity": quantity})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["quantity"])
    assert not LabelBatch.objects.exists()


def test_no_labels_for_a_mark_that_does_not_hold(office, mark):
    credentials.set_standing(number=mark.number, state="suspended", at=AT)

    answer = office.post(labels_of(mark), {"quantity": "1"})

    assert answer.status_code == 422
    assert "标识现在不是有效状态，不能制发标签。" in answer.content.decode()


def test_another_office_sees_neither_labels_nor_look_ups_of_a_mark(mark):
    looked_up(mark.number)
    strange = stranger()

    assert strange.get(labels_of(mark)).status_code == 404
    assert mark.number not in strange.get(reverse(SCANS)).content.decode()
    assert (
        strange.post(reverse("staff:settle_scan", args=[ScanAlert.objects.get().pk]), {"finding": "x"}).status_code
        == 404
    )
    assert ScanAlert.objects.get().settled_at is None


def test_a_serial_looked_up_too_often_is_listed_until_somebody_notes_what_came_of_it(office, mark, wang):
    looked_up(mark.number)
    alert = ScanAlert.objects.get()
    page = office.get(reverse(SCANS)).content.decode()

    empty = office.post(reverse("staff:settle_scan", args=[alert.pk]), {"finding": " "})
    done = office.post(reverse("staff:settle_scan", args=[alert.pk]), {"finding": "展会上反复演示"})

    alert.refresh_from_db()
    assert "ABCD2345EFGH" in page
    assert (empty.status_code, done.status_code) == (422, 302)
    assert "请写明核实情况。" in empty.content.decode()
    assert (alert.finding, alert.settled_by) == ("展会上反复演示", wang)
    assert "没有要核实的查验异常" in office.get(reverse(SCANS)).content.decode()
    assert office.post(reverse("staff:settle_scan", args=[alert.pk]), {"finding": "再记"}).status_code == 404


def test_the_officers_of_the_mark_are_told_once_of_a_serial_looked_up_too_often(mark, wang):
    other = make_officer(make_district("370281", "胶州市", "370281-jiaozhou"), "胶州王处")

    looked_up(mark.number)
    looked_up(mark.number)
    looked_up("YP-2020-9999")
    while jobs.run_due(at=AT):
        pass

    told = Notice.objects.filter(link=reverse(SCANS))
    assert [(one.recipient, one.title) for one in told] == [(wang, "查验异常：YP-2026-0001 序号 ABCD2345EFGH")]
    assert not Notice.objects.filter(recipient=other).exists()


def test_places_too_far_apart_are_listed_with_their_regions(office, mark):
    for region in ("370202", "310101", "440106"):
        looked_up(mark.number, count=1, region=region)

    page = office.get(reverse(SCANS)).content.decode()

    assert "310101、370202、440106" in page


def test_a_leader_reads_the_look_ups_and_settles_none(mark):
    looked_up(mark.number)
    leader = signed_in(make_post(mark.authority, PostRole.LEADER).user)

    page = leader.get(reverse(SCANS)).content.decode()

    assert "ABCD2345EFGH" in page
    assert "记下并办结" not in page
    assert (
        leader.post(reverse("staff:settle_scan", args=[ScanAlert.objects.get().pk]), {"finding": "x"}).status_code
        == 404
    )


def test_thirty_look_ups_cost_no_more_statements_than_one(office, mark, round_):
    looked_up(mark.number)
    one = queries_of(office, reverse(SCANS))
    for place in range(2, 31):
        looked_up(make_mark(round_, f"YP-2026-{place:04}").number)

    assert ScanAlert.objects.count() == 30
    assert queries_of(office, reverse(SCANS)) == one


def test_thirty_print_runs_cost_no_more_statements_than_one(office, mark, wang):
    def made(count):
        for _ in range(count):
            request_labels(number=mark.number, quantity=1, by=wang, at=AT)
            while jobs.run_due(at=AT):
                pass

    made(1)
    one = queries_of(office, labels_of(mark))
    made(29)

    assert LabelBatch.objects.filter(made_at__isnull=False).count() == 30
    assert queries_of(office, labels_of(mark)) == one
