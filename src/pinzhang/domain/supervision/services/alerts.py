"""Watch the grounds of the editions; a kept alert proposes, and a person decides."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import grounds_that_hold, marks, marks_visible_to
from pinzhang.domain.parties.models import User
from pinzhang.domain.supervision.choices import AlertOrigin, AlertState
from pinzhang.domain.supervision.models import Alert
from pinzhang.domain.supervision.refusals import CannotHandleAlert
from pinzhang.engine.packs.schema.outcomes import Ground


@jobs.hourly
def watch_all(_payload: dict[str, str], at: datetime) -> None:
    """Raise an alert for every ground that holds by the facts of now (监测)."""
    _watch(list(marks().filter(state=MarkState.ACTIVE)), at=at)


def watch_now(*, by: User, at: datetime) -> int:
    """Watch the marks that an official answers for at once, and return how many alerts are new (现在核对)."""
    return _watch(list(marks_visible_to(by).filter(state=MarkState.ACTIVE)), at=at)


def _watch(watched: list[Mark], *, at: datetime) -> int:
    found = grounds_that_hold(watched, on=local_day(at))
    known = set(Alert.objects.filter(mark__in=[one.mark for one in found]).values_list("mark_id", "ground", "basis"))
    fresh = [one for one in found if (one.mark.pk, one.ground.key, one.basis) not in known]
    raised = [
        raise_alert(mark=one.mark, ground=one.ground, origin=AlertOrigin.FACTS, basis=one.basis, at=at) for one in fresh
    ]
    return sum(alert is not None for alert in raised)


@transaction.atomic
def raise_alert(
    *, mark: Mark, ground: Ground, origin: AlertOrigin, basis: str, at: datetime, reference: str = ""
) -> Alert | None:
    """Keep a sign that a ground has come true; nothing where the same or another one is open already (提出预警)."""
    if mark.state not in LIVING or Alert.objects.filter(mark=mark, ground=ground.key, state=AlertState.OPEN).exists():
        return None
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                mark=mark,
                ground=ground.key,
                clause=ground.clause,
                origin=origin,
                reference=reference,
                basis=basis,
                raised_at=at,
            )
    except IntegrityError:
        return None
    data = {"alert": alert.pk, "ground": ground.key, "origin": origin.value}
    events.record("supervision.alert.raised", subject=mark, by=None, at=at, data=data)
    return alert


def basis_of(reference: str) -> str:
    """Return the digest of what an alert rests on that is no fact: a report, a check."""
    return hashlib.sha256(reference.encode()).hexdigest()


@transaction.atomic
def dismiss_alert(*, alert: Alert, reason: str, by: User, at: datetime) -> Alert:
    """Decide that an alert calls for nothing; the same facts do not raise it again (不处置).

    :raises CannotHandleAlert: no reason is given, or it is decided already.
    """
    if not reason.strip():
        raise CannotHandleAlert("请写明不处置的理由。", fields={"reason": "请写明理由。"})
    return close_alert(alert, AlertState.DISMISSED, reason=reason.strip(), by=by, at=at)


def close_alert(alert: Alert, state: AlertState, *, by: User, at: datetime, reason: str = "") -> Alert:
    """Write what was decided of an alert, inside the caller's transaction.

    :raises CannotHandleAlert: it is decided already.
    """
    alert = Alert.objects.select_for_update(of=("self",)).select_related("mark").get(pk=alert.pk)
    if alert.state != AlertState.OPEN:
        raise CannotHandleAlert(f"这条预警刚刚已由他人处理：{alert.get_state_display()}。")
    alert.state, alert.reason, alert.decided_by, alert.decided_at = state, reason, by, at
    alert.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    data = {"alert": alert.pk, "ground": alert.ground}
    events.record(f"supervision.alert.{state.value}", subject=alert.mark, by=by, at=at, data=data)
    return alert
