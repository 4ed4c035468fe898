"""A citizen reports a fake from the page of a mark, on a phone; it is proven, the holder is heard, the mark is revoked
at once, the holder appeals, and somebody else decides.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark
from tests.factories import make_enterprise, make_officer, make_signer
from tests.factories.forms import PNG
from tests.factories.marks import make_held_mark
from tests.journeys.hands import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _report(public: Page, mark: Mark, accessible) -> tuple[str, str]:
    public.goto(f"/m/{mark.number}")
    follow(public, "举报假冒或滥用")
    accessible(public)
    public.get_by_label("违规使用").check()
    public.get_by_label("是什么问题").fill("包装上的指标与检验报告不符")
    public.get_by_label("照片").set_input_files({"name": "包装.png", "mimeType": "image/png", "buffer": PNG})
    press(public, "提交举报")
    expect(public.get_by_role("heading", level=1)).to_contain_text("举报已收到")
    number, code = public.locator(".note.ok .strong").all_inner_texts()
    assert public.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return number, code


def _prove(officer: Page, number: str, until: str) -> None:
    officer.goto("/staff/reports")
    follow(officer, number)
    officer.get_by_label("答复日期").fill(until)
    press(officer, "分办", exact=True)
    officer.get_by_label("属实", exact=True).check()
    officer.get_by_label("属实的，由谁负责").select_option(label="标识持有单位")
    officer.get_by_label("由持有单位负责的，对应的情形").select_option(index=1)
    officer.get_by_label("核查和处理").fill("抽样复检，两项指标不符合所声明标准。")
    press(officer, "登记结论")
    expect(officer.get_by_text("已转到标识监管的预警")).to_be_visible()


def _hear_and_revoke(office, officer: Page, lin: Page, mark: Mark, until: str) -> None:
    officer.goto("/staff/alerts")
    follow(officer, "启动撤销程序…")
    officer.locator("input[name=ground]").first.check()
    officer.get_by_label("事实和依据").fill("群众举报并经抽样复检，指标不符合所声明标准。")
    officer.get_by_label("陈述申辩期限到").fill(until)
    press(officer, "立案并发出告知书")
    lin.goto(f"/enterprise/marks/{mark.pk}")
    follow(lin, "陈述申辩")
    lin.get_by_label("陈述和申辩").fill("问题批次已召回，请求当面说明。")
    lin.get_by_label("要求听证").check()
    press(lin, "提交", exact=True)
    officer.goto("/staff/procedures")
    follow(officer, "CZ-")
    follow(officer, "登记听证情况")
    officer.get_by_label("听证日期").fill(str(local_day(office.clock.now())))
    officer.get_by_label("听证情况").fill("持有单位到场两人，提交召回记录。")
    press(officer, "保存", exact=True)
    follow(officer, "作出决定")
    officer.get_by_label("决定撤销").check()
    officer.get_by_label("理由").fill("两项指标不符合所声明标准，召回不改变已造成的后果。")
    press(officer, "确认决定")


def _appeal(office, lin: Page, mark: Mark, other: Page) -> None:
    lin.goto(f"/enterprise/marks/{mark.pk}")
    follow(lin, "提出申诉")
    lin.get_by_label("申诉的事实和理由").fill("复检样品的批号与举报的批号不同。")
    press(lin, "提交申诉")
    other.goto("/staff/appeals")
    follow(other, "SS-")
    other.get_by_label("申诉成立").check()
    other.get_by_label("复核情况和理由").fill("抽样单批号有误，原检验结论不能成立。")
    press(other, "作出复核决定")


def test_a_citizens_report_leads_to_a_revocation_and_the_holders_appeal_to_its_end(office, accessible):
    mark = make_held_mark(holder=make_enterprise("青岛望海样例装备有限公司"))
    wang, zhao = make_officer(mark.authority), make_officer(mark.authority, "赵岩")
    until = str(local_day(office.clock.now()) + timedelta(days=9))
    public, officer = office.page(width=390), office.page(wang)
    lin = office.page(make_signer(mark.holder, "林晓"))

    number, code = _report(public, mark, accessible)
    _prove(officer, number, until)
    office.work_off()
    _hear_and_revoke(office, officer, lin, mark, until)
    public.goto(f"/m/{mark.number}")
    expect(public.get_by_role("heading", level=1)).to_contain_text("撤销")

    _appeal(office, lin, mark, office.page(zhao))
    public.reload()
    expect(public.get_by_role("heading", level=1)).to_contain_text("真标识")
    expect(public.get_by_text("因申诉恢复原状")).to_be_visible()

    officer.goto("/staff/reports?view=answer")
    follow(officer, re.compile(number).pattern)
    officer.get_by_label("答复").fill("已核查处理，结果见标识页面。")
    press(officer, "答复并办结")
    public.goto("/report/lookup")
    public.get_by_label("举报编号").fill(number)
    public.get_by_label("查询码").fill(code)
    press(public, "查询", exact=True)
    expect(public.get_by_text("已核查处理，结果见标识页面。")).to_be_visible()
    accessible(public)
