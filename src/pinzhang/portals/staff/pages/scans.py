"""What the list of implausible look-ups shows."""

from typing import Any

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.marks.selectors import marks_numbered, marks_visible_to
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.trust.selectors import open_scan_alerts
from pinzhang.portals.staff.access import StaffRequest, has_post
from pinzhang.portals.ui.pagination import numbered_page


def scans_page(request: StaffRequest, *, refusal: Refusal | None = None, about: int = 0) -> dict[str, Any]:
    """Return the open alerts of the marks an official answers for, each with its mark."""
    mine = open_scan_alerts(marks_visible_to(request.user).order_by().values("number"))
    page = numbered_page(mine, request)
    marks = {mark.number: mark for mark in marks_numbered([alert.number for alert in page.rows])}
    return {
        "page": page,
        "lines": [(alert, marks[alert.number]) for alert in page.rows],
        "is_officer": has_post(request.posts, PostRole.OFFICER),
        "refusal": refusal,
        "about": about,
    }
