"""Published editions: what they rest on, their canonical bytes, and what changed between them (项目设置)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.portals.staff.access import StaffRequest, has_post, staff_required
from pinzhang.portals.staff.pages import programmes as page
from pinzhang.portals.staff.pages.drafting import MAKERS, drafts_for, opinions_for, rules_of
from pinzhang.portals.ui.differences import differences


def _published() -> Any:
    return ProgrammeEdition.objects.select_related("authority").defer("content")


@staff_required
def index(request: StaffRequest) -> HttpResponse:
    """List every programme with its editions, what is in the making, and what is owed (项目设置)."""
    context = {
        "programmes": page.programmes(timezone.localdate()),
        "drafts": drafts_for(request.posts).exclude(stage__in=("published", "abandoned")).defer("content"),
        "owed": page.owed(opinions_for(request.posts)),
        "is_maker": has_post(request.posts, *MAKERS),
        "is_officer": has_post(request.posts, PostRole.OFFICER),
        "is_department": has_post(request.posts, PostRole.DEPARTMENT),
        "nav": "programmes",
    }
    return render(request, "staff/programmes/index.html", context)


@staff_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an edition: digest, sources, what is missing, rules and stages (项目版本)."""
    edition = get_object_or_404(_published(), pk=pk)
    document = edition_document(edition)
    context = {
        "edition": edition,
        "document": document,
        "rules": rules_of(document),
        "sources": page.sources_of(document),
        "known": page.clauses_known(document),
        "others": [other for other in page.editions_beside(edition) if other.pk != edition.pk],
        "nav": "programmes",
    }
    return render(request, "staff/programmes/detail.html", context)


@staff_required
def canonical(_request: StaffRequest, pk: int) -> HttpResponse:
    """Hand out the canonical bytes of an edition, whose SHA-256 is its digest (规范字节)."""
    edition = get_object_or_404(ProgrammeEdition, pk=pk)
    answer = HttpResponse(bytes(edition.content), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{edition.code}-{edition.edition}.json"'
    return answer


@staff_required
def changes(request: StaffRequest, old: int, new: int) -> HttpResponse:
    """Show what changed between two editions of a programme (版本差异)."""
    later = get_object_or_404(_published(), pk=new)
    earlier = get_object_or_404(_published().filter(code=later.code), pk=old)
    parts = differences(edition_document(earlier), edition_document(later))
    context = {"old": earlier, "new": later, "parts": parts, "nav": "programmes"}
    return render(request, "staff/programmes/changes.html", context)
