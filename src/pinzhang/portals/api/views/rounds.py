"""Rounds of an office: set up, open, clone, extend, close, finish."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from pinzhang.domain.applications.permissions import list_roles_with
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.refusals import CannotOpenRound
from pinzhang.domain.programmes.selectors import editions_run_by, rounds_read_by
from pinzhang.domain.programmes.services import rounds as services
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Done, Id
from pinzhang.portals.api.documents import office as documents
from pinzhang.portals.api.documents import programmes as programmes_
from pinzhang.portals.api.operations import does, reads
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import NotThere

READ, DECIDE = "office:read", "office:decide"
router = Router(tags=["office"])


def round_run_by(request: ApiRequest, pk: int) -> Round:
    """Return a round that the caller runs as an officer; others do not exist for it."""
    found = get_object_or_404(rounds_read_by(request.caller.posts), pk=pk)
    if "office" not in list_roles_with(request.caller.posts, found.authority):
        raise NotThere
    return found


@reads(router, "/office/rounds", gives=programmes_.RoundsTold, scope=READ)
def list_office_rounds(request: ApiRequest, place: Asked) -> Any:
    """List the rounds of the official's authorities, the newest first (届次)."""
    rows = rounds_read_by(request.caller.posts)
    return page_of(rows, place, order=["-opens_at", "-pk"], line=programmes_.say_round)


@reads(router, "/office/rounds/{round}", gives=programmes_.RoundTold, scope=READ)
def read_office_round(request: ApiRequest, round: Id) -> Any:
    """Read a round of the official's authorities, planned ones as well (届次)."""
    return programmes_.tell_round(get_object_or_404(rounds_read_by(request.caller.posts), pk=round))


@does(router, "/office/rounds", gives=programmes_.RoundTold, scope=DECIDE)
def set_up_round(request: ApiRequest, given: documents.RoundGiven) -> Any:
    """Set up a round of the edition in force (筹备一届)."""
    editions = editions_run_by(request.caller.posts, local_day(request.at))
    particulars = given.model_dump(exclude={"programme"})
    made = services.set_up_round(
        edition=get_object_or_404(editions, code=given.programme),
        by=request.caller.person,
        at=request.at,
        **particulars,
    )
    return programmes_.tell_round(made)


@does(router, "/office/rounds/{round}/opening", gives=programmes_.RoundTold, scope=DECIDE)
def open_round(request: ApiRequest, round: Id) -> Any:
    """Open a round for applications (开始申报)."""
    found = round_run_by(request, round)
    return programmes_.tell_round(services.open_round(round_=found, by=request.caller.person, at=request.at))


@does(router, "/office/rounds/{round}/closing", gives=programmes_.RoundTold, scope=DECIDE)
def close_round(request: ApiRequest, round: Id) -> Any:
    """Close a round to new applications; those in hand go on (截止申报)."""
    found = round_run_by(request, round)
    return programmes_.tell_round(services.close_applications(round_=found, by=request.caller.person, at=request.at))


@does(router, "/office/rounds/{round}/finish", gives=programmes_.RoundTold, scope=DECIDE)
def finish_round(request: ApiRequest, round: Id) -> Any:
    """End a round all of whose cases are ended (结束本届)."""
    found = round_run_by(request, round)
    return programmes_.tell_round(services.finish_round(round_=found, by=request.caller.person, at=request.at))


@does(router, "/office/rounds/{round}/clone", gives=programmes_.RoundTold, scope=DECIDE)
def clone_round(request: ApiRequest, round: Id, given: documents.CloneGiven) -> Any:
    """Set up a round like an earlier one (复制一届)."""
    found = round_run_by(request, round)
    made = services.clone_round(round_=found, by=request.caller.person, at=request.at, **given.model_dump())
    return programmes_.tell_round(made)


@does(router, "/office/rounds/{round}/extensions", gives=Done, scope=DECIDE)
def extend_round(request: ApiRequest, round: Id, given: documents.ExtensionGiven) -> Any:
    """Let one applicant hand in later, with a ground (个别延期)."""
    organisation = organisation_by_credit_code(given.credit_code)
    if organisation is None:
        raise CannotOpenRound("没有找到这个单位。", fields={"credit_code": "没有这个代码，请核对。"})
    extension = services.extend_for(
        round_=round_run_by(request, round),
        organisation=organisation,
        closes_at=given.closes_at,
        ground=given.ground,
        by=request.caller.person,
        at=request.at,
    )
    return Done(id=extension.pk)
