"""What the list of marks can be narrowed to."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from pinzhang.domain.marks.choices import MarkState
from pinzhang.domain.marks.models import Mark


def narrowed(found: QuerySet[Mark], asked: QueryDict) -> tuple[QuerySet[Mark], dict[str, str]]:
    """Return the marks that a reader asked for, and what was asked; a state that is none is not asked."""
    chosen = {name: asked.get(name, "").strip() for name in ("q", "programme", "region", "state")}
    if chosen["state"] not in MarkState.values:
        chosen["state"] = ""
    text = chosen["q"]
    if text:
        named = Q(number__icontains=text) | Q(holder__name__icontains=text) | Q(subject__name__icontains=text)
        found = found.filter(named)
    columns = {"programme": "edition__code", "region": "holder__region__code", "state": "state"}
    return found.filter(**{column: chosen[name] for name, column in columns.items() if chosen[name]}), chosen


def choices(found: QuerySet[Mark]) -> dict[str, Any]:
    """Return the programmes and districts that occur among the marks."""
    plain = found.order_by()
    regions = plain.exclude(holder__region=None).values_list("holder__region__code", "holder__region__name")
    return {
        "programmes": plain.values_list("edition__code", "edition__name").distinct().order_by("edition__name"),
        "regions": regions.distinct().order_by("holder__region__code"),
    }
