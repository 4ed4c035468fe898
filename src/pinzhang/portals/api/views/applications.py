"""An organisation's own applications, from the first line to the result."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import File, Form, Router
from ninja.files import UploadedFile

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.refusals import CannotSave
from pinzhang.domain.applications.selectors import applications_of, editable_sections
from pinzhang.domain.applications.services import drafts, sections, stages
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.cases.services import correspondence
from pinzhang.domain.programmes.selectors import edition_document, rounds
from pinzhang.engine.forms import section_of
from pinzhang.engine.packs.schema.form import FormField, FormSection
from pinzhang.portals.api.callers import ApiRequest
from pinzhang.portals.api.contract import Done, Id, Key, Slug
from pinzhang.portals.api.documents import applications as documents
from pinzhang.portals.api.documents import forms
from pinzhang.portals.api.files import BINARY, hand_out
from pinzhang.portals.api.operations import does, reads, removes, replaces
from pinzhang.portals.api.pages import Asked, page_of
from pinzhang.portals.api.problems import BadRequest, NotThere

READ, WRITE, SIGN = "organisation:read", "organisation:write", "organisation:sign"
router = Router(tags=["organisation"])


def _own(request: ApiRequest, pk: int) -> Application:
    """Return an application of the caller's organisation; others do not exist for it."""
    mine = applications_of(request.caller.organisation).select_related("case__authority", "mark").defer(None)
    return get_object_or_404(mine.defer("round__edition__content"), pk=pk)


def _section(application: Application, key: str) -> FormSection:
    try:
        return section_of(edition_document(application.round.edition).form, key)
    except KeyError as error:
        raise NotThere from error


@reads(router, "/applications", gives=documents.ApplicationsTold, scope=READ)
def list_applications(request: ApiRequest, place: Asked) -> Any:
    """List the organisation's applications, the newest first (申报)."""
    rows = applications_of(request.caller.organisation)
    return page_of(rows, place, order=["-case__opened_at", "-pk"], line=documents.say_application)


@does(router, "/applications", gives=documents.ApplicationTold, scope=WRITE)
def start_application(request: ApiRequest, given: documents.ApplicationGiven) -> Any:
    """Begin an application in a round (开始申报)."""
    application = drafts.start_application(
        round_=get_object_or_404(rounds(), pk=given.round),
        applicant=request.caller.organisation,
        route=given.route,
        subject_kind=given.subject_kind,
        subject_name=given.subject_name,
        sector=given.sector or "",
        by=request.caller.person,
        at=request.at,
    )
    return documents.tell_application(_own(request, application.pk))


@reads(router, "/applications/{application}", gives=documents.ApplicationTold, scope=READ)
def read_application(request: ApiRequest, application: Id) -> Any:
    """Read where an application stands, what was found, asked and decided (办理进度和结果)."""
    return documents.tell_application(_own(request, application))


@reads(router, "/applications/{application}/sections/{section}", gives=forms.SectionTold, scope=READ)
def read_section(request: ApiRequest, application: Id, section: Key) -> Any:
    """Read a section of the form: its questions, and what was filled in (一页表)."""
    found = _own(request, application)
    _section(found, section)
    return forms.tell_section(found, section)


@replaces(router, "/applications/{application}/sections/{section}", gives=forms.SavedTold, scope=WRITE)
def save_section(request: ApiRequest, application: Id, section: Key, given: forms.SectionGiven) -> Any:
    """Save a section as far as it goes; what cannot be read is kept as typed and named (保存)."""
    found = _own(request, application)
    raw, strangers = forms.typed_texts(_section(found, section), given.model_dump()["answers"])
    if strangers:
        raise BadRequest("这一页没有这些填报项。", fields=dict.fromkeys(strangers, "没有这个填报项，或写法不对。"))
    saved = sections.save_section(
        application=found,
        section=section,
        raw=raw,
        uploads={},
        by=request.caller.person,
        at=request.at,
        expected_version=given.answers_version,
    )
    return forms.SavedTold(answers_version=given.answers_version + 1, problems=saved.problems)


