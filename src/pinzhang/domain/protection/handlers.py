"""Notices about reports."""

from datetime import datetime

from pinzhang.domain.core.models import Event
from pinzhang.domain.core.services.events import handles
from pinzhang.domain.messages.services import notify
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.selectors import officials_of
from pinzhang.domain.protection.selectors import reports


@handles("protection.report.taken", "protection.report.assigned")
def tell_officers(event: Event, at: datetime) -> None:
    """Tell the officers of the authority that has a report now."""
    report = reports().get(pk=int(event.stream.partition(":")[2]))
    title = "收到举报" if event.name.endswith("taken") else "分来一件举报"
    for person in officials_of(report.case.authority.path, PostRole.OFFICER):
        notify(
            recipient=person, key=f"event:{event.pk}", title=f"{title}：{report.case.number}",
            text=f"{report.get_kind_display()}　{report.defect}", link=f"/staff/reports/{report.pk}", at=at,
        )  # fmt: skip
