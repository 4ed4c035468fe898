"""An existing brand is admitted by decision, without an application of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pinzhang.domain.applications.models import Application
from pinzhang.domain.marks.models import Mark
from tests.factories import make_edition, make_enterprise, make_officer, make_round
from tests.factories.programmes import PREMIUM_PACK
from tests.journeys.hands import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _open_the_file(officer, round_, firm) -> Application:
    officer.goto(f"/staff/rounds/{round_.pk}")
    follow(officer, "主管部门立件")
    officer.get_by_label("统一社会信用代码").fill("91370200MA3CXXXX0X")
    officer.get_by_label("产品", exact=True).check()
    officer.get_by_label("名称").fill("样例老酒")
    officer.get_by_label("工业").check()
    press(officer, "立件", exact=True)
    expect(officer.locator(".pz-errors")).to_contain_text("没有登记这个代码的单位")
    expect(officer.get_by_label("名称")).to_have_value("样例老酒")
    officer.get_by_label("统一社会信用代码").fill(firm.credit_code)
    press(officer, "立件", exact=True)
    expect(officer.get_by_role("heading", level=1)).to_contain_text(firm.name)
    return Application.objects.get()


def _decide(officer, round_, number: str) -> None:
    officer.goto(f"/staff/rounds/{round_.pk}/lists/decision")
    press(officer, "件的名单")
    expect(officer.locator("select[name^=tier]")).to_have_value("premium")
    officer.locator("input[name^=ground]").fill("依法律、政策、标准形成的既有品牌，直接列入。")
    officer.locator("textarea[name=minutes]").fill("会议同意列入。")
    officer.get_by_label("文号").fill(number)
    press(officer, "办结名单")
    expect(officer.get_by_text(f"文号 {number}")).to_be_visible()


def test_an_existing_brand_is_admitted_by_decision(office, accessible):
    now = timezone.now()
    round_ = make_round(
        make_edition(PREMIUM_PACK), opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30)
    )
    firm = make_enterprise("青岛老字号样例有限公司")
    officer = office.page(make_officer(round_.authority))

    application = _open_the_file(officer, round_, firm)
    accessible(officer)
    assert (application.route, application.case.stage, application.submitted_at) == ("admission", "nomination", None)

    officer.get_by_label("直接列入的等次").select_option(index=1)
    press(officer, "写明等次")
    press(officer, "列入提名")
    application.case.refresh_from_db()
    assert application.case.stage == "decision"

    _decide(officer, round_, "样质字〔2026〕3号")
    officer.goto(f"/staff/rounds/{round_.pk}/lists/conferral")
    press(officer, "件的名单")
    press(officer, "办结名单")

    application.case.refresh_from_db()
    assert application.case.outcome == "granted"
    mark = Mark.objects.get()
    citizen = office.page()
    citizen.goto(f"/lists/{round_.edition.code}")
    expect(citizen.get_by_text("样例老酒").first).to_be_visible()
    follow(citizen, mark.number)
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("有效")
