"""A panel from the ranking to the public fairness report: seen by the office, its members and the public."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pinzhang.domain.applications.models import Application
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.review.models import Ballot, PanelRoom
from tests.factories.judging import judged_round
from tests.journeys.hands import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_panel_ranks_votes_in_secret_concludes_and_publishes_its_fairness(office, accessible):
    judged = judged_round(count=8, places=(1, 2), spread=20)
    round_, winner = judged.round, judged.applications[0]
    officer = office.page(judged.officer)

    officer.goto(f"/staff/rounds/{round_.pk}/ranking")
    expect(officer.get_by_text("需要评委会讨论")).to_be_visible()
    accessible(officer)
    officer.get_by_role("link", name="宽严和一致性").click()
    expect(officer.get_by_role("heading", name="去掉任一位评审")).to_be_visible()
    accessible(officer)
    officer.get_by_role("link", name="公平性报告").click()
    press(officer, "编制报告")
    press(officer, "公开这份报告")

    officer.goto(f"/staff/rounds/{round_.pk}/lists/panel")
    press(officer, "件的名单")
    opened = BatchStage.objects.get(stage="panel")
    officer.get_by_role("link", name="评审会", exact=True).click()
    for box in officer.locator("input[name=members]").all():
        box.check()
    press(officer, "开始评审会")
    expect(officer.get_by_text("身份已隐去").first).to_be_visible()
    expect(officer.get_by_text(winner.applicant.name)).to_have_count(0)
    accessible(officer)
    press(officer, "对选定的开始表决")
    assert Ballot.objects.count() == 3

    for place, reviewer in enumerate(judged.reviewers):
        member = office.page(reviewer.user, width=390)
        member.goto("/reviewer/panels")
        member.get_by_role("link", name="进入").click()
        if not place:
            accessible(member)
        for radio in member.locator("input[value=for]").all():
            radio.check()
        press(member, "投票")
        expect(member.get_by_text("等待计票").first).to_be_visible()

    officer.goto(f"/staff/lists/{opened.pk}/room")
    press(officer, "计票")
    expect(officer.get_by_text("通过").first).to_be_visible()
    press(officer, "公开身份")
    expect(officer.get_by_text(winner.applicant.name).first).to_be_visible()
    assert PanelRoom.objects.get().unblinded_by == judged.officer

    officer.get_by_role("link", name="名单和纪要").click()
    for ballot in Ballot.objects.filter(carried=True):
        officer.locator(f"select[name=tier-{ballot.application_id}]").select_option(ballot.tier)
    officer.locator("textarea[name=minutes]").fill("评审会审议并票决通过。")
    officer.locator("button[formaction$=conclude]").click()
    expect(officer.get_by_text("已办结").first).to_be_visible()
    assert Application.objects.filter(case__stage="public-notice").count() == 3

    public = office.page(width=390)
    public.goto(f"/programmes/{round_.edition.code}")
    public.get_by_role("link", name=round_.label).last.click()
    expect(public.get_by_role("heading", name="评审公平性报告")).to_be_visible()
    expect(public.get_by_text(winner.applicant.name)).to_have_count(0)
    accessible(public)
    assert timezone.now() - opened.opened_at < timedelta(days=1)
