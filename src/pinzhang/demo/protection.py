"""Protection in the demonstration: reports in three states, registers of some firms, honours of other authorities."""

from datetime import date, datetime, timedelta
from typing import Any

from pinzhang.demo.enterprises import Firm
from pinzhang.demo.people import Cast
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.protection.models import HonourList
from pinzhang.domain.protection.services.honours import enter_honour, open_honour_list
from pinzhang.domain.protection.services.reports import (
    answer_report,
    assign_report,
    conclude_report,
    take_report,
)
from pinzhang.domain.protection.services.rights import register_right

PAPER = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LISTS = (
    (
        "provincial-time-honoured",
        ("省级老字号（演示）", "Provincial time-honoured brands (demonstration)"),
        "省商务主管部门",
        "provincial",
    ),
    (
        "geographical-indication",
        ("地理标志产品（演示）", "Geographical indications (demonstration)"),
        "国家知识产权主管部门",
        "national",
    ),
)


def protect(cast: Cast, firms: list[Firm], at: datetime) -> None:
    """Enter a little of everything that protection keeps."""
    _reports(cast, at)
    for position, firm in enumerate(firms[:6]):
        _rights(firm, position, at)
    for position, (code, (name, name_en), by, level) in enumerate(LISTS):
        found = open_honour_list(
            code=code, name=name, name_en=name_en, conferred_by=by, level=level, by=cast.officer, at=at
        )
        _honours(cast, found, firms[position::2][:4], at)


def _reports(cast: Cast, at: datetime) -> None:
    """One waits for triage, one is looked into by a district, one is answered; none of the marks is touched by it."""
    marks = list(Mark.objects.select_related("holder__region").order_by("number")[:2])
    take_report(
        kind="misuse", mark_number=marks[0].number, defect="包装上标示的净含量与实物不符", shop="演示超市",
        place="演示路 8 号", region=cast.regions["370202"], at=at - timedelta(days=1),
    )  # fmt: skip
    second = take_report(
        kind="unauthorised", defect="门头使用品牌标志，没有出示授权", shop="演示特产店", place="演示街 12 号",
        region=cast.regions["370215"], name="市民（演示）", contact="0532-88880002", at=at - timedelta(days=6),
    )  # fmt: skip
    assign_report(
        report=second.report, authority=cast.jimo, until_on=local_day(at) + timedelta(days=5), by=cast.officer,
        at=at - timedelta(days=5),
    )  # fmt: skip
    third = take_report(
        kind="fake", mark_number="YP-2020-9999", defect="网店商品上的编号查不到", place="演示网店",
        region=cast.regions["370203"], at=at - timedelta(days=20),
    ).report  # fmt: skip
    third = assign_report(
        report=third, authority=cast.city, until_on=local_day(at) - timedelta(days=3), by=cast.officer,
        at=at - timedelta(days=19),
    )  # fmt: skip
    third = conclude_report(
        report=third, finding="proven", responsible="other", measures="网店已下架商品，线索移送所在地主管部门处理。",
        by=cast.officer, at=at - timedelta(days=8),
    )  # fmt: skip
    answer_report(
        report=third, answer="您反映的商品已下架，销售者由所在地主管部门立案处理。感谢您的举报。", by=cast.officer,
        at=at - timedelta(days=7),
    )  # fmt: skip


def _rights(firm: Firm, position: int, at: datetime) -> None:
    """A trademark that lapses sooner or later, and for some a patent or a customs recordal."""
    today = local_day(at)
    given: dict[str, Any] = {
        "organisation": firm.organisation,
        "source": "登记证书（演示）",
        "by": firm.signer,
        "at": at,
    }
    register_right(
        kind="trademark", number=f"{70000000 + firm.organisation.pk}", name=f"{firm.organisation.name[2:4]}牌",
        scope="演示类别", registered_on=today - timedelta(days=3000),
        valid_until=today + timedelta(days=(20, 150, 900)[position % 3]), **given,
    )  # fmt: skip
    if position % 2 == 0:
        register_right(
            kind="patent", patent_kind="utility", number=f"ZL-DEMO-{position:04d}", name=f"{firm.product}结构",
            registered_on=today - timedelta(days=800), valid_until=today + timedelta(days=2850), **given,
        )  # fmt: skip
    if position % 3 == 0:
        register_right(
            kind="customs", number=f"T-DEMO-{position:04d}", name=f"{firm.organisation.name[2:4]}牌",
            registered_on=today - timedelta(days=400), valid_until=today + timedelta(days=3250), **given,
        )  # fmt: skip


def _honours(cast: Cast, found: HonourList, firms: list[Firm], at: datetime) -> None:
    for position, firm in enumerate(firms):
        enter_honour(
            honour_list=found, organisation=firm.organisation, since_on=date(local_day(at).year - 3 - position, 9, 1),
            source="公布文件（演示）", content=PAPER, name="公布文件.pdf", by=cast.officer, at=at,
            subject=firm.product if found.level == "national" else "",
        )  # fmt: skip
