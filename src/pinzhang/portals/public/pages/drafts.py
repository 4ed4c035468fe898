"""Drafts as people read them: what would change, what others said, what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import EditionDraft
from pinzhang.domain.programmes.selectors import (
    comments_on,
    draft_document,
    drafts_shown_to_the_public,
    edition_document,
    edition_in_force,
    takes_comments,
)
from pinzhang.portals.public.pages import regulation
from pinzhang.portals.public.pages.names import name_of
from pinzhang.portals.ui.components.words import words
from pinzhang.portals.ui.differences import differences

STAGES: dict[str, Callable[[], str]] = {
    DraftStage.DRAFT: lambda: _("起草"),
    DraftStage.OPINIONS: lambda: _("征求成员单位意见"),
    DraftStage.PUBLIC_COMMENT: lambda: _("公开征求意见"),
    DraftStage.COUNTERSIGNATURE: lambda: _("会签"),
    DraftStage.LEGALITY_REVIEW: lambda: _("合法性审查"),
    DraftStage.APPROVAL: lambda: _("常务会议审定"),
    DraftStage.PUBLISHED: lambda: _("已印发"),
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One edition in the making as a list shows it (规则草案)."""

    draft: EditionDraft
    name: str
    authority: str
    stage: str
    open: bool


def draft_line(draft: EditionDraft, today: date) -> DraftLine:
    """Return a draft with every name in the reader's language."""
    name = words(draft_document(draft).programme.name)
    return DraftLine(draft, name, name_of(draft.authority), STAGES[draft.stage](), takes_comments(draft, today))


def running_drafts(today: date) -> list[DraftLine]:
    """Return the editions in the making on which anybody may comment today."""
    return [draft_line(draft, today) for draft in drafts_shown_to_the_public() if takes_comments(draft, today)]


def draft_page(draft: EditionDraft, today: date, sector: str | None) -> dict[str, Any]:
    """Return what the page of one draft shows."""
    document = draft_document(draft)
    in_force = edition_in_force(draft.code, today)
    chosen = regulation.chosen_sector(document, sector)
    comments = list(comments_on(draft))
    return {
        "line": draft_line(draft, today),
        "document": document,
        "in_force": in_force,
        "parts": differences(edition_document(in_force), document) if in_force else None,
        "rules": regulation.rules_of(document, sector=chosen, on=today),
        "tabs": [
            {"title": words(one.name), "url": f"?sector={one.key}#rules", "current": one.key == chosen}
            for one in document.programme.sectors
        ],
        "routes": regulation.routes_of(document),
        "track": _track(draft),
        "comments": comments,
        "answered": [comment for comment in comments if comment.response],
    }


def _track(draft: EditionDraft) -> list[dict[str, str]]:
    """Return how far the draft is on its way to a document number."""
    order = list(STAGES)
    here = order.index(DraftStage(draft.stage))
    state = {-1: "done", 0: "now", 1: ""}
    return [
        {"title": title(), "state": state[(place > here) - (place < here)]}
        for place, title in enumerate(STAGES.values())
    ]
