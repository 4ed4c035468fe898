"""What anybody may read and do, without a token."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from pinzhang.domain.applications.selectors import noticed_applications, public_notices
from pinzhang.domain.applications.services.lists import raise_objection
from pinzhang.domain.core.days import local_day
from pinzhang.domain.marks.selectors import changes_of, counts_by_code, mark_numbered, public_list
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import current_editions, edition_document, editions_of, open_rounds, rounds
from pinzhang.engine.rules import BadFacts, explain
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import EditionName, Id, Key, MarkNumber
from pinzhang.portals.api.documents import marks as marks_
from pinzhang.portals.api.documents import notices as notices_
from pinzhang.portals.api.documents import programmes as programmes_
from pinzhang.portals.api.operations import does, reads
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import BadRequest, NotThere

router = Router(tags=["public"])


@reads(router, "/programmes", gives=programmes_.EditionsTold)
def list_programmes(request: ApiRequest, place: Asked) -> Any:
    """List the programmes in force, each with its edition (项目)."""
    rows = current_editions(local_day(request.at))
    return page_of(rows, place, order=["name", "pk"], line=programmes_.say_edition)


@reads(router, "/programmes/{code}/editions", gives=programmes_.EditionsTold)
def list_editions(request: ApiRequest, code: Key, place: Asked) -> Any:
    """List the editions of a programme, the newest first (版本)."""
    return page_of(editions_of(code), place, order=["-valid_from", "-pk"], line=programmes_.say_edition)


@reads(router, "/programmes/{code}/editions/{edition}", gives=programmes_.EditionTold)
def read_edition(request: ApiRequest, code: Key, edition: EditionName) -> Any:
    """Read an edition: its rules with their clauses, its stages, routes and tiers (规则)."""
    return programmes_.tell_edition(get_object_or_404(editions_of(code), edition=edition))


@reads(router, "/programmes/{code}/editions/{edition}/content", gives=dict[str, Any])
def read_edition_content(request: ApiRequest, code: Key, edition: EditionName) -> Any:
    """Read the canonical bytes of an edition, over which its digest is taken (规范字节)."""
    row = get_object_or_404(ProgrammeEdition, code=code, edition=edition)
    response = HttpResponse(bytes(row.content), content_type="application/json")
    response["Pinzhang-Digest"] = row.digest
    return response


@does(router, "/programmes/{code}/checks", gives=programmes_.FindingsTold)
def check_facts(request: ApiRequest, code: Key, given: programmes_.CheckGiven) -> Any:
    """Check given facts against the edition in force; nothing is recorded as a fact (我能报吗)."""
    today = local_day(request.at)
    edition = get_object_or_404(current_editions(today), code=code)
    document = {"application": given.application, "facts": given.facts}
    try:
        found = explain(edition_document(edition), document, on=given.on or today, digest=edition.digest)
    except BadFacts as refusal:
        raise BadRequest("事实不能识别。", reasons=(str(refusal),)) from refusal
    return programmes_.tell_findings(found)


@reads(router, "/rounds", gives=programmes_.RoundsTold)
def list_open_rounds(request: ApiRequest, place: Asked) -> Any:
    """List the rounds that accept applications now, the first to close first (申报中)."""
    return page_of(open_rounds(request.at), place, order=["closes_at", "pk"], line=programmes_.say_round)


@reads(router, "/rounds/{round}", gives=programmes_.RoundTold)
def read_round(request: ApiRequest, round: Id) -> Any:
    """Read a round that has begun (届次)."""
    return programmes_.tell_round(get_object_or_404(rounds().exclude(state="planned"), pk=round))


@reads(router, "/notices", gives=notices_.NoticesTold)
def list_notices(request: ApiRequest, place: Asked) -> Any:
    """List the public notices, the newest first (公示)."""
    today = local_day(request.at)
    line = partial(notices_.say_notice, today=today)
    return page_of(public_notices(), place, order=["-opened_at", "-pk"], line=line)


@reads(router, "/notices/{notice}", gives=notices_.NoticeTold)
def read_notice(request: ApiRequest, notice: Id) -> Any:
    """Read a public notice with its frozen list (公示名单)."""
    return notices_.tell_notice(get_object_or_404(public_notices(), pk=notice), local_day(request.at))


@does(router, "/notices/{notice}/objections", gives=notices_.ReceiptTold)
def raise_an_objection(request: ApiRequest, notice: Id, given: notices_.ObjectionGiven) -> Any:
    """Object to one applicant of a notice; it holds that one and nobody else (提出异议)."""
    opened = get_object_or_404(public_notices(), pk=notice)
    application = get_object_or_404(noticed_applications(opened), pk=given.application)
    said = {"text": given.text, "name": given.name, "contact": given.contact}
    return notices_.tell_receipt(raise_objection(opened=opened, application=application, at=request.at, **said))


@reads(router, "/lists", gives=marks_.ListsTold)
def list_lists(request: ApiRequest) -> Any:
    """List the public lists with how many marks are in which state (榜单)."""
    today = local_day(request.at)
    counts = counts_by_code(today)
    items = [
        marks_.ListSaid(programme=edition.code, name=edition.name, **counts[edition.code])
        for edition in current_editions(today)
        if edition.code in counts
    ]
    return {"items": items}


@reads(router, "/lists/{code}/marks", gives=marks_.MarksTold)
def list_public_marks(request: ApiRequest, code: Key, place: Asked) -> Any:
    """List who holds what of a programme, revoked ones included (榜单)."""
    today = local_day(request.at)
    line = partial(marks_.say_mark, today=today)
    return page_of(public_list(code), place, order=["-conferred_on", "-number"], line=line)


@reads(router, "/marks/{number}", gives=marks_.MarkTold)
def check_mark(request: ApiRequest, number: MarkNumber) -> Any:
    """Say what is true of a mark at this moment (标识核验)."""
    mark = mark_numbered(number)
    if mark is None:
        raise NotThere
    changes = [marks_.say_change(change) for change in changes_of(mark)]
    return marks_.MarkTold(**marks_.mark_facts(mark, local_day(request.at)), changes=changes)
