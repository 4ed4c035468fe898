"""The premium brand's rounds: one finished with marks, one in public notice with an objection, one open."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from pinzhang.demo import steps
from pinzhang.demo.enterprises import Firm
from pinzhang.demo.filling import fill_in
from pinzhang.demo.people import Cast
from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services import lists, stages
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.services.correspondence import send_message
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.services import record_dated
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.services import confer
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import signer_of
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.services.rounds import close_applications, finish_round, open_round, set_up_round
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.domain.supervision.models import Procedure
from pinzhang.domain.supervision.services import alerts, procedures
from pinzhang.domain.supervision.services.appeals import raise_appeal, set_appeal_term
from pinzhang.engine.stages import Action

TIER = "premium"


def finished_round(cast: Cast, edition: ProgrammeEdition, firms: list[Firm], at: datetime) -> Round:
    """A round that is over: marks on the list, one admitted by decision, one revoked later, one suspended."""
    opens = at - timedelta(days=400)
    round_ = _round(cast, edition, f"{opens.year} 年第一批", f"{opens.year}, first batch", opens, 30)
    random = Random(7)  # noqa: S311 - the same scores every time
    _admit(cast, round_, firms[-1], opens + timedelta(days=20))
    for i, firm in enumerate(firms[:-1]):
        application = steps.submitted(round_, firm, opens + timedelta(days=2 + i, hours=1))
        steps.forward(cast, application, firm, "panel", random, opens + timedelta(days=32, hours=i))
    close_applications(round_=round_, by=cast.officer, at=opens + timedelta(days=31))
    notice = _notice(cast, round_, opens + timedelta(days=70), places=len(firms))
    lists.close_list(opened=notice, round_=round_, by=cast.officer, at=opens + timedelta(days=81))
    _decide_and_confer(cast, round_, opens + timedelta(days=84), number="演示质字〔一〕3号")
    finish_round(round_=round_, by=cast.officer, at=opens + timedelta(days=100))
    _supervise(cast, round_, at)
    return round_


def _admit(cast: Cast, round_: Round, firm: Firm, at: datetime) -> None:
    """An existing brand made under law, policy or standards is admitted by decision, without an application."""
    application = steps.begin(round_, firm, at, route="admission", by_office=cast.officer)
    stages.decide_stage(
        application=application, action=Action.COMPLETE, role="office", by=cast.officer, at=at,
        note="系依法培育形成的既有品牌，按规定直接列入。",
    )  # fmt: skip
    panel.set_tier(application=application, tier=TIER, by=cast.officer, at=at)


def _notice(cast: Cast, round_: Round, at: datetime, *, places: int) -> BatchStage:
    """Hold the panel and put its list on public notice for a week."""
    opened = panel.open_panel(round_=round_, stage="panel", by=cast.officer, at=at)
    steps.propose_best(opened, round_, {TIER: places})
    panel.conclude_panel(
        opened=opened, round_=round_, minutes="评审会听取了第三方评价和专家评审情况，形成拟定名单。",
        by=cast.officer, at=at + timedelta(hours=5),
    )  # fmt: skip
    return lists.open_list(
        round_=round_, stage="public-notice", by=cast.officer, at=at + timedelta(days=2),
        until_on=local_day(at) + timedelta(days=9),
    )  # fmt: skip


def _decide_and_confer(cast: Cast, round_: Round, at: datetime, *, number: str) -> None:
    opened = lists.open_list(round_=round_, stage="decision", by=cast.officer, at=at)
    lists.close_list(opened=opened, round_=round_, by=cast.officer, at=at, document_number=number)
    opened = lists.open_list(round_=round_, stage="conferral", by=cast.officer, at=at + timedelta(days=3))
    confer(opened=opened, round_=round_, by=cast.officer, at=at + timedelta(days=3))


def _supervise(cast: Cast, round_: Round, at: datetime) -> None:
    """One mark is revoked and its holder appeals, one is suspended, one is in its hearing term, two raise alerts."""
    conferred = list(Mark.objects.filter(round=round_).select_related("holder", "edition").order_by("number"))
    revoked = _measure(
        cast, conferred[2], "revoke", "standard-not-met",
        "经监督抽查和复检，产品关键指标连续两批不符合所声明标准，限期整改后仍未达到。", at - timedelta(days=54),
    )  # fmt: skip
    appeal = raise_appeal(
        change=revoked, text="复检样品不是本单位生产的批次，请核对抽样单。", by=_signer(conferred[2]),
        at=at - timedelta(days=30),
    )  # fmt: skip
    set_appeal_term(appeal=appeal, until_on=local_day(at) + timedelta(days=9), by=cast.officer, at=at)
    _measure(
        cast, conferred[4], "suspend", "standard-not-met-suspension",
        "群众反映产品质量问题，经核实属实，整改期间暂停使用标识。", at - timedelta(days=20),
        suspend_until_on=local_day(at) + timedelta(days=24),
    )  # fmt: skip
    procedures.open_procedure(
        mark=conferred[5], effect="revoke", ground="standard-not-met", text="抽查发现标签标示的指标与检验结果不符。",
        statement_until_on=local_day(at) + timedelta(days=8), by=cast.officer, at=at - timedelta(days=2),
    )  # fmt: skip
    for mark in conferred[6:8]:
        record_dated(
            organisation=mark.holder, name="samplings", on=local_day(at) - timedelta(days=3),
            record={"result": "failed", "product": mark.subject.name}, supplied_by="supervisor",
            source="监督抽查通报（演示）", by=None, at=at - timedelta(days=3),
        )  # fmt: skip
    alerts.watch_all({}, at)


def _measure(cast: Cast, mark: Mark, effect: str, ground: str, text: str, at: datetime, **more: Any) -> MarkChange:
    """Notice, a term of twelve days that ends in silence, and the decision a day later."""
    until = local_day(at) + timedelta(days=12)
    procedure = procedures.open_procedure(
        mark=mark, effect=effect, ground=ground, text=text, statement_until_on=until, by=cast.officer, at=at, **more
    )
    decided = procedures.decide_procedure(
        procedure=procedure, apply=True, text=text, by=cast.officer, at=at + timedelta(days=14)
    )
    return _change_by(decided)


def _change_by(procedure: Procedure) -> MarkChange:
    """Return what a procedure that was applied did to its mark."""
    if procedure.change is None:
        raise ValueError(procedure)
    return procedure.change


def _signer(mark: Mark) -> User:
    signer = signer_of(mark.holder)
    if signer is None:
        raise ValueError(mark)
    return signer


def round_in_notice(cast: Cast, edition: ProgrammeEdition, firms: list[Firm], at: datetime) -> Round:
    """A round whose proposed list is on public notice now; somebody has objected to one of them."""
    opens = at - timedelta(days=90)
    round_ = _round(cast, edition, f"{at.year} 年第一批", f"{at.year}, first batch", opens, 30)
    random = Random(11)  # noqa: S311 - the same scores every time
    for i, firm in enumerate(firms):
        application = steps.submitted(round_, firm, opens + timedelta(days=3 + i))
        steps.forward(cast, application, firm, "panel", random, opens + timedelta(days=33, hours=i))
    close_applications(round_=round_, by=cast.officer, at=opens + timedelta(days=31))
    notice = _notice(cast, round_, at - timedelta(days=5), places=8)
    held = Application.objects.filter(case__number=notice.frozen[1]).select_related("case").get()
    lists.raise_objection(
        opened=notice, application=held, at=at - timedelta(days=1),
        text="该产品外包装标注的执行标准与网上公开的标准编号不一致，请核实。", name="市民（演示）",
        contact="0532-88880001",
    )  # fmt: skip
    return round_


def open_premium_round(cast: Cast, edition: ProgrammeEdition, firms: list[Firm], at: datetime) -> Round:
    """A round that accepts applications, with files in every stage of their own."""
    opens = at - timedelta(days=21)
    round_ = _round(cast, edition, f"{at.year} 年第二批", f"{at.year}, second batch", opens, 40)
    random = Random(13)  # noqa: S311 - the same city every time
    stops = ("recommendation", "eligibility-check", "third-party-evaluation", "expert-review", "eligibility-check")
    mine, others = firms[0], firms[1:]
    for i, firm in enumerate(others):
        application = steps.submitted(round_, firm, opens + timedelta(days=1 + i % 9, hours=i))
        steps.forward(cast, application, firm, stops[i % len(stops)], random, opens + timedelta(days=3 + i % 9))
    _busy_desk(cast, round_, opens)
    _own_files(cast, round_, mine, at)
    return round_


def _busy_desk(cast: Cast, round_: Round, opens: datetime) -> None:
    """Give the evaluating institution and the reviewers something to do."""
    for application in Application.objects.filter(round=round_).select_related("case").order_by("pk"):
        when = opens + timedelta(days=17)
        if application.case.stage == "third-party-evaluation":
            evaluations.commission_evaluation(
                application=application, institution=cast.institution, by=cast.officer, at=when
            )
        elif application.case.stage == "expert-review":
            for reviewer in cast.reviewers[:3]:
                tasks.assign_reviewer(application=application, reviewer=reviewer, by=cast.officer, at=when)


def _own_files(cast: Cast, round_: Round, firm: Firm, at: datetime) -> None:
    """The firm behind the enterprise door: one file to mend, one unfinished draft, a message."""
    asked = steps.submitted(round_, firm, at - timedelta(days=12))
    steps.forward(cast, asked, firm, "eligibility-check", Random(1), at - timedelta(days=10))  # noqa: S311
    stages.ask_corrections(
        application=asked,
        requests={
            "brand_summary": "请补充品牌的主要指标与同行对比的数据来源。",
            "audit_reports": "缺少上一年度审计报告的附注页，请补传。",
        },
        by=cast.officer,
        at=at - timedelta(days=2),
    )  # fmt: skip
    send_message(
        case=asked.case, text="如对补正要求有疑问，可以直接在这里问。", from_office=True, by=cast.officer,
        at=at - timedelta(days=2),
    )  # fmt: skip
    second = Firm(firm.organisation, firm.signer, firm.sector, f"{firm.product}（户外型）")
    draft = steps.begin(round_, second, at - timedelta(days=1))
    fill_in(draft, second, at=at - timedelta(days=1), sections=3)


def _round(cast: Cast, edition: ProgrammeEdition, label: str, label_en: str, opens: datetime, days: int) -> Round:
    closes = (opens + timedelta(days=days)).replace(hour=9, minute=0)
    round_ = set_up_round(
        edition=edition, label=label, label_en=label_en, opens_at=opens, closes_at=closes,
        reference_on=local_day(closes), by=cast.officer, at=opens - timedelta(days=10),
    )  # fmt: skip
    return open_round(round_=round_, by=cast.officer, at=opens)
