"""Notice to the holder, statement or hearing, decision: the only way in which a mark is suspended or revoked."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pinzhang.domain.cases.choices import CaseKind
from pinzhang.domain.cases.models import Case
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.services import restore_mark, revoke_mark, suspend_mark
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import is_signer
from pinzhang.domain.supervision.choices import AlertState, Decision, Effect
from pinzhang.domain.supervision.models import Alert, Consequence, Procedure
from pinzhang.domain.supervision.plans import DECISION, STATEMENT
from pinzhang.domain.supervision.refusals import CannotProceed
from pinzhang.domain.supervision.selectors import ground_of, hearing_rule, open_grounds, plan_of_procedure
from pinzhang.domain.supervision.services.alerts import close_alert
from pinzhang.engine.packs.schema.outcomes import Ground
from pinzhang.engine.stages import Action, Actor, due, published_calendar

LONGEST_STATEMENT = 8000


@transaction.atomic
def open_procedure(
    *,
    mark: Mark,
    effect: str,
    ground: str,
    text: str,
    by: User,
    at: datetime,
    statement_until_on: date | None = None,
    suspend_until_on: date | None = None,
    at_once: bool = False,
    alert: Alert | None = None,
) -> Procedure:
    """Give the holder notice that a mark may be suspended or revoked (立案告知).

    The term for the statement is the edition's; where that is silent, the office names the last day.

    :raises CannotProceed: the mark's state, the ground, the text or the day does not allow it, one is open already,
        or the mark is to be suspended at once and the edition does not say that this may be.
    """
    mark = _locked(mark)
    chosen = _check_opening(mark, effect, ground, text)
    if at_once and not chosen.at_once:
        raise CannotProceed("规则没有写明这种情形可以先行暂停，须先告知并听取陈述申辩。")
    until, provisional = _last_day(mark, statement_until_on, today=local_day(at))
    case = _open_case(mark, chosen, until, provisional=provisional, by=by, at=at)
    stated = {"ground": chosen.key, "clause": chosen.clause, "text": text.strip(), "effect": effect}
    planned = {"suspend_until_on": suspend_until_on, "statement_until_on": until}
    procedure = _enter(case=case, mark=mark, alert=alert, opened_by=by, **stated, **planned)
    if alert is not None:
        close_alert(alert, AlertState.TAKEN_UP, by=by, at=at)
    if at_once:
        _suspend_at_once(procedure, by=by, at=at)
    data = {"procedure": procedure.pk, "case": case.number, "effect": effect, "ground": ground}
    events.record("supervision.procedure.opened", subject=mark, by=by, at=at, data=data)
    return procedure


def _locked(mark: Mark) -> Mark:
    locked = Mark.objects.select_for_update(of=("self",))
    return locked.select_related("edition", "subject", "holder", "authority").get(pk=mark.pk)


def _check_opening(mark: Mark, effect: str, ground: str, text: str) -> Ground:
    possible = {Effect.SUSPEND.value: (MarkState.ACTIVE,), Effect.REVOKE.value: LIVING}
    if mark.state not in possible.get(effect, ()):
        raise CannotProceed(f"标识现在是“{mark.get_state_display()}”，不能启动这个程序。")
    if Procedure.objects.filter(mark=mark, decision="").exists():
        raise CannotProceed("这枚标识已有一个程序在办。")
    allowed = {one.key: one for one in open_grounds(mark, effect)}
    wrong = {}
    if ground not in allowed:
        wrong["ground"] = "请选择规则里写明的情形。"
    if not text.strip():
        wrong["text"] = "请写明事实和依据。"
    if wrong:
        raise CannotProceed("请写明情形、事实和依据。", fields=wrong)
    return allowed[ground]


def _last_day(mark: Mark, given: date | None, *, today: date) -> tuple[date, bool]:
    """Return the last day for the statement: by the edition's term, which the office may lengthen, never shorten."""
    rule = hearing_rule(mark)
    if rule is None:
        if given is None or given <= today:
            sentence = "公开文件没有写明陈述申辩的期限，请填写今天以后的一天。"
            raise CannotProceed(sentence, fields={"statement_until_on": sentence})
        return given, False
    stated = due(today, rule.term, published_calendar())
    if given is not None and given < stated.on:
        sentence = f"规则写明的期限到 {stated.on}，不能更短。"
        raise CannotProceed(sentence, fields={"statement_until_on": sentence})
    return (given, False) if given and given > stated.on else (stated.on, stated.provisional)


