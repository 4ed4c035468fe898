"""Set up, open, clone, extend and close rounds."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.models import ProgrammeEdition, Round, RoundExtension
from pinzhang.domain.programmes.refusals import CannotOpenRound
from pinzhang.domain.programmes.selectors import edition_document


@transaction.atomic
def set_up_round(
    *,
    edition: ProgrammeEdition,
    label: str,
    opens_at: datetime,
    closes_at: datetime,
    reference_on: date,
    by: User | None,
    at: datetime,
    quotas: dict[str, int] | None = None,
    label_en: str = "",
) -> Round:
    """Set up a round of an edition; its quotas may be fewer than the edition's, never more (筹备一届).

    :raises CannotOpenRound: times run backwards, the label is used, or a quota is too large.
    """
    if closes_at <= opens_at:
        raise CannotOpenRound("截止时间须晚于开始时间。", fields={"closes_at": "须晚于开始时间。"})
    if not label.strip():
        raise CannotOpenRound("请填写届次名称。", fields={"label": "请填写届次名称，如“2026 年第二批”。"})
    quotas = quotas or {}
    _check_quotas(edition, quotas)
    batch = moves.open_batch(authority=edition.authority, title=f"{edition.name} {label.strip()}")
    try:
        with transaction.atomic():
            round_ = Round.objects.create(
                edition=edition,
                authority=edition.authority,
                batch=batch,
                label=label.strip(),
                label_en=label_en.strip(),
                opens_at=opens_at,
                closes_at=closes_at,
                reference_on=reference_on,
                quotas=quotas,
            )
    except IntegrityError as error:
        raise CannotOpenRound("这个届次名称已经用过。", fields={"label": "这个名称已经用过。"}) from error
    events.record("programmes.round.set_up", subject=round_, by=by, at=at, data={"edition": edition.digest})
    return round_


def _check_quotas(edition: ProgrammeEdition, quotas: dict[str, int]) -> None:
    outcomes = edition_document(edition).outcomes
    if any(places < 0 for places in quotas.values()):
        raise CannotOpenRound("名额不能是负数。")
    for tier in outcomes.tiers:
        wanted, most = quotas.get(tier.key), tier.quota.maximum
        if wanted is not None and most is not None and wanted > most:
            raise CannotOpenRound(
                f"{tier.name} 的名额最多 {most} 个（{tier.quota.clause}），不能设为 {wanted} 个。",
                fields={f"quota-{tier.key}": f"最多 {most} 个。"},
            )
    unknown = set(quotas) - {tier.key for tier in outcomes.tiers}
    if unknown:
        raise CannotOpenRound(f"这个项目没有“{min(unknown)}”这个等次。")
    most = outcomes.total_quota.maximum
    if most is not None and sum(quotas.values()) > most:
        raise CannotOpenRound(f"各等次名额合计最多 {most} 个（{outcomes.total_quota.clause}）。")


@transaction.atomic
def open_round(*, round_: Round, by: User | None, at: datetime) -> Round:
    """Open a round for applications (开始申报); one opened by hand before its time opens now."""
    Round.objects.filter(pk=round_.pk, state=RoundState.PLANNED, opens_at__gt=at).update(opens_at=at)
    return _change_state(round_, (RoundState.PLANNED,), RoundState.OPEN, by=by, at=at)


@transaction.atomic
def close_applications(*, round_: Round, by: User | None, at: datetime) -> Round:
    """Close a round to new applications; those in hand go on (截止申报)."""
    return _change_state(round_, (RoundState.OPEN,), RoundState.IN_REVIEW, by=by, at=at)


@transaction.atomic
def finish_round(*, round_: Round, by: User | None, at: datetime) -> Round:
    """End a round all of whose cases are ended (结束本届).

    :raises CannotOpenRound: some cases are not ended.
    """
    living = round_.batch.cases.filter(outcome="").count()
    if living:
        raise CannotOpenRound(f"还有 {living} 件没有办结，不能结束本届。")
    return _change_state(round_, (RoundState.OPEN, RoundState.IN_REVIEW), RoundState.FINISHED, by=by, at=at)


def _change_state(
    round_: Round, from_states: tuple[str, ...], to: RoundState, *, by: User | None, at: datetime
) -> Round:
    if not Round.objects.filter(pk=round_.pk, state__in=from_states).update(state=to):
        raise CannotOpenRound(f"本届现在是“{Round.objects.get(pk=round_.pk).get_state_display()}”，不能这样办理。")
    round_.refresh_from_db()
    events.record(f"programmes.round.{to}", subject=round_, by=by, at=at)
    return round_


@transaction.atomic
def clone_round(*, round_: Round, label: str, opens_at: datetime, closes_at: datetime, by: User, at: datetime) -> Round:
    """Set up a new round like an earlier one, on the edition it had and with its quotas (复制一届)."""
    return set_up_round(
        edition=round_.edition,
        label=label,
        opens_at=opens_at,
        closes_at=closes_at,
        reference_on=local_day(closes_at),
        quotas=round_.quotas,
        by=by,
        at=at,
    )


@transaction.atomic
def extend_for(
    *, round_: Round, organisation: Organisation, closes_at: datetime, ground: str, by: User, at: datetime
) -> RoundExtension:
    """Let one applicant hand in later, with a ground (个别延期)."""
    if closes_at <= round_.closes_at or not ground.strip():
        raise CannotOpenRound("延期须晚于原截止时间，并写明理由。")
    extension, _ = RoundExtension.objects.update_or_create(
        round=round_, organisation=organisation, defaults={"closes_at": closes_at, "ground": ground.strip()}
    )
    events.record("programmes.round.extended", subject=round_, by=by, at=at, data={"organisation": organisation.pk})
    return extension


@jobs.hourly
def turn_rounds(_payload: dict[str, str], at: datetime) -> None:
    """Open the rounds whose time has come and close those whose time is over."""
    for round_ in Round.objects.filter(state=RoundState.PLANNED, opens_at__lte=at, closes_at__gt=at):
        open_round(round_=round_, by=None, at=at)
    for round_ in Round.objects.filter(state=RoundState.OPEN, closes_at__lte=at):
        close_applications(round_=round_, by=None, at=at)
