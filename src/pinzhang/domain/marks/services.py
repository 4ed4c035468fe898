"""The only writer of marks; what others need to know of them goes into facts in the same transaction."""

from datetime import date, datetime, timedelta

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services import lists
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.services import batches
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import events, jobs, numbering
from pinzhang.domain.facts import services as facts
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.refusals import CannotChangeMark, CannotConfer
from pinzhang.domain.marks.selectors import grounds_of
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
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
    today = local_day(at)
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
    )
    MarkChange.objects.create(mark=mark, to_state=MarkState.ACTIVE, at=at, text=document_number)
    _write_honour(mark, at=at)
    return mark


def _valid_until(conferred_on: date, validity: str) -> date:
    """Return the last day of a mark: the day before the anniversary."""
    count, unit = int(validity[:-1]), validity[-1]
    if unit == "d":
        return conferred_on + timedelta(days=count - 1)
    return months_after(conferred_on, count * (12 if unit == "y" else 1)) - timedelta(days=1)


def _write_honour(mark: Mark, *, at: datetime) -> None:
    """Write the mark as the fact ``honours`` of its holder, so that eligibility elsewhere can read it."""
    facts.end_dated(organisation=mark.holder, name="honours", key={"number": mark.number}, by=None, at=at)
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
    expected_version: int | None = None,
) -> Mark:
    """Suspend a mark on a ground of its edition; list and page show it at once (暂停使用).

    An edition that names no ground to suspend lets the office suspend on a ground to revoke while it looks into it.
    """
    return _change(
        mark,
        to=MarkState.SUSPENDED,
        from_states=(MarkState.ACTIVE,),
        effects=("suspend", "revoke"),
        ground=ground,
        text=text,
        until_on=until_on,
        by=by,
        at=at,
        expected_version=expected_version,
    )


@transaction.atomic
def revoke_mark(
    *, mark: Mark, ground: str, text: str, by: User, at: datetime, expected_version: int | None = None
) -> Mark:
    """Revoke a mark on a ground of its edition; list and page show it at once (撤销)."""
    return _change(
        mark,
        to=MarkState.REVOKED,
        from_states=(MarkState.ACTIVE, MarkState.SUSPENDED),
        effects=("revoke",),
        ground=ground,
        text=text,
        by=by,
        at=at,
        expected_version=expected_version,
    )


@transaction.atomic
def restore_mark(*, mark: Mark, text: str, by: User, at: datetime, expected_version: int | None = None) -> Mark:
    """End a suspension (恢复使用)."""
    return _change(
        mark,
        to=MarkState.ACTIVE,
        from_states=(MarkState.SUSPENDED,),
        effects=(),
        ground="",
        text=text,
        by=by,
        at=at,
        expected_version=expected_version,
    )


def _change(
    mark: Mark,
    *,
    to: MarkState,
    from_states: tuple[MarkState, ...],
    effects: tuple[str, ...],
    ground: str,
    text: str,
    by: User | None,
    at: datetime,
    until_on: date | None = None,
    expected_version: int | None = None,
) -> Mark:
    mark = _locked(mark, expected_version)
    if mark.state not in from_states:
        raise CannotChangeMark(f"标识现在是“{mark.get_state_display()}”，不能这样处置。")
    if not text.strip():
        raise CannotChangeMark("请写明事实和依据。", fields={"text": "请写明事实和依据。"})
    clause = _clause_of(mark, effects, ground)
    before = mark.state
    Mark.objects.filter(pk=mark.pk, version=mark.version).update(state=to, version=mark.version + 1)
    mark.state, mark.version = to, mark.version + 1
    change = MarkChange.objects.create(
        mark=mark,
        from_state=before,
        to_state=to,
        ground=ground,
        clause=clause,
        text=text.strip(),
        until_on=until_on,
        by=by,
        at=at,
    )
    _write_honour(mark, at=at)
    data = {"number": mark.number, "ground": ground, "clause": clause, "change": change.pk}
    events.record(f"marks.mark.{_PAST[to]}", subject=mark, by=by, at=at, data=data)
    return mark


def _locked(mark: Mark, expected_version: int | None) -> Mark:
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
}


@jobs.daily
def expire_marks(_payload: dict[str, str], at: datetime) -> None:
    """Let the marks expire whose last day is over (到期)."""
    for mark in Mark.objects.filter(state__in=(MarkState.ACTIVE, MarkState.SUSPENDED), valid_until__lt=local_day(at)):
        _change(
            mark,
            to=MarkState.EXPIRED,
            from_states=(MarkState.ACTIVE, MarkState.SUSPENDED),
            effects=(),
            ground="",
            text="有效期届满",
            by=None,
            at=at,
        )
