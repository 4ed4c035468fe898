"""Correct the scores of a round for severity, and rank what was corrected; computed again whenever a score changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.services import events, jobs
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.barred import barred_pairs
from pinzhang.domain.review.models import Calibration, Ranking
from pinzhang.domain.review.ratings import ScoredStage, inputs_digest, scored_stages
from pinzhang.domain.review.refusals import CannotPropose
from pinzhang.domain.review.results import (
    burdens,
    calibration_result,
    cross_check_result,
    groups_of,
    near_the_cut,
    standings_rows,
)
from pinzhang.domain.review.tiers import cuts_of, proposal_of
from pinzhang.engine.scoring import calibration as engine
from pinzhang.engine.scoring.refusals import DisconnectedDesign, ScoringRefused
from pinzhang.engine.scoring.standings import Standings, WeighedStage, standings_of

LEVEL, DRAWS, SEED = 0.90, 4000, 20210601
SMALL = 3000
"""Up to this many sheets a page waits for the result; above, a job computes it."""


@dataclass(frozen=True)
class Freshness:
    """The newest ranking of a round, and whether it is made of the scores as they are now."""

    ranking: Ranking | None
    is_current: bool


def freshness(*, round_: Round, at: datetime) -> Freshness:
    """Return the ranking of the scores as they are now; a large round is computed by a job and is not current yet.

    :raises ScoringRefused: nothing has been scored.
    """
    stages = scored_stages(round_)
    digest = inputs_digest(round_, stages)
    known = Ranking.objects.filter(round=round_)
    current = known.filter(inputs_digest=digest).first()
    if current is not None:
        return Freshness(current, is_current=True)
    if sum(len(stage.sheets) for stage in stages) <= SMALL:
        return Freshness(_computed(round_, stages, digest, at), is_current=True)
    jobs.enqueue(compute_ranking, key=f"ranking:{round_.pk}:{digest}", payload={"round": round_.pk}, at=at)
    return Freshness(known.order_by("-made_at", "-pk").first(), is_current=False)


@jobs.job
def compute_ranking(payload: dict[str, Any], at: datetime) -> None:
    """Compute the ranking of a large round."""
    rank_round(round_=Round.objects.select_related("edition").get(pk=payload["round"]), at=at)


def rank_round(*, round_: Round, at: datetime) -> Ranking:
    """Compute calibrations and ranking of the scores as they are now, unless they are known (计算名次)."""
    stages = scored_stages(round_)
    digest = inputs_digest(round_, stages)
    known = Ranking.objects.filter(round=round_, inputs_digest=digest).first()
    return known or _computed(round_, stages, digest, at)


def is_corrected(round_: Round) -> bool:
    """Tell whether the edition of a round ranks by scores corrected for severity."""
    return any(each.aggregation == "mixed_model" for each in edition_document(round_.edition).criteria.schemes)


def corrected_scores(*, round_: Round, at: datetime) -> dict[int, Decimal]:
    """Return the corrected final score of everybody who can be ranked, of the scores as they are now.

    :raises CannotPropose: the scores cannot be ranked together.
    """
    results = rank_round(round_=round_, at=at).results
    if results["refusal"]:
        raise CannotPropose(f"不能排名：{results['refusal']}")
    return {row["application"]: corrected(row["score"]) for row in results["rows"]}


def cross_checked(*, round_: Round, at: datetime) -> tuple[Calibration, ...]:
    """Return the calibrations of the scores as they are now with their cross-checks, in the order of the stages.

    A large round is cross-checked by a job; until then ``cross_check`` is absent.
    """
    rank_round(round_=round_, at=at)
    stages = scored_stages(round_)
    if sum(len(stage.sheets) for stage in stages) <= SMALL:
        cross_check({"round": round_.pk}, at)
    else:
        digest = inputs_digest(round_, stages)
        jobs.enqueue(cross_check, key=f"cross-check:{round_.pk}:{digest}", payload={"round": round_.pk}, at=at)
    return tuple(current_calibrations(round_, stages))


def current_calibrations(round_: Round, stages: Sequence[ScoredStage]) -> list[Calibration]:
    """Return the calibrations made of exactly these scores."""
    made = {each.inputs_digest: each for each in Calibration.objects.filter(round=round_)}
    return [made[stage.digest] for stage in stages if stage.digest in made]


@jobs.job
def cross_check(payload: dict[str, Any], _at: datetime) -> None:
    """Hold the calibrations of a round against the ordinal model and against what the reviewers agree on."""
    round_ = Round.objects.select_related("edition").get(pk=payload["round"])
    stages = scored_stages(round_)
    cuts = cuts_of(round_)
    position = {stage.digest: (place, stage) for place, stage in enumerate(stages)}
    for made in current_calibrations(round_, stages):
        if made.cross_check is None:
            place, stage = position[made.inputs_digest]
            checked = cross_check_result(_calibrated(stage, place), stage, places=cuts[0].upto if cuts else 1)
            Calibration.objects.filter(pk=made.pk).update(cross_check=checked)


def _calibrated(stage: ScoredStage, position: int) -> engine.Calibration:
    return engine.calibrate(stage.ratings(), level=LEVEL, draws=DRAWS, seed=SEED + position)


def _computed(round_: Round, stages: Sequence[ScoredStage], digest: str, at: datetime) -> Ranking:
    """Compute outside of any transaction of its own, and write all of it in one."""
    found: list[engine.Calibration] = []
    results: list[tuple[ScoredStage, dict[str, Any]]] = []
    refusal: str = "" if stages else "还没有提交的评分。"
    for position, stage in enumerate(stages):
        try:
            calibrated = _calibrated(stage, position)
        except ScoringRefused as refused:
            refusal = f"{stage.stage.name.zh}：{refused}"
            continue
        found.append(calibrated)
        results.append((stage, calibration_result(calibrated, stage)))
    return _kept(round_, results, digest, _ranking(round_, stages, found, refusal, on=local_day(at)), at)


def _ranking(
    round_: Round, stages: Sequence[ScoredStage], found: Sequence[engine.Calibration], refusal: str, *, on: date
) -> dict[str, Any]:
    vetoed = _vetoed(stages)
    head: dict[str, Any] = {
        "schema": 1,
        "decides": any(stage.scheme.aggregation == "mixed_model" for stage in stages),
        "level": LEVEL,
        "draws": DRAWS,
        "seed": SEED,
        "stages": [_stage_head(stage) for stage in stages],
        "cuts": [cut.as_data() for cut in cuts_of(round_)],
        "vetoed": vetoed,
    }
    if refusal:
        return {**head, "refusal": refusal, "rows": [], "near": [], "tiers": []}
    weighed = [WeighedStage(each, float(stage.weight)) for each, stage in zip(found, stages, strict=True)]
    ended = map(str, round_.applications.filter(ended=True).values_list("pk", flat=True))
    try:
        standing = standings_of(weighed, barred={*(str(one["application"]) for one in vetoed), *ended})
    except DisconnectedDesign as refused:
        groups = next(groups_of(each) for each in found if each.components > 1)
        return {**head, "refusal": str(refused), "groups": groups, "rows": [], "near": [], "tiers": []}
    except ScoringRefused as refused:
        return {**head, "refusal": str(refused), "rows": [], "near": [], "tiers": []}
    return {**head, "refusal": "", **_ranked(round_, standing, found, weighed, on=on)}


def _ranked(
    round_: Round,
    standing: Standings,
    found: Sequence[engine.Calibration],
    weighed: Sequence[WeighedStage],
    *,
    on: date,
) -> dict[str, Any]:
    count = len(standing.applications)
    uptos = [cut.upto for cut in cuts_of(round_) if cut.upto < count]
    burden = burdens((stage.calibration, stage.weight) for stage in weighed)
    rows = standings_rows(standing, uptos, level=LEVEL)
    for row in rows:
        row["burden"] = round(burden[str(row["application"])], 6)
    barred = [(str(reviewer), str(application)) for reviewer, application in sorted(barred_pairs(round_, on=on))]
    return {
        "rows": rows,
        "near": [near_the_cut(standing, upto, found[-1], barred=barred) for upto in dict.fromkeys(uptos)],
        "tiers": proposal_of(round_, {row["application"]: corrected(row["score"]) for row in rows}),
    }


def corrected(score: float) -> Decimal:
    """Return a corrected score as it is kept and compared: three decimals."""
    return Decimal(repr(score)).quantize(Decimal("0.001"))


def _stage_head(stage: ScoredStage) -> dict[str, Any]:
    return {
        "stage": stage.stage.key,
        "weight": str(stage.weight),
        "model": stage.scheme.aggregation,
        "total": str(stage.scheme.total),
        "sheets": len(stage.sheets),
        "digest": stage.digest,
    }


def _vetoed(stages: Sequence[ScoredStage]) -> list[dict[str, Any]]:
    """Return who a veto criterion ends, and by how many reviewers; marks that cannot be read veto nothing."""
    found: dict[int, dict[str, int]] = {}
    for stage in stages:
        try:
            vetoes = stage.vetoes()
        except ScoringRefused:
            continue
        for application, criteria in vetoes.items():
            found.setdefault(int(application), {}).update(criteria)
    return [{"application": pk, "criteria": criteria} for pk, criteria in sorted(found.items())]


@transaction.atomic
def _kept(
    round_: Round,
    results: Sequence[tuple[ScoredStage, dict[str, Any]]],
    digest: str,
    ranking: dict[str, Any],
    at: datetime,
) -> Ranking:
    Round.objects.select_for_update().get(pk=round_.pk)
    known = Ranking.objects.filter(round=round_, inputs_digest=digest).first()
    if known is not None:
        return known
    for position, (stage, result) in enumerate(results):
        Calibration.objects.get_or_create(
            round=round_,
            stage=stage.stage.key,
            inputs_digest=stage.digest,
            defaults={
                "scheme": stage.scheme.key,
                "model": stage.scheme.aggregation,
                "seed": SEED + position,
                "sheets": len(stage.sheets),
                "results": result,
                "made_at": at,
            },
        )
    made = Ranking.objects.create(round=round_, inputs_digest=digest, seed=SEED, results=ranking, made_at=at)
    data = {"inputs": digest, "seed": SEED, "applications": len(ranking["rows"])}
    events.record("review.round.ranked", subject=round_, by=None, at=at, data=data)
    return made
