"""Public notices and objections."""

from datetime import date, datetime

from pydantic import Field

from pinzhang.domain.applications.models import Application, Objection
from pinzhang.domain.applications.selectors import notice_of, noticed_applications
from pinzhang.domain.cases.models import BatchStage
from pinzhang.portals.api.contract import Given, Listed, Number, Said, Short, Text, Told


class NoticeSaid(Said):
    """A list in public notice (公示)."""

    id: int
    programme: str
    round: int
    stage: str
    count: int
    digest: str = Field(description="SHA-256 of the frozen list.")
    is_running: bool
    takes_objections: bool
    opened_at: datetime
    due_on: date | None = None
    closed_at: datetime | None = None


class NoticedSaid(Said):
    """One applicant of a notice."""

    id: int
    number: str
    applicant: str
    credit_code: str | None = None
    subject: str
    sector: str | None = None
    tier: str | None = None


class NoticeTold(Told, NoticeSaid):
    """A notice with its frozen list."""

    applications: list[NoticedSaid]


class NoticesTold(Listed):
    items: list[NoticeSaid]


class ObjectionGiven(Given):
    """An objection to one applicant of a notice."""

    application: Number
    text: Text
    name: Short
    contact: Short


class ReceiptTold(Told):
    """The receipt of an objection (回执)."""

    number: str
    raised_at: datetime


def _notice(opened: BatchStage, today: date) -> dict[str, object]:
    notice = notice_of(opened)
    running = notice.is_running(today)
    return {
        "id": opened.pk,
        "programme": notice.round.edition.code,
        "round": notice.round.pk,
        "stage": opened.stage,
        "count": len(opened.frozen),
        "digest": opened.frozen_digest,
        "is_running": running,
        "takes_objections": running and notice.stage.objections,
        "opened_at": opened.opened_at,
        "due_on": opened.due_on,
        "closed_at": opened.closed_at,
    }


def say_notice(opened: BatchStage, today: date) -> NoticeSaid:
    """Return a notice as a line of a list."""
    return NoticeSaid.model_validate(_notice(opened, today))


def tell_notice(opened: BatchStage, today: date) -> NoticeTold:
    """Return a notice with everybody on it."""
    listed = [_noticed(application) for application in noticed_applications(opened)]
    return NoticeTold.model_validate({**_notice(opened, today), "applications": listed})


def _noticed(application: Application) -> NoticedSaid:
    return NoticedSaid(
        id=application.pk,
        number=application.case.number,
        applicant=application.applicant.name,
        credit_code=application.applicant.credit_code,
        subject=application.subject.name,
        sector=application.sector or None,
        tier=application.tier or None,
    )


def tell_receipt(objection: Objection) -> ReceiptTold:
    """Return the receipt of an objection."""
    return ReceiptTold(number=objection.number, raised_at=objection.raised_at)
