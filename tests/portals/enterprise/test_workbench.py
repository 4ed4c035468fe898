"""The workbench, the list of applications, letters and notices."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.applications.services.stages import ask_corrections, decide_stage
from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.messages.models import Letter, Notice
from pinzhang.domain.messages.services import notify
from pinzhang.domain.programmes.models import Round
from pinzhang.engine.stages import Action

pytestmark = pytest.mark.django_db


def queries_of(browser, name):
    browser.get(reverse(f"enterprise:{name}"))
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(reverse(f"enterprise:{name}")).status_code == 200
    return len(captured)


def test_an_empty_workbench_says_what_will_be_there(desk, round_):
    page = desk.browser.get(reverse("enterprise:workbench")).content.decode()

    assert "现在没有要您办的事" in page
    assert "没有正在办理的申报" in page
    assert "还没有标识" in page
    assert "青岛优品" in page


def test_what_the_office_waits_for_comes_before_a_draft(desk, round_, checked, officer):
    desk.start(round_, "另一种产品")
    ask_corrections(application=checked, requests={"brand_summary": "请补充。"}, by=officer, at=timezone.now())

    page = desk.browser.get(reverse("enterprise:workbench")).content.decode()

    assert page.index("补正：") < page.index("继续填写：")
    assert "有 2 件事要先办" in page


def test_marks_are_shown_with_their_state(desk, round_):
    subject = desk.start(round_).subject
    Mark.objects.create(
        number="QDYP-M-1", edition=round_.edition, round=round_, authority=round_.authority, holder=desk.firm,
        subject=subject, tier="premium", conferred_on=timezone.localdate(), state="suspended",
    )  # fmt: skip

    page = desk.browser.get(reverse("enterprise:workbench")).content.decode()

    assert "QDYP-M-1" in page
    assert "暂停使用" in page


@pytest.mark.parametrize("name", ["workbench", "applications"])
def test_more_applications_take_no_more_queries(desk, round_, name):
    desk.start(round_, "产品 0")
    once = queries_of(desk.browser, name)
    for number in range(1, 4):
        desk.start(round_, f"产品 {number}")

    assert queries_of(desk.browser, name) == once


def test_the_list_shows_only_the_own_applications(desk, stranger, round_):
    desk.start(round_, "自己的产品")
    stranger.start(round_, "别人的产品")

    page = desk.browser.get(reverse("enterprise:applications")).content.decode()

    assert "自己的产品" in page
    assert "别人的产品" not in page


def test_an_empty_list_leads_on(desk, round_):
    assert "还没有申报过" in desk.browser.get(reverse("enterprise:applications")).content.decode()


def make_letter(firm, number):
    stored = StoredFile(
        name=f"{number}.pdf", media_type="application/pdf", size=3, sha256="0" * 64, uploaded_by="x",
        uploaded_at=timezone.now(),
    )  # fmt: skip
    stored.content.save("letter.pdf", ContentFile(b"pdf"), save=False)
    stored.save()
    return Letter.objects.create(
        kind="certificate", number=number, about="mark:1", organisation=firm, title="青岛优品证书", content={},
        file=stored, issued_at=timezone.now(),
    )  # fmt: skip


def test_letters_are_listed_and_handed_out_to_their_organisation_only(desk, stranger):
    assert "还没有证书或文书" in desk.browser.get(reverse("enterprise:letters")).content.decode()
    letter = make_letter(desk.firm, "N-1")

    assert "青岛优品证书" in desk.browser.get(reverse("enterprise:letters")).content.decode()
    answer = desk.browser.get(reverse("enterprise:letter", args=[letter.pk]))
    assert b"".join(answer.streaming_content) == b"pdf"
    assert stranger.browser.get(reverse("enterprise:letter", args=[letter.pk])).status_code == 404


def test_more_letters_and_notices_take_no_more_queries(desk):
    make_letter(desk.firm, "N-1")
    notify(recipient=desk.lin, key="1", title="第一条", at=timezone.now())
    once = queries_of(desk.browser, "letters"), queries_of(desk.browser, "messages")
    for number in range(2, 5):
        make_letter(desk.firm, f"N-{number}")
        notify(recipient=desk.lin, key=str(number), title="又一条", at=timezone.now())

    assert (queries_of(desk.browser, "letters"), queries_of(desk.browser, "messages")) == once


def test_a_notice_is_opened_read_and_leads_to_the_application(desk, stranger, round_):
    application = desk.start(round_)
    notice = notify(
        recipient=desk.lin, key="1", title="请补正", at=timezone.now(), link=f"/go/application/{application.pk}"
    )

    page = desk.browser.get(reverse("enterprise:messages")).content.decode()
    answer = desk.browser.post(reverse("enterprise:open_notice", args=[notice.pk]))

    assert "未读" in page
    assert answer["Location"] == reverse("enterprise:application", args=[application.pk])
    assert Notice.objects.get().read_at is not None
    assert stranger.browser.post(reverse("enterprise:open_notice", args=[notice.pk])).status_code == 404


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("", "/enterprise/messages/"),
        ("/somewhere", "/somewhere"),
        ("https://elsewhere.example/", "/enterprise/messages/"),
    ],
)
def test_a_notice_leads_nowhere_outside(desk, link, target):
    notice = notify(recipient=desk.lin, key="1", title="通知", at=timezone.now(), link=link)

    assert desk.browser.post(reverse("enterprise:open_notice", args=[notice.pk]))["Location"] == target


def test_all_notices_are_marked_as_read_at_once(desk):
    notify(recipient=desk.lin, key="1", title="通知", at=timezone.now())

    desk.browser.post(reverse("enterprise:read_all"))

    assert not Notice.objects.filter(read_at=None).exists()
    assert "全部标为已读" not in desk.browser.get(reverse("enterprise:messages")).content.decode()


def test_a_declaration_and_a_closed_draft_are_told_apart(desk, round_, submitted, officer):
    desk.start(round_, "没有填完的产品")
    decide_stage(application=submitted, action=Action.COMPLETE, role="recommender", by=officer, at=timezone.now())
    Round.objects.update(state="finished", closes_at=timezone.now())

    page = desk.browser.get(reverse("enterprise:workbench")).content.decode()

    assert "签署自我声明：" in page
    assert "继续填写：" not in page


def test_a_granted_application_shows_its_mark_and_a_held_one_says_why(desk, round_, checked):
    case = type(checked.case).objects.filter(pk=checked.case.pk)
    url = reverse("enterprise:application", args=[checked.pk])
    case.update(held=True)
    held = desk.browser.get(url).content.decode()
    case.update(held=False, outcome="granted", ended_at=timezone.now())
    waiting = desk.browser.get(url).content.decode()
    Mark.objects.create(
        number="QDYP-M-2", edition=round_.edition, round=round_, authority=round_.authority, holder=desk.firm,
        application=checked, subject=checked.subject, tier="premium", conferred_on=timezone.localdate(),
    )  # fmt: skip

    page = desk.browser.get(url).content.decode()

    assert "有异议正在核实" in held
    assert "等待授予" in waiting
    assert "申报已通过" in page
    assert "QDYP-M-2" in page


def sheet_of(answer):
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_organisation_takes_its_applications_along_and_nobody_elses(desk, stranger, round_):
    application = desk.start(round_, "样例产品")

    head, row = sheet_of(desk.browser.get(reverse("enterprise:export_applications")))
    assert head[:4] == ["申报号", "项目", "届次", "对象"]
    assert (row[0], row[1], row[3]) == (application.case.number, "青岛优品", "样例产品")
    assert len(sheet_of(stranger.browser.get(reverse("enterprise:export_applications")))) == 1


def test_the_organisation_takes_its_marks_along(desk, stranger, round_):
    application = desk.start(round_, "样例产品")
    Mark.objects.create(
        number="QDYP-X-1", edition=round_.edition, round=round_, authority=round_.authority, holder=desk.firm,
        subject=application.subject, tier="premium", conferred_on=timezone.localdate(),
    )  # fmt: skip

    head, row = sheet_of(desk.browser.get(reverse("enterprise:export_marks")))
    assert (head[0], row[0], row[2], row[5]) == ("编号", "QDYP-X-1", "样例产品", "有效")
    assert len(sheet_of(stranger.browser.get(reverse("enterprise:export_marks")))) == 1
