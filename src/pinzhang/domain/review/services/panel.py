"""The proposal: who gets which tier, ranked and with grounds.

A panel makes it where the edition has one; elsewhere the office lays it before whoever approves or decides.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan, list_plan
from pinzhang.domain.applications.services import lists
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.services import batches, moves
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document, plan_of
from pinzhang.domain.review.models import Evaluation, PanelEntry
from pinzhang.domain.review.refusals import CannotPropose
from pinzhang.domain.review.selectors import final_scores
from pinzhang.domain.review.services.calibrations import corrected_scores, is_corrected
from pinzhang.domain.review.services.checks import check_ballots, check_vetoes
from pinzhang.engine.scoring.places import Place, rank
from pinzhang.engine.stages import Actor, Plan


@transaction.atomic
def open_panel(
    *, round_: Round, stage: str, by: User, at: datetime, ground: str = "", until_on: date | None = None
) -> BatchStage:
    """Open the proposing stage on a frozen list, ranked by final score; ties are shown (生成拟定名单).

    Whoever came by a route without the round's proposing stage is proposed where their own route says.

    :raises CannotPropose: the tiers of nobody on the list are proposed here.
    """
    opened = lists.open_list(round_=round_, stage=stage, by=by, at=at, ground=ground, until_on=until_on)
    listed = proposed_at(round_, stage, opened.frozen)
    if not listed:
        raise CannotPropose("这个环节不拟定等次。")
    scores = _deciding_scores(round_, at)
    ranked = _ranked(scores, [application.pk for application in listed])
    PanelEntry.objects.bulk_create(
        [
            PanelEntry(
                batch_stage=opened,
                application=application,
                tier=application.tier,
                score=scores.get(application.pk),
                rank=ranked[application.pk].rank if application.pk in ranked else None,
                tied=application.pk in ranked and bool(ranked[application.pk].tied_with),
            )
            for application in listed
        ]
    )
    return opened


def _deciding_scores(round_: Round, at: datetime) -> dict[int, Decimal]:
    """Return the scores that the edition ranks by: corrected for severity where it says so."""
    return corrected_scores(round_=round_, at=at) if is_corrected(round_) else final_scores(round_)


def _ranked(scores: Mapping[int, Decimal], listed: Iterable[int]) -> dict[int, Place]:
    return {int(place.application): place for place in rank({str(pk): scores[pk] for pk in listed if pk in scores})}


@transaction.atomic
def propose(
    *, opened: BatchStage, round_: Round, tiers: dict[int, str], grounds: dict[int, str], minutes: str | None = None
) -> None:
    """Keep the panel's proposal as a draft: a tier or none for each application, and the minutes so far (拟定等次).

    :raises CannotPropose: there is no such tier.
    :raises CannotMove: the list is closed already.
    """
    batches.locked_list(opened)
    if minutes is not None:
        batches.keep_minutes(opened=opened, minutes=minutes)
    known = {tier.key for tier in edition_document(round_.edition).outcomes.tiers}
    for entry in PanelEntry.objects.select_for_update().filter(batch_stage=opened):
        tier = tiers.get(entry.application_id, "")
        if tier and tier not in known:
            raise CannotPropose("没有这个等次。")
        entry.tier, entry.ground = tier, grounds.get(entry.application_id, "").strip()
        entry.save(update_fields=["tier", "ground"])


@transaction.atomic
def conclude_panel(
    *,
    opened: BatchStage,
    round_: Round,
    minutes: str,
    by: User,
    at: datetime,
    role: Actor = "office",
    document_number: str = "",
    proposal: tuple[dict[int, str], dict[int, str]] | None = None,
) -> BatchStage:
    """Conclude the proposal: those with a tier go forward, the others are told why (审议拟定名单).

    ``proposal`` are tiers and grounds as they stand on the table; without it, those last kept are concluded.

    :raises CannotPropose: a quota is passed, a departure from the order of scores or from the combined findings
        has no ground, or there are no minutes.
    """
    if proposal is not None:
        propose(opened=opened, round_=round_, tiers=proposal[0], grounds=proposal[1])
    if is_corrected(round_):
        _rank_again(opened, round_, at)
    entries = _entries(opened)
    if not minutes.strip():
        raise CannotPropose("请写会议纪要。", fields={"minutes": "请写会议纪要。"})
    _check_quotas(round_, entries)
    _check_order(entries)
    _check_combination(opened, round_, entries)
    check_vetoes(round_, [entry.application for entry in entries if entry.tier])
    check_ballots(opened, round_, entries)
    for entry in entries:
        Application.objects.filter(pk=entry.application_id).update(tier=entry.tier)
    refuse = {e.application.case.number: e.ground or "未进入拟定名单" for e in entries if not e.tier}
    tiers = {e.application.case.number: e.tier for e in entries}
    departures = [e.application.case.number for e in entries if e.ground]
    data = {"list": opened.pk, "tiers": tiers, "departures": departures}
    events.record("review.panel.concluded", subject=round_, by=by, at=at, data=data)
    common = {"minutes": minutes, "document_number": document_number}
    return lists.close_list(opened=opened, round_=round_, refuse=refuse, role=role, by=by, at=at, **common)


def _rank_again(opened: BatchStage, round_: Round, at: datetime) -> None:
    """Bring the ranks up to the scores as they are now; whoever is not ranked any more has none."""
    entries = list(PanelEntry.objects.select_for_update().filter(batch_stage=opened))
    scores = corrected_scores(round_=round_, at=at)
    ranked = _ranked(scores, [entry.application_id for entry in entries])
    for entry in entries:
        place = ranked.get(entry.application_id)
        entry.score, entry.rank = (place.score, place.rank) if place else (None, None)
        entry.tied = bool(place and place.tied_with)
    PanelEntry.objects.bulk_update(entries, ["score", "rank", "tied"])


def _entries(opened: BatchStage) -> list[PanelEntry]:
    """Return what is proposed for those who are still in it; whoever withdrew takes no place."""
    living = PanelEntry.objects.filter(batch_stage=opened, application__case__outcome="")
    return list(living.select_related("application__case").order_by("rank", "pk"))


@transaction.atomic
def set_tier(*, application: Application, tier: str, by: User, at: datetime) -> None:
    """Name the tier of an application that no panel ranks: one admitted by decision (直接列入的等次).

    :raises CannotPropose: the edition has no such tier, a panel ranks this application, or it has ended.
    """
    if tier not in {one.key for one in edition_document(application.round.edition).outcomes.tiers}:
        raise CannotPropose("没有这个等次。")
    case = moves.locked(application.case)
    if case.outcome:
        raise CannotPropose("这件申报已经办结。")
    if not passes_by_panel(application):
        raise CannotPropose("这件申报由评审会拟定等次。")
    Application.objects.filter(pk=application.pk).update(tier=tier)
    data = {"case": application.case.number, "tier": tier}
    events.record("review.tier.set", subject=application, by=by, at=at, data=data)


def passes_by_panel(application: Application) -> bool:
    """Tell whether the route of an application passes by the stage at which its round proposes tiers."""
    return proposing_stage(application.round) not in {stage.key for stage in application_plan(application).stages}


PROPOSING_KINDS = ("panel", "approval", "decision")


def proposing_stage(round_: Round) -> str | None:
    """Return the stage that proposes the tiers: the panel, else the first list that is approved or decided."""
    return _proposing(list_plan(round_))


def proposed_at(round_: Round, stage: str, numbers: Iterable[str] | None = None) -> list[Application]:
    """Return the applications standing at a stage whose tier is proposed there, by the route each came."""
    standing = Application.objects.filter(round=round_, case__stage=stage, case__outcome="")
    if numbers is not None:
        standing = standing.filter(case__number__in=numbers)
    here = {
        route.key
        for route in edition_document(round_.edition).programme.routes
        if _proposing_by(round_, route.key) == stage
    }
    return list(standing.filter(route__in=here).order_by("pk"))


def _proposing_by(round_: Round, route: str) -> str | None:
    return _proposing(plan_of(round_.edition, route))


def _proposing(plan: Plan) -> str | None:
    stages = [(PROPOSING_KINDS.index(stage.kind), stage.key) for stage in plan.stages if stage.kind in PROPOSING_KINDS]
    return min(stages, key=lambda found: found[0])[1] if stages else None


def places_of(round_: Round) -> dict[str, int | None]:
    """Return how many places each tier has in a round; None where neither round nor edition names a number."""
    tiers = edition_document(round_.edition).outcomes.tiers
    return {tier.key: round_.quotas.get(tier.key, tier.quota.maximum) for tier in tiers}


def _check_quotas(round_: Round, entries: list[PanelEntry]) -> None:
    names = {tier.key: tier.name.zh for tier in edition_document(round_.edition).outcomes.tiers}
    taken = (
        Application.objects.filter(round=round_, ended=False, case__outcome__in=("", "granted"))
        .exclude(pk__in=[entry.application_id for entry in entries])
        .exclude(tier="")
        .values_list("tier", flat=True)
    )
    chosen = [*taken, *(entry.tier for entry in entries)]
    for tier, places in places_of(round_).items():
        if places is not None and chosen.count(tier) > places:
            raise CannotPropose(f"{names[tier]}名额 {places} 个，现在拟定了 {chosen.count(tier)} 个。")
    most, given = edition_document(round_.edition).outcomes.total_quota.maximum, len([one for one in chosen if one])
    if most is not None and given > most:
        raise CannotPropose(f"名额合计 {most} 个，现在拟定了 {given} 个。")


def _check_order(entries: list[PanelEntry]) -> None:
    """Who is left out though ranked above somebody chosen needs a ground, and so does who is chosen unscored.

    Where nobody has a score there is no order to depart from.
    """
    if not any(entry.rank for entry in entries):
        return
    worst = max((entry.rank for entry in entries if entry.tier and entry.rank), default=0)
    bare = [
        entry.application.case.number
        for entry in entries
        if not entry.ground
        and ((not entry.tier and entry.rank is not None and entry.rank < worst) or (entry.tier and entry.rank is None))
    ]
    if bare:
        raise CannotPropose("偏离位次的须写明理由。", reasons=tuple(bare))


def _check_combination(opened: BatchStage, round_: Round, entries: list[PanelEntry]) -> None:
    """Findings of the stages that the edition combines bind the panel: all or any of them must be good."""
    combination = list_plan(round_).stage(opened.stage).combination
    if combination is None or combination.by == "weights":
        return
    bad = []
    for entry in entries:
        found = [_finding(entry.application, stage) for stage in combination.stages]
        good = all(found) if combination.by == "all" else any(found)
        if entry.tier and not good:
            bad.append(entry.application.case.number)
    if bad:
        raise CannotPropose(f"按{combination.clause}，评价与声明结合后未通过的不能拟定。", reasons=tuple(bad))


def _finding(application: Application, stage: str) -> bool:
    """A stage that was evaluated is good when its conclusion is; any other when it was passed."""
    evaluation = Evaluation.objects.filter(application=application, stage=stage, signed_at__isnull=False).first()
    if evaluation:
        return evaluation.conclusion == "meets"
    return stage in application.case.passed
