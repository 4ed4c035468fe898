"""The queue of an office, and what officials do with one case."""

from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from pinzhang.domain.applications.models import Application, Objection
from pinzhang.domain.applications.permissions import is_inside, official_roles_with, role_for
from pinzhang.domain.applications.refusals import CannotDecide
from pinzhang.domain.applications.selectors import readable_by
from pinzhang.domain.applications.services import lists, stages
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.cases.services import correspondence, moves
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.selectors import institutions, officers_beside
from pinzhang.domain.review.desk import Desk, narrowed
from pinzhang.domain.review.models import ReviewTask
from pinzhang.domain.review.refusals import CannotAssign
from pinzhang.domain.review.selectors import reviewers_for
from pinzhang.domain.review.services import evaluations, panel, tasks
from pinzhang.engine.stages import Action, Actor
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import LARGEST, Done, Id, Key, Slug
from pinzhang.portals.api.documents import applications as applications_
from pinzhang.portals.api.documents import office as documents
from pinzhang.portals.api.files import BINARY, hand_out
from pinzhang.portals.api.operations import does, reads
from pinzhang.portals.api.pages import Asked, Place, page_of
from pinzhang.portals.api.problems import NotThere

READ, WRITE, DECIDE = "office:read", "office:write", "office:decide"
CASE = "/office/applications/{application}"
router = Router(tags=["office"])


class Narrowed(Place):
    """A view of the queue and how it is narrowed (筛选)."""

    view: Literal["mine", "late", "today", "correction", "opinions", "unassigned", "all"] = "all"
    district: str = Field(default="", pattern="^([0-9]{6})?$")
    sector: Slug = Field(default="", pattern="^[-a-zA-Z0-9_]*$")
    round: int | None = Field(default=None, ge=1, le=LARGEST)
    kind: str = Field(default="", pattern="^[a-z_]{0,30}$", description="The kind of the stage a case stands at.")
    assignee: Literal["", "me", "mine", "nobody"] = ""


def _readable(request: ApiRequest, pk: int) -> Application:
    found = readable_by(request.caller.person, request.caller.posts).select_related("case__authority").defer(None)
    return get_object_or_404(found.defer("round__edition__content"), pk=pk)


def _acted_on(request: ApiRequest, pk: int, role: Actor | None = None) -> tuple[Application, tuple[Actor, ...]]:
    """Return an application towards which the caller has an official role (this one, where it is named)."""
    application = _readable(request, pk)
    roles = official_roles_with(request.caller.posts, application)
    if not roles or (role and role not in roles):
        raise NotThere
    return application, roles


def _told(request: ApiRequest, pk: int) -> documents.CaseTold:
    application = _readable(request, pk)
    return documents.tell_case(application, inside=is_inside(request.caller.posts, application))


@reads(router, "/office/applications", gives=documents.CasesTold, scope=READ)
def list_cases(request: ApiRequest, place: Annotated[Narrowed, Query()]) -> Any:
    """List what the official may read, by view and filters, the oldest first (办件)."""
    desk = Desk.of(request.caller.person, request.caller.posts, today=local_day(request.at))
    asked = place.model_dump(exclude={"after", "limit", "view"})
    chosen = {name: str(value) for name, value in asked.items() if value}
    rows = narrowed(desk, chosen).filter(desk.views[place.view]).defer(None)
    rows = rows.defer("round__edition__content", "answers", "unread", "feedback")
    return page_of(rows, place, order=["case__opened_at", "pk"], line=documents.say_case)


@reads(router, "/office/applications/{application}", gives=documents.CaseTold, scope=READ)
def read_case(request: ApiRequest, application: Id) -> Any:
    """Read a case: answers, findings, corrections, objections, reviews (办件页)."""
    return _told(request, application)


@reads(router, "/office/applications/{application}/attachments/{attachment}/content", gives=BINARY, scope=READ)
def read_case_attachment(request: ApiRequest, application: Id, attachment: Id) -> Any:
    """Read a file of a case (下载附件)."""
    case = _readable(request, application).case
    return hand_out(get_object_or_404(Attachment.objects.select_related("file"), case=case, pk=attachment).file)


