"""An objection in the public notice holds the firm it is about, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pinzhang.domain.applications.models import Application
from tests.factories import make_edition, make_round
from tests.factories.flow import in_notice, signer_of
from tests.factories.programmes import PREMIUM_PACK
from tests.journeys.hands import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_objection_holds_one_firm_and_the_others_go_on(office, accessible):
    now = timezone.now()
    round_ = make_round(
        make_edition(PREMIUM_PACK), opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30)
    )
    notice, officer_user = in_notice(round_, count=3, at=now)
    listed = list(Application.objects.filter(case__number__in=notice.frozen).order_by("case__number"))
    about, others = listed[1], [listed[0], listed[2]]

    citizen = office.page(width=390)
    citizen.goto("/notices")
    citizen.get_by_role("link", name="2026 年第一批").first.click()
    accessible(citizen)
    citizen.goto(f"/notices/{notice.pk}/objections/{about.pk}")
    press(citizen, "提交异议")
    expect(citizen.locator(".pz-errors")).to_be_visible()
    citizen.locator("textarea").fill("产品标注的标准号与公开的不一致。")
    for box in citizen.locator(
        "main form input[type=text], main form input[type=tel], main form input[type=email]"
    ).all():
        if box.is_visible():
            box.fill("0532-88880001")
    press(citizen, "提交异议")
    expect(citizen.get_by_text("YY-").first).to_be_visible()
    office.work_off()

    applicant = office.page(signer_of(about.applicant))
    applicant.goto(f"/enterprise/applications/{about.pk}/")
    expect(applicant.get_by_text("暂缓办理").first).to_be_visible()

    office.clock.forward(days=9)
    officer = office.page(officer_user)
    officer.goto(f"/staff/lists/{notice.pk}")
    press(officer, "办结名单")
    stages = dict(Application.objects.values_list("pk", "case__stage"))
    assert stages[about.pk] == "public-notice"
    assert {stages[other.pk] for other in others} == {"decision"}

    officer.goto(f"/staff/applications/{about.pk}")
    decide = officer.locator("form[action*='/objections/']").filter(has=officer.get_by_label("不成立"))
    decide.get_by_label("不成立").check()
    decide.locator("textarea").first.fill("标准号为新旧版本衔接，核实无误。")
    decide.get_by_role("button").first.click()
    about.case.refresh_from_db()
    assert (about.case.stage, about.case.held) == ("decision", False)
