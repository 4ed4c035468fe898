"""A city with a district, an officer of each, and reports that come in."""

from typing import Any

import pytest

from pinzhang.domain.cases.models import Case
from pinzhang.domain.core.models import Event, StoredFile
from pinzhang.domain.facts.models import FactEntry
from pinzhang.domain.protection.models import Honour, HonourList, Report, Reporter, ReportPhoto, Right
from pinzhang.domain.protection.services.reports import Receipt, take_report
from tests.factories import AT

SAID = {"kind": "unauthorised", "defect": "店招上用了品牌标志"}


def taken(**more: Any) -> Receipt:
    return take_report(**{**SAID, "at": AT, **more})


def refused(refusal: type[Exception], act: Any, **given: Any) -> Any:
    """Nothing of what protection keeps changes with a refusal."""
    tables = (Report, Reporter, ReportPhoto, Right, HonourList, Honour, Case, StoredFile, FactEntry)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    events = Event.objects.count()
    with pytest.raises(refusal) as caught:
        act(**given)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert Event.objects.count() == events
    return caught.value
