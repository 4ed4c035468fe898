"""Take reports, and close the loop: triage, assignment, measures, answer."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.cases.choices import CaseKind
from pinzhang.domain.cases.models import Case
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, files
from pinzhang.domain.marks.selectors import mark_numbered
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.protection.choices import Finding, ReportKind, Responsible
from pinzhang.domain.protection.digests import keyed
from pinzhang.domain.protection.models import Report, Reporter, ReportPhoto
from pinzhang.domain.protection.plans import ANSWER, INVESTIGATION, REPORT_PLAN, TRIAGE
from pinzhang.domain.protection.refusals import CannotHandleReport, CannotReport
from pinzhang.domain.protection.selectors import grounds_for, receiving_authority
from pinzhang.domain.reference.models import Authority
from pinzhang.engine.stages import Action

MOST_PHOTOS, LARGEST_PHOTO_MB = 5, 8
LONGEST_TEXT = 2000
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that can be read for something else."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a reporter gets (回执): the report, and the code that opens its state; the code is shown once."""

    report: Report
    code: str


@transaction.atomic
def take_report(
    *,
    kind: str,
    defect: str,
    at: datetime,
    text: str = "",
    mark_number: str = "",
    name: str = "",
    contact: str = "",
    photos: Sequence[tuple[str, bytes]] = (),
    **where: Any,
) -> Receipt:
    """Take a report from anybody, with or without a name (接收举报).

    ``where`` may give ``place``, ``shop`` and ``region``.

    :raises CannotReport: the kind is unknown, nothing is said, a number is missing, or there are too many photographs.
    :raises CannotKeepFile: a photograph is no JPG or PNG, or too large.
    """
    _check(kind, defect, text, mark_number, photos)
    mark = mark_numbered(mark_number)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    title = f"{ReportKind(kind).label} {defect}"[:200]
    to = receiving_authority(mark, where.get("region"))
    case = moves.open_case(
        kind=CaseKind.REPORT, authority=to, plan=REPORT_PLAN, prefix="JB", title=title, by=None, at=at
    )
    report = Report.objects.create(
        case=case, kind=kind, mark=mark, mark_number=mark_number.strip()[:80], defect=defect.strip(),
        text=text.strip(), place=where.get("place", "").strip(), shop=where.get("shop", "").strip(),
        region=where.get("region"), organisation=mark.holder if mark else None, code=keyed(code),
        contact_digest=keyed(contact), defect_digest=keyed(f"{kind} {defect}"), reported_at=at,
    )  # fmt: skip
    if contact.strip():
        Reporter.objects.create(report=report, name=name.strip(), contact=contact.strip())
    _keep_photos(report, photos, at=at)
    data = {"report": case.number, "kind": kind, "photos": len(photos), "anonymous": not contact.strip()}
    events.record("protection.report.taken", subject=report, by=None, at=at, data=data)
    return Receipt(report, code)


def _check(kind: str, defect: str, text: str, mark_number: str, photos: Sequence[object]) -> None:
    wrong = {}
    if kind not in ReportKind.values:
        wrong["kind"] = "请选择举报类别。"
    if not defect.strip():
        wrong["defect"] = "请写明是什么问题。"
    if kind in (ReportKind.FAKE, ReportKind.MISUSE) and not mark_number.strip():
        wrong["mark_number"] = "请填写商品上印的标识编号；看不清的，写看得清的部分。"
    if len(text) > LONGEST_TEXT:
        wrong["text"] = f"最多 {LONGEST_TEXT} 字，现在有 {len(text)} 字。"
    if len(photos) > MOST_PHOTOS:
        wrong["photos"] = f"最多上传 {MOST_PHOTOS} 张照片。"
    if wrong:
        raise CannotReport("举报还没有填完整。", fields=wrong)


def _keep_photos(report: Report, photos: Sequence[tuple[str, bytes]], *, at: datetime) -> None:
    for name, content in photos:
        try:
            stored = files.keep_file(
                content, name=name, accept=("jpg", "png"), max_mb=LARGEST_PHOTO_MB, by=report.case, at=at
            )
        except files.CannotKeepFile as refusal:
            refusal.fields = {"photos": refusal.sentence}
            raise
        ReportPhoto.objects.create(report=report, file=stored)


@transaction.atomic
def assign_report(
    *,
    report: Report,
    authority: Authority,
    until_on: date,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    expected_version: int | None = None,
) -> Report:
    """Take a report up, give it to the authority that is competent, and name the day of its answer (分办).

    :raises CannotHandleReport: it is past triage, the day is not ahead, or the authority is not of this tree.
    """
    report = _locked(report, TRIAGE, expected_version)
    if until_on <= local_day(at):
        raise CannotHandleReport("请填写今天以后的一天。", fields={"until_on": "须在今天之后。"})
    case = _move(report, Action.COMPLETE, by=by, at=at)
    case = moves.hand_over(case=case, to=authority, by=by, at=at)
    moves.set_due(case, until_on, provisional=False)
    report.case, report.organisation = case, organisation or report.organisation
    report.save(update_fields=["organisation"])
    data = {"report": case.number, "authority": authority.code, "until": until_on.isoformat()}
    events.record("protection.report.assigned", subject=report, by=by, at=at, data=data)
    return report


