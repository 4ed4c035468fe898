"""Writers of regions, authorities and departments."""

from django.db import transaction

from pinzhang.domain.reference.models import Authority, Department, Region


@transaction.atomic
def register_region(*, code: str, name: str, name_en: str = "", parent: Region | None = None) -> Region:
    """Enter a division, or bring its name up to date."""
    region, _ = Region.objects.update_or_create(
        code=code, defaults={"name": name, "name_en": name_en, "parent": parent}
    )
    return region


@transaction.atomic
def register_authority(
    *,
    code: str,
    name: str,
    name_en: str = "",
    short_name: str = "",
    parent: Authority | None = None,
    region: Region | None = None,
) -> Authority:
    """Enter an authority under its parent, or bring its names up to date (主管机关)."""
    path = f"{parent.path if parent else ''}{code}/"
    authority, _ = Authority.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "name_en": name_en,
            "short_name": short_name,
            "parent": parent,
            "path": path,
            "region": region,
        },
    )
    return authority


@transaction.atomic
def register_department(*, authority: Authority, key: str, name: str, name_en: str = "") -> Department:
    """Enter a department of an authority's government, or bring its name up to date (部门)."""
    department, _ = Department.objects.update_or_create(
        authority=authority, key=key, defaults={"name": name, "name_en": name_en}
    )
    return department
