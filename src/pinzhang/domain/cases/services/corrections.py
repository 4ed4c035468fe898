"""Ask the applicant to mend something, and what comes of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from pinzhang.domain.cases.clocks import due_with_pauses
from pinzhang.domain.cases.models import Case, ClockPause, CorrectionRequest
from pinzhang.domain.cases.refusals import CannotCorrect
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.models import User
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.stages import Action, Actor, Plan, due, published_calendar


@transaction.atomic
def ask_correction(
    *,
    case: Case,
    plan: Plan,
    requests: dict[str, str],
    role: Actor,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> list[CorrectionRequest]:
    """Ask for corrections, all at once and each at its field; nothing moves until they are settled (补正通知).

    :raises CannotCorrect: nothing is asked for, or an earlier request is still open.
    """
    wanted = {field: text.strip() for field, text in requests.items() if text.strip()}
    if not wanted:
        raise CannotCorrect("请写明要补正的内容，并指明是哪一项。")
    case = moves.move(
        case=case, plan=plan, action=Action.ASK, role=role, by=by, at=at, expected_version=expected_version
    )
    stage = plan.stage(case.stage)
    today = local_day(at)
    answer_by = due(today, stage.correction_term, published_calendar()).on if stage.correction_term else None
    asked = [
        CorrectionRequest.objects.create(
            case=case, stage=stage.key, field=field, text=text, asked_by=by, asked_at=at, due_on=answer_by
        )
        for field, text in wanted.items()
    ]
    _stop_clock(case, stage, at=at)
    return asked


@transaction.atomic
def answer_corrections(
    *, case: Case, plan: Plan, answers: dict[int, str], by: User, at: datetime, expected_version: int | None = None
) -> Case:
    """Answer every open request; the clock runs on (答复补正).

    :raises CannotCorrect: a request is left without an answer.
    """
    open_requests = list(_open(case))
    missing = [request for request in open_requests if not answers.get(request.pk, "").strip()]
    if missing or not open_requests:
        raise CannotCorrect(
            "还有补正要求没有答复。" if missing else "没有等待答复的补正要求。",
            fields={f"answer-{request.pk}": "请写明怎样补正的。" for request in missing},
        )
    for request in open_requests:
        request.answer, request.answered_at = answers[request.pk].strip(), at
        request.save(update_fields=["answer", "answered_at"])
    return _resume(case, plan, Action.ANSWER, "applicant", by=by, at=at, expected_version=expected_version)


@transaction.atomic
def withdraw_corrections(
    *, case: Case, plan: Plan, role: Actor, by: User, at: datetime, expected_version: int | None = None
) -> Case:
    """Take the open requests back; the case goes on as it stood (撤销补正通知)."""
    if not _open(case).exists():
        raise CannotCorrect("没有等待答复的补正要求。")
    _open(case).update(withdrawn_at=at)
    return _resume(case, plan, Action.WITHDRAW_REQUEST, role, by=by, at=at, expected_version=expected_version)


def _open(case: Case) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(case=case, answered_at__isnull=True, withdrawn_at__isnull=True)


def _stop_clock(case: Case, stage: Stage, *, at: datetime) -> None:
    if stage.term is None or stage.term.on_correction == "run":
        return
    ClockPause.objects.create(case=case, stage=stage.key, from_on=local_day(at), reason="等待申报组织补正")


def _resume(
    case: Case, plan: Plan, action: Action, role: Actor, *, by: User, at: datetime, expected_version: int | None
) -> Case:
    case = moves.move(case=case, plan=plan, action=action, role=role, by=by, at=at, expected_version=expected_version)
    stage, today = plan.stage(case.stage), local_day(at)
    ClockPause.objects.filter(case=case, stage=stage.key, to_on__isnull=True).update(to_on=today)
    if stage.term and stage.term.on_correction == "replace":
        fresh = due(today, stage.term, published_calendar())
        moves.set_due(case, fresh.on, provisional=fresh.provisional)
    elif stage.term:
        later = due_with_pauses(case, stage, today=today)
        if later:
            moves.set_due(case, later.on, provisional=later.provisional)
    return case
