"""Reads of reviewers, tasks and scores."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from pinzhang.domain.applications.models import Application
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.review.choices import ConflictAnswer
from pinzhang.domain.review.models import Evaluation, Reviewer, ReviewTask
from pinzhang.domain.review.selectors.conflicts import barred_applications
from pinzhang.engine.packs.schema.criteria import Scale, Scheme
from pinzhang.engine.scoring.combining import aggregate, combine_stages


def scheme_of(application: Application, key: str) -> tuple[Scheme, tuple[Scale, ...]]:
    """Return a scheme of the application's edition, and its scales."""
    criteria = edition_document(application.round.edition).criteria
    scheme = next(scheme for scheme in criteria.schemes if scheme.key == key)
    return scheme, criteria.scales


def is_reviewer(user: User) -> bool:
    """Tell whether a person is in the pool of reviewers, or was."""
    return Reviewer.objects.filter(user=user).exists()


RECUSED = Q(conflict=ConflictAnswer.CONFLICT)
DECLINED = Q(declined_at__isnull=False) & ~RECUSED
OFF = RECUSED | Q(declined_at__isnull=False)
SUBMITTED = Q(submitted_at__isnull=False)
AT_ITS_STAGE = Q(application__case__stage=F("stage"), application__case__outcome="")
TO_DO = AT_ITS_STAGE & ~SUBMITTED & ~OFF
TASK_STATES = {
    "todo": TO_DO,
    "done": SUBMITTED,
    "recused": RECUSED,
    "declined": DECLINED,
    "missed": ~AT_ITS_STAGE & ~SUBMITTED & ~OFF,
}
"""How a task stands: to be done, submitted, recused, declined, or never submitted while its stage ended."""


def _seen_by(user: User, on: date) -> QuerySet[ReviewTask]:
    """Return the tasks a reviewer may know of: none of an applicant they are tied to, but those they gave back so."""
    barred = Q(application__in=barred_applications(user, on=on))
    return ReviewTask.objects.filter(reviewer__user=user).exclude(barred & ~RECUSED)


def tasks_of(user: User, *, on: date) -> QuerySet[ReviewTask]:
    """Return a reviewer's own tasks, those left to do first, the first due of them first.

    A file of an applicant whom they must not judge on this day is not among them.
    """
    return (
        _seen_by(user, on)
        .select_related(
            "application__case", "application__applicant", "application__subject", "application__round__edition"
        )
        .defer("application__round__edition__content", "application__findings")
        .order_by(F("submitted_at").desc(nulls_first=True), F("application__case__due_on").asc(nulls_last=True), "pk")
    )


def task_counts(user: User, *, on: date) -> dict[str, int]:
    """Return how many of a reviewer's tasks stand how; what they may not know of does not count."""
    return counted(_seen_by(user, on))


def counted(tasks: QuerySet[ReviewTask]) -> dict[str, int]:
    """Return how many of some tasks stand how."""
    return tasks.aggregate(**{state: Count("pk", filter=condition) for state, condition in TASK_STATES.items()})


def reviewers_for(authority: Authority) -> QuerySet[Reviewer]:
    """Return the active reviewers of an authority or above, with the files they have in hand."""
    return with_in_hand(pool_of(authority).filter(active=True))


def with_in_hand(reviewers: QuerySet[Reviewer]) -> QuerySet[Reviewer]:
    """Say of each reviewer how many files they have in hand; who has few comes first, who has left last."""
    living = Q(tasks__isnull=False, tasks__submitted_at__isnull=True, tasks__declined_at__isnull=True)
    in_hand = Count("tasks", filter=living & ~Q(tasks__conflict=ConflictAnswer.CONFLICT))
    return reviewers.annotate(in_hand=in_hand).order_by("-active", "in_hand", "pk")


def pool_of(authority: Authority) -> QuerySet[Reviewer]:
    """Return everybody in the pool of an authority or above, those who left it too."""
    above = [authority.path[: i + 1] for i, character in enumerate(authority.path) if character == "/"]
    return Reviewer.objects.filter(authority__path__in=above).select_related("user")


def evaluations_of(user: User) -> QuerySet[Evaluation]:
    """Return the evaluations commissioned from the institutions a person acts for, those left to do first."""
    return (
        Evaluation.objects.filter(institution__memberships__user=user, institution__memberships__until_at__isnull=True)
        .select_related("application__case", "application__applicant", "application__subject", "institution")
        .select_related("application__round__edition", "report", "signed_by")
        .defer("application__round__edition__content", "application__findings")
        .order_by(
            F("signed_at").desc(nulls_first=True),
            F("application__case__due_on").asc(nulls_last=True),
            "commissioned_at",
            "pk",
        )
    )


