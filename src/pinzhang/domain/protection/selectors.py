"""Reads of reports, rights and honours."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from pinzhang.domain.marks.models import Mark
from pinzhang.domain.parties.models import Organisation, Post, User
from pinzhang.domain.parties.selectors import paths_of
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.protection.digests import keyed
from pinzhang.domain.protection.models import Honour, HonourList, Report, Right
from pinzhang.domain.reference.models import Authority, Region
from pinzhang.domain.reference.selectors import authority_of_region, within
from pinzhang.engine.packs.schema.outcomes import Ground

MANY_FIRMS = 3
"""From so many firms on, one contact or one wording is shown as a pattern; nobody is blocked by it."""


def receiving_authority(mark: Mark | None, region: Region | None) -> Authority:
    """Return who gets a report first: the authority of the mark, else of the district, else that of the instance."""
    if mark is not None:
        return mark.authority
    district = authority_of_region(region.code) if region else None
    return district or Authority.objects.filter(parent__isnull=True).order_by("pk")[0]


def grounds_for(report: Report) -> list[Ground]:
    """Return the grounds on which the mark that a report is about may be suspended or revoked."""
    if report.mark is None:
        return []
    kind = report.mark.subject.kind
    return [
        one
        for one in edition_document(report.mark.edition).outcomes.grounds
        if one.effect != "lapse" and (not one.applies_to or kind in one.applies_to)
    ]


def reports() -> QuerySet[Report]:
    """Return reports with what every list of them shows, those in hand first, then by their day."""
    shown = Report.objects.select_related("case__authority", "mark__edition", "mark__subject", "organisation", "region")
    return shown.defer("mark__edition__content").order_by("case__outcome", "case__due_on", "reported_at", "pk")


def reports_visible_to(user: User) -> QuerySet[Report]:
    """Return the reports that an official's authorities have in hand."""
    return reports().filter(within(paths_of(user), "case__authority"))


def report_looked_up(number: str, code: str) -> Report | None:
    """Return the report of a number, for whoever has its code."""
    typed = code.strip().upper()
    if not typed:
        return None
    return reports().filter(case__number=number.strip().upper(), code=keyed(typed)).first()


@dataclass(frozen=True, slots=True)
class Pattern:
    """That one contact or one wording returns against many firms (职业举报特征): it is shown, and blocks nobody."""

    by: str
    """``contact`` or ``defect``."""
    reports: int
    firms: int


def patterns() -> dict[tuple[str, str], Pattern]:
    """Return the contacts and wordings that return against many firms."""
    found: dict[tuple[str, str], Pattern] = {}
    for by, column in (("contact", "contact_digest"), ("defect", "defect_digest")):
        rows: QuerySet[Any, dict[str, Any]] = (
            Report.objects.exclude(**{column: ""})
            .values(column)
            .annotate(many=Count("pk"), firms=Count("organisation", distinct=True))
            .filter(firms__gte=MANY_FIRMS)
        )
        for row in rows:
            found[(by, row[column])] = Pattern(by, row["many"], row["firms"])
    return found


def patterns_of(report: Report, known: dict[tuple[str, str], Pattern]) -> list[Pattern]:
    """Return the patterns that a report belongs to."""
    keys = (("contact", report.contact_digest), ("defect", report.defect_digest))
    return [known[key] for key in keys if key in known]


def alike(report: Report) -> QuerySet[Report]:
    """Return other reports by the same contact or in the same words."""
    same = Q(defect_digest=report.defect_digest)
    if report.contact_digest:
        same |= Q(contact_digest=report.contact_digest)
    return reports().filter(same).exclude(pk=report.pk)


def rights_of(organisation: Organisation) -> QuerySet[Right]:
    """Return the living rights of a firm, what lapses first at the head."""
    return Right.objects.filter(organisation=organisation, ended_at__isnull=True).order_by("kind", "valid_until", "pk")


def rights_visible_to(user: User) -> QuerySet[Right]:
    """Return the living rights of firms in the districts of an official's authorities; a city sees all of its own."""
    condition = Q(pk__in=[])
    for post in Post.objects.filter(user=user).select_related("authority__parent", "authority__region"):
        if post.authority.parent_id is None:
            condition |= Q(pk__isnull=False)
        elif post.authority.region_id:
            condition |= Q(organisation__region=post.authority.region_id)
    shown = Right.objects.filter(ended_at__isnull=True).filter(condition).select_related("organisation__region")
    return shown.order_by("valid_until", "pk")


def honour_lists() -> QuerySet[HonourList]:
    """Return the lists of other authorities with how many honours stand on them."""
    held = Count("honours", filter=Q(honours__withdrawn_on__isnull=True))
    return HonourList.objects.annotate(held=held, total=Count("honours")).order_by("level", "name")


def honours_on(honour_list: HonourList) -> QuerySet[Honour]:
    """Return who stands on a list, the newest first; what was taken back stays and is marked."""
    return (
        Honour.objects.filter(list=honour_list)
        .select_related("organisation__region", "list")
        .order_by("-since_on", "organisation__name", "pk")
    )


def honour_state(honour: Honour, today: date) -> str:
    """Return the state of an honour on a day, in the words of marks."""
    if honour.withdrawn_on is not None:
        return "revoked"
    return "expired" if honour.valid_until is not None and honour.valid_until < today else "active"


def in_honour_state(found: QuerySet[Honour], state: str, *, today: date) -> QuerySet[Honour]:
    """Return those of the honours that are in a state on a day, as :func:`honour_state` tells it."""
    if state == "revoked":
        return found.filter(withdrawn_on__isnull=False)
    living = found.filter(withdrawn_on__isnull=True)
    over = Q(valid_until__lt=today)
    return living.filter(over) if state == "expired" else living.exclude(over)
