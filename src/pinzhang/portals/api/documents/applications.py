"""Applications: where they stand, what is asked, what was found, who said what."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from pinzhang.domain.applications.models import Application, Objection
from pinzhang.domain.applications.selectors import editable_sections, form_problems
from pinzhang.domain.cases.models import Attachment, CorrectionRequest, Message, StageVisit
from pinzhang.portals.api.contract import Given, Listed, Number, Said, Short, Slug, Text, Told, Version
from pinzhang.portals.api.documents.programmes import Findings, tell_findings


class ApplicationSaid(Said):
    """An application as a line of a list (申报)."""

    id: int
    number: str
    programme: str
    edition: str
    round: int
    applicant: str
    credit_code: str | None = None
    subject: str
    subject_kind: str
    sector: str | None = None
    route: str
    stage: str
    waiting: bool = Field(description="Corrections are asked for.")
    held: bool
    outcome: str | None = Field(default=None, description="granted, refused, withdrawn, lapsed or void.")
    tier: str | None = None
    due_on: date | None = None
    submitted_at: datetime | None = None
    version: int = Field(description="Rises with every move of the case.")


class ApplicationsTold(Listed):
    items: list[ApplicationSaid]


class AskedSaid(Said):
    """A correction request, pointing at its field (补正要求)."""

    id: int
    stage: str
    field: str
    text: str
    asked_at: datetime
    due_on: date | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None


class VisitSaid(Said):
    """A passage through a stage (环节记录)."""

    stage: str
    entered_at: datetime
    left_at: datetime | None = None
    action: str | None = None
    note: str | None = None


class ObjectionSaid(Said):
    """An objection, without who raised it (异议)."""

    id: int
    number: str
    text: str
    state: str
    raised_at: datetime
    finding: str | None = None


class FileSaid(Said):
    """An attachment (附件)."""

    id: int
    field: str
    name: str
    media_type: str
    size: int
    sha256: str


class FileTold(Told, FileSaid):
    """One attachment."""


class ApplicationTold(Told, ApplicationSaid):
    """An application with everything its applicant may read."""

    answers_version: int
    open_sections: list[str] = Field(description="The sections that can be changed now.")
    lacking: dict[str, str] = Field(description="What the form of the present stage still lacks, by field.")
    corrections: list[AskedSaid]
    objections: list[ObjectionSaid]
    visits: list[VisitSaid]
    attachments: list[FileSaid]
    findings: Findings | None = None
    feedback: dict[str, Any] | None = None
    mark: str | None = Field(default=None, description="Number of the mark it was granted.")


class ApplicationGiven(Given):
    """What an application begins with."""

    round: Number
    route: Slug
    subject_kind: Slug
    subject_name: Short = Field(default="", max_length=120)
    sector: Slug | None = None


class VersionGiven(Given):
    """The version of the case that the caller has read."""

    version: Version


class AnswersGiven(VersionGiven):
    """The answers to every open correction request, by its id."""

    answers: dict[str, Text]


class MessageGiven(Given):
    """A message to the other side."""

    text: Text


class MessageSaid(Said):
    """A message between applicant and office (往来消息)."""

    id: int
    from_office: bool
    text: str
    sent_at: datetime


class MessageTold(Told, MessageSaid):
    """One message."""


class MessagesTold(Listed):
    items: list[MessageSaid]


def application_facts(application: Application) -> dict[str, Any]:
    """Return what every list of applications shows."""
    case = application.case
    return {
        "id": application.pk,
        "number": case.number,
        "programme": application.round.edition.code,
        "edition": application.round.edition.edition,
        "round": application.round_id,
        "applicant": application.applicant.name,
        "credit_code": application.applicant.credit_code,
        "subject": application.subject.name,
        "subject_kind": application.subject.kind,
        "sector": application.sector or None,
        "route": application.route,
        "stage": case.stage,
        "waiting": case.waiting,
        "held": case.held,
        "outcome": case.outcome or None,
        "tier": application.tier or None,
        "due_on": case.due_on,
        "submitted_at": application.submitted_at,
        "version": case.version,
    }


def say_application(application: Application) -> ApplicationSaid:
    """Return an application as a line of a list; a tier is told once it was decided."""
    return ApplicationSaid(**_own(application))


def _own(application: Application) -> dict[str, Any]:
    facts = application_facts(application)
    return facts if application.case.outcome == "granted" else {**facts, "tier": None}


def tell_application(application: Application) -> ApplicationTold:
    """Return an application as its applicant reads it."""
    ended = bool(application.case.outcome)
    mark = getattr(application, "mark", None)
    return ApplicationTold(
        **_own(application),
        answers_version=application.answers_version,
        open_sections=list(editable_sections(application)),
        lacking={} if ended else form_problems(application),
        corrections=corrections_of(application),
        objections=[say_objection(each) for each in application.objections.order_by("pk")],
        visits=visits_of(application),
        attachments=attachments_of(application),
        findings=tell_findings(application.findings) if application.findings else None,
        feedback=application.feedback if ended and application.feedback else None,
        mark=mark.number if mark else None,
    )


def corrections_of(application: Application) -> list[AskedSaid]:
    """Return every correction request of an application, the oldest first."""
    return [_asked(each) for each in application.case.corrections.order_by("pk")]


def _asked(request: CorrectionRequest) -> AskedSaid:
    return AskedSaid(
        id=request.pk,
        stage=request.stage,
        field=request.field,
        text=request.text,
        asked_at=request.asked_at,
        due_on=request.due_on,
        answer=request.answer or None,
        answered_at=request.answered_at,
        withdrawn_at=request.withdrawn_at,
    )


def visits_of(application: Application) -> list[VisitSaid]:
    """Return the stages an application has passed, the oldest first; a return voids what came after."""
    visits = StageVisit.objects.filter(case=application.case_id, voided=False).order_by("entered_at", "pk")
    return [
        VisitSaid(
            stage=each.stage,
            entered_at=each.entered_at,
            left_at=each.left_at,
            action=each.action or None,
            note=each.note or None,
        )
        for each in visits
    ]


def say_objection(objection: Objection) -> ObjectionSaid:
    """Return an objection without who raised it."""
    return ObjectionSaid(
        id=objection.pk,
        number=objection.number,
        text=objection.text,
        state=objection.state,
        raised_at=objection.raised_at,
        finding=objection.finding or None,
    )


def attachments_of(application: Application) -> list[FileSaid]:
    """Return the living attachments of an application."""
    living = Attachment.objects.filter(case=application.case_id, removed_at__isnull=True)
    return [FileSaid(**_file(each)) for each in living.select_related("file").order_by("pk")]


def tell_attachment(attachment: Attachment) -> FileTold:
    """Return an attachment as a whole answer."""
    return FileTold(**_file(attachment))


def _file(attachment: Attachment) -> dict[str, Any]:
    stored = attachment.file
    return {
        "id": attachment.pk,
        "field": attachment.field,
        "name": stored.name,
        "media_type": stored.media_type,
        "size": stored.size,
        "sha256": stored.sha256,
    }


def say_message(message: Message) -> MessageSaid:
    """Return a message as a line of the thread."""
    return MessageSaid(**_message(message))


def tell_message(message: Message) -> MessageTold:
    """Return a message as a whole answer."""
    return MessageTold(**_message(message))


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "from_office": message.from_office,
        "text": message.text,
        "sent_at": message.sent_at,
    }
