"""Begin, fill in, submit and withdraw an application."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.permissions import is_officer
from pinzhang.domain.applications.refusals import CannotSave, CannotStart, CannotSubmit, MustSign
from pinzhang.domain.applications.selectors import (
    application_document,
    application_plan,
    editable_sections,
    findings_of,
    form_problems,
)
from pinzhang.domain.cases.choices import CaseKind
from pinzhang.domain.cases.services import moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import Organisation, Subject, User
from pinzhang.domain.parties.selectors import may_sign_for
from pinzhang.domain.parties.services import enter_subject
from pinzhang.domain.programmes.choices import RoundState
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import accepts, edition_document, plan_of
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.reference.selectors import authority_of_region
from pinzhang.engine.forms import Filled, clean_section
from pinzhang.engine.packs.schema.programme import Programme
from pinzhang.engine.stages import Action, Plan


@transaction.atomic
def start_application(
    *,
    round_: Round,
    applicant: Organisation,
    route: str,
    subject_kind: str,
    subject_name: str = "",
    sector: str = "",
    by: User,
    at: datetime,
    by_office: bool = False,
) -> Application:
    """Begin an application for a subject in a round (开始申报).

    :raises CannotStart: the window is closed, the edition knows no such route, kind or sector, or the subject
        has a living application in this round.
    """
    round_ = _locked(round_)
    head = edition_document(round_.edition).programme
    _check_choices(head, applicant, route=route, subject_kind=subject_kind, sector=sector)
    plan = plan_of(round_.edition, route)
    if not by_office:
        _check_entrance(round_, applicant, plan, at=at)
    subject = enter_subject(organisation=applicant, kind=subject_kind, name=subject_name)
    _check_no_other(round_, subject)
    given = {"sector": sector, "route": route, "filed_by_office": by_office}
    return _enter(round_, subject, plan, given, by=by, at=at)


def _locked(round_: Round) -> Round:
    fresh = (
        Round.objects.select_for_update(of=("self",)).select_related("edition", "authority", "batch").get(pk=round_.pk)
    )
    if fresh.state == RoundState.FINISHED:
        raise CannotStart("本届已经结束。")
    return fresh


def _enter(
    round_: Round, subject: Subject, plan: Plan, given: dict[str, Any], *, by: User, at: datetime
) -> Application:
    """Open the case and write the application."""
    applicant = subject.organisation
    case = moves.open_case(
        kind=CaseKind.APPLICATION,
        authority=round_.authority,
        plan=plan,
        prefix=edition_document(round_.edition).programme.case_prefix,
        title=applicant.name if subject.name == applicant.name else f"{applicant.name} · {subject.name}",
        by=by,
        at=at,
        batch=round_.batch,
    )
    application = Application.objects.create(
        case=case,
        round=round_,
        applicant=applicant,
        subject=subject,
        recommender=_recommender(applicant, round_.authority),
        answers_saved_at=at,
        **given,
    )
    events.record("applications.application.started", subject=application, by=by, at=at, data={"case": case.number})
    return application


def _check_entrance(round_: Round, applicant: Organisation, plan: Plan, *, at: datetime) -> None:
    """An applicant enters while the window is open, and only by a route that begins with an application."""
    if plan.stage(plan.first).kind != "submission":
        raise CannotStart("这条路径由主管部门办理，不接受自行申报。", fields={"route": "请选择其他路径。"})
    if not accepts(round_, organisation_pk=applicant.pk, at=at):
        raise CannotStart("现在不在申报期内。")


def _check_no_other(round_: Round, subject: Subject) -> None:
    """Two who begin at once are told apart by the lock on the round; the database has the last word."""
    if Application.objects.filter(round=round_, subject=subject, ended=False).exists():
        raise CannotStart(f"“{subject.name}”在本届已有一件申报，请接着填那一件。")


def _check_choices(head: Programme, applicant: Organisation, *, route: str, subject_kind: str, sector: str) -> None:
    if route not in {choice.key for choice in head.routes}:
        raise CannotStart("请选择申报路径。", fields={"route": "请选择申报路径。"})
    if subject_kind not in head.subject_kinds:
        raise CannotStart("这个项目不评这类对象。", fields={"subject_kind": "请选择申报对象。"})
    if head.sectors and sector not in {choice.key for choice in head.sectors}:
        raise CannotStart("请选择领域。", fields={"sector": "请选择领域。"})
    if applicant.kind not in head.applicant_kinds:
        raise CannotStart(f"这个项目不接受{applicant.get_kind_display()}申报。")


def _recommender(applicant: Organisation, authority: Authority) -> Authority:
    """The authority of the applicant's district recommends; where there is none, the running authority itself."""
    if applicant.region is None:
        return authority
    district = authority_of_region(applicant.region.code)
    return district if district and district.path.startswith(authority.path) else authority


