"""Enter the files of a round that went through its first stages on paper or in another system (补录)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.refusals import CannotStart
from pinzhang.domain.cases.choices import CaseKind
from pinzhang.domain.cases.models import Case, StageVisit
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Counter
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import Organisation, Subject, User
from pinzhang.domain.parties.services import enter_subject
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import edition_document, plan_of
from pinzhang.engine.stages import Action, Plan, freeze


@dataclass(frozen=True)
class ArchivedFile:
    """A file as it is entered: who applied, with what, and when it was handed in (补录的申报)."""

    applicant: Organisation
    submitted_at: datetime
    subject_kind: str = "enterprise"
    subject_name: str = ""
    sector: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def enter_files(
    *, round_: Round, route: str, stage: str, files: Sequence[ArchivedFile], by: User, at: datetime
) -> list[Application]:
    """Enter many files at once, standing at one stage; those before it count as passed elsewhere (批量补录).

    Their rules are not checked again: what was decided elsewhere is not decided twice.

    :raises CannotStart: the round is finished, there is nothing to enter, or a subject is there twice or already.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    if round_.state == RoundState.FINISHED:
        raise CannotStart("本届已经结束。")
    if not files:
        raise CannotStart("没有要补录的申报。")
    plan = plan_of(round_.edition, route)
    subjects = [
        enter_subject(organisation=each.applicant, kind=each.subject_kind, name=each.subject_name) for each in files
    ]
    known = Application.objects.filter(round=round_, subject__in=subjects, ended=False).exists()
    if known or len({subject.pk for subject in subjects}) < len(subjects):
        raise CannotStart("有申报对象在本届重复，没有补录任何一件。")
    cases = _cases(round_, plan, stage, list(zip(files, subjects, strict=True)), at)
    rows = [
        _application(round_, route, case, each, subject)
        for case, each, subject in zip(cases, files, subjects, strict=True)
    ]
    entered = Application.objects.bulk_create(rows)
    data = {"stage": stage, "count": len(entered), "digest": freeze(case.number for case in cases).digest}
    events.record("applications.files.entered", subject=round_, by=by, at=at, data=data)
    return entered


def _application(round_: Round, route: str, case: Case, each: ArchivedFile, subject: Subject) -> Application:
    return Application(
        case=case,
        round=round_,
        applicant=each.applicant,
        subject=subject,
        sector=each.sector,
        route=route,
        answers=each.answers,
        answers_saved_at=each.submitted_at,
        filed_by_office=True,
        submitted_at=each.submitted_at,
    )


def _cases(
    round_: Round, plan: Plan, stage: str, files: Sequence[tuple[ArchivedFile, Subject]], at: datetime
) -> list[Case]:
    passed = [each.key for each in plan.stages[: plan.place(stage)]]
    numbers = _numbers(edition_document(round_.edition).programme.case_prefix, len(files), local_day(at).year)
    cases = Case.objects.bulk_create(
        [
            Case(
                number=number,
                kind=CaseKind.APPLICATION,
                authority=round_.authority,
                batch=round_.batch,
                title=subject.organisation.name
                if subject.name == subject.organisation.name
                else f"{subject.organisation.name} · {subject.name}",
                stage=stage,
                passed=passed,
                opened_at=each.submitted_at,
            )
            for number, (each, subject) in zip(numbers, files, strict=True)
        ]
    )
    StageVisit.objects.bulk_create([_visit(case, key, at) for case in cases for key in passed])
    StageVisit.objects.bulk_create([StageVisit(case=case, stage=stage, entered_at=at) for case in cases])
    return cases


def _visit(case: Case, stage: str, at: datetime) -> StageVisit:
    return StageVisit(
        case=case, stage=stage, entered_at=case.opened_at, left_at=at, action=Action.COMPLETE.value, note="补录"
    )


def _numbers(prefix: str, count: int, year: int) -> list[str]:
    """Take a run of case numbers at once."""
    key = f"{prefix}-{year}"
    Counter.objects.get_or_create(series=key)
    counter = Counter.objects.select_for_update().get(series=key)
    first = counter.last + 1
    Counter.objects.filter(pk=counter.pk).update(last=counter.last + count)
    return [f"{key}-{serial:04d}" for serial in range(first, first + count)]
