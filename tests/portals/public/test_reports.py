"""Anybody reports and looks up; what other authorities conferred is listed like the rest."""

import json
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pinzhang.domain.protection.models import Report, Reporter
from pinzhang.domain.protection.services.honours import enter_honour, open_honour_list, withdraw_honour
from pinzhang.domain.protection.services.reports import assign_report
from tests.factories import AT, make_district, make_enterprise, make_officer
from tests.factories.forms import PDF, PNG
from tests.portals.public.stories import make_mark, queries_of, text_of

pytestmark = pytest.mark.django_db
SAID = {"kind": "unauthorised", "defect": "店招上用了品牌标志", "region": "370215", "place": "样例路1号"}


@pytest.fixture
def jimo():
    return make_district()


def test_a_report_needs_no_account_and_no_name_and_is_looked_up_by_number_and_code(citizen, jimo):
    photo = SimpleUploadedFile("店.png", PNG, content_type="text/plain")
    answer = citizen.post("/report", {**SAID, "photos": [photo]})
    receipt = text_of(citizen.get(answer["Location"]))
    number, code = citizen.session["public.report"]

    assert number in receipt
    assert code in receipt
    assert (Report.objects.get().case.authority, Reporter.objects.count()) == (jimo, 0)
    page = text_of(citizen.post("/report/lookup", {"number": number, "code": code}))
    assert "等待分办" in page
    wang = make_officer(jimo)
    assign_report(report=Report.objects.get(), authority=jimo, until_on=date(2026, 3, 20), by=wang, at=AT)
    page = text_of(citizen.post("/report/lookup", {"number": number.lower(), "code": code.lower()}))
    assert "正在核查" in page
    assert "2026年3月20日 以前" in page


def test_a_wrong_code_opens_nothing(citizen, jimo):
    citizen.post("/report", SAID)
    number, _ = citizen.session["public.report"]

    answer = citizen.post("/report/lookup", {"number": number, "code": "AAAA2222"})

    assert answer.status_code == 422
    assert "对不上" in text_of(answer)
    assert "店招" not in text_of(answer)


def test_the_page_of_a_mark_and_of_an_unknown_number_lead_to_a_report(citizen, premium):
    mark = make_mark(premium, holder="青岛样例器皿有限公司", subject="琉璃器皿")

    assert "/m/YP-2026-0001/report" in citizen.get("/m/YP-2026-0001").content.decode()
    assert "/m/YP-2026-9999/report" in citizen.get("/m/YP-2026-9999").content.decode()
    page = citizen.get("/m/YP-2026-0001/report")
    assert "青岛样例器皿有限公司" in text_of(page)
    citizen.post("/m/YP-2026-0001/report", {"kind": "fake", "mark_number": "YP-2026-0001", "defect": "包装不一样"})
    assert Report.objects.get().mark == mark


def test_what_is_missing_or_no_photograph_is_said_at_its_field(citizen, reader, jimo):
    empty = citizen.post("/report", {"kind": "fake", "defect": "假的"})
    broken = citizen.post("/report", {**SAID, "photos": [SimpleUploadedFile("a.png", PDF)]})

    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["mark_number"])
    assert (broken.status_code, list(broken.context["form"].errors)) == (422, ["photos"])
    assert "店招上用了品牌标志" in broken.content.decode()
    assert "Please write what is wrong" in reader.post("/report", {"kind": "unauthorised"}).content.decode()
    assert not Report.objects.exists()


def test_one_address_reports_twenty_times_an_hour(citizen, jimo):
    for _ in range(20):
        assert citizen.post("/report", SAID).status_code == 302

    answer = citizen.post("/report", SAID)

    assert answer.status_code == 422
    assert "提交得太多了" in text_of(answer)
    assert Report.objects.count() == 20


def test_a_receipt_is_for_the_browser_that_sent_the_report(citizen, jimo):
    assert citizen.get("/report/receipt")["Location"] == "/report/lookup"


def _listed(**more):
    wang = make_officer(make_district().parent)
    found = open_honour_list(
        code="time-honoured", name="老字号", name_en="Time-honoured brands", conferred_by="商务主管部门",
        conferred_by_en="Department of Commerce", level="provincial", by=wang, at=AT,
    )  # fmt: skip
    given = {"since_on": date(2020, 1, 1), "source": "公告2020年第1号", "content": PDF, "name": "a.pdf", **more}

    def enter(name: str, **one):
        return enter_honour(honour_list=found, organisation=make_enterprise(name), by=wang, at=AT, **{**given, **one})

    return enter, wang


def test_honours_of_other_authorities_are_lists_of_their_own(citizen, reader):
    enter, wang = _listed()
    enter("青岛老样例酱园", subject="样例牌酱油")
    back = enter("青岛老样例糕点铺")
    withdraw_honour(honour=back, on=date(2026, 1, 1), source="公告2026年第2号", by=wang, at=AT)

    assert "老字号 商务主管部门 1" in text_of(citizen.get("/lists"))
    page = text_of(citizen.get("/honours/time-honoured"))
    assert "由商务主管部门授予" in page
    assert "样例牌酱油" in page
    assert "公告2026年第2号" in page
    assert "Time-honoured brands" in text_of(reader.get("/honours/time-honoured"))
    only = text_of(citizen.get("/honours/time-honoured", {"state": "revoked"}))
    assert "糕点铺" in only
    assert "酱园" not in only
    assert "没有符合这些筛选的荣誉" in text_of(citizen.get("/honours/time-honoured", {"q": "没有", "state": "x"}))
    assert citizen.get("/honours/unknown").status_code == 404


def test_honours_are_downloaded_as_they_are_filtered(citizen):
    enter, _ = _listed(valid_until=date(2030, 1, 1))
    enter("青岛老样例酱园")
    enter("=青岛公式样例")

    rows = b"".join(citizen.get("/honours/time-honoured.csv").streaming_content).decode().splitlines()
    found = json.loads(b"".join(citizen.get("/honours/time-honoured.json", {"q": "酱园"}).streaming_content))
    book = BytesIO(b"".join(citizen.get("/honours/time-honoured.xlsx").streaming_content))
    cells = [[cell.value or "" for cell in row] for row in openpyxl.load_workbook(book).active.iter_rows()]

    assert len(rows) == 3
    assert not any(row.startswith("=") for row in rows)
    assert (found["schema"], found["conferred_by"]) == (1, "商务主管部门")
    assert [one["holder"] for one in found["honours"]] == ["青岛老样例酱园"]
    assert {row[0] for row in cells[1:]} == {"青岛老样例酱园", "'=青岛公式样例"}


def test_a_list_of_honours_asks_as_much_for_thirty_as_for_one(citizen):
    enter, _ = _listed()
    enter("青岛老样例1号")
    for_one = queries_of(citizen, "/honours/time-honoured")

    for serial in range(2, 25):
        enter(f"青岛老样例{serial}号")

    assert queries_of(citizen, "/honours/time-honoured") == for_one
