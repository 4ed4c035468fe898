"""The only writer of notices and letters."""

from datetime import datetime
from importlib import import_module
from typing import Any, TypedDict, cast

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.services import events, files, jobs
from pinzhang.domain.messages.models import Letter, Notice
from pinzhang.domain.messages.ports import Typesetter
from pinzhang.domain.messages.selectors import reads_english
from pinzhang.domain.parties.models import Organisation, User


@transaction.atomic
def notify(
    *,
    recipient: User,
    key: str,
    title: str,
    at: datetime,
    title_en: str = "",
    text: str = "",
    text_en: str = "",
    link: str = "",
) -> Notice | None:
    """Tell a person something once per key, on the site and by mail where there is an address (通知)."""
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                recipient=recipient,
                key=key,
                title=title,
                title_en=title_en,
                text=text,
                text_en=text_en,
                link=link,
                sent_at=at,
            )
    except IntegrityError:
        return None
    if recipient.email:
        jobs.enqueue(mail_notice, key=f"notice:{notice.pk}", payload={"notice": notice.pk}, at=at)
    return notice


@jobs.job_alone
def mail_notice(payload: dict[str, Any], _at: datetime) -> None:
    """Send a notice by mail, in the reader's language."""
    notice = Notice.objects.select_related("recipient").get(pk=payload["notice"])
    english = notice.recipient.language == "en" and notice.title_en
    title, text = (notice.title_en, notice.text_en) if english else (notice.title, notice.text)
    link = f"{settings.SITE_URL}{notice.link}" if notice.link else ""
    send_mail(title, f"{text}\n\n{link}".strip(), settings.EMAIL_FROM, [notice.recipient.email])


@transaction.atomic
def mark_read(*, user: User, at: datetime, pk: int | None = None) -> int:
    """Mark a person's notices as read, one or all (标为已读)."""
    mine = Notice.objects.filter(recipient=user, read_at__isnull=True)
    return (mine.filter(pk=pk) if pk is not None else mine).update(read_at=at)


def typesetter() -> Typesetter:
    """Return the adapter that the settings bind."""
    module, _, name = settings.TYPESETTER.rpartition(".")
    return cast("Typesetter", getattr(import_module(module), name)())


class Translation(TypedDict):
    """What a letter says in English (译文)."""

    heading: str
    paragraphs: list[str]


@transaction.atomic
def issue_letter(
    *,
    kind: str,
    number: str,
    about: str,
    organisation: Organisation,
    title: str,
    content: dict[str, Any],
    by: User | None,
    at: datetime,
    english: Translation | None = None,
) -> Letter:
    """Set a letter or certificate and keep it; the same number is issued once (签发文书).

    A translation follows on a page of its own where somebody who acts for the organisation reads English; the Chinese
    text is the letter.
    """
    known = Letter.objects.filter(number=number).first()
    if known:
        return known
    if english is not None and reads_english(organisation):
        content = {**content, "english": english}
    pdf = typesetter().typeset(kind, content)
    stored: StoredFile = files.keep_file(pdf, name=f"{number}.pdf", accept=("pdf",), max_mb=50, by=organisation, at=at)
    letter = Letter.objects.create(
        kind=kind,
        number=number,
        about=about,
        organisation=organisation,
        title=title,
        content=content,
        file=stored,
        issued_at=at,
    )
    data = {"number": number, "kind": kind, "trace": stored.trace}
    events.record("messages.letter.issued", subject=organisation, by=by, at=at, data=data)
    return letter
