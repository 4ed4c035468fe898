"""What people of the demonstration do with an application, one function a step."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from pinzhang.demo.enterprises import Firm
from pinzhang.demo.filling import fill_in
from pinzhang.demo.people import Cast
from pinzhang.domain.applications.models import Application, Opinion
from pinzhang.domain.applications.selectors import application_plan, list_plan
from pinzhang.domain.applications.services import lists, stages
from pinzhang.domain.applications.services.drafts import start_application, submit_application
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.services import moves
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import PanelEntry, Reviewer
from pinzhang.domain.review.selectors import scheme_of
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.scoring.marks import scored_criteria
from pinzhang.engine.stages import Action

GROUNDS = (
    "制度与执行一致，现场抽查吻合",
    "数据完整，趋势向好",
    "做法有效，展开尚有缺口",
    "与标杆对比充分",
    "改进有记录、有结果",
)


def begin(round_: Round, firm: Firm, at: datetime, *, route: str | None = None, by_office: Any = None) -> Application:
    """Start an application on the first route, or on the one named."""
    document = edition_document(round_.edition).programme
    kinds = document.subject_kinds
    kind = firm.subject_kind if firm.subject_kind in kinds else kinds[0]
    return start_application(
        round_=round_,
        applicant=firm.organisation,
        route=route or document.routes[0].key,
        subject_kind=kind,
        subject_name=firm.product,
        sector=firm.sector if document.sectors else "",
        by=by_office or firm.signer,
        at=at,
        by_office=by_office is not None,
    )


def submitted(round_: Round, firm: Firm, at: datetime) -> Application:
    """Start, fill in and submit."""
    application = begin(round_, firm, at)
    fill_in(application, firm, at=at)
    return submit_application(application=application, by=firm.signer, at=at + timedelta(hours=3))


def forward(cast: Cast, application: Application, firm: Firm, until: str, random: Random, at: datetime) -> None:
    """Take an application through the stages of its own until it stands before the one named."""
    quality = 45 + random.randrange(45)
    for step in range(12):
        application.case.refresh_from_db()
        stage = application_plan(application).stage(application.case.stage)
        if stage.key == until or application.case.outcome or stage.kind not in _ONWARD:
            return
        when = at + timedelta(days=2 * step, hours=random.randrange(6))
        _ONWARD[stage.kind](cast, application, firm, quality, random, when)


def _recommend(cast: Cast, application: Application, firm: Firm, _quality: int, _random: Random, at: datetime) -> None:
    _decide(application, "recommender", cast.recommenders[_region(firm)], at, note="符合推荐条件，同意推荐。")


def _declare(_cast: Cast, application: Application, firm: Firm, _quality: int, _random: Random, at: datetime) -> None:
    fill_in(application, firm, at=at)
    stages.declare(application=application, by=firm.signer, at=at)


def _checked(cast: Cast, application: Application, _firm: Firm, _quality: int, _random: Random, at: datetime) -> None:
    check(cast, application, at)


def _evaluated(cast: Cast, application: Application, _firm: Firm, quality: int, _random: Random, at: datetime) -> None:
    evaluate(cast, application, at, good=quality > _WEAK)


def _reviewed(cast: Cast, application: Application, _firm: Firm, quality: int, random: Random, at: datetime) -> None:
    for reviewer in random.sample(cast.reviewers, 3):
        review(cast, application, reviewer, quality, random, at)
    _decide(application, "office", cast.officer, at + timedelta(hours=8))


_WEAK = 50
_ONWARD = {
    "recommendation": _recommend,
    "declaration": _declare,
    "eligibility_check": _checked,
    "evaluation": _evaluated,
    **dict.fromkeys(tasks.REVIEWED_KINDS, _reviewed),
}


def _region(firm: Firm) -> str:
    return firm.organisation.region.code if firm.organisation.region else "370215"


def _decide(application: Application, role: Any, by: Any, at: datetime, note: str = "") -> None:
    stages.decide_stage(application=application, action=Action.COMPLETE, role=role, by=by, at=at, note=note)


def check(cast: Cast, application: Application, at: datetime) -> None:
    """Decide what the text leaves to judgement, and pass the check."""
    moves.assign_case(case=application.case, to=cast.officer, by=cast.officer, at=at)
    for rule in edition_document(application.round.edition).eligibility.rules:
        if rule.decided_by == "human":
            stages.decide_rule(
                application=application, rule=rule.id, met=True, ground="查阅记录，未发现不符合情形。",
                by=cast.officer, at=at,
            )  # fmt: skip
    _decide(application, "office", cast.officer, at + timedelta(hours=1))


def evaluate(cast: Cast, application: Application, at: datetime, *, good: bool) -> None:
    """Commission the institution and let it sign."""
    evaluation = evaluations.commission_evaluation(
        application=application, institution=cast.institution, by=cast.officer, at=at
    )
    evaluations.save_evaluation(
        evaluation=evaluation,
        findings="抽取 3 批次样品检测，关键指标符合所声明标准；质量管理文件与现场记录一致。"
        if good
        else "抽取 3 批次样品检测，1 项关键指标低于所声明标准；建议整改后再报。",
        conclusion="meets" if good else "fails",
        by=cast.institution_signer,
        at=at + timedelta(days=3),
    )
    evaluations.sign_evaluation(evaluation=evaluation, by=cast.institution_signer, at=at + timedelta(days=4))


def review(
    cast: Cast, application: Application, reviewer: Reviewer, quality: int, random: Random, at: datetime
) -> None:
    """Assign a reviewer, who declares no conflict, scores in the steps of the scale and submits."""
    task = tasks.assign_reviewer(application=application, reviewer=reviewer, by=cast.officer, at=at)
    tasks.declare_conflict(task=task, conflict=False, ground="", at=at + timedelta(hours=1))
    tasks.save_marks(
        task=task,
        marks=marks_for(cast, application, reviewer, quality, random),
        summary="质量管理基础扎实，数据应用和标杆对比可再加强。",
        confidence=3 + random.randrange(2),
        at=at + timedelta(hours=4),
    )
    tasks.submit_marks(task=task, at=at + timedelta(hours=5))


def marks_for(
    cast: Cast, application: Application, reviewer: Reviewer, quality: int, random: Random
) -> dict[str, dict[str, str]]:
    """Scores around a quality; one reviewer in the pool is plainly more severe than the others."""
    stage = application_plan(application).stage(application.case.stage)
    if not stage.criteria:
        return {}
    severe = 12 if reviewer.pk == cast.reviewers[6].pk else 0
    scheme, scales = scheme_of(application, stage.criteria)
    by_key = {scale.key: scale for scale in scales}
    marks = {}
    for criterion in scored_criteria(scheme.criteria):
        scale = by_key[criterion.scale or ""]
        step, low, high = float(scale.step), float(scale.minimum), float(scale.maximum)
        wish = low + (high - low) * (quality - severe + random.gauss(0, 7)) / 100
        score = min(high, max(low, low + round((wish - low) / step) * step))
        marks[criterion.key] = {"score": f"{score:g}", "ground": random.choice(GROUNDS)}
    return marks


def propose_best(opened: BatchStage, round_: Round, places: dict[str, int]) -> None:
    """Propose the best for the tiers in their order; whoever the combined findings rule out is passed over."""
    combination = list_plan(round_).stage(opened.stage).combination
    entries = list(PanelEntry.objects.filter(batch_stage=opened, rank__isnull=False).order_by("rank", "pk"))
    if combination is not None:
        bad = {
            evaluation.application_id
            for entry in entries
            for evaluation in entry.application.evaluations.filter(conclusion="fails")
        }
    else:
        bad = set()
    wanted = [tier for tier, count in places.items() for _ in range(count)]
    chosen = [entry.application_id for entry in entries if entry.application_id not in bad][: len(wanted)]
    tiers = dict(zip(chosen, wanted, strict=False))
    grounds = dict.fromkeys(bad, "第三方评价结论为不符合，结合后不予拟定。")
    panel.propose(opened=opened, round_=round_, tiers=tiers, grounds=grounds)


def answer_all(opened: BatchStage, people: list[Any], at: datetime, *, silent: int = 0) -> None:
    """Let the departments answer, all but the last few opinions."""
    opinions = list(Opinion.objects.filter(batch_stage=opened).order_by("pk"))
    for position, opinion in enumerate(opinions[: len(opinions) - silent]):
        lists.give_opinion(opinion=opinion, kind="no_objection", text="", by=people[position % len(people)], at=at)
