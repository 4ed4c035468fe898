"""Messages and attachments of a case."""

from datetime import datetime

from django.db import transaction

from pinzhang.domain.cases.models import Attachment, Case, Message
from pinzhang.domain.cases.refusals import CannotSend
from pinzhang.domain.core.services import events, files
from pinzhang.domain.parties.models import User

LONGEST_MESSAGE = 4000


@transaction.atomic
def send_message(*, case: Case, text: str, from_office: bool, by: User, at: datetime) -> Message:
    """Write in the thread between applicant and office (发消息)."""
    text = text.strip()
    if not text:
        raise CannotSend("请写下要说的话。")
    if len(text) > LONGEST_MESSAGE:
        raise CannotSend(f"消息最多 {LONGEST_MESSAGE} 字，现在有 {len(text)} 字。")
    message = Message.objects.create(case=case, author=by, from_office=from_office, text=text, sent_at=at)
    events.record("cases.message.sent", subject=case, by=by, at=at, data={"message": message.pk, "office": from_office})
    return message


@transaction.atomic
def attach_file(
    *,
    case: Case,
    field: str,
    content: bytes,
    name: str,
    accept: tuple[str, ...],
    max_mb: int,
    max_files: int,
    by: User,
    at: datetime,
) -> Attachment:
    """Attach a file to a field of a case (上传附件).

    :raises CannotKeepFile: the field has all the files it takes, or the bytes cannot be kept.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    living = Attachment.objects.filter(case=case, field=field, removed_at__isnull=True).count()
    if living >= max_files:
        raise files.CannotKeepFile(f"这一项最多上传 {max_files} 个文件，请先删除一个。")
    stored = files.keep_file(content, name=name, accept=accept, max_mb=max_mb, by=by, at=at)
    attachment = Attachment.objects.create(case=case, field=field, file=stored)
    events.record("cases.attachment.added", subject=case, by=by, at=at, data={"field": field, "trace": stored.trace})
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Take a file out of the case; its bytes stay for the record (删除附件)."""
    if not Attachment.objects.filter(pk=attachment.pk, removed_at__isnull=True).update(removed_at=at):
        return
    events.record("cases.attachment.removed", subject=attachment.case, by=by, at=at, data={"attachment": attachment.pk})
