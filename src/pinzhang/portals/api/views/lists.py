"""Lists of an office: open, propose, close, return, confer; and the opinions of departments."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from pinzhang.domain.applications.permissions import list_role_for, list_roles_with
from pinzhang.domain.applications.selectors import list_plan, lists_for, opinions_for
from pinzhang.domain.applications.services import lists as services
from pinzhang.domain.cases.models import BatchStage
from pinzhang.domain.cases.refusals import CannotMove, CannotOpenList
from pinzhang.domain.marks.services.lifecycle import confer
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.reference.selectors import departments_above
from pinzhang.domain.review.services import panel
from pinzhang.engine.stages import Action, Actor
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Id
from pinzhang.portals.api.documents import lists as documents
from pinzhang.portals.api.documents import marks as marks_
from pinzhang.portals.api.operations import does, reads
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import NotThere
from pinzhang.portals.api.views.rounds import round_run_by

READ, WRITE, DECIDE = "office:read", "office:write", "office:decide"
router = Router(tags=["office"])


def _mine(request: ApiRequest) -> Any:
    found = lists_for(request.caller.posts).select_related("batch__round__edition", "batch__round__authority")
    return found.defer("batch__round__edition__content")


def _found(request: ApiRequest, pk: int) -> tuple[BatchStage, Round]:
    opened: BatchStage = get_object_or_404(_mine(request), pk=pk)
    return opened, opened.batch.round


def _role(request: ApiRequest, opened: BatchStage, round_: Round, action: Action) -> Actor:
    """Return as which role a step is taken with a list; to whom it is not given, the step does not exist."""
    roles = list_roles_with(request.caller.posts, round_.authority)
    if opened.closed_at is not None and roles:
        return roles[0]  # the service says that it is closed
    role = list_role_for(action, roles, list_plan(round_).stage(opened.stage))
    if role is None:
        raise NotThere
    return role


@reads(router, "/office/lists", gives=documents.ListLinesTold, scope=READ)
def list_office_lists(request: ApiRequest, place: Asked) -> Any:
    """List the lists of the rounds that the official works on or leads, the newest first (名单)."""
    return page_of(_mine(request), place, order=["-opened_at", "-pk"], line=documents.say_list)


@reads(router, "/office/lists/{opened}", gives=documents.ListTold, scope=READ)
def read_list(request: ApiRequest, opened: Id) -> Any:
    """Read a list with everybody on it, the proposal and the opinions (名单)."""
    return documents.tell_list(_found(request, opened)[0])


@reads(router, "/office/rounds/{round}/departments", gives=documents.DepartmentsTold, scope=READ)
def list_departments(request: ApiRequest, round: Id) -> Any:
    """List the departments that a consultation of a round can ask (部门)."""
    found = departments_above(round_run_by(request, round).authority)
    return {"items": [documents.DepartmentSaid(id=each.pk, key=each.key, name=each.name) for each in found]}


@does(router, "/office/rounds/{round}/lists", gives=documents.ListTold, scope=DECIDE)
def open_list(request: ApiRequest, round: Id, given: documents.OpenListGiven) -> Any:
    """Freeze the list of a round at a batch stage; a consultation asks its departments at once (生成名单)."""
    round_ = round_run_by(request, round)
    plan = list_plan(round_)
    if given.stage not in {each.key for each in plan.stages if plan.is_batch(each.key)}:
        raise CannotOpenList("这个项目没有这个按名单办理的环节。", fields={"stage": "没有这个环节。"})
    common: dict[str, Any] = {
        "round_": round_,
        "stage": given.stage,
        "by": request.caller.person,
        "at": request.at,
        "ground": given.ground,
        "until_on": given.until_on,
    }
    if panel.proposed_at(round_, given.stage):
        return documents.tell_list(_read(panel.open_panel(**common)))
    departments = list(departments_above(round_.authority).filter(pk__in=given.departments))
    if len(departments) != len(set(given.departments)):
        raise CannotOpenList("有的部门不能征求。", fields={"departments": "请从可以征求的部门里选择。"})
    return documents.tell_list(_read(services.open_list(**common, departments=departments)))


def _read(opened: BatchStage) -> BatchStage:
    return BatchStage.objects.select_related("batch__round").get(pk=opened.pk)


@does(router, "/office/lists/{opened}/proposal", gives=documents.ListTold, scope=DECIDE)
def propose(request: ApiRequest, opened: Id, given: documents.ProposalGiven) -> Any:
    """Keep a proposal as a draft: a tier or none for each application (暂存拟定名单)."""
    found, round_ = _found(request, opened)
    if not list_roles_with(request.caller.posts, round_.authority):
        raise NotThere
    panel.propose(
        opened=found, round_=round_, tiers=given.tiers(), grounds=given.grounds(), minutes=given.minutes or None
    )
    return documents.tell_list(_read(found))


@does(router, "/office/lists/{opened}/conclusion", gives=documents.ListTold, scope=DECIDE)
def conclude(request: ApiRequest, opened: Id, given: documents.ProposalGiven) -> Any:
    """Conclude a proposal: those with a tier go forward, the others are told why (审议通过)."""
    found, round_ = _found(request, opened)
    closed = panel.conclude_panel(
        opened=found,
        round_=round_,
        minutes=given.minutes,
        document_number=given.document_number,
        proposal=(given.tiers(), given.grounds()),
        role=_role(request, found, round_, Action.COMPLETE),
        by=request.caller.person,
        at=request.at,
    )
    return documents.tell_list(_read(closed))


@does(router, "/office/lists/{opened}/closing", gives=documents.ListTold, scope=DECIDE)
def close_list(request: ApiRequest, opened: Id, given: documents.CloseListGiven) -> Any:
    """Close a list: consultation ended, approved or decided; all go forward but those refused (办结名单)."""
    found, round_ = _found(request, opened)
    role = _role(request, found, round_, Action.COMPLETE)
    common: dict[str, Any] = {"opened": found, "round_": round_, "by": request.caller.person, "at": request.at}
    if list_plan(round_).stage(found.stage).kind == "consultation":
        return documents.tell_list(_read(services.close_consultation(**common, refuse=given.refuse)))
    return documents.tell_list(_read(services.close_list(**common, role=role, **given.model_dump())))


@does(router, "/office/lists/{opened}/return", gives=documents.ListTold, scope=DECIDE)
def return_list(request: ApiRequest, opened: Id, given: documents.ReturnListGiven) -> Any:
    """Send a whole list back to an earlier stage with a reason (退回名单)."""
    found, round_ = _found(request, opened)
    role = _role(request, found, round_, Action.RETURN)
    if given.to not in list_plan(round_).return_targets(found.stage):
        raise CannotMove("不能退回到这个环节。")
    returned = services.return_list(
        opened=found, round_=round_, to=given.to, note=given.note, role=role, by=request.caller.person, at=request.at
    )
    return documents.tell_list(_read(returned))


@does(router, "/office/lists/{opened}/conferral", gives=marks_.NumbersTold, scope=DECIDE)
def confer_marks(request: ApiRequest, opened: Id) -> Any:
    """Confer what was decided on everybody of the list (授予)."""
    found, round_ = _found(request, opened)
    _role(request, found, round_, Action.COMPLETE)
    if list_plan(round_).stage(found.stage).kind != "conferral":
        raise CannotMove("这份名单不是授予名单。")
    marks = confer(opened=found, round_=round_, by=request.caller.person, at=request.at)
    return marks_.NumbersTold(numbers=[mark.number for mark in marks])


@reads(router, "/office/opinions", gives=documents.OpinionsTold, scope=READ)
def list_opinions(request: ApiRequest, place: Asked) -> Any:
    """List what the official's departments are asked, the newest first (部门意见)."""
    rows = opinions_for(request.caller.posts).select_related("application__case")
    return page_of(rows, place, order=["-pk"], line=documents.say_opinion)


@does(router, "/office/opinions/{opinion}", gives=documents.OpinionTold, scope=WRITE)
def give_opinion(request: ApiRequest, opinion: Id, given: documents.OpinionGiven) -> Any:
    """Give a department's opinion of one applicant (回复意见)."""
    asked = get_object_or_404(opinions_for(request.caller.posts), pk=opinion)
    services.give_opinion(opinion=asked, kind=given.kind, text=given.text, by=request.caller.person, at=request.at)
    return documents.tell_opinion(
        opinions_for(request.caller.posts).select_related("application__case").get(pk=opinion)
    )