def _open_case(mark: Mark, ground: Ground, until: date, *, provisional: bool, by: User, at: datetime) -> Case:
    case = moves.open_case(
        kind=CaseKind.MARK_CHANGE,
        authority=mark.authority,
        plan=plan_of_procedure(mark, ground),
        prefix="CZ",
        title=f"{mark.number} {mark.holder.name}"[:200],
        by=by,
        at=at,
    )
    moves.set_due(case, until, provisional=provisional)
    return case


def _enter(*, mark: Mark, **given: Any) -> Procedure:
    try:
        with transaction.atomic():
            term_is_stated = hearing_rule(mark) is not None
            return Procedure.objects.create(mark=mark, term_is_stated=term_is_stated, **given)
    except IntegrityError as error:
        raise CannotProceed("这枚标识已有一个程序在办。") from error


def _suspend_at_once(procedure: Procedure, *, by: User, at: datetime) -> None:
    """Suspend before the holder is heard; where the ground is one to revoke, it serves to suspend meanwhile."""
    suspend_mark(
        mark=procedure.mark, ground=procedure.ground, text=procedure.text, case=procedure.case, by=by, at=at,
        until_on=procedure.suspend_until_on,
    )  # fmt: skip
    procedure.at_once = MarkChange.objects.filter(mark=procedure.mark).latest("pk")
    procedure.save(update_fields=["at_once"])


@transaction.atomic
def make_statement(*, procedure: Procedure, text: str, hearing_wanted: bool, by: User, at: datetime) -> Procedure:
    """Take the holder's statement, and whether it wants to be heard in person (陈述申辩).

    :raises CannotProceed: not the holder's signer, nothing said, the term is over, or it has spoken already.
    """
    procedure = _locked_procedure(procedure)
    if not is_signer(by, procedure.mark.holder):
        raise CannotProceed("须由本单位的授权签署人提交。")
    if procedure.statement_at or procedure.case.stage != STATEMENT or local_day(at) > procedure.statement_until_on:
        raise CannotProceed("陈述申辩已经提交过，或者期限已过。")
    if not text.strip() or len(text) > LONGEST_STATEMENT:
        limit = f"请写下陈述和申辩，最多 {LONGEST_STATEMENT} 字。"
        raise CannotProceed(limit, fields={"text": limit})
    procedure.statement, procedure.statement_by, procedure.statement_at = text.strip(), by, at
    procedure.hearing_wanted = hearing_wanted
    procedure.save(update_fields=["statement", "statement_by", "statement_at", "hearing_wanted"])
    procedure.case = _to_decision(procedure, role="applicant", by=by, at=at, note="已陈述申辩")
    data = {"procedure": procedure.pk, "hearing": hearing_wanted}
    events.record("supervision.statement.made", subject=procedure.mark, by=by, at=at, data=data)
    return procedure


def _to_decision(procedure: Procedure, *, role: Actor, by: User | None, at: datetime, note: str) -> Case:
    plan = plan_of_procedure(procedure.mark, ground_of(procedure))
    return moves.move(case=procedure.case, plan=plan, action=Action.COMPLETE, role=role, by=by, at=at, note=note)


@jobs.daily
def end_statement_terms(_payload: dict[str, str], at: datetime) -> None:
    """Take the procedures whose holders said nothing in time to their decision (期满)."""
    silent = Procedure.objects.filter(
        decision="", case__stage=STATEMENT, statement_until_on__lt=local_day(at)
    ).select_related("case", "mark__edition", "mark__subject")
    for procedure in silent:
        _to_decision(procedure, role="office", by=None, at=at, note="期满没有提出陈述申辩")


@transaction.atomic
def record_hearing(*, procedure: Procedure, heard_on: date, record: str, by: User, at: datetime) -> Procedure:
    """Record that the holder was heard in person, and what was said (听证情况).

    :raises CannotProceed: nobody asked for it, the day lies ahead, nothing is recorded, or it is decided.
    """
    procedure = _locked_procedure(procedure)
    if procedure.decision or not procedure.hearing_wanted:
        raise CannotProceed("持有单位没有要求听证，或者已经作出决定。")
    if heard_on > local_day(at):
        raise CannotProceed("听证还没有举行。", fields={"heard_on": "不能晚于今天。"})
    if not record.strip():
        raise CannotProceed("请写明听证情况。", fields={"record": "请写明听证情况。"})
    procedure.heard_on, procedure.hearing_record = heard_on, record.strip()
    procedure.save(update_fields=["heard_on", "hearing_record"])
    data = {"procedure": procedure.pk, "on": heard_on.isoformat()}
    events.record("supervision.hearing.recorded", subject=procedure.mark, by=by, at=at, data=data)
    return procedure