EVALUATION_STATES = {
    "todo": AT_ITS_STAGE & Q(signed_at__isnull=True),
    "done": Q(signed_at__isnull=False),
    "missed": ~AT_ITS_STAGE & Q(signed_at__isnull=True),
}
"""How an evaluation stands: to be done, signed, or never signed while its stage ended."""


def evaluation_counts(user: User) -> dict[str, int]:
    """Return how many of the evaluations commissioned from a person's institutions stand how."""
    counts = {state: Count("pk", filter=condition) for state, condition in EVALUATION_STATES.items()}
    return evaluations_of(user).order_by().aggregate(**counts)


def stage_scores(round_: Round, stage: str) -> dict[int, list[Decimal]]:
    """Return the submitted scores of each application of a round in one stage, by application."""
    scores: dict[int, list[Decimal]] = defaultdict(list)
    submitted = ReviewTask.objects.filter(
        application__round=round_, stage=stage, submitted_at__isnull=False, score__isnull=False
    )
    _collect(scores, submitted.values_list("application_id", "score"))
    signed = Evaluation.objects.filter(
        application__round=round_, stage=stage, signed_at__isnull=False, score__isnull=False
    )
    _collect(scores, signed.values_list("application_id", "score"))
    return dict(scores)


def _collect(into: dict[int, list[Decimal]], rows: Iterable[tuple[int, Decimal | None]]) -> None:
    for application, score in rows:
        if score is not None:
            into[application].append(score)


def final_scores(round_: Round) -> dict[int, Decimal]:
    """Return the score of each application: stages aggregated as their scheme says, combined by their weights.

    An application that lacks the score of a weighted stage has none; nothing is taken for nought.
    """
    document = edition_document(round_.edition)
    schemes = {scheme.key: scheme for scheme in document.criteria.schemes}
    by_stage: dict[str, dict[int, Decimal]] = {}
    for stage in document.stages:
        if stage.criteria:
            how = schemes[stage.criteria].aggregation
            given = stage_scores(round_, stage.key)
            by_stage[stage.key] = {pk: aggregate(scores, how) for pk, scores in given.items()}
    weights = document.criteria.stage_weights
    weighted = [weight.stage for weight in weights]
    if not weights:
        last = next((stage.key for stage in reversed(document.stages) if stage.key in by_stage), None)
        return by_stage[last] if last else {}
    everyone = {pk for scores in by_stage.values() for pk in scores}
    return {
        pk: combine_stages(weights, {stage: by_stage[stage][pk] for stage in weighted})
        for pk in everyone
        if all(pk in by_stage.get(stage, {}) for stage in weighted)
    }


MOST_NAMED = 3
"""How many criteria the head of a feedback names as the best, and as those with most room."""

_FEEDBACK_WORDS = {
    "zh": (
        "相对较强的条目",
        "改进空间较大的条目",
        "逐条反馈",
        "优势：",
        "依据：",
        "不适用",
        "现场发现",
        "：",
    ),
    "en": (
        "Strongest",
        "Most room for improvement",
        "By criterion",
        "Strength: ",
        "Grounds: ",
        "not applicable",
        "Findings on site",
        ": ",
    ),
}


def feedback_sections(feedback: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Return the feedback of an application as people read it (评审反馈).

    Each section has a ``title`` and ``lines``; the section by criterion has ``rows`` as well, each with ``title``,
    ``share`` (0 to 1, None where it does not apply), ``said`` and ``lines``.
    """
    best, worst, each, strength, ground, none, findings, colon = _FEEDBACK_WORDS[language]
    rows = [
        {
            "title": f"{line['code']} {_said(line['title'], language)}".strip(),
            "share": line["share"],
            "said": none if line["share"] is None else f"{line['share'] * 100:.1f}%",
            "lines": [strength + text for text in line["strengths"]] + [ground + text for text in line["grounds"]],
        }
        for line in feedback["criteria"]
    ]
    ranked = sorted((row for row in rows if row["share"] is not None), key=lambda row: row["share"])
    named = min(MOST_NAMED, len(ranked) // 2)
    sections = [
        {"title": best, "lines": [f"{row['title']}{colon}{row['said']}" for row in ranked[::-1][:named]]},
        {"title": worst, "lines": [f"{row['title']}{colon}{row['said']}" for row in ranked[:named]]},
        *({"title": _said(one["stage"], language), "lines": one["texts"]} for one in feedback["remarks"]),
        {"title": findings, "lines": feedback["findings"]},
        {"title": each, "lines": [], "rows": rows},
    ]
    return [section for section in sections if section["lines"] or section.get("rows")]


def _said(words: dict[str, str], language: str) -> str:
    return words.get(language) or words["zh"]
