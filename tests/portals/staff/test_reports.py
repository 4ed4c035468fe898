"""Reports as officials handle them; registers and honours as they list them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.core.services import jobs
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.protection.models import Honour, HonourList, Report, Reporter
from pinzhang.domain.protection.services.reports import take_report
from pinzhang.domain.protection.services.rights import register_right
from pinzhang.domain.supervision.models import Alert
from tests.factories import AT, make_enterprise, make_officer, make_post, make_signer
from tests.factories.forms import PDF, PNG
from tests.portals.staff.makers import signed_in
from tests.portals.staff.office import make_mark, premium_round, queries_of, stranger

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
UNTIL = str(TODAY + timedelta(days=10))


@pytest.fixture
def mark():
    return make_mark(premium_round(), "YP-2026-0001")


@pytest.fixture
def office(mark):
    return signed_in(make_officer(mark.authority))


def reported(mark, **more) -> Report:
    given = {"kind": "misuse", "mark_number": mark.number, "defect": "包装上的标识已过期", "contact": "0532-1", **more}
    return take_report(at=timezone.now(), **given).report


def step(report, name: str) -> str:
    return reverse(f"staff:{name}", args=[report.pk])


def version(report) -> str:
    report.case.refresh_from_db()
    return str(report.case.version)


def test_a_report_goes_from_triage_to_its_answer_and_to_surveillance(mark, office):
    report = reported(mark, photos=[("店.png", PNG)])
    page = office.get(step(report, "case_report")).content.decode()
    assert "包装上的标识已过期" in page
    assert "0532-1" in page
    assert "店.png" in page

    assigned = {"authority": mark.authority.code, "until_on": UNTIL, "version": version(report)}
    late = office.post(step(report, "assign_report"), {**assigned, "until_on": str(TODAY)})
    assert late.status_code == 422
    assert office.post(step(report, "assign_report"), assigned).status_code == 302
    assert "核查中" in office.get(reverse("staff:reports"), {"view": "investigation"}).content.decode()
    said = {"finding": "proven", "responsible": "holder", "measures": "现场核实", "version": version(report)}
    assert office.post(step(report, "conclude_report"), said).status_code == 422
    assert office.post(step(report, "conclude_report"), {**said, "ground": "dishonesty-listed"}).status_code == 302
    while jobs.run_due(at=timezone.now() + timedelta(minutes=1)):
        pass
    shown = office.get(step(report, "case_report")).content.decode()
    answered = {"answer": "已立案处理", "version": version(report)}
    assert office.post(step(report, "answer_report"), {**answered, "answer": ""}).status_code == 422
    assert office.post(step(report, "answer_report"), answered).status_code == 302

    assert "标识监管的预警：待处理" in shown
    assert Alert.objects.get().reference == report.case.number
    assert report.case.number in office.get(reverse("staff:reports"), {"view": "ended"}).content.decode()


def test_a_report_is_refused_with_a_reason_and_on_an_old_page_nothing_happens(mark, office):
    report = reported(mark)
    old = office.post(step(report, "refuse_report"), {"answer": "不属于", "version": "9"})
    assert (old.status_code, "刚刚已由他人处理" in old.content.decode()) == (422, True)

    office.post(step(report, "refuse_report"), {"answer": "不属于标识使用", "version": version(report)})

    assert Report.objects.get().answer == "不属于标识使用"


def test_a_firm_is_named_by_its_code_and_a_reporter_erased(mark, office):
    report, firm = reported(mark), make_enterprise("青岛被举报样例有限公司")
    unknown = office.post(step(report, "name_firm"), {"credit_code": "91370200000000000X"})

    office.post(step(report, "name_firm"), {"credit_code": firm.credit_code})
    office.post(step(report, "erase_reporter"))

    assert (unknown.status_code, Report.objects.get().organisation) == (422, firm)
    assert Reporter.objects.count() == 0


def test_photographs_and_reporters_are_not_for_everybody(mark, office):
    report = reported(mark, photos=[("店.png", PNG)])
    photo = reverse("staff:report_photo", args=[report.pk, report.photos.get().pk])
    leader = signed_in(make_post(mark.authority, PostRole.LEADER).user)

    shown = office.get(photo)
    assert b"".join(shown.streaming_content) == PNG
    assert shown["Cache-Control"] == "private, no-store"
    assert stranger().get(photo).status_code == 404
    assert stranger().get(step(report, "case_report")).status_code == 404
    assert "0532-1" not in leader.get(step(report, "case_report")).content.decode()
    assert leader.post(step(report, "erase_reporter")).status_code == 404


def test_a_pattern_is_shown_and_blocks_nothing(mark, office):
    for serial in (2, 3):
        reported(make_mark(mark.round, f"YP-2026-000{serial}"))
    report = reported(mark)

    queue = office.get(reverse("staff:reports")).content.decode()
    page = office.get(step(report, "case_report")).content.decode()

    assert "3 件，涉及 3 家" in queue
    assert "只作提示，不影响受理" in page
    assert "受理并分办" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 1), ({"view": "all", "kind": "fake"}, 0), ({"q": "过期"}, 1), ({"view": "nonsense", "q": "没有"}, 0)],
)
def test_reports_can_be_narrowed(mark, office, query, count):
    reported(mark)

    assert len(office.get(reverse("staff:reports"), query).context["lines"]) == count


def test_an_honour_of_another_authority_is_entered_with_evidence_and_taken_back(mark, office):
    opened = {"code": "time-honoured", "name": "老字号", "conferred_by": "商务主管部门", "level": "provincial"}
    assert office.post(reverse("staff:open_honour_list"), {**opened, "code": "老"}).status_code == 422
    office.post(reverse("staff:open_honour_list"), opened)
    found, firm = HonourList.objects.get(), make_enterprise("青岛老样例酱园")
    given = {"honour_list": found.pk, "credit_code": firm.credit_code, "since_on": "2020-01-01", "source": "公告"}
    without = office.post(reverse("staff:enter_honour"), given)
    paper = SimpleUploadedFile("公告.pdf", PDF)
    done = office.post(f"{reverse('staff:enter_honour')}?list=time-honoured", {**given, "evidence": paper})
    honour = Honour.objects.get()
    back = reverse("staff:withdraw_honour", args=[honour.pk])
    office.post(back, {"on": "2026-01-01", "source": "公告2号"})

    page = office.get(reverse("staff:honour_list", args=["time-honoured"])).content.decode()
    assert (without.status_code, done.status_code) == (422, 302)
    assert "已取消" in page
    assert "青岛老样例酱园" in page
    assert office.get(back).status_code == 404
    evidence = office.get(reverse("staff:honour_evidence", args=[honour.pk]))
    assert b"".join(evidence.streaming_content) == PDF
    assert "老字号" in office.get(reverse("staff:honours")).content.decode()


def right_of(firm, number: str, days: int | None = 20, kind: str = "trademark") -> None:
    until = TODAY + timedelta(days=days) if days is not None else None
    register_right(
        organisation=firm, kind=kind, number=number, name="样例牌", registered_on=AT.date(), source="证书",
        valid_until=until, by=make_signer(firm), at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"kind": "copyright"}, 1),
        ({"ends": "soon"}, 1),
        ({"ends": "over"}, 0),
        ({"q": "T-1"}, 1),
        ({"kind": "x"}, 2),
    ],
)
def test_rights_can_be_narrowed(mark, office, query, count):
    right_of(mark.holder, "T-1")
    right_of(make_enterprise(), "C-1", None, "copyright")

    assert len(office.get(reverse("staff:rights"), query).context["page"].rows) == count


def test_a_district_sees_the_rights_of_its_own_firms(mark):
    right_of(mark.holder, "T-1")

    assert "T-1" not in stranger().get(reverse("staff:rights")).content.decode()


@pytest.mark.parametrize("page", ["reports", "rights"])
def test_every_list_asks_as_much_for_thirty_as_for_one(mark, office, page):
    reported(mark)
    right_of(mark.holder, "T-0")
    for_one = queries_of(office, reverse(f"staff:{page}"))

    for serial in range(1, 30):
        firm = make_enterprise()
        if page == "rights":
            right_of(firm, f"T-{serial}")
        else:
            take_report(kind="unauthorised", defect=f"店招 {serial}", at=timezone.now())

    assert queries_of(office, reverse(f"staff:{page}")) == for_one