@transaction.atomic
def refuse_report(
    *, report: Report, answer: str, by: User, at: datetime, expected_version: int | None = None
) -> Report:
    """Refuse to take a report up, and tell the reporter why (不予受理).

    :raises CannotHandleReport: it is past triage, or no reason is given.
    """
    report = _locked(report, TRIAGE, expected_version)
    if not answer.strip():
        raise CannotHandleReport("请写明不予受理的理由。", fields={"answer": "请写明理由，举报人会看到。"})
    report.case = _move(report, Action.REFUSE, by=by, at=at, note=answer.strip())
    report.answer, report.answered_at = answer.strip(), at
    report.save(update_fields=["answer", "answered_at"])
    events.record("protection.report.refused", subject=report, by=by, at=at, data={"report": report.case.number})
    return report


@transaction.atomic
def conclude_report(
    *,
    report: Report,
    finding: str,
    measures: str,
    by: User,
    at: datetime,
    responsible: str = "",
    ground: str = "",
    expected_version: int | None = None,
) -> Report:
    """Say what was found and done; a proven one that the mark's holder answers for goes on to surveillance (核查结论).

    :raises CannotHandleReport: it is not being looked into, or something of the conclusion is missing.
    """
    report = _locked(report, INVESTIGATION, expected_version)
    _check_conclusion(report, finding, responsible, ground, measures)
    report.finding, report.measures = finding, measures.strip()
    report.responsible = responsible if finding == Finding.PROVEN else ""
    report.ground = ground if report.responsible == Responsible.HOLDER else ""
    report.save(update_fields=["finding", "measures", "responsible", "ground"])
    report.case = _move(report, Action.COMPLETE, by=by, at=at, note=report.measures, keep_clock=True)
    data = {"report": report.case.number, "finding": finding, "responsible": report.responsible}
    events.record("protection.report.concluded", subject=report, by=by, at=at, data=data)
    if report.ground:
        cause = {"report": report.case.number, "mark": report.mark_id, "ground": report.ground}
        events.record("protection.report.proven", subject=report, by=by, at=at, data=cause)
    return report


def _check_conclusion(report: Report, finding: str, responsible: str, ground: str, measures: str) -> None:
    wrong = {}
    if finding not in Finding.values:
        wrong["finding"] = "请选择结论。"
    if not measures.strip():
        wrong["measures"] = "请写明核查和处理的情况。"
    if finding == Finding.PROVEN and responsible not in Responsible.values:
        wrong["responsible"] = "属实的，请写明由谁负责。"
    if finding == Finding.PROVEN and responsible == Responsible.HOLDER:
        known = grounds_for(report)
        if report.mark_id is None:
            wrong["responsible"] = "没有找到这枚标识，不能由持有单位负责。"
        elif known and ground not in {one.key for one in known}:
            wrong["ground"] = "请选择对应的情形。"
    if wrong:
        raise CannotHandleReport("核查结论还不完整。", fields=wrong)


@transaction.atomic
def answer_report(
    *, report: Report, answer: str, by: User, at: datetime, expected_version: int | None = None
) -> Report:
    """Answer the reporter and close the report (答复办结); the answer stands on the page of its number and code.

    :raises CannotHandleReport: there is no conclusion yet, or nothing is written.
    """
    report = _locked(report, ANSWER, expected_version)
    if not answer.strip():
        raise CannotHandleReport("请写下答复。", fields={"answer": "请写下答复，举报人会看到。"})
    report.answer, report.answered_at = answer.strip(), at
    report.save(update_fields=["answer", "answered_at"])
    report.case = _move(report, Action.COMPLETE, by=by, at=at)
    events.record("protection.report.answered", subject=report, by=by, at=at, data={"report": report.case.number})
    return report


@transaction.atomic
def name_organisation(*, report: Report, organisation: Organisation, by: User, at: datetime) -> Report:
    """Write which firm a report is about, once it is known (写明被举报单位).

    :raises CannotHandleReport: the report is closed.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("case").get(pk=report.pk)
    if report.case.outcome:
        raise CannotHandleReport("举报已经办结。")
    Report.objects.filter(pk=report.pk).update(organisation=organisation)
    report.organisation = organisation
    data = {"report": report.case.number, "organisation": organisation.pk}
    events.record("protection.report.firm_named", subject=report, by=by, at=at, data=data)
    return report


@transaction.atomic
def erase_reporter(*, report: Report, by: User, at: datetime) -> None:
    """Erase who reported, and the digest that tells one contact from another; the report stays (删除举报人资料)."""
    Reporter.objects.filter(report=report).delete()
    Report.objects.filter(pk=report.pk).update(contact_digest="")
    events.record("protection.reporter.erased", subject=report, by=by, at=at, data={"report": report.case.number})


def _locked(report: Report, stage: str, expected_version: int | None) -> Report:
    related = ("case__authority", "mark__edition", "mark__subject")
    fresh = Report.objects.select_for_update(of=("self",)).select_related(*related).get(pk=report.pk)
    case = moves.locked(fresh.case, expected_version=expected_version)
    if case.outcome or case.stage != stage:
        raise CannotHandleReport("这件举报现在不在这个环节。")
    return fresh


def _move(report: Report, action: Action, *, by: User, at: datetime, note: str = "", keep_clock: bool = False) -> Case:
    until, provisional = report.case.due_on, report.case.due_is_provisional
    case = moves.move(case=report.case, plan=REPORT_PLAN, action=action, role="office", by=by, at=at, note=note)
    if keep_clock and not case.outcome:
        moves.set_due(case, until, provisional=provisional)
    return case
