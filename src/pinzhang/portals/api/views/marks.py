"""Marks under the supervision of an office: procedures towards suspension or revocation, and restoration."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router

from pinzhang.domain.applications.permissions import list_roles_with
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.marks.selectors import marks_visible_to, state_on
from pinzhang.domain.marks.services import lifecycle
from pinzhang.domain.supervision.models import Procedure
from pinzhang.domain.supervision.selectors import procedures_visible_to
from pinzhang.domain.supervision.services import procedures
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Id
from pinzhang.portals.api.documents import office as documents
from pinzhang.portals.api.operations import does, reads
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import NotThere

READ, DECIDE = "office:read", "office:decide"
router = Router(tags=["office"])


def _facts(mark: Mark, today: date) -> dict[str, Any]:
    return {
        "id": mark.pk,
        "number": mark.number,
        "state": state_on(mark, today),
        "programme": mark.edition.code,
        "holder": mark.holder.name,
        "subject": mark.subject.name,
        "tier": mark.tier,
        "conferred_on": mark.conferred_on,
        "valid_until": mark.valid_until,
        "version": mark.version,
    }


def _said(mark: Mark, today: date) -> documents.OfficeMarkSaid:
    return documents.OfficeMarkSaid(**_facts(mark, today))


def _told(mark: Mark, today: date) -> documents.OfficeMarkTold:
    return documents.OfficeMarkTold(**_facts(mark, today))


def _marks(request: ApiRequest) -> QuerySet[Mark]:
    """Return the marks that the authority of the token answers for; other posts of its person open nothing here."""
    return marks_visible_to(request.caller.person).filter(authority__path__startswith=request.caller.authority.path)


def _procedures(request: ApiRequest) -> QuerySet[Procedure]:
    under = {"mark__authority__path__startswith": request.caller.authority.path}
    return procedures_visible_to(request.caller.person).filter(**under)


def _supervised(request: ApiRequest, pk: int) -> Mark:
    """Return a mark that the caller supervises as an officer; others do not exist for it."""
    mark = get_object_or_404(_marks(request), pk=pk)
    if "office" not in list_roles_with(request.caller.posts, mark.authority):
        raise NotThere
    return mark


@reads(router, "/office/marks", gives=documents.OfficeMarksTold, scope=READ)
def list_office_marks(request: ApiRequest, place: Asked) -> Any:
    """List the marks that the official's authorities answer for (标识列表)."""
    line = partial(_said, today=local_day(request.at))
    return page_of(_marks(request), place, order=["-conferred_on", "-pk"], line=line)


@reads(router, "/office/marks/{mark}", gives=documents.OfficeMarkTold, scope=READ)
def read_office_mark(request: ApiRequest, mark: Id) -> Any:
    """Read a mark with its version (标识)."""
    return _told(get_object_or_404(_marks(request), pk=mark), local_day(request.at))


@reads(router, "/office/procedures", gives=documents.ProceduresTold, scope=READ)
def list_procedures(request: ApiRequest, place: Asked) -> Any:
    """List the procedures against marks that the official's authorities answer for, the newest first (处置程序)."""
    rows = _procedures(request)
    return page_of(rows, place, order=["-pk"], line=documents.say_procedure)


@does(router, "/office/marks/{mark}/procedures", gives=documents.ProcedureTold, scope=DECIDE)
def open_procedure(request: ApiRequest, mark: Id, given: documents.ProcedureGiven) -> Any:
    """Give the holder notice that a mark may be suspended or revoked, on a ground of its edition (立案告知)."""
    opened = procedures.open_procedure(
        mark=_supervised(request, mark), by=request.caller.person, at=request.at, **given.model_dump()
    )
    return documents.tell_procedure(opened)


@does(router, "/office/procedures/{procedure}/decision", gives=documents.ProcedureTold, scope=DECIDE)
def decide_procedure(request: ApiRequest, procedure: Id, given: documents.ProcedureDecisionGiven) -> Any:
    """Decide after the holder was heard; list and page show it at once (作出决定)."""
    found = get_object_or_404(_procedures(request), pk=procedure)
    _supervised(request, found.mark_id)
    decided = procedures.decide_procedure(
        procedure=found,
        apply=given.apply,
        text=given.text,
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return documents.tell_procedure(decided)


@does(router, "/office/marks/{mark}/restoration", gives=documents.OfficeMarkTold, scope=DECIDE)
def restore_mark(request: ApiRequest, mark: Id, given: documents.MarkRestoreGiven) -> Any:
    """End a suspension (恢复使用)."""
    changed = lifecycle.restore_mark(
        mark=_supervised(request, mark),
        text=given.text,
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return _told(changed, local_day(request.at))
