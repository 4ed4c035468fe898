"""What is said of a link that is wrong, or that means several marks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark
from pinzhang.engine.signing.answers import Reason, Unverifiable
from pinzhang.portals.public.pages.names import mark_line


def refused_page(refusal: Unverifiable) -> dict[str, Any]:
    """Return what the page of a wrong link says."""
    if refusal.reason is Reason.BAD_GTIN:
        return {"text": _("商品条码的位数或校验位不对")}
    return {"text": _("链接的写法不合 GS1 Digital Link")}


def several_page(marks: Sequence[Mark], gtin: str, at: datetime) -> dict[str, Any]:
    """Return the marks of one product."""
    return {"gtin": gtin, "lines": [mark_line(mark, local_day(at)) for mark in marks], "at": at}
