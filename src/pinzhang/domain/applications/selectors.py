"""Reads of applications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from pinzhang.domain.applications.models import Application, HumanDecision, Opinion
from pinzhang.domain.cases.models import Attachment, BatchStage
from pinzhang.domain.facts.selectors import facts_by_edition, facts_of
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Organisation, Post, User
from pinzhang.domain.parties.selectors import posts_held
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document, plan_of, rounds_of
from pinzhang.domain.reference.models import Department
from pinzhang.engine.forms import problems_of
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.engine.rules import explain
from pinzhang.engine.rules.explain import COUNTING
from pinzhang.engine.stages import Action, Plan


def applications() -> QuerySet[Application]:
    """Return applications with what every list of them shows."""
    return Application.objects.select_related(
        "case", "case__assignee", "round", "round__edition", "applicant", "applicant__region", "subject", "recommender"
    ).defer("round__edition__content", "findings", "answers")


def applications_of(organisation: Organisation) -> QuerySet[Application]:
    """Return an organisation's applications, the newest first."""
    return applications().filter(applicant=organisation).order_by("-case__opened_at")


CASE_READERS = (PostRole.OFFICER, PostRole.APPROVER, PostRole.LEADER)
"""Who reads every case of their authority and of those below; recommenders and departments read what concerns them."""


def readable_by(user: User, posts: Iterable[Post] | None = None) -> QuerySet[Application]:
    """Return the applications that an official's posts let them read; what is still being filled in is nobody's."""
    return applications().filter(readable_with(posts_held(user) if posts is None else posts))


def readable_with(posts: Iterable[Post], prefix: str = "") -> Q:
    """Return the condition of being readable with some posts; ``prefix`` leads to the application."""
    condition = Q(pk__in=[])
    for post in posts:
        if post.role in CASE_READERS:
            condition |= Q(**{f"{prefix}case__authority__path__startswith": post.authority.path})
        elif post.role == PostRole.RECOMMENDER:
            condition |= Q(**{f"{prefix}recommender": post.authority})
        elif post.department is not None:
            condition |= Q(**{f"{prefix or 'pk'}__in".replace("____", "__"): _asked_of(post.department)})
    handed_in = Q(**{f"{prefix}submitted_at__isnull": False}) | Q(**{f"{prefix}filed_by_office": True})
    return condition & handed_in


def _asked_of(department: Department) -> QuerySet[Opinion, Any]:
    return opinions_asked_of(department).values("application")


def opinions_asked_of(department: Department) -> QuerySet[Opinion]:
    """Return the opinions a department was asked for by its own authority or one below (部门意见)."""
    return Opinion.objects.filter(
        department_key=department.key, application__case__authority__path__startswith=department.authority.path
    )


def recommendations_used(application: Application) -> tuple[int, int | None]:
    """Return how many places the recommender of an application has used in its round, and how many there are."""
    document = edition_document(application.round.edition)
    kinds = {stage.key for stage in document.stages if stage.kind == "recommendation"}
    others = Application.objects.filter(round=application.round, recommender=application.recommender, ended=False)
    passed = others.exclude(pk=application.pk).values_list("case__passed", flat=True)
    return sum(bool(kinds & set(stages)) for stages in passed), document.outcomes.total_quota.per_recommender


def application_plan(application: Application) -> Plan:
    """Return the stages that an application passes on its route."""
    return plan_of(application.round.edition, application.route)


def list_plan(round_: Round) -> Plan:
    """Return the stages of a round's edition as its lists pass them: all of them, whatever route a case came by."""
    return Plan.of(edition_document(round_.edition).stages)


def bypassing(round_: Round, stage: str) -> set[str]:
    """Return the numbers of the cases of a round whose route does not lead through a stage."""
    routes = edition_document(round_.edition).programme.routes
    past = [
        route.key for route in routes if stage not in {each.key for each in plan_of(round_.edition, route.key).stages}
    ]
    return set(Application.objects.filter(round=round_, route__in=past).values_list("case__number", flat=True))