@transaction.atomic
def decide_procedure(
    *, procedure: Procedure, apply: bool, text: str, by: User, at: datetime, expected_version: int | None = None
) -> Procedure:
    """Decide after the holder was heard; what is decided shows at once on list and page (作出决定).

    :raises CannotProceed: the term still runs, a hearing that was asked for is missing, or no reason is given.
    :raises ChangedMeanwhile: a colleague decided first.
    """
    procedure = _locked_procedure(procedure)
    moves.locked(procedure.case, expected_version=expected_version)
    _check_decision(procedure, text, today=local_day(at))
    if procedure.case.stage == STATEMENT:
        procedure.case = _to_decision(procedure, role="office", by=by, at=at, note="期满没有提出陈述申辩")
    procedure.decision = Decision.APPLIED if apply else Decision.DROPPED
    procedure.decision_text, procedure.decided_by, procedure.decided_at = text.strip(), by, at
    _close_case(procedure, apply=apply, by=by, at=at)
    if apply:
        _carry_out(procedure, by=by, at=at)
    elif procedure.at_once is not None and procedure.mark.state == MarkState.SUSPENDED:
        restore_mark(mark=procedure.mark, text=text, by=by, at=at)
    procedure.save()
    data = {"procedure": procedure.pk, "decision": procedure.decision, "ground": procedure.ground}
    events.record("supervision.procedure.decided", subject=procedure.mark, by=by, at=at, data=data)
    return procedure


def _check_decision(procedure: Procedure, text: str, *, today: date) -> None:
    if procedure.decision:
        raise CannotProceed("这个程序已经作出决定。")
    if procedure.case.stage != DECISION and today <= procedure.statement_until_on:
        raise CannotProceed(f"陈述申辩的期限到 {procedure.statement_until_on}，持有单位还可以提出意见。")
    if procedure.hearing_wanted and procedure.heard_on is None:
        raise CannotProceed("持有单位要求听证，请先举行听证并登记情况。")
    if not text.strip():
        raise CannotProceed("请写明决定的理由。", fields={"text": "请写明决定的理由。"})


def _close_case(procedure: Procedure, *, apply: bool, by: User, at: datetime) -> None:
    plan = plan_of_procedure(procedure.mark, ground_of(procedure))
    action = Action.COMPLETE if apply else Action.REFUSE
    procedure.case = moves.move(
        case=procedure.case, plan=plan, action=action, role="office", by=by, at=at, note=procedure.decision_text
    )


def _carry_out(procedure: Procedure, *, by: User, at: datetime) -> None:
    """Suspend or revoke, and list what the ground says must follow.

    A suspension that did not wait is confirmed by the decision and stands as it is.
    """
    given: dict[str, Any] = {
        "ground": procedure.ground,
        "text": procedure.decision_text,
        "case": procedure.case,
        "by": by,
        "at": at,
    }
    stands = procedure.effect == Effect.SUSPEND and procedure.mark.state == MarkState.SUSPENDED
    if stands and procedure.at_once is not None:
        procedure.change = procedure.at_once
    elif procedure.effect == Effect.SUSPEND:
        suspend_mark(mark=procedure.mark, until_on=procedure.suspend_until_on, **given)
    else:
        revoke_mark(mark=procedure.mark, **given)
    procedure.change = procedure.change or MarkChange.objects.filter(mark=procedure.mark).latest("pk")
    follows = ground_of(procedure).consequences
    Consequence.objects.bulk_create([Consequence(procedure=procedure, text=words.zh) for words in follows])


@transaction.atomic
def do_consequence(*, consequence: Consequence, note: str, by: User, at: datetime) -> Consequence:
    """Say that something that follows from a measure is done, and how (办结后续事项).

    :raises CannotProceed: nothing is said, or it is done already.
    """
    if not note.strip():
        raise CannotProceed("请写明办理情况。", fields={"note": "请写明办理情况。"})
    done = Consequence.objects.filter(pk=consequence.pk, done_at__isnull=True)
    if not done.update(done_at=at, done_by=by, note=note.strip()):
        raise CannotProceed("这件事已经办结。")
    data = {"consequence": consequence.pk}
    events.record("supervision.consequence.done", subject=consequence.procedure.mark, by=by, at=at, data=data)
    return Consequence.objects.get(pk=consequence.pk)


def _locked_procedure(procedure: Procedure) -> Procedure:
    related = ("case", "mark__edition", "mark__subject", "mark__holder", "mark__authority", "at_once")
    return Procedure.objects.select_for_update(of=("self",)).select_related(*related).get(pk=procedure.pk)
