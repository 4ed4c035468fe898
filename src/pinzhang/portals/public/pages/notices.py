"""Public notices as people read them: whose list, until when, and how it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pinzhang.domain.applications.selectors import Notice, notice_of, noticed_applications, public_notices
from pinzhang.domain.cases.models import BatchStage
from pinzhang.portals.public.pages.names import ApplicationLine, application_line, label_of, name_of
from pinzhang.portals.ui.components.words import words


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One public notice as a list shows it (公示)."""

    opened: BatchStage
    notice: Notice
    name: str
    label: str
    stage_name: str
    authority: str
    count: int
    running: bool

    @property
    def takes_objections(self) -> bool:
        return self.running and self.notice.stage.objections

    @property
    def holds_everybody(self) -> bool:
        """Whether an objection to one holds the whole list."""
        return self.notice.stage.hold == "batch"

    @property
    def state_word(self) -> str:
        if self.running:
            return _("公示中")
        return _("已办结") if self.opened.closed_at else _("公示期满，正在办结")

    @property
    def state_tone(self) -> str:
        return "info" if self.running else "ok" if self.opened.closed_at else ""


def notice_line(opened: BatchStage, today: date) -> NoticeLine:
    """Return a notice with every name in the reader's language."""
    notice = notice_of(opened)
    return NoticeLine(
        opened=opened,
        notice=notice,
        name=name_of(notice.round.edition),
        label=label_of(notice.round),
        stage_name=words(notice.stage.name),
        authority=name_of(notice.round.authority),
        count=len(opened.frozen),
        running=notice.is_running(today),
    )


def running_notices(today: date) -> list[NoticeLine]:
    """Return the public notices in which anybody may object today."""
    open_lists = public_notices().filter(closed_at__isnull=True)
    return [line for line in (notice_line(opened, today) for opened in open_lists) if line.running]


def listed(opened: BatchStage) -> list[ApplicationLine]:
    """Return the frozen applicants of a notice."""
    return [application_line(application) for application in noticed_applications(opened)]


def columns(lines: list[ApplicationLine]) -> dict[str, Any]:
    """Say which columns the list of a notice needs."""
    return {"tiers": any(line.tier for line in lines), "sectors": any(line.sector for line in lines)}
