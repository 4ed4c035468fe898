"""Numbers without gaps or doubles."""

from django.db import transaction
from django.db.models import F

from pinzhang.domain.core.models import Counter


@transaction.atomic
def next_number(series: str, *, year: int, width: int = 4) -> str:
    """Give the next number of a series in a year, as QDYP-2026-0001 (流水号)."""
    key = f"{series}-{year}"
    Counter.objects.get_or_create(series=key)
    Counter.objects.filter(series=key).update(last=F("last") + 1)
    return f"{key}-{Counter.objects.get(series=key).last:0{width}d}"
