"""An edition in the making: from an uploaded pack through everybody's opinions to a document number."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import EditionDraft, ProgrammeEdition
from tests.factories import make_department, make_edition, make_officer, make_post
from tests.factories.programmes import EXAMPLE_PACK, pack_files
from tests.journeys.hands import follow, press
from tests.portals.staff.archives import archive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBER = "即政发〔2026〕12号"


def _pack(edition: str, valid_from: date) -> dict[str, bytes]:
    """The award of the district under another name of its edition, in force from another day."""
    files = pack_files(EXAMPLE_PACK)
    changed = {"edition:": f'edition: "{edition}"', "valid_from:": f"valid_from: {valid_from}"}
    lines = [
        next((new for start, new in changed.items() if line.startswith(start)), line)
        for line in files["programme.yaml"].decode().splitlines()
    ]
    return {**files, "programme.yaml": ("\n".join(lines) + "\n").encode()}


def _upload(page: Page, files: dict[str, bytes]) -> None:
    page.locator("main input[type=file]").first.set_input_files(
        {"name": "award.zip", "mimeType": "application/zip", "buffer": archive(files)}
    )
    press(page, "上传并检查")


def _people(edition: ProgrammeEdition) -> dict:
    finance = make_department(edition.authority, "finance", "财政局")
    justice = make_department(edition.authority, "justice", "司法局")
    return {
        "officer": make_officer(edition.authority),
        "approver": make_post(edition.authority, PostRole.APPROVER, "审定李").user,
        "财政局": make_post(edition.authority, PostRole.DEPARTMENT, "财政赵", finance).user,
        "司法局": make_post(edition.authority, PostRole.DEPARTMENT, "司法钱", justice).user,
    }


def _ask(officer: Page, draft: EditionDraft, stage: str, *departments: str) -> None:
    """Take the draft to its next stage and ask these departments, no others."""
    officer.goto(f"/staff/programmes/drafts/{draft.pk}")
    form = officer.locator("form[action$='/advance']")
    for box in form.locator("input[type=checkbox]").all():
        box.set_checked(box.evaluate("node => node.labels[0].innerText.trim()") in departments)
    press(officer, f"进入“{stage}”")
    expect(officer.get_by_text("已进入下一环节。")).to_be_visible()


def _agree(department: Page, text: str) -> None:
    department.goto("/staff/programmes/opinions")
    row = department.locator("tr", has_text="等您回复")
    row.get_by_role("link").click()
    department.get_by_label("同意", exact=True).check()
    department.locator("main textarea").fill(text)
    press(department, "回复", exact=True)
    expect(department.get_by_text("已回复。")).to_be_visible()


def _hear_the_public(office, officer: Page, draft: EditionDraft) -> None:
    officer.goto(f"/staff/programmes/drafts/{draft.pk}")
    officer.get_by_label("意见截止").fill(str(local_day(office.clock.now()) + timedelta(days=10)))
    press(officer, "进入“公开征求意见”")
    citizen = office.page(width=390)
    citizen.goto(f"/drafts/{draft.pk}")
    citizen.get_by_label("您的意见").fill("请写明评审专家怎样回避。")
    citizen.get_by_label("署名").fill("市民刘")
    press(citizen, "提交意见")
    expect(citizen.get_by_text("意见已收到", exact=False).first).to_be_visible()

    officer.reload()
    box = officer.locator("form[action*='/comments/']")
    box.locator("textarea").fill("采纳。回避的办法写入评审须知。")
    press(officer, "保存采纳情况")
    press(officer, "进入“会签”")
    expect(officer.locator(".pz-errors")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text("采纳。回避的办法写入评审须知。")).to_be_visible()
    office.clock.forward(days=11)


def _refuse_a_bad_pack(officer: Page, today: date) -> None:
    files = _pack("2026.1", today + timedelta(days=60))
    text = files["stages.yaml"].decode()
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.lstrip().startswith("kind:"))
    lines[at] = lines[at].replace("kind:", "kinde:")
    officer.goto("/staff/programmes/drafts/new")
    _upload(officer, {**files, "stages.yaml": ("\n".join(lines) + "\n").encode()})
    expect(officer.locator("main .note.bad li").first).to_contain_text("stages.yaml:")
    expect(officer.get_by_text(f"stages.yaml:{at + 1}:").first).to_be_visible()
    assert not EditionDraft.objects.exists()
    assert ProgrammeEdition.objects.count() == 1


def test_an_edition_goes_from_a_draft_to_a_document_number(office, accessible):
    old = make_edition()
    people = _people(old)
    today = local_day(timezone.now())
    begins = today + timedelta(days=60)
    officer, finance, justice = (office.page(people[who]) for who in ("officer", "财政局", "司法局"))

    _refuse_a_bad_pack(officer, today)
    _upload(officer, _pack("2026.1", begins))
    expect(officer.get_by_text("已经建立草案", exact=False)).to_be_visible()
    accessible(officer)
    draft = EditionDraft.objects.get()

    _ask(officer, draft, "征求成员单位意见", "财政局", "司法局")
    _agree(finance, "无意见。")
    _agree(justice, "建议写明生效日期。")
    _hear_the_public(office, officer, draft)
    _ask(officer, draft, "会签", "财政局")
    _agree(finance, "同意会签。")
    _ask(officer, draft, "合法性审查", "司法局")
    _agree(justice, "符合上位法。")
    _ask(officer, draft, "常务会议审定")
    draft.refresh_from_db()
    assert draft.stage == DraftStage.APPROVAL

    approver = office.page(people["approver"])
    approver.goto(f"/staff/programmes/drafts/{draft.pk}")
    approver.get_by_label("文号").fill(NUMBER)
    approver.get_by_label("生效日期").fill(str(begins))
    press(approver, "审定印发")
    expect(approver.get_by_text("新版本已经发布", exact=False)).to_be_visible()

    old.refresh_from_db()
    assert old.valid_to == begins - timedelta(days=1)
    _see_it_in_force(office, old, begins, accessible)


def _see_it_in_force(office, old: ProgrammeEdition, begins: date, accessible) -> None:
    """Before its day the old edition stands; from its day on the new one, with its number."""
    citizen = office.page()
    citizen.goto(f"/programmes/{old.code}")
    expect(citizen.get_by_text(f"{old.edition}，自")).to_be_visible()
    office.clock.forward(days=(begins - local_day(office.clock.now())).days)
    citizen.reload()
    expect(citizen.get_by_text("2026.1，自")).to_be_visible()
    expect(citizen.get_by_text(NUMBER).first).to_be_visible()
    accessible(citizen)
    follow(citizen, old.edition, exact=True)
    expect(citizen.get_by_text("这不是现行版本").first).to_be_visible()
    ended = begins - timedelta(days=1)
    expect(citizen.get_by_text(f"至 {ended.year}年{ended.month}月{ended.day}日").first).to_be_visible()