def application_document(application: Application) -> dict[str, Any]:
    """Return what is known for judging an application: its answers and the facts, in the shape of the rule engine."""
    edition = edition_document(application.round.edition)
    facts = facts_of(application.applicant, edition.facts, subject=application.subject, at=_known_at(application))
    return {"application": form_root(application), "facts": facts}


def _known_at(application: Application) -> datetime | None:
    """Return up to when facts count: those known when it was handed in, or when corrections were last answered."""
    if application.submitted_at is None:
        return None
    answered = application.case.corrections.aggregate(last=Max("answered_at"))["last"]
    return max(application.submitted_at, answered or application.submitted_at)


def form_root(application: Application) -> dict[str, Any]:
    """Return the root ``a`` of the rule language: the answers, and what the head of the application says."""
    head = {
        "sector": application.sector,
        "route": application.route,
        "subject_kind": application.subject.kind,
        "applicant_kind": application.applicant.kind,
    }
    return {**application.answers, **{key: value for key, value in head.items() if value}}


def human_decisions_of(application: Application) -> dict[str, bool]:
    """Return how officers decided the rules that the text leaves to judgement."""
    return dict(HumanDecision.objects.filter(application=application).values_list("rule", "met"))


def findings_of(application: Application) -> dict[str, Any]:
    """Return every rule's verdict on an application, as of the round's reference day."""
    row = application.round.edition
    return explain(
        edition_document(row),
        application_document(application),
        on=application.round.reference_on,
        decisions=human_decisions_of(application),
        digest=row.digest,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many conditions and exclusions of an application stand how (核对小结)."""

    not_met: int = 0
    undecided: int = 0
    """Left to people, and not decided yet."""
    unknown: int = 0
    """Left to the machine, and not known."""


def tally_of(application: Application) -> Tally:
    """Return how the frozen findings of an application stand; bonus and priority do not count."""
    human = {rule.id for rule in edition_document(application.round.edition).eligibility.rules if is_human(rule)}
    counts = {"not_met": 0, "undecided": 0, "unknown": 0}
    for rule in (application.findings or {}).get("rules", ()):
        if rule["kind"] not in COUNTING or rule["applies"] is False:
            continue
        if rule["verdict"] == "not met":
            counts["not_met"] += 1
        elif rule["verdict"] == "unknown":
            counts["undecided" if rule["id"] in human else "unknown"] += 1
    return Tally(**counts)


def is_human(rule: Rule) -> bool:
    """Tell whether the text leaves a rule to judgement (人工认定)."""
    return rule.decided_by == "human"


def qualification_of(
    organisation: Organisation, edition: ProgrammeEdition, *, on: date, application: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what an edition says of an organisation by the facts known now, without any application."""
    return qualifications_of(organisation, [edition], on=on, applications=[application or {}])[0]


def qualifications_of(
    organisation: Organisation,
    editions: Sequence[ProgrammeEdition],
    *,
    on: date,
    applications: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return what several editions say of an organisation, its facts read once for all of them."""
    documents = [edition_document(edition) for edition in editions]
    known = facts_by_edition(organisation, [document.facts for document in documents])
    return [
        explain(document, {"application": answers, "facts": facts}, on=on, digest=edition.digest)
        for edition, document, facts, answers in zip(editions, documents, known, applications, strict=True)
    ]


def attached_fields(application: Application) -> dict[str, int]:
    """Return how many files each field has."""
    counts: dict[str, int] = {}
    living = Attachment.objects.filter(case_id=application.case_id, removed_at__isnull=True)
    for field in living.values_list("field", flat=True):
        counts[field] = counts.get(field, 0) + 1
    return counts


def form_problems(application: Application) -> dict[str, str]:
    """Return what the form of the present stage still lacks, by field."""
    return problems_of(
        edition_document(application.round.edition),
        application_document(application),
        stage=application.case.stage,
        unread=application.unread,
        attached=attached_fields(application),
        on=application.round.reference_on,
    )


def editable_sections(application: Application) -> tuple[str, ...]:
    """Return the sections the applicant may change now: those the present stage asks for.

    While a correction is asked for, those of the stages already passed as well.
    """
    case = application.case
    if case.outcome:
        return ()
    open_stages = {case.stage, *(case.passed if case.waiting else ())}
    sections = edition_document(application.round.edition).form.sections
    return tuple(section.key for section in sections if section.asked_at in open_stages)


@dataclass(frozen=True, slots=True)
class Notice:
    """A list in public notice (公示): what was frozen, in which round, under which stage of the edition."""

    opened: BatchStage
    round: Round
    stage: Stage

    def is_running(self, today: date) -> bool:
        """Tell whether anybody may object today."""
        return self.opened.closed_at is None and (self.opened.due_on is None or today <= self.opened.due_on)


def public_notices() -> QuerySet[BatchStage]:
    """Return the lists that were put in public notice, the newest first; a list sent back is none any more."""
    condition = Q(pk__in=[])
    for edition in ProgrammeEdition.objects.defer("content"):
        stages = edition_document(edition).stages
        keys = [stage.key for stage in stages if stage.kind == "public_notice" and "public" not in stage.hidden_from]
        condition |= Q(batch__round__edition=edition, stage__in=keys)
    return (
        BatchStage.objects.filter(condition)
        .exclude(result=Action.RETURN.value)
        .select_related("batch__round__edition", "batch__round__authority")
        .defer("batch__round__edition__content")
        .order_by("-opened_at", "-pk")
    )


def notice_of(opened: BatchStage) -> Notice:
    """Return a list in public notice with its round and its stage."""
    round_ = opened.batch.round
    return Notice(opened, round_, list_plan(round_).stage(opened.stage))


def noticed_applications(opened: BatchStage) -> QuerySet[Application]:
    """Return the applications of a frozen list, in the order of their numbers."""
    return applications().filter(case__number__in=opened.frozen).order_by("case__number")


@dataclass(slots=True)
class RoundTally:
    """How many applied in a round, how many of them are in hand, and what came of the others."""

    applied: int = 0
    living: int = 0
    granted: int = 0
    refused: int = 0
    withdrawn: int = 0


def tallies_of(rounds: Iterable[Round]) -> list[tuple[Round, RoundTally]]:
    """Return rounds, each with how its applications stand; one statement for all of them."""
    found = list(rounds)
    tallies = {each.pk: RoundTally() for each in found}
    rows = Application.objects.filter(round__in=found).values_list("round", "case__outcome")
    for pk, outcome, handed_in, everything in rows.annotate(handed_in=Count("submitted_at"), all=Count("pk")):
        tally = tallies[pk]
        tally.applied += handed_in
        if not outcome:
            tally.living = handed_in
        elif outcome in ("granted", "refused", "withdrawn"):
            setattr(tally, outcome, everything)
    return [(each, tallies[each.pk]) for each in found]


def count_in_hand() -> int:
    """Return how many applications were handed in and have no outcome yet (在办)."""
    return Application.objects.filter(submitted_at__isnull=False, case__outcome="").count()


def lists_for(posts: Iterable[Post]) -> QuerySet[BatchStage]:
    """Return the lists of the rounds that an official works on or leads."""
    return BatchStage.objects.filter(batch__round__in=rounds_of(posts)).select_related("opened_by", "closed_by")


def opinions_for(posts: Iterable[Post]) -> QuerySet[Opinion]:
    """Return every opinion that an official's departments are asked for."""
    asked = Q(pk__in=[])
    for post in posts:
        if post.role == PostRole.DEPARTMENT and post.department is not None:
            asked |= Q(pk__in=opinions_asked_of(post.department).values("pk"))
    return Opinion.objects.filter(asked)
