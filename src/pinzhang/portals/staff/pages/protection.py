"""What the register of rights can be narrowed to."""

from datetime import timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from pinzhang.domain.protection.choices import RightKind
from pinzhang.domain.protection.models import Right
from pinzhang.domain.protection.services.rights import REMIND_DAYS

AnyForm = forms.Form


def narrowed(found: QuerySet[Right], asked: QueryDict) -> tuple[QuerySet[Right], dict[str, str]]:
    """Return the rights that a reader asked for, and what was asked; what is unknown is not asked."""
    chosen = {name: asked.get(name, "").strip() for name in ("q", "kind", "ends")}
    if chosen["kind"] not in RightKind.values:
        chosen["kind"] = ""
    if chosen["ends"] not in ("soon", "over"):
        chosen["ends"] = ""
    if chosen["kind"]:
        found = found.filter(kind=chosen["kind"])
    today = timezone.localdate()
    if chosen["ends"] == "soon":
        found = found.filter(valid_until__gte=today, valid_until__lte=today + timedelta(days=max(REMIND_DAYS)))
    elif chosen["ends"] == "over":
        found = found.filter(valid_until__lt=today)
    text = chosen["q"]
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(number__icontains=text) | Q(organisation__name__icontains=text)
        )
    return found, chosen
