"""Confer marks, and change what they are worth: suspended, restored, revoked, annulled, expired, superseded."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services import lists
from pinzhang.domain.cases.models import BatchStage, Case
from pinzhang.domain.cases.services import batches
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import events, jobs, numbering
from pinzhang.domain.facts import services as facts
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.refusals import CannotChangeMark, CannotConfer
from pinzhang.domain.marks.selectors import grounds_of, renewed_by_application, uncertified
from pinzhang.domain.marks.trusting import claims_of, log_change
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.trust.services import credentials
from pinzhang.engine.packs.schema.outcomes import Mark as MarkRule
from pinzhang.engine.stages import months_after


@transaction.atomic
def confer(*, opened: BatchStage, round_: Round, by: User, at: datetime) -> list[Mark]:
    """Confer what was decided on everybody of the list, and end their cases as granted (授奖、发布).

    :raises CannotConfer: the edition confers nothing, or somebody on the list has no tier.
    :raises CannotMove: the list is closed already.
    """
    opened = batches.locked_list(opened)
    document = edition_document(round_.edition)
    rule = document.outcomes.mark
    if rule is None:
        raise CannotConfer("这个项目不授予标识或称号。")
    listed = (
        Application.objects.filter(case__in=batches.movable(opened))
        .select_related("case", "applicant", "subject", "round__edition")
        .order_by("case__number")
    )
    bare = [application.case.number for application in listed if not application.tier]
    if bare:
        raise CannotConfer("名单里有人还没有等次。", reasons=tuple(bare))
    decided = _document_number(opened, round_)
    conferred = [_confer_one(application, rule, decided, at=at) for application in listed]
    lists.end_list(opened=opened, round_=round_, by=by, at=at, document_number=decided)
    for mark in conferred:
        events.record("marks.mark.conferred", subject=mark, by=by, at=at, data={"number": mark.number})
    return conferred


def _document_number(opened: BatchStage, round_: Round) -> str:
    """The number of the document by which the list was decided: that of the latest stage with one."""
    if opened.document_number:
        return opened.document_number
    numbered = BatchStage.objects.filter(batch=round_.batch).exclude(document_number="").order_by("-closed_at").first()
    return numbered.document_number if numbered else ""


def _confer_one(application: Application, rule: MarkRule, document_number: str, *, at: datetime) -> Mark:
    today, old = local_day(at), renewed_by_application(application)
    mark = Mark.objects.create(
        number=numbering.next_number(rule.number_prefix, year=today.year),
        edition=application.round.edition,
        round=application.round,
        application=application,
        authority=application.round.authority,
        holder=application.applicant,
        subject=application.subject,
        sector=application.sector,
        tier=application.tier,
        conferred_on=today,
        valid_until=_valid_until(today, rule.validity) if rule.validity else None,
        document_number=document_number,
        scope=old.scope if old else "",
        renews=old,
    )
    change = MarkChange.objects.create(mark=mark, to_state=MarkState.ACTIVE, at=at, text=document_number)
    write_honour(mark, at=at)
    make_public(mark, change, "conferred", at=at)
    if old is not None and old.state in LIVING:
        change_state(old, to=MarkState.SUPERSEDED, from_states=LIVING, text=f"换发新标识 {mark.number}", by=None, at=at)
    return mark


def _valid_until(conferred_on: date, validity: str) -> date:
    """Return the last day of a mark: the day before the anniversary."""
    count, unit = int(validity[:-1]), validity[-1]
    if unit == "d":
        return conferred_on + timedelta(days=count - 1)
    return months_after(conferred_on, count * (12 if unit == "y" else 1)) - timedelta(days=1)


def write_honour(mark: Mark, *, at: datetime, left: Organisation | None = None) -> None:
    """Write the mark as the fact ``honours`` of its holder, so that eligibility elsewhere can read it.

    ``left`` is who held it until now.
    """
    facts.end_dated(organisation=left or mark.holder, name="honours", key={"number": mark.number}, by=None, at=at)
    record = {
        "programme": mark.edition.code,
        "tier": mark.tier,
        "authority": mark.authority.code,
        "number": mark.number,
        "status": mark.state,
    }
    if mark.valid_until:
        record["until"] = mark.valid_until.isoformat()
    facts.record_dated(
        organisation=mark.holder,
        name="honours",
        on=mark.conferred_on,
        record=record,
        supplied_by="platform",
        source=mark.document_number or mark.number,
        by=None,
        at=at,
    )


@transaction.atomic
def suspend_mark(
    *,
    mark: Mark,
    ground: str,
    text: str,
    by: User,
    at: datetime,
    until_on: date | None = None,
    case: Case | None = None,
    expected_version: int | None = None,
) -> Mark:
    """Suspend a mark on a ground of its edition; list and page show it at once (暂停使用).

    Screens reach it at the end of a procedure only, whose case is named. An edition that names no ground to suspend
    lets the office suspend on a ground to revoke while it looks into it.
    """
    return change_state(
        mark,
        to=MarkState.SUSPENDED,
        from_states=(MarkState.ACTIVE,),
        effects=("suspend", "revoke"),
        ground=ground,
        text=text,
        until_on=until_on,
        case=case,
        by=by,
        at=at,
        expected_version=expected_version,
    )


@transaction.atomic
def revoke_mark(
    *,
    mark: Mark,
    ground: str,
    text: str,
    by: User,
    at: datetime,
    case: Case | None = None,
    expected_version: int | None = None,
) -> Mark:
    """Revoke a mark on a ground of its edition; list and page show it at once (撤销).

    Screens reach it at the end of a procedure only, whose case is named.
    """
    return change_state(
        mark,
        to=MarkState.REVOKED,
        from_states=LIVING,
        effects=("revoke",),
        ground=ground,
        text=text,
        case=case,
        by=by,
        at=at,
        expected_version=expected_version,
    )


@transaction.atomic
def restore_mark(*, mark: Mark, text: str, by: User, at: datetime, expected_version: int | None = None) -> Mark:
    """End a suspension (恢复使用)."""
    return change_state(
        mark,
        to=MarkState.ACTIVE,
        from_states=(MarkState.SUSPENDED,),
        text=text,
        by=by,
        at=at,
        expected_version=expected_version,
    )


def change_state(
    mark: Mark,
    *,
    to: MarkState,
    from_states: tuple[MarkState, ...],
    text: str,
    by: User | None,
    at: datetime,
    effects: tuple[str, ...] = (),
    ground: str = "",
    expected_version: int | None = None,
    **particulars: Any,
) -> Mark:
    """Bring a mark from one state into another, with its record, its honour and its event.

    :raises CannotChangeMark: the state does not allow it, nothing is said, or the edition has no such ground.
    """
    mark = locked_mark(mark, expected_version)
    if mark.state not in from_states:
        raise CannotChangeMark(f"标识现在是“{mark.get_state_display()}”，不能这样处置。")
    if not text.strip():
        raise CannotChangeMark("请写明事实和依据。", fields={"text": "请写明事实和依据。"})
    stated = {"ground": ground, "clause": _clause_of(mark, effects, ground), "text": text.strip()}
    return _enter_change(mark, to, by=by, at=at, event=_PAST[to], **stated, **particulars)


def _enter_change(mark: Mark, to: MarkState, *, by: User | None, at: datetime, event: str, **particulars: Any) -> Mark:
    before = mark.state
    Mark.objects.filter(pk=mark.pk, version=mark.version).update(state=to, version=mark.version + 1)
    mark.state, mark.version = to, mark.version + 1
    change = MarkChange.objects.create(mark=mark, from_state=before, to_state=to, by=by, at=at, **particulars)
    write_honour(mark, at=at)
    make_public(mark, change, event, at=at)
    data = {"number": mark.number, "ground": change.ground, "clause": change.clause, "change": change.pk}
    events.record(f"marks.mark.{event}", subject=mark, by=by, at=at, data=data)
    return mark


def make_public(mark: Mark, change: MarkChange, past: str, *, at: datetime) -> None:
    """Let everybody check a change: credential, place in the status list, entry in the log (公之于众)."""
    credentials.issue([claims_of(mark)], at=at)
    credentials.set_standing(number=mark.number, state=mark.state, at=at)
    log_change(mark, change, past)


@transaction.atomic
def annul_change(*, change: MarkChange, text: str, case: Case, by: User, at: datetime) -> Mark:
    """Undo a suspension or revocation that an appeal found wrong; the mark stands as it stood before (撤销原处置).

    :raises CannotChangeMark: it is none of the two, is undone already, or the mark has changed since.
    """
    mark = locked_mark(change.mark, None)
    later = MarkChange.objects.filter(mark=mark, pk__gt=change.pk, to_holder__isnull=True).exists()
    if later or change.to_state not in (MarkState.SUSPENDED, MarkState.REVOKED) or mark.state != change.to_state:
        raise CannotChangeMark("这次处置以后标识又有变化，或者这次处置不能再改变。")
    stood = {"annuls": change, "case": case, "text": text.strip()}
    if change.from_state == MarkState.SUSPENDED:
        earlier = MarkChange.objects.filter(mark=mark, to_state=MarkState.SUSPENDED, pk__lt=change.pk).last()
        stood |= {"ground": earlier.ground, "clause": earlier.clause, "until_on": earlier.until_on} if earlier else {}
    return _enter_change(mark, MarkState(change.from_state), by=by, at=at, event="reinstated", **stood)


def locked_mark(mark: Mark, expected_version: int | None) -> Mark:
    fresh = (
        Mark.objects.select_for_update(of=("self",))
        .select_related("edition", "subject", "holder", "authority")
        .get(pk=mark.pk)
    )
    if expected_version is not None and fresh.version != expected_version:
        raise ChangedMeanwhile
    return fresh


def _clause_of(mark: Mark, effects: tuple[str, ...], ground: str) -> str:
    """Return the clause of a ground that the edition allows for this effect; an effect without grounds has none."""
    if not effects:
        return ""
    allowed = {one.key: one for effect in effects for one in grounds_of(mark.edition, effect, mark.subject.kind)}
    if ground not in allowed:
        raise CannotChangeMark("请选择规则里写明的情形。", fields={"ground": "请选择情形。"})
    return allowed[ground].clause


_PAST = {
    MarkState.ACTIVE: "restored",
    MarkState.SUSPENDED: "suspended",
    MarkState.REVOKED: "revoked",
    MarkState.EXPIRED: "expired",
    MarkState.SURRENDERED: "surrendered",
    MarkState.SUPERSEDED: "superseded",
}


@jobs.daily
def expire_marks(_payload: dict[str, str], at: datetime) -> None:
    """Let the marks expire whose last day is over (到期)."""
    for mark in Mark.objects.filter(state__in=LIVING, valid_until__lt=local_day(at)):
        change_state(
            mark,
            to=MarkState.EXPIRED,
            from_states=LIVING,
            text="有效期届满",
            by=None,
            at=at,
        )


@jobs.daily
def issue_missing_credentials(_payload: dict[str, str], at: datetime) -> None:
    """Give a credential to marks that were conferred before credentials were issued (补发凭证)."""
    for mark in uncertified():
        credentials.issue([claims_of(mark)], at=at)
        credentials.set_standing(number=mark.number, state=mark.state, at=at)
