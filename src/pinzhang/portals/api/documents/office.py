"""What an office sends and reads: rounds, cases, what officers decide."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import tally_of
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.review.models import Evaluation, Reviewer, ReviewTask
from pinzhang.domain.supervision.models import Procedure
from pinzhang.portals.api.contract import (
    Count,
    Day,
    Flag,
    Given,
    Instant,
    Listed,
    Number,
    Said,
    Short,
    Slug,
    Text,
    Told,
)
from pinzhang.portals.api.documents.applications import (
    ApplicationSaid,
    AskedSaid,
    FileSaid,
    ObjectionSaid,
    VersionGiven,
    VisitSaid,
    application_facts,
    attachments_of,
    corrections_of,
    say_objection,
    visits_of,
)
from pinzhang.portals.api.documents.programmes import Findings, tell_findings


class RoundGiven(Given):
    """A round to be set up; quotas may be fewer than the edition's, never more."""

    programme: Slug
    label: Short = Field(max_length=60)
    label_en: Short = Field(default="", max_length=80)
    opens_at: Instant
    closes_at: Instant
    reference_on: Day
    quotas: dict[Slug, Count] = {}


class CloneGiven(Given):
    """What is new in a round like an earlier one."""

    label: Short = Field(max_length=60)
    opens_at: Instant
    closes_at: Instant


class ExtensionGiven(Given):
    """A later closing time for one applicant."""

    credit_code: Short
    closes_at: Instant
    ground: Short


class CaseSaid(ApplicationSaid):
    """A case of the queue (办件)."""

    assignee: int | None = None
    not_met: int
    undecided: int = Field(description="Rules left to people, and not decided yet.")
    unknown: int


class CasesTold(Listed):
    items: list[CaseSaid]


class DecidedSaid(Said):
    """A rule that a person decided (人工认定)."""

    rule: str
    met: bool
    ground: str
    at: datetime


class TaskSaid(Said):
    """A file with a reviewer (评审任务)."""

    id: int
    stage: str
    reviewer: int
    reviewer_name: str
    conflict: str
    submitted_at: datetime | None = None
    score: Decimal | None = None


class EvaluationSaid(Said):
    """A commissioned evaluation (第三方评价)."""

    id: int
    stage: str
    institution: str
    conclusion: str | None = None
    signed_at: datetime | None = None


class CaseTold(Told, CaseSaid):
    """A case with everything an officer weighs."""

    answers: dict[str, Any]
    corrections: list[AskedSaid]
    objections: list[ObjectionSaid]
    visits: list[VisitSaid]
    attachments: list[FileSaid]
    decisions: list[DecidedSaid]
    findings: Findings | None = None
    tasks: list[TaskSaid] = Field(default=[], description="For those who read every case of the authority.")
    evaluations: list[EvaluationSaid] = []


class StepGiven(VersionGiven):
    """A step with one case."""

    action: Literal["complete", "refuse", "return"]
    note: Text = ""
    to: Slug | None = Field(default=None, description="The stage to return to.")


class AsideGiven(VersionGiven):
    """Hold, release, skip, or end without a decision."""

    action: Literal["hold", "release", "skip", "lapse", "void"]
    note: Text


class RuleDecisionGiven(Given):
    """How a rule left to judgement is decided."""

    met: Flag
    ground: Text


class CorrectionsGiven(VersionGiven):
    """What is to be mended, all told at once, by field of the form."""

    requests: dict[Short, Text]


class AssignmentGiven(Given):
    """The officer who is to handle the case."""

    to: Number


class TierGiven(Given):
    """The tier of a case that no panel ranks."""

    tier: Slug


class ReviewersGiven(Given):
    """The reviewers who are given the file, all of them or none."""

    reviewers: list[Number] = Field(max_length=50)


class CommissionGiven(Given):
    """The institution that evaluates the file."""

    institution: Number


class ObjectionDecisionGiven(Given):
    """What came of an objection."""

    upheld: Flag
    finding: Text


class ReviewerSaid(Said):
    """A reviewer of the pool (评审专家)."""

    id: int
    name: str
    level: str | None = None
    employer: str | None = None
    fields: list[str]
    in_hand: int
    load_limit: int


class ReviewersTold(Listed):
    items: list[ReviewerSaid]


class InstitutionSaid(Said):
    """A technical institution (技术机构)."""

    id: int
    name: str
    credit_code: str | None = None


class InstitutionsTold(Listed):
    items: list[InstitutionSaid]


class ProcedureGiven(Given):
    """A procedure towards the suspension or revocation of a mark, on a ground of its edition."""

    effect: Literal["suspend", "revoke"]
    ground: Slug
    text: Text
    statement_until_on: Day | None = Field(default=None, description="Where the edition names no term.")
    suspend_until_on: Day | None = Field(default=None, description="Until when a suspension is to last.")
    at_once: Flag = Field(default=False, description="Suspend before the holder is heard, where the edition lets it.")