@transaction.atomic
def save_answers(
    *, application: Application, section: str, raw: dict[str, Any], by: User, at: datetime, expected_version: int | None
) -> dict[str, str]:
    """Save a section as far as it goes, and return what is still wrong in it, by field (保存).

    Nothing typed is lost: a value that cannot be read is kept as typed and reported.

    :raises CannotSave: the application is past filling in.
    :raises ChangedMeanwhile: a colleague saved the same application after this page was loaded.
    """
    application = Application.objects.select_for_update().select_related("case").get(pk=application.pk)
    if section not in editable_sections(application):
        raise CannotSave("已经提交，不能再修改。需要修改时请联系受理单位发起补正。")
    if expected_version is not None and application.answers_version != expected_version:
        raise ChangedMeanwhile
    document = edition_document(application.round.edition)
    filled = clean_section(document.form, section, raw, Filled(application.answers, application.unread))
    application.answers, application.unread = filled.answers, filled.unread
    application.answers_version += 1
    application.answers_saved_at = at
    application.save(update_fields=["answers", "unread", "answers_version", "answers_saved_at"])
    events.record("applications.answers.saved", subject=application, by=by, at=at, data={"section": section})
    return filled.problems


@transaction.atomic
def submit_application(
    *, application: Application, by: User, at: datetime, expected_version: int | None = None
) -> Application:
    """Submit a draft (提交申报); the rules are checked as of the round's reference day and travel with the case.

    Only form, window and signature refuse. An unmet or unknown rule does not: registers err, and the office decides.

    :raises CannotSubmit: it is no draft, the window is closed, the form is incomplete, or the person may not sign.
    """
    case = moves.locked(application.case, expected_version=expected_version)
    application = Application.objects.select_for_update().get(pk=application.pk)
    application.case = case
    plan = application_plan(application)
    if case.outcome or plan.stage(case.stage).kind != "submission":
        raise CannotSubmit("已经提交，不能重复提交。")
    if not (application.filed_by_office and is_officer(by, application)):
        _check_window_and_signer(application, by, at)
    problems = form_problems(application)
    if problems:
        raise CannotSubmit("还有内容没有填完整。", fields=problems)
    application.submitted_at, application.signed_by = at, by
    freeze_findings(application)
    application.save()
    application.case = moves.move(case=case, plan=plan, action=Action.COMPLETE, role="applicant", by=by, at=at)
    data = {"case": case.number, "inputs": application.inputs_digest}
    events.record("applications.application.submitted", subject=application, by=by, at=at, data=data)
    return application


def _check_window_and_signer(application: Application, by: User, at: datetime) -> None:
    """Whoever handed in within the window and was sent back to mend something hands in again after it as well."""
    first = application.submitted_at is None
    if first and not accepts(application.round, organisation_pk=application.applicant_id, at=at):
        raise CannotSubmit("现在不在申报期内，草稿已为您保留。")
    programme = application.round.edition.code
    if not may_sign_for(by, application.applicant, programme=programme, on=local_day(at)):
        raise MustSign("须由本单位的授权签署人提交。内容已保存，请授权签署人登录后提交。")


def freeze_findings(application: Application) -> None:
    """Check the rules now, and keep the result with a digest of what it was judged by."""
    document = application_document(application)
    application.findings = findings_of(application)
    inputs = json.dumps(document, sort_keys=True, ensure_ascii=False).encode()
    application.inputs_digest = hashlib.sha256(inputs).hexdigest()


@transaction.atomic
def withdraw_application(*, application: Application, by: User, at: datetime, expected_version: int | None) -> None:
    """Take an application back; the subject may apply again in the round while it is open (撤回申报)."""
    moves.move(
        case=application.case,
        plan=application_plan(application),
        action=Action.WITHDRAW,
        role="applicant",
        by=by,
        at=at,
        expected_version=expected_version,
    )
    Application.objects.filter(pk=application.pk).update(ended=True)
    events.record("applications.application.withdrawn", subject=application, by=by, at=at)
