"""Corrections: an officer asks, the firm mends and answers, and the clock and the findings follow."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import submit_application
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.services import record_value
from pinzhang.domain.programmes.models import Round
from tests.factories import make_edition, make_enterprise, make_officer, make_round, make_signer
from tests.factories.flow import bring_to, decide_judgements, draft, signer_of, submitted
from tests.factories.forms import fill_in as fill_in_form
from tests.factories.programmes import PREMIUM_PACK, with_terms
from tests.journeys.hands import fill_in, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUNNING = re.compile(r"剩 \d+ 个工作日")
RULE = "上年度主营业务收入在2000万元以上"
CLAUSE = "差异性条件·工业类"


def _open_round(edition) -> Round:
    now = timezone.now()
    return make_round(edition, opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=30))


def _days_left(page: Page) -> int:
    said = page.locator("main").get_by_text(RUNNING).first.inner_text()
    return int("".join(filter(str.isdigit, said)))


def test_the_clock_stands_still_from_a_request_to_its_answer(office, accessible):
    round_ = _open_round(make_edition(document=with_terms({"eligibility-check": (10, "pause")})))
    officer_user = make_officer(round_.authority)
    application = submitted(round_, at=timezone.now())
    decide_judgements(application, officer_user, at=timezone.now())
    application.case.refresh_from_db()
    first_due = application.case.due_on
    here = f"/staff/applications/{application.pk}"

    officer = office.page(officer_user)
    officer.goto(here)
    left = _days_left(officer)
    follow(officer, "要求补正")
    officer.get_by_label("主要产品和服务").fill("请写明年产量。")
    accessible(officer)
    press(officer, "发出补正通知")
    expect(officer.get_by_text("暂停计时").first).to_be_visible()
    expect(officer.get_by_text(RUNNING)).to_have_count(0)
    office.work_off()

    office.clock.forward(days=14)
    officer = office.page(officer_user)
    officer.goto(here)
    expect(officer.get_by_text("暂停计时").first).to_be_visible()
    _mend(office, application, accessible)

    officer.goto(here)
    expect(officer.get_by_text("暂停计时")).to_have_count(0)
    expect(officer.get_by_text("年产量 3000 套。").first).to_be_visible()
    assert abs(_days_left(officer) - left) <= 1
    application.case.refresh_from_db()
    assert application.case.due_on > first_due
    press(officer, "审查通过")
    expect(officer.get_by_text("材料评审").first).to_be_visible()
    application.case.refresh_from_db()
    assert (application.case.stage, application.case.waiting) == ("document-review", False)


def _mend(office, application: Application, accessible) -> None:
    """Find the request on the workbench, mend the field it points at, and say so."""
    firm = office.page(signer_of(application.applicant), width=390)
    firm.goto("/enterprise/")
    expect(firm.get_by_text("有 1 处要补正，补正期间不计入办理时限")).to_be_visible()
    follow(firm, "去补正")
    accessible(firm)
    follow(firm, "去修改这一项")
    firm.get_by_label("主要产品和服务").fill("深水网箱及配套，年产量 3000 套。")
    press(firm, "没填完，先存着")
    firm.goto("/enterprise/")
    follow(firm, "去补正")
    press(firm, "全部补正好了，提交")
    expect(firm.locator(".pz-err").first).to_have_text("请写明怎样补正的。")
    firm.get_by_label("怎样补正的").fill("已写明年产量。")
    press(firm, "全部补正好了，提交")
    expect(firm.get_by_text("补正已提交，办理继续。")).to_be_visible()


def _with_too_little_revenue(round_: Round) -> Application:
    """Bring a firm to the check that said of itself 18 million where 20 are asked."""
    now = timezone.now() - timedelta(hours=1)
    firm = make_enterprise("青岛望海样例装备有限公司")
    signer = make_signer(firm, "林晓")
    said = {"supplied_by": "applicant", "source": "本单位填报", "as_of": local_day(now), "by": signer, "at": now}
    record_value(organisation=firm, name="revenue", value="18000000", year=2025, **said)
    officer = make_officer(round_.authority)
    application = draft(round_, firm=firm, at=now)
    fill_in_form(application, by=signer, at=now)
    application = submit_application(application=application, by=signer, at=now)
    return bring_to(application, "eligibility-check", officer=officer, at=now)


def _verdict(application: Application) -> str:
    application.refresh_from_db()
    return next(rule["verdict"] for rule in application.findings["rules"] if rule["id"] == "industry-revenue")


def test_a_rule_that_is_not_met_is_met_once_the_firm_has_corrected_its_figures(office, accessible):
    round_ = _open_round(make_edition(PREMIUM_PACK))
    application = _with_too_little_revenue(round_)
    assert _verdict(application) == "not met"

    officer = office.page(make_officer(round_.authority, "李处"))
    officer.goto(f"/staff/applications/{application.pk}")
    finding = officer.locator("#rules .pz-finding").filter(has_text=RULE)
    expect(finding).to_contain_text(CLAUSE)
    expect(finding).to_contain_text("差 200.00 万元")
    expect(officer.locator("#rules div.pz-more").filter(has_text=RULE)).to_contain_text("不符合　1 条")
    follow(officer, "要求补正")
    expect(officer.locator("textarea").filter(has_text=f"“{RULE}”（{CLAUSE}）核对为不符合")).to_have_count(1)
    press(officer, "发出补正通知")
    expect(officer.get_by_text("已发出补正通知").first).to_be_visible()

    firm = office.page(signer_of(application.applicant))
    firm.goto("/enterprise/profile/")
    follow(firm, "主营业务收入")
    firm.get_by_label("年度").fill("2025")
    firm.get_by_label("主营业务收入").fill("21000000")
    press(firm, "保存")
    expect(firm.get_by_text("已登记").first).to_be_visible()
    assert _verdict(application) == "not met"
    firm.goto(f"/enterprise/applications/{application.pk}/corrections")
    fill_in(firm.locator("main form"))
    press(firm, "全部补正好了，提交")
    expect(firm.get_by_text("补正已提交，办理继续。")).to_be_visible()

    assert _verdict(application) == "met"
    officer.goto(f"/staff/applications/{application.pk}")
    met = officer.locator("#rules details").filter(has_text=RULE)
    expect(met.locator("summary").first).to_have_text(re.compile(r"^符合"))
    accessible(officer)