class ProcedureDecisionGiven(VersionGiven):
    """What comes of a procedure."""

    apply: Flag
    text: Text


class ProcedureSaid(Said):
    """A procedure against a mark (处置程序)."""

    id: int
    number: str
    mark: str
    effect: str
    ground: str
    clause: str
    statement_until_on: date
    statement: str | None = None
    hearing_wanted: bool
    decision: str | None = None
    decided_at: datetime | None = None
    version: int


class ProcedureTold(Told, ProcedureSaid):
    """One procedure."""


class ProceduresTold(Listed):
    items: list[ProcedureSaid]


class MarkRestoreGiven(VersionGiven):
    """Why a suspension ends."""

    text: Text


class OfficeMarkSaid(Said):
    """A mark as an office handles it."""

    id: int
    number: str
    state: str
    programme: str
    holder: str
    subject: str
    tier: str
    conferred_on: date
    valid_until: date | None = None
    version: int


class OfficeMarkTold(Told, OfficeMarkSaid):
    """One mark."""


class OfficeMarksTold(Listed):
    items: list[OfficeMarkSaid]


def say_case(application: Application) -> CaseSaid:
    """Return a case as a line of the queue."""
    return CaseSaid(**_case(application))


def _case(application: Application) -> dict[str, Any]:
    tally = tally_of(application)
    return {
        **application_facts(application),
        "assignee": application.case.assignee_id,
        "not_met": tally.not_met,
        "undecided": tally.undecided,
        "unknown": tally.unknown,
    }


def tell_case(application: Application, *, inside: bool) -> CaseTold:
    """Return a case; reviews and evaluations only to those inside the office."""
    return CaseTold(
        **_case(application),
        answers=application.answers,
        corrections=corrections_of(application),
        objections=[say_objection(each) for each in application.objections.order_by("pk")],
        visits=visits_of(application),
        attachments=attachments_of(application),
        decisions=[
            DecidedSaid(rule=each.rule, met=each.met, ground=each.ground, at=each.at)
            for each in application.human_decisions.order_by("pk")
        ],
        findings=tell_findings(application.findings) if application.findings else None,
        tasks=_tasks(application) if inside else [],
        evaluations=_evaluations(application) if inside else [],
    )


def _tasks(application: Application) -> list[TaskSaid]:
    tasks = ReviewTask.objects.filter(application=application).select_related("reviewer__user").order_by("pk")
    return [
        TaskSaid(
            id=each.pk,
            stage=each.stage,
            reviewer=each.reviewer_id,
            reviewer_name=str(each.reviewer.user),
            conflict=each.conflict,
            submitted_at=each.submitted_at,
            score=each.score,
        )
        for each in tasks
    ]


def _evaluations(application: Application) -> list[EvaluationSaid]:
    found = Evaluation.objects.filter(application=application).select_related("institution").order_by("pk")
    return [
        EvaluationSaid(
            id=each.pk,
            stage=each.stage,
            institution=each.institution.name,
            conclusion=each.conclusion or None,
            signed_at=each.signed_at,
        )
        for each in found
    ]


def say_reviewer(reviewer: Reviewer) -> ReviewerSaid:
    """Return a reviewer with how many files are in hand."""
    return ReviewerSaid(
        id=reviewer.pk,
        name=str(reviewer.user),
        level=reviewer.level or None,
        employer=reviewer.employer or None,
        fields=list(reviewer.fields),
        in_hand=getattr(reviewer, "in_hand", 0),
        load_limit=reviewer.load_limit,
    )


def say_institution(institution: Organisation) -> InstitutionSaid:
    """Return an institution as a line of a list."""
    return InstitutionSaid(id=institution.pk, name=institution.name, credit_code=institution.credit_code)


def say_procedure(procedure: Procedure) -> ProcedureSaid:
    """Return a procedure as a line of a list."""
    return ProcedureSaid(**_procedure(procedure))


def tell_procedure(procedure: Procedure) -> ProcedureTold:
    """Return a procedure as a whole answer."""
    return ProcedureTold(**_procedure(procedure))


def _procedure(procedure: Procedure) -> dict[str, Any]:
    return {
        "id": procedure.pk,
        "number": procedure.case.number,
        "mark": procedure.mark.number,
        "effect": procedure.effect,
        "ground": procedure.ground,
        "clause": procedure.clause,
        "statement_until_on": procedure.statement_until_on,
        "statement": procedure.statement or None,
        "hearing_wanted": procedure.hearing_wanted,
        "decision": procedure.decision or None,
        "decided_at": procedure.decided_at,
        "version": procedure.case.version,
    }
