"""What the pages of making a rule show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Post
from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import DraftOpinion, EditionDraft
from pinzhang.domain.programmes.selectors import draft_document, edition_document, edition_in_force
from pinzhang.domain.programmes.services.drafts import ORDER
from pinzhang.domain.reference.selectors import within
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.eligibility import Rule
from pinzhang.engine.rules import sentence
from pinzhang.portals.staff.access import has_post
from pinzhang.portals.staff.forms_drafting import (
    AdvanceForm,
    ApproveForm,
    NoteForm,
    ResponseForm,
    ReviseForm,
    following,
)
from pinzhang.portals.ui.differences import PartChanged, differences

MAKERS = (PostRole.OFFICER, PostRole.APPROVER, PostRole.LEADER)
KINDS = {"condition": "申报条件", "exclusion": "禁止情形", "bonus": "加分", "priority": "优先"}


def drafts_for(posts: Iterable[Post], *roles: PostRole) -> QuerySet[EditionDraft]:
    """Return the editions in the making of the authorities of these posts, the newest first."""
    paths = (post.authority.path for post in posts if post.role in (roles or MAKERS))
    found = EditionDraft.objects.filter(within(paths)).select_related("authority", "started_by", "published")
    return found.defer("published__content").order_by("-started_at", "-pk")


def listed(found: QuerySet[EditionDraft]) -> QuerySet[EditionDraft]:
    """Return drafts as a list shows them, with how many opinions are owed and how many comments unanswered."""
    owed = Q(opinions__department__isnull=False, opinions__given_at__isnull=True)
    unanswered = Q(opinions__stage=DraftStage.PUBLIC_COMMENT, opinions__response="")
    return found.defer("content", "published__content").annotate(
        owed=Count("opinions", filter=owed), unanswered=Count("opinions", filter=unanswered)
    )


def opinions_for(posts: Iterable[Post]) -> QuerySet[DraftOpinion]:
    """Return what the departments of these posts were asked, what is owed first."""
    departments = [post.department_id for post in posts if post.role == PostRole.DEPARTMENT]
    found = DraftOpinion.objects.filter(department__in=departments).select_related("draft__authority", "department")
    return found.order_by("given_at", "-pk")


def is_owed(opinion: DraftOpinion) -> bool:
    """Tell whether an opinion can still be given."""
    return opinion.draft.stage == opinion.stage


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of a regulation as officials read it (条款)."""

    rule: Rule
    kind: str
    reading: str


def rules_of(document: Edition) -> list[RuleLine]:
    """Return the rules of an edition with how the machine reads each."""
    return [
        RuleLine(rule, KINDS[rule.kind], sentence(rule, document) if rule.expr else "")
        for rule in document.eligibility.rules
    ]


def track_of(draft: EditionDraft) -> list[dict[str, str]]:
    """Return how far a draft is on its way to a document number."""
    if draft.stage == DraftStage.ABANDONED:
        return [{"title": stage.label, "state": ""} for stage in ORDER] + [{"title": "已终止", "state": "end"}]
    stages = [*ORDER, DraftStage.PUBLISHED]
    here = stages.index(DraftStage(draft.stage))
    last = len(stages) - 1
    return [
        {"title": stage.label, "state": "done" if place < here or here == last else "now" if place == here else ""}
        for place, stage in enumerate(stages)
    ]


def text_of(draft: EditionDraft, today: date) -> dict[str, Any]:
    """Return what a draft says, and how it differs from the edition in force."""
    document = draft_document(draft)
    in_force = edition_in_force(draft.code, today)
    parts: list[PartChanged] = []
    if in_force is not None:
        parts = differences(edition_document(in_force), document)
    return {"document": document, "rules": rules_of(document), "in_force": in_force, "parts": parts}


def draft_page(
    draft: EditionDraft, posts: tuple[Post, ...], today: date, kept: dict[str, forms.Form]
) -> dict[str, Any]:
    """Return what the page of a draft shows; forms that were refused are kept as they were typed."""
    in_making = draft.stage in ORDER
    own = [post for post in posts if draft.authority.path.startswith(post.authority.path)]
    opinions = list(draft.opinions.select_related("department").order_by("pk"))
    return {
        "draft": draft,
        "track": track_of(draft),
        "asked": _by_stage(opinions),
        "comments": _comments(opinions, kept),
        "following": following(draft),
        "is_officer": in_making and has_post(tuple(own), PostRole.OFFICER),
        "is_approver": draft.stage == DraftStage.APPROVAL and has_post(tuple(own), PostRole.APPROVER),
        "forms": _forms(draft, today) | kept,
        **text_of(draft, today),
    }


def _forms(draft: EditionDraft, today: date) -> dict[str, forms.Form]:
    version = {"version": draft.version}
    begins = {"valid_from": max(today, draft_document(draft).programme.valid_from)}
    return {
        "advance": AdvanceForm(draft=draft, today=today),
        "revise": ReviseForm(initial=version, prefix="revise"),
        "approve": ApproveForm(initial={**version, **begins}),
        "send_back": NoteForm(prefix="back"),
        "abandon": NoteForm(prefix="end"),
    }


def _by_stage(opinions: list[DraftOpinion]) -> list[tuple[str, list[DraftOpinion]]]:
    """Return what departments were asked, stage by stage."""
    asked = [(stage.label, [one for one in opinions if one.stage == stage and one.department_id]) for stage in ORDER]
    return [(label, given) for label, given in asked if given]


def _comments(opinions: list[DraftOpinion], kept: dict[str, forms.Form]) -> list[tuple[DraftOpinion, forms.Form]]:
    """Return what citizens said, each with the form for what became of it."""
    return [
        (one, kept.get(f"comment-{one.pk}") or ResponseForm(prefix=f"c{one.pk}", initial={"response": one.response}))
        for one in opinions
        if one.stage == DraftStage.PUBLIC_COMMENT
    ]
