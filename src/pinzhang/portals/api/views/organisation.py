"""What an organisation reads and says of itself."""

from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router

from pinzhang.domain.applications.selectors import qualifications_of
from pinzhang.domain.core.days import local_day
from pinzhang.domain.facts.selectors import entries_of
from pinzhang.domain.facts.services import CannotRecordFact, end_entry
from pinzhang.domain.marks.selectors import marks_of
from pinzhang.domain.messages.selectors import letters_to
from pinzhang.domain.parties.models import Subject
from pinzhang.domain.parties.services import enter_subject, update_profile
from pinzhang.domain.programmes.own_facts import APPLICANT, enter_fact, facts_in_force, may_enter, read_typed
from pinzhang.domain.programmes.selectors import current_editions
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Done, Id
from pinzhang.portals.api.documents import marks as marks_
from pinzhang.portals.api.documents import organisation as documents
from pinzhang.portals.api.files import BINARY, hand_out
from pinzhang.portals.api.operations import does, reads, removes, replaces
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import NotThere

READ, WRITE = "organisation:read", "organisation:write"
router = Router(tags=["organisation"])


@reads(router, "/organisation", gives=documents.OrganisationTold, scope=READ)
def read_organisation(request: ApiRequest) -> Any:
    """Read the organisation that the token acts for (单位资料)."""
    return documents.tell_organisation(request.caller.organisation)


@replaces(router, "/organisation", gives=documents.OrganisationTold, scope=WRITE)
def replace_profile(request: ApiRequest, given: documents.ProfileGiven) -> Any:
    """Bring the contact data up to date (更新单位资料)."""
    organisation = update_profile(
        organisation=request.caller.organisation, by=request.caller.person, at=request.at, **given.model_dump()
    )
    return documents.tell_organisation(organisation)


@reads(router, "/organisation/facts", gives=documents.FactsTold, scope=READ)
def list_facts(request: ApiRequest, place: Asked) -> Any:
    """List what is known of the organisation, with its sources (事实)."""
    rows = entries_of(request.caller.organisation)
    return page_of(rows, place, order=["name", "pk"], line=documents.say_fact)


@does(router, "/organisation/facts", gives=documents.FactTold, scope=WRITE)
def record_fact(request: ApiRequest, given: documents.FactGiven) -> Any:
    """Record what the organisation says of itself; the entry before is ended, never changed (填报事实)."""
    organisation = request.caller.organisation
    fact = facts_in_force(local_day(request.at)).get(given.name)
    if fact is None:
        raise CannotRecordFact("没有哪个项目用到这个事实。", fields={"name": "没有这个事实。"})
    if not may_enter(fact, list(entries_of(organisation).filter(name=fact.name))):
        raise CannotRecordFact("这一项由登记机关或主管部门提供，请向提供单位更正。")
    typed = read_typed(fact, given.parts)
    problems = {**dict.fromkeys((one.name for one in typed.missing), "请填写。"), **typed.problems}
    if problems:
        raise CannotRecordFact("还有内容没有填好。", fields=problems)
    return documents.tell_fact(enter_fact(organisation, fact, typed.values, by=request.caller.person, at=request.at))


@removes(router, "/organisation/facts/{fact}", gives=Done, scope=WRITE)
def end_fact(request: ApiRequest, fact: Id) -> Any:
    """Take back what the organisation itself said; it is not known any more (撤下事实)."""
    entry = get_object_or_404(entries_of(request.caller.organisation), pk=fact, supplied_by=APPLICANT)
    end_entry(entry=entry, by=request.caller.person, at=request.at)
    return Done(id=entry.pk)


@reads(router, "/organisation/subjects", gives=documents.SubjectsTold, scope=READ)
def list_subjects(request: ApiRequest, place: Asked) -> Any:
    """List what of the organisation may be judged (评价对象)."""
    rows = Subject.objects.filter(organisation=request.caller.organisation)
    return page_of(rows, place, order=["pk"], line=documents.say_subject)


@does(router, "/organisation/subjects", gives=documents.SubjectTold, scope=WRITE)
def add_subject(request: ApiRequest, given: documents.SubjectGiven) -> Any:
    """Enter a product, a service or another thing that is to be judged (登记评价对象)."""
    organisation = request.caller.organisation
    return documents.tell_subject(enter_subject(organisation=organisation, kind=given.kind, name=given.name))


@reads(router, "/organisation/verdicts", gives=documents.VerdictsTold, scope=READ)
def list_verdicts(request: ApiRequest) -> Any:
    """Say for every programme in force how the organisation stands by what is known (能报什么)."""
    today = local_day(request.at)
    editions = list(current_editions(today))
    found = qualifications_of(request.caller.organisation, editions, on=today, applications=[{} for _ in editions])
    return {"items": [documents.say_verdict(each) for each in found]}


@reads(router, "/organisation/marks", gives=marks_.MarksTold, scope=READ)
def list_own_marks(request: ApiRequest, place: Asked) -> Any:
    """List the marks that the organisation holds (本单位的标识)."""
    line = partial(marks_.say_mark, today=local_day(request.at))
    return page_of(marks_of(request.caller.organisation), place, order=["-conferred_on", "-number"], line=line)


@reads(router, "/organisation/letters", gives=documents.LettersTold, scope=READ)
def list_letters(request: ApiRequest, place: Asked) -> Any:
    """List the letters and certificates of the organisation (文书、证书)."""
    rows = letters_to(request.caller.organisation)
    return page_of(rows, place, order=["-issued_at", "-pk"], line=documents.say_letter)


@reads(router, "/organisation/letters/{letter}/content", gives=BINARY, scope=READ)
def read_letter(request: ApiRequest, letter: Id) -> Any:
    """Read a letter or certificate as PDF (下载文书)."""
    found = letters_to(request.caller.organisation).filter(pk=letter).first()
    if found is None:
        raise NotThere
    return hand_out(found.file)
