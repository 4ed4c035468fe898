"""Search over marks, holders and programmes: names and numbers that contain the words, nothing cleverer."""

from datetime import date
from typing import Any

from django.db.models import Q

from pinzhang.domain.marks.selectors import marks
from pinzhang.domain.programmes.selectors import latest_editions
from pinzhang.portals.public.pages.names import mark_line, name_of

LONGEST, MOST = 60, 30


def find(typed: str, today: date) -> dict[str, Any]:
    """Return what contains every word that was typed; nothing where nothing was."""
    terms = typed.split()
    if not terms:
        return {"programmes": [], "marks": [], "more": False}
    condition = Q()
    for term in terms:
        condition &= (
            Q(number__icontains=term)
            | Q(holder__name__icontains=term)
            | Q(holder__name_en__icontains=term)
            | Q(subject__name__icontains=term)
            | Q(holder__credit_code__iexact=term)
        )
    found = list(marks().filter(condition)[: MOST + 1])
    programmes = [
        edition
        for edition in latest_editions(today)
        if all(term.lower() in f"{edition.name} {edition.name_en}".lower() for term in terms)
    ]
    return {
        "programmes": [{"edition": edition, "name": name_of(edition)} for edition in programmes],
        "marks": [mark_line(mark, today) for mark in found[:MOST]],
        "more": len(found) > MOST,
    }