@does(router, "/office/applications/{application}/steps", gives=documents.CaseTold, scope=WRITE)
def take_step(request: ApiRequest, application: Id, given: documents.StepGiven) -> Any:
    """Pass, refuse, return, recommend or decline one case in a stage of its own (环节办理)."""
    found, roles = _acted_on(request, application)
    action = Action(given.action)
    if action is Action.RETURN and not given.to:
        raise CannotDecide("请写明退回到哪个环节。", fields={"to": "请写明环节。"})
    stages.decide_stage(
        application=found,
        action=action,
        role=role_for(action, roles, found),
        by=request.caller.person,
        at=request.at,
        note=given.note,
        to=given.to if action is Action.RETURN else None,
        expected_version=given.version,
    )
    return _told(request, application)


@does(router, "/office/applications/{application}/asides", gives=documents.CaseTold, scope=WRITE)
def set_case_aside(request: ApiRequest, application: Id, given: documents.AsideGiven) -> Any:
    """Hold, release, skip, or end one case without a decision (暂缓、恢复、失效、作废)."""
    found, _ = _acted_on(request, application, "office")
    stages.set_aside(
        application=found,
        action=Action(given.action),
        note=given.note,
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return _told(request, application)


@does(router, "/office/applications/{application}/rules/{rule}/decision", gives=documents.CaseTold, scope=WRITE)
def decide_rule(request: ApiRequest, application: Id, rule: Key, given: documents.RuleDecisionGiven) -> Any:
    """Decide a rule that the text leaves to judgement (人工认定)."""
    found, _ = _acted_on(request, application, "office")
    stages.decide_rule(
        application=found, rule=rule, met=given.met, ground=given.ground, by=request.caller.person, at=request.at
    )
    return _told(request, application)


@does(router, "/office/applications/{application}/corrections", gives=documents.CaseTold, scope=WRITE)
def ask_corrections(request: ApiRequest, application: Id, given: documents.CorrectionsGiven) -> Any:
    """Ask the applicant to mend fields, told all at once (一次性告知补正)."""
    found, roles = _acted_on(request, application)
    stages.ask_corrections(
        application=found,
        requests=given.requests,
        role=role_for(Action.ASK, roles, found),
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return _told(request, application)


@does(router, "/office/applications/{application}/corrections/withdrawal", gives=documents.CaseTold, scope=WRITE)
def withdraw_corrections(request: ApiRequest, application: Id, given: applications_.VersionGiven) -> Any:
    """Take the open correction requests back (撤销补正通知)."""
    found, roles = _acted_on(request, application)
    stages.withdraw_corrections(
        application=found,
        role=role_for(Action.WITHDRAW_REQUEST, roles, found),
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return _told(request, application)


@reads(router, "/office/applications/{application}/messages", gives=applications_.MessagesTold, scope=READ)
def list_case_messages(request: ApiRequest, application: Id, place: Asked) -> Any:
    """Read the thread between applicant and office (往来消息)."""
    rows = _readable(request, application).case.messages.all()
    return page_of(rows, place, order=["pk"], line=applications_.say_message)


@does(router, "/office/applications/{application}/messages", gives=applications_.MessageTold, scope=WRITE)
def write_to_applicant(request: ApiRequest, application: Id, given: applications_.MessageGiven) -> Any:
    """Write to the applicant (发消息)."""
    found, _ = _acted_on(request, application, "office")
    message = correspondence.send_message(
        case=found.case, text=given.text, from_office=True, by=request.caller.person, at=request.at
    )
    return applications_.tell_message(message)


@does(router, "/office/applications/{application}/assignment", gives=documents.CaseTold, scope=WRITE)
def assign_case(request: ApiRequest, application: Id, given: documents.AssignmentGiven) -> Any:
    """Give a case to an officer of the same authority (分派经办人)."""
    found, _ = _acted_on(request, application, "office")
    to = officers_beside(request.caller.person).filter(pk=given.to).first()
    if to is None:
        raise CannotDecide("这个人不是本单位经办。", fields={"to": "请选择本单位经办。"})
    moves.assign_case(case=found.case, to=to, by=request.caller.person, at=request.at)
    return _told(request, application)


@does(router, "/office/applications/{application}/tier", gives=documents.CaseTold, scope=DECIDE)
def set_tier(request: ApiRequest, application: Id, given: documents.TierGiven) -> Any:
    """Name the tier of a case that no panel ranks (直接列入的等次)."""
    found, _ = _acted_on(request, application, "office")
    panel.set_tier(application=found, tier=given.tier, by=request.caller.person, at=request.at)
    return _told(request, application)


@reads(router, "/office/applications/{application}/reviewers", gives=documents.ReviewersTold, scope=READ)
def list_reviewers(request: ApiRequest, application: Id) -> Any:
    """List the reviewers who can be given a case, with what they have in hand (评审专家)."""
    found, _ = _acted_on(request, application, "office")
    return {"items": [documents.say_reviewer(each) for each in reviewers_for(found.case.authority)]}


@does(router, "/office/applications/{application}/reviewers", gives=documents.CaseTold, scope=WRITE)
def assign_reviewers(request: ApiRequest, application: Id, given: documents.ReviewersGiven) -> Any:
    """Give a file to reviewers, to all of them or to none (分派评审专家)."""
    found, _ = _acted_on(request, application, "office")
    chosen = reviewers_for(found.case.authority).filter(pk__in=given.reviewers)
    if len(chosen) != len(set(given.reviewers)):
        raise CannotAssign("有的专家不在本单位可用的专家库里。", fields={"reviewers": "请从专家库选择。"})
    tasks.assign_reviewers(application=found, reviewers=chosen, by=request.caller.person, at=request.at)
    return _told(request, application)


@does(router, "/office/applications/{application}/tasks/{task}/withdrawal", gives=Done, scope=WRITE)
def withdraw_task(request: ApiRequest, application: Id, task: Id) -> Any:
    """Take a file back from a reviewer who has not submitted (撤回分派)."""
    found, _ = _acted_on(request, application, "office")
    given = get_object_or_404(ReviewTask, pk=task, application=found)
    tasks.withdraw_task(task=given, by=request.caller.person, at=request.at)
    return Done(id=task)


@reads(router, "/office/institutions", gives=documents.InstitutionsTold, scope=READ)
def list_institutions(request: ApiRequest, place: Asked) -> Any:
    """List the technical institutions that can be commissioned (技术机构)."""
    return page_of(institutions(), place, order=["name", "pk"], line=documents.say_institution)


@does(router, "/office/applications/{application}/evaluations", gives=documents.CaseTold, scope=WRITE)
def commission_evaluation(request: ApiRequest, application: Id, given: documents.CommissionGiven) -> Any:
    """Commission an institution with the evaluation of a file (委托第三方评价)."""
    found, _ = _acted_on(request, application, "office")
    institution = institutions().filter(pk=given.institution).first()
    if institution is None:
        raise CannotAssign("没有这个技术机构。", fields={"institution": "请从技术机构里选择。"})
    evaluations.commission_evaluation(
        application=found, institution=institution, by=request.caller.person, at=request.at
    )
    return _told(request, application)


@does(router, f"{CASE}/objections/{{objection}}/decision", gives=documents.CaseTold, scope=DECIDE)
def decide_objection(
    request: ApiRequest, application: Id, objection: Id, given: documents.ObjectionDecisionGiven
) -> Any:
    """Decide an objection after looking into it (认定异议)."""
    found, _ = _acted_on(request, application, "office")
    lists.decide_objection(
        objection=get_object_or_404(Objection, pk=objection, application=found),
        upheld=given.upheld,
        finding=given.finding,
        by=request.caller.person,
        at=request.at,
    )
    return _told(request, application)
