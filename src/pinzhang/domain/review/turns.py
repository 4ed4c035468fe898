"""Which cases wait for which official, as conditions over the queue."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from pinzhang.domain.applications.choices import ObjectionState
from pinzhang.domain.applications.models import Objection
from pinzhang.domain.applications.selectors import opinions_asked_of
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post, User
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.review.models import Evaluation, ReviewTask
from pinzhang.domain.review.selectors import OFF
from pinzhang.engine.packs.schema.stages import PER_CASE, Stage
from pinzhang.engine.stages import Action, actors_of
from pinzhang.engine.stages.kinds import moves

NOBODY = Q(pk__in=[])
LIVING = Q(case__outcome="")
FREE = Q(case__waiting=False, case__held=False)
REVIEWED = ("document_review", "site_visit", "defence")
APPLICANTS_OWN = ("submission", "declaration")
"""Here the office acts only where it files on somebody's behalf."""

Editions = Sequence[ProgrammeEdition]


def standing_at(editions: Editions, wanted: Callable[[Stage], bool]) -> Q:
    """Return the condition of standing at a stage that an edition describes so."""
    condition = NOBODY
    for edition in editions:
        keys = [stage.key for stage in edition_document(edition).stages if wanted(stage)]
        if keys:
            condition |= Q(round__edition=edition, case__stage__in=keys)
    return condition


def running(editions: Editions) -> Q:
    """Return the condition of a clock that runs: nobody is waited for, or the edition lets it run all the same."""
    goes_on = standing_at(editions, lambda stage: stage.term is not None and stage.term.on_correction == "run")
    return LIVING & (Q(case__waiting=False) | goes_on)


def late(editions: Editions, today: date) -> Q:
    """Return the condition of being overdue (超期)."""
    return running(editions) & Q(case__due_on__lt=today)


def awaiting(user: User, posts: Iterable[Post], editions: Editions) -> Q:
    """Return the condition of waiting for somebody's posts: their own cases, and those nobody has yet (等我办)."""
    condition = NOBODY
    for post in posts:
        if post.role == PostRole.OFFICER:
            condition |= _awaiting_officer(user, post, editions)
        elif post.role == PostRole.APPROVER:
            condition |= _awaiting_approver(post, editions)
        elif post.role == PostRole.RECOMMENDER:
            condition |= Q(recommender=post.authority) & FREE & standing_at(editions, _is("recommendation"))
        elif post.role == PostRole.DEPARTMENT and post.department is not None:
            asked = opinions_asked_of(post.department).filter(kind="", batch_stage__closed_at__isnull=True)
            condition |= Q(pk__in=asked.values("application"))
    return LIVING & condition


def _is(*kinds: str) -> Callable[[Stage], bool]:
    return lambda stage: stage.kind in kinds


def _awaiting_officer(user: User, post: Post, editions: Editions) -> Q:
    mine = Q(case__authority__path__startswith=post.authority.path) & (
        Q(case__assignee=user) | Q(case__assignee__isnull=True)
    )
    unfinished = ReviewTask.objects.filter(
        application=OuterRef("pk"), stage=OuterRef("case__stage"), submitted_at__isnull=True
    ).exclude(OFF)
    commissioned = Evaluation.objects.filter(application=OuterRef("pk"), stage=OuterRef("case__stage"))
    objected = Objection.objects.filter(application=OuterRef("pk"), state=ObjectionState.RECEIVED)
    to_do = (
        standing_at(editions, _office_decides)
        | (standing_at(editions, _is(*REVIEWED)) & ~Q(Exists(unfinished)))
        | (standing_at(editions, _is("evaluation")) & ~Q(Exists(commissioned)))
        | (Q(filed_by_office=True) & standing_at(editions, _is(*APPLICANTS_OWN)))
    )
    return mine & ((FREE & to_do) | Q(Exists(objected)))


def _office_decides(stage: Stage) -> bool:
    """Tell whether the office moves single cases out of a stage, and does not only see that others do."""
    if stage.kind not in PER_CASE or stage.kind in (*APPLICANTS_OWN, *REVIEWED, "evaluation"):
        return False
    return "office" in moves(stage.kind)[Action.COMPLETE].actors_in(stage)


def _awaiting_approver(post: Post, editions: Editions) -> Q:
    """A list that is open at a stage of the approving authority awaits it, with everybody on it."""
    laid_before = standing_at(editions, lambda stage: stage.kind not in PER_CASE and "authority" in actors_of(stage))
    opened = BatchStage.objects.filter(
        batch=OuterRef("case__batch"), stage=OuterRef("case__stage"), closed_at__isnull=True
    )
    return Q(case__authority__path__startswith=post.authority.path) & FREE & laid_before & Q(Exists(opened))
