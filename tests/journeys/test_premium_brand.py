"""The premium brand: a firm applies, a department recommends, the firm declares, an institution evaluates,
experts review, the panel combines, the public may object, the mark is on the list, and later it is revoked.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pinzhang.domain.applications.models import Application
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.programmes.services.rounds import open_round, set_up_round
from pinzhang.domain.review.services.tasks import enrol_reviewer
from tests.factories import (
    make_district,
    make_edition,
    make_enterprise,
    make_officer,
    make_post,
    make_signer,
    make_user,
)
from tests.factories.programmes import PREMIUM_PACK
from tests.journeys.hands import fill_every_section, fill_in, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _open_round() -> Round:
    edition = make_edition(PREMIUM_PACK)
    now = timezone.now()
    round_ = set_up_round(
        edition=edition,
        label="2026 年第一批",
        label_en="2026, first batch",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=20),
        reference_on=local_day(now + timedelta(days=20)),
        by=None,
        at=now,
    )
    return open_round(round_=round_, by=None, at=now)


def _people(round_: Round) -> dict:
    jimo = make_district()
    firm = make_enterprise("青岛望海样例装备有限公司", jimo)
    institution = make_enterprise("胶东样例评价中心", is_institution=True)
    return {
        "firm": firm,
        "signer": make_signer(firm, "林晓"),
        "officer": make_officer(round_.authority),
        "recommender": make_post(jimo, PostRole.RECOMMENDER, "即墨推荐").user,
        "institution": institution,
        "evaluator": make_signer(institution, "孙评"),
        "reviewer": enrol_reviewer(user=make_user("评审员张"), authority=round_.authority).user,
    }


def _apply(office, people, round_) -> str:
    page = office.page(people["signer"])
    page.goto(f"/enterprise/rounds/{round_.pk}/start")
    page.get_by_label("产品", exact=True).check()
    page.get_by_label("名称").fill("望海深水网箱")
    page.get_by_label("工业").check()
    press(page, "开始填写")
    fill_every_section(page)
    fill_in(page.locator("main form"))
    press(page, "提交")
    expect(page.get_by_text("QDYP-", exact=False).first).to_be_visible()
    return Application.objects.get().case.number


def test_from_an_application_to_a_mark_that_is_later_revoked(office, accessible):
    round_ = _open_round()
    people = _people(round_)
    number = _apply(office, people, round_)
    application = Application.objects.get()
    assert application.submitted_at is not None

    recommender = office.page(people["recommender"])
    recommender.goto("/staff/")
    follow(recommender, number)
    press(recommender, "推荐", exact=True)

    signer = office.page(people["signer"])
    signer.goto(f"/enterprise/applications/{application.pk}/")
    accessible(signer)
    follow(signer, "去声明")
    for section in edition_document(round_.edition).form.sections:
        if section.asked_at == "declaration":
            signer.goto(f"/enterprise/applications/{application.pk}/form/{section.key}")
    fill_every_section(signer)
    press(signer, "的名义签署")
    expect(signer.get_by_text("自我声明已签署")).to_be_visible()
    application.case.refresh_from_db()
    assert application.case.stage == "eligibility-check"

    officer = office.page(people["officer"])
    officer.goto(f"/staff/applications/{application.pk}")
    judgement = officer.locator("form[action*='/rules/']").first
    judgement.get_by_label("符合", exact=True).check()
    judgement.locator("textarea").fill("查阅舆情记录，没有发现。")
    judgement.get_by_role("button").first.click()
    press(officer, "审查通过")
    application.case.refresh_from_db()
    assert application.case.stage == "third-party-evaluation"

    officer.goto(f"/staff/applications/{application.pk}")
    officer.locator("form[action$='/commission'] select").select_option(label=people["institution"].name)
    officer.locator("form[action$='/commission'] button").first.click()
    evaluator = office.page(people["evaluator"])
    evaluator.goto("/institution/")
    follow(evaluator, number)
    evaluator.locator("textarea").first.fill("抽取三批样品检测，全部指标符合所声明标准。")
    evaluator.get_by_label("符合要求", exact=True).check()
    press(evaluator, "签署评价")

    officer.goto(f"/staff/applications/{application.pk}")
    box = officer.locator("form[action$='/reviewers']")
    box.locator("input[type=checkbox]").first.check()
    box.get_by_role("button").first.click()
    reviewer = office.page(people["reviewer"])
    reviewer.goto("/reviewer/")
    follow(reviewer, number)
    reviewer.get_by_label("没有利害关系").check()
    press(reviewer, "确认声明")
    for _ in range(12):
        if "/summary" in reviewer.url:
            break
        reviewer.locator("input[name=score][value='80'], input[name=score][value='16']").first.check(force=True)
        reviewer.locator("textarea[name=ground]").fill("做法有效，证据充分。")
        press(reviewer, "保存")
    reviewer.locator("textarea").first.fill("质量管理扎实。")
    fill_in(reviewer.locator("main form"))
    press(reviewer, "提交评分")

    officer.goto(f"/staff/applications/{application.pk}")
    press(officer, "完成材料评审")
    _panel_to_mark(office, officer, round_)

    mark = Mark.objects.get()
    public = office.page(width=390)
    public.goto(f"/m/{mark.number}")
    expect(public.get_by_role("heading", level=1)).to_contain_text("有效")
    accessible(public)
    _revoke(office, officer, people["signer"], mark)
    public.reload()
    expect(public.get_by_role("heading", level=1)).to_contain_text("撤销")
    public.goto("/lists/" + round_.edition.code)
    expect(public.get_by_text("已撤销").first).to_be_visible()


def _panel_to_mark(office, officer, round_) -> None:
    officer.goto(f"/staff/rounds/{round_.pk}/lists/panel")
    press(officer, "件的名单")
    officer.locator("select[name^=tier]").first.select_option(index=1)
    officer.locator("textarea[name=minutes]").fill("评审会同意。")
    press(officer, "办结名单")
    officer.goto(f"/staff/rounds/{round_.pk}/lists/public-notice")
    officer.get_by_label("截止日期").fill(str(local_day(office.clock.now()) + timedelta(days=5)))
    press(officer, "件的名单")
    office.clock.forward(days=6)
    officer.reload()
    press(officer, "办结名单")
    officer.goto(f"/staff/rounds/{round_.pk}/lists/decision")
    press(officer, "件的名单")
    number = officer.get_by_label("文号")
    if number.count():
        number.first.fill("样质字〔2026〕1号")
    press(officer, "办结名单")
    officer.goto(f"/staff/rounds/{round_.pk}/lists/conferral")
    press(officer, "件的名单")
    press(officer, "办结名单")


def _revoke(office, officer, signer_user, mark) -> None:
    """Notice, the holder's statement, then the decision."""
    officer.goto(f"/staff/marks/{mark.pk}/revoke")
    officer.locator("input[name=ground]").first.check()
    officer.get_by_label("事实和依据").fill("连续两批抽查不合格。")
    officer.get_by_label("陈述申辩期限到").fill(str(local_day(office.clock.now()) + timedelta(days=7)))
    press(officer, "立案并发出告知书")
    signer = office.page(signer_user)
    signer.goto(f"/enterprise/marks/{mark.pk}")
    follow(signer, "陈述申辩")
    signer.get_by_label("陈述和申辩").fill("问题批次已全部召回。")
    press(signer, "提交", exact=True)
    officer.goto("/staff/procedures")
    follow(officer, "CZ-")
    follow(officer, "作出决定")
    officer.get_by_label("决定撤销").check()
    officer.get_by_label("理由").fill("连续两批抽查不合格，整改后仍未达到。")
    press(officer, "确认决定")
