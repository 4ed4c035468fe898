"""Letters and notices about procedures and appeals; alerts that other concepts give cause for."""

from datetime import datetime

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import handles
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.messages.services import Translation, issue_letter, notify
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import officials_of, users_of
from pinzhang.domain.supervision.choices import AlertOrigin, AppealOutcome, Decision, Effect
from pinzhang.domain.supervision.models import Appeal, Procedure
from pinzhang.domain.supervision.selectors import appeals, ground_named, ground_of, procedures
from pinzhang.domain.supervision.services.alerts import basis_of, raise_alert
from pinzhang.engine.packs.schema.outcomes import Ground


def _procedure(event: Event) -> Procedure:
    return procedures().get(pk=event.data["procedure"])


def _appeal(event: Event) -> Appeal:
    return appeals().get(pk=event.data["appeal"])


def _tell_holder(event: Event, mark: Mark, title: str, title_en: str, *, at: datetime) -> None:
    for person in users_of(mark.holder):
        notify(
            recipient=person,
            key=f"event:{event.pk}",
            title=f"{title}：{mark.number}",
            title_en=f"{title_en}: {mark.number}",
            text=f"{mark.edition.name} {mark.subject.name}",
            text_en=f"{mark.edition.name_en or mark.edition.name} {mark.subject.name}",
            link=f"/enterprise/marks/{mark.pk}",
            at=at,
        )


@handles("supervision.procedure.opened")
def give_notice(event: Event, at: datetime) -> None:
    """Set the letter by which the holder learns of a procedure and of its right to be heard, and tell its people."""
    procedure = _procedure(event)
    mark, ground = procedure.mark, ground_of(procedure)
    heading = f"拟{'撤销' if procedure.effect == Effect.REVOKE else '暂停使用'}{mark.edition.name}的告知书"
    content = {
        "heading": heading,
        "holder": mark.holder.name,
        "number": mark.number,
        "subject": mark.subject.name,
        "case": procedure.case.number,
        "ground": ground.title.zh,
        "clause": procedure.clause,
        "text": procedure.text,
        "until": procedure.statement_until_on.isoformat(),
        "term_is_stated": procedure.term_is_stated,
        "suspended": procedure.at_once_id is not None,
        "authority": mark.authority.name,
        "on": local_day(procedure.case.opened_at).isoformat(),
    }
    issue_letter(
        kind="hearing", number=procedure.case.number, about=f"mark:{mark.pk}", organisation=mark.holder,
        title=heading, content=content, by=None, at=at, english=_notice_in_english(procedure, ground),
    )  # fmt: skip
    _tell_holder(event, mark, "请陈述申辩", "Please make your statement", at=at)


def _notice_in_english(procedure: Procedure, ground: Ground) -> Translation:
    mark, what = procedure.mark, ground.title.en or ground.title.zh
    measure = "revocation" if procedure.effect == Effect.REVOKE else "suspension"
    about = f"It is alleged of {mark.subject.name} (number {mark.number}): {what} ({procedure.clause})."
    until = f"You may make a statement, or ask for a hearing, before {procedure.statement_until_on.isoformat()}; "
    paragraphs = [
        f"{about} Case: {procedure.case.number}.",
        f"In the words of the office: {procedure.text}",
        "The mark is suspended meanwhile." if procedure.at_once_id is not None else "",
        until + "after that the office decides on what has been established.",
    ]
    name = mark.edition.name_en or mark.edition.name
    return {"heading": f"Notice of intended {measure}: {name}", "paragraphs": [text for text in paragraphs if text]}


def _answer_in_english(appeal: Appeal) -> Translation:
    outcome = "is upheld" if appeal.outcome == AppealOutcome.UPHELD else "is dismissed; the measure stands"
    what = f"Your appeal ({appeal.case.number}) against the measure about mark {appeal.mark.number}"
    reviewed = f"{what} was reviewed by somebody who had no part in it. The appeal {outcome}."
    return {
        "heading": "Decision on your appeal",
        "paragraphs": [reviewed, f"In the words of the office: {appeal.finding}"],
    }


@handles("supervision.procedure.decided")
def tell_of_decision(event: Event, at: datetime) -> None:
    """Tell the holder that nothing is done; a measure has its own letter and notice."""
    procedure = _procedure(event)
    if procedure.decision == Decision.DROPPED:
        _tell_holder(event, procedure.mark, "不予处置", "No measure taken", at=at)


@handles("supervision.statement.made", "supervision.appeal.raised")
def tell_office(event: Event, at: datetime) -> None:
    """Tell the officers of the authority that a holder has spoken."""
    appealed = event.name.endswith("appeal.raised")
    one: Appeal | Procedure = _appeal(event) if appealed else _procedure(event)
    link = f"/staff/appeals/{one.pk}" if appealed else f"/staff/procedures/{one.pk}"
    title = "收到申诉" if appealed else "收到陈述申辩"
    for person in officials_of(one.mark.authority.path, PostRole.OFFICER):
        notify(
            recipient=person, key=f"event:{event.pk}", title=f"{title}：{one.mark.number}",
            text=one.mark.holder.name, link=link, at=at,
        )  # fmt: skip


@handles("supervision.appeal.decided")
def answer_appeal(event: Event, at: datetime) -> None:
    """Set the letter that answers an appeal, and tell the holder's people."""
    appeal = _appeal(event)
    mark = appeal.mark
    heading = "申诉复核决定书"
    content = {
        "heading": heading,
        "holder": mark.holder.name,
        "number": mark.number,
        "case": appeal.case.number,
        "measure": appeal.change.get_to_state_display(),
        "outcome": appeal.get_outcome_display(),
        "finding": appeal.finding,
        "authority": mark.authority.name,
        "on": local_day(appeal.decided_at or at).isoformat(),
    }
    issue_letter(
        kind="appeal", number=appeal.case.number, about=f"mark:{mark.pk}", organisation=mark.holder,
        title=heading, content=content, by=None, at=at, english=_answer_in_english(appeal),
    )  # fmt: skip
    _tell_holder(event, mark, f"申诉已有结果：{appeal.get_outcome_display()}", "Your appeal is decided", at=at)


@handles("protection.report.proven")
def alert_by_report(event: Event, at: datetime) -> None:
    """Raise an alert where a proven report lays the blame on the holder of a mark."""
    mark = Mark.objects.select_related("edition", "subject").filter(pk=event.data.get("mark")).first()
    ground = ground_named(mark, event.data.get("ground", "")) if mark else None
    if mark is None or ground is None:
        return
    reference = event.data["report"]
    raise_alert(
        mark=mark, ground=ground, origin=AlertOrigin.REPORT, basis=basis_of(reference), reference=reference, at=at
    )
