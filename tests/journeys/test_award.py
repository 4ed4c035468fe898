"""The award: twenty apply, departments are asked, ten are laid before the executive meeting and conferred."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from pinzhang.domain.applications.models import Application, Opinion
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from tests.factories import make_department, make_officer, make_post, make_round
from tests.factories.flow import bring_to, signer_of, submitted
from tests.journeys.hands import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

APPLICANTS = 20
TIERS = ["卓越奖"] * 3 + ["创新奖"] * 3 + ["提名奖"] * 4


def _reviewed_by_experts(round_: Round, officer: User) -> list[Application]:
    """Bring twenty applications, each scored differently, before the consultation; the best comes first."""
    at = timezone.now() - timedelta(days=1)
    found = [
        bring_to(submitted(round_, at=at), "consultation", officer=officer, percent=5 * position, at=at)
        for position in range(APPLICANTS)
    ]
    return found[::-1]


def _open_list(officer: Page, round_: Round, stage: str) -> None:
    officer.goto(f"/staff/rounds/{round_.pk}/lists/{stage}")
    press(officer, "件的名单")
    expect(officer.get_by_text("办理中").first).to_be_visible()


def _close_list(page: Page) -> None:
    press(page, "办结名单")
    expect(page.get_by_text("已办结").first).to_be_visible()


def _consult(office, officer: Page, round_: Round, department: User) -> None:
    officer.goto(f"/staff/rounds/{round_.pk}/lists/consultation")
    officer.get_by_label("税务局").check()
    officer.get_by_label("截止日期").fill(str(local_day(office.clock.now()) + timedelta(days=7)))
    press(officer, f"生成 {APPLICANTS} 件的名单")
    press(officer, "办结名单")
    expect(officer.get_by_text("还有部门没有回复意见。").first).to_be_visible()

    asked = office.page(department)
    asked.goto("/staff/opinions")
    for box in asked.locator("input[name=chosen]").all():
        box.check()
    press(asked, "选中的都“无意见”")
    expect(asked.get_by_text(f"已对 {APPLICANTS} 家回复“无意见”。")).to_be_visible()
    assert Counter(Opinion.objects.values_list("kind", flat=True)) == {"no_objection": APPLICANTS}

    officer.goto(f"/staff/rounds/{round_.pk}/lists/consultation")
    follow(officer, "去看")
    _close_list(officer)


def _lay_before_the_meeting(office, officer: Page, round_: Round, approver: User, accessible) -> None:
    _open_list(officer, round_, "executive-meeting")
    accessible(officer)
    selects = officer.locator("select[name^=tier]")
    assert selects.count() == APPLICANTS
    for position, tier in enumerate(TIERS):
        selects.nth(position).select_option(label=tier)
    press(officer, "暂存")
    expect(officer.get_by_text("已暂存，还没有办结。")).to_be_visible()
    expect(officer.get_by_role("button", name="办结名单")).to_have_count(0)

    meeting = office.page(approver)
    meeting.goto(officer.url)
    chosen = meeting.locator("select[name^=tier]").evaluate_all("all => all.map(one => one.selectedOptions[0].text)")
    assert chosen == [*TIERS, *["不授予"] * (APPLICANTS - len(TIERS))]
    meeting.get_by_label("会议纪要").fill("区政府常务会议审定，同意名单。")
    _close_list(meeting)


def test_an_award_goes_from_twenty_applicants_to_ten_winners(office, accessible):
    now = timezone.now()
    round_ = make_round(opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))
    officer_user = make_officer(round_.authority)
    tax = make_department(round_.authority, "tax", "税务局")
    department = make_post(round_.authority, PostRole.DEPARTMENT, "税务李", tax).user
    approver = make_post(round_.authority, PostRole.APPROVER, "赵局").user
    best_first = _reviewed_by_experts(round_, officer_user)
    officer = office.page(officer_user)

    _consult(office, officer, round_, department)
    _lay_before_the_meeting(office, officer, round_, approver, accessible)
    _open_list(officer, round_, "decision")
    officer.get_by_label("文号").fill("即政发〔2026〕9号")
    _close_list(officer)
    _open_list(officer, round_, "conferral")
    _close_list(officer)
    office.work_off()

    winners = [application.pk for application in best_first[: len(TIERS)]]
    assert list(Mark.objects.order_by("application").values_list("application", "document_number")) == [
        (winner, "即政发〔2026〕9号") for winner in sorted(winners)
    ]
    public = office.page()
    public.goto(f"/lists/{round_.edition.code}")
    shown = public.locator("table tbody td[data-l='等次']").all_inner_texts()
    assert Counter(shown) == {"卓越奖": 3, "创新奖": 3, "提名奖": 4}

    eleventh = best_first[len(TIERS)]
    loser = office.page(signer_of(eleventh.applicant), width=390)
    loser.goto(f"/enterprise/applications/{eleventh.pk}/")
    expect(loser.get_by_role("heading", name="申报未通过")).to_be_visible()
    expect(loser.get_by_role("heading", name="评审反馈")).to_be_visible()
    accessible(loser)