@does(router, "/applications/{application}/attachments", gives=documents.FileTold, scope=WRITE)
def attach_file(request: ApiRequest, application: Id, field: Form[Slug], file: File[UploadedFile]) -> Any:
    """Attach a file to a field of a section that is open now (上传附件)."""
    found = _own(request, application)
    asked = _attachable(found, field)
    attachment = correspondence.attach_file(
        case=found.case,
        field=asked.name,
        content=file.read(),
        name=file.name or "",
        accept=asked.accept,
        max_mb=asked.max_size_mb,
        max_files=asked.max_files,
        by=request.caller.person,
        at=request.at,
    )
    return documents.tell_attachment(attachment)


def _attachable(application: Application, field: str) -> FormField:
    """Return the field of an open section that takes files under this name."""
    form = edition_document(application.round.edition).form
    for key in editable_sections(application):
        for asked in section_of(form, key).fields:
            if asked.name == field and asked.kind == "attachment":
                return asked
    raise CannotSave("现在没有可以上传附件的这个填报项。", fields={"field": "没有这个填报项，或现在不能修改。"})


@reads(router, "/applications/{application}/attachments/{attachment}/content", gives=BINARY, scope=READ)
def read_attachment(request: ApiRequest, application: Id, attachment: Id) -> Any:
    """Read a file of an application (下载附件)."""
    found = get_object_or_404(
        Attachment.objects.select_related("file"), case=_own(request, application).case, pk=attachment
    )
    return hand_out(found.file)


@removes(router, "/applications/{application}/attachments/{attachment}", gives=Done, scope=WRITE)
def remove_attachment(request: ApiRequest, application: Id, attachment: Id) -> Any:
    """Take a file out of a section that is open now (删除附件)."""
    found = _own(request, application)
    kept = get_object_or_404(Attachment, case=found.case, pk=attachment, removed_at__isnull=True)
    _attachable(found, kept.field)
    correspondence.remove_attachment(attachment=kept, by=request.caller.person, at=request.at)
    return Done(id=kept.pk)


@does(router, "/applications/{application}/submission", gives=documents.ApplicationTold, scope=SIGN)
def submit_application(request: ApiRequest, application: Id, given: documents.VersionGiven) -> Any:
    """Sign and submit a draft (签署并提交)."""
    drafts.submit_application(
        application=_own(request, application),
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return documents.tell_application(_own(request, application))


@does(router, "/applications/{application}/declaration", gives=documents.ApplicationTold, scope=SIGN)
def sign_declaration(request: ApiRequest, application: Id, given: documents.VersionGiven) -> Any:
    """Sign the self-declaration (签署自我声明)."""
    stages.declare(
        application=_own(request, application),
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return documents.tell_application(_own(request, application))


@does(router, "/applications/{application}/withdrawal", gives=documents.ApplicationTold, scope=SIGN)
def withdraw_application(request: ApiRequest, application: Id, given: documents.VersionGiven) -> Any:
    """Take an application back (撤回申报)."""
    drafts.withdraw_application(
        application=_own(request, application),
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return documents.tell_application(_own(request, application))


@does(router, "/applications/{application}/corrections", gives=documents.ApplicationTold, scope=WRITE)
def answer_corrections(request: ApiRequest, application: Id, given: documents.AnswersGiven) -> Any:
    """Answer every open correction request (答复补正)."""
    strangers = [number for number in given.answers if not (number.isascii() and number.isdigit())]
    if strangers:
        raise BadRequest("补正要求的编号是数字。", fields=dict.fromkeys(strangers, "不是编号。"))
    stages.answer_corrections(
        application=_own(request, application),
        answers={int(number): text for number, text in given.answers.items()},
        by=request.caller.person,
        at=request.at,
        expected_version=given.version,
    )
    return documents.tell_application(_own(request, application))


@reads(router, "/applications/{application}/messages", gives=documents.MessagesTold, scope=READ)
def list_messages(request: ApiRequest, application: Id, place: Asked) -> Any:
    """Read the thread between applicant and office (往来消息)."""
    rows = _own(request, application).case.messages.all()
    return page_of(rows, place, order=["pk"], line=documents.say_message)


@does(router, "/applications/{application}/messages", gives=documents.MessageTold, scope=WRITE)
def send_message(request: ApiRequest, application: Id, given: documents.MessageGiven) -> Any:
    """Write to the office about an application (发消息)."""
    message = correspondence.send_message(
        case=_own(request, application).case,
        text=given.text,
        from_office=False,
        by=request.caller.person,
        at=request.at,
    )
    return documents.tell_message(message)
