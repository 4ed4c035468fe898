"""Reads of authorities, departments and regions."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from pinzhang.domain.reference.models import Authority, Department, Region


def authorities_under(authority: Authority) -> QuerySet[Authority]:
    """Return an authority and all below it."""
    return Authority.objects.filter(path__startswith=authority.path)


def authority_of_region(code: str) -> Authority | None:
    """Return the lowest authority whose region is this one."""
    return Authority.objects.filter(region__code=code).order_by("-path").first()


def within(paths: Iterable[str], authority: str = "authority") -> Q:
    """Return the condition of belonging to the authorities of some paths, or to one below; without any it is nobody's.

    ``authority`` leads from the rows that are asked for to their authority.
    """
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{authority}__path__startswith": path})
    return condition


def districts_of(authority: Authority) -> QuerySet[Region]:
    """Return the regions of the authorities below an authority (区市)."""
    return (
        Region.objects.filter(authorities__path__startswith=authority.path)
        .exclude(authorities=authority)
        .order_by("code")
    )


def regions_of_authorities(paths: Iterable[str]) -> QuerySet[Region]:
    """Return the regions of some authorities and of those below them (区市)."""
    return Region.objects.filter(within(paths, "authorities")).distinct().order_by("code")


def regions_under(authority: Authority) -> QuerySet[Region]:
    """Return the regions in which an authority works: its own and those within it, or all where it has none."""
    if authority.region_id is None:
        return Region.objects.order_by("code")
    own = authority.region_id
    return Region.objects.filter(Q(pk=own) | Q(parent=own) | Q(parent__parent=own)).order_by("code")


def department_of(authority: Authority, key: str) -> Department | None:
    """Return the department that a pack names by key, in this authority or the nearest above."""
    above = [authority.path[: i + 1] for i, character in enumerate(authority.path) if character == "/"]
    return Department.objects.filter(authority__path__in=above, key=key).order_by("-authority__path").first()


def departments_above(authority: Authority) -> QuerySet[Department]:
    """Return the departments that an authority can ask: its own and those of the authorities above it."""
    above = [authority.path[: i + 1] for i, character in enumerate(authority.path) if character == "/"]
    return Department.objects.filter(authority__path__in=above).order_by("-authority__path", "name")
