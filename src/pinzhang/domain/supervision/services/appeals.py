"""Appeals of holders: taken with a clock, decided by somebody else."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pinzhang.domain.cases.choices import CaseKind
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events
from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.services import annul_change, revoke_mark, suspend_mark
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import is_signer
from pinzhang.domain.supervision.choices import AppealOutcome
from pinzhang.domain.supervision.models import Appeal
from pinzhang.domain.supervision.refusals import CannotAppeal
from pinzhang.domain.supervision.selectors import appeal_rule, last_day_to_appeal, plan_of_appeal
from pinzhang.engine.stages import Action

LONGEST_APPEAL = 8000
STAYED = "申诉期间，原处置停止执行"


@transaction.atomic
def raise_appeal(*, change: MarkChange, text: str, by: User, at: datetime) -> Appeal:
    """Take the holder's appeal against a suspension or revocation (提出申诉).

    Whether the measure rests meanwhile is for the edition to say; where it is silent, the measure stands.

    :raises CannotAppeal: not the holder's signer, nothing to appeal against, too late, twice, or nothing said.
    """
    mark = (
        Mark.objects.select_for_update(of=("self",))
        .select_related("edition", "holder", "authority")
        .get(pk=change.mark_id)
    )
    decider = _check_appeal(mark, change, text, by=by, today=local_day(at))
    rule = appeal_rule(mark)
    stays = rule is not None and rule.effect == "stay"
    case = moves.open_case(
        kind=CaseKind.APPEAL,
        authority=mark.authority,
        plan=plan_of_appeal(change),
        prefix="SS",
        title=f"{mark.number} {mark.holder.name}"[:200],
        by=by,
        at=at,
    )
    appeal = _enter(
        case=case, mark=mark, change=change, text=text.strip(), raised_by=by, raised_at=at,
        first_decided_by=decider, stays=stays,
    )  # fmt: skip
    if stays:
        annul_change(change=change, text=STAYED, case=case, by=by, at=at)
    data = {"appeal": appeal.pk, "case": case.number, "change": change.pk}
    events.record("supervision.appeal.raised", subject=mark, by=by, at=at, data=data)
    return appeal


def _check_appeal(mark: Mark, change: MarkChange, text: str, *, by: User, today: date) -> User:
    """Return who decided what is appealed against, where an appeal against it may be taken."""
    if not is_signer(by, mark.holder):
        raise CannotAppeal("须由持有单位的授权签署人提出申诉。")
    if change.to_state not in (MarkState.SUSPENDED, MarkState.REVOKED) or change.by is None or change.to_holder_id:
        raise CannotAppeal("只能对暂停使用、撤销提出申诉。")
    if mark.state != change.to_state or Appeal.objects.filter(change=change).exists():
        raise CannotAppeal("这次处置已经变更，或者已经提出过申诉。")
    until = last_day_to_appeal(change)
    if until is not None and today > until:
        raise CannotAppeal(f"申诉期限到 {until} 为止，已经过了。")
    if not text.strip() or len(text) > LONGEST_APPEAL:
        limit = f"请写明申诉的事实和理由，最多 {LONGEST_APPEAL} 字。"
        raise CannotAppeal(limit, fields={"text": limit})
    return change.by


def _enter(**given: Any) -> Appeal:
    try:
        with transaction.atomic():
            return Appeal.objects.create(**given)
    except IntegrityError as error:
        raise CannotAppeal("这次处置已经提出过申诉。") from error


@transaction.atomic
def set_appeal_term(*, appeal: Appeal, until_on: date, by: User, at: datetime) -> Appeal:
    """Name the day by which an appeal will be decided, where the edition names no term (确定办结日期).

    :raises CannotAppeal: the edition names a term, it is decided, or the day is not ahead.
    """
    appeal = _locked(appeal)
    rule = appeal_rule(appeal.mark)
    if appeal.outcome or (rule is not None and rule.decide is not None):
        raise CannotAppeal("规则写明了办理期限，或者已经办结。")
    if until_on <= local_day(at):
        raise CannotAppeal("请填写今天以后的一天。", fields={"until_on": "须在今天之后。"})
    moves.set_due(appeal.case, until_on, provisional=False)
    data = {"appeal": appeal.pk, "until": until_on.isoformat()}
    events.record("supervision.appeal.term_set", subject=appeal.mark, by=by, at=at, data=data)
    return appeal


@transaction.atomic
def decide_appeal(
    *, appeal: Appeal, upheld: bool, finding: str, by: User, at: datetime, expected_version: int | None = None
) -> Appeal:
    """Decide an appeal: upheld undoes the measure, dismissed lets it stand (申诉决定).

    :raises CannotAppeal: it is decided, no finding is written, or the person decided the measure.
    :raises ChangedMeanwhile: a colleague decided first.
    """
    appeal = _locked(appeal)
    moves.locked(appeal.case, expected_version=expected_version)
    if appeal.outcome:
        raise CannotAppeal("这件申诉已经作出决定。")
    if by.pk == appeal.first_decided_by_id:
        raise CannotAppeal("原处置由您作出，申诉须由别人复核。")
    if not finding.strip():
        raise CannotAppeal("请写明复核情况。", fields={"finding": "请写明复核情况。"})
    appeal.outcome = AppealOutcome.UPHELD if upheld else AppealOutcome.DISMISSED
    appeal.finding, appeal.decided_by, appeal.decided_at = finding.strip(), by, at
    appeal.save()
    appeal.case = moves.move(
        case=appeal.case, plan=plan_of_appeal(appeal.change), role="office", by=by, at=at, note=appeal.finding,
        action=Action.COMPLETE if upheld else Action.REFUSE,
    )  # fmt: skip
    _carry_out(appeal, by=by, at=at)
    data = {"appeal": appeal.pk, "outcome": appeal.outcome, "change": appeal.change_id}
    events.record("supervision.appeal.decided", subject=appeal.mark, by=by, at=at, data=data)
    return appeal


def _carry_out(appeal: Appeal, *, by: User, at: datetime) -> None:
    """Undo the measure, or take a measure that rested meanwhile anew."""
    change, upheld = appeal.change, appeal.outcome == AppealOutcome.UPHELD
    if upheld and not appeal.stays:
        annul_change(change=change, text=appeal.finding, case=appeal.case, by=by, at=at)
    elif not upheld and appeal.stays:
        again: dict[str, Any] = {
            "mark": appeal.mark,
            "ground": change.ground,
            "text": appeal.finding,
            "case": appeal.case,
        }
        if change.to_state == MarkState.REVOKED:
            revoke_mark(**again, by=by, at=at)
        else:
            suspend_mark(**again, by=by, at=at, until_on=change.until_on)


def _locked(appeal: Appeal) -> Appeal:
    related = ("case", "change", "mark__edition", "mark__subject", "mark__holder", "mark__authority")
    return Appeal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=appeal.pk)
