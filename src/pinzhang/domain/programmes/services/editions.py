"""Publish editions."""

from datetime import date, datetime, timedelta

from django.db import transaction

from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.refusals import CannotPublish
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.trust.services import log
from pinzhang.engine.packs.canonical import canonical_bytes, digest
from pinzhang.engine.packs.schema import Edition


@transaction.atomic
def publish_edition(
    *,
    document: Edition,
    by: User | None,
    at: datetime,
    document_number: str = "",
    valid_from: date | None = None,
) -> ProgrammeEdition:
    """Publish an edition: store its canonical bytes and end its predecessor the day before (发布版本).

    Publishing the same bytes again returns the edition that is there.

    :raises CannotPublish: the authority is unknown, or another edition of the programme is in the way.
    """
    content = canonical_bytes(document)
    if known := ProgrammeEdition.objects.filter(digest=digest(content)).first():
        return known
    head = document.programme
    begins = valid_from or head.valid_from
    authority = _authority(head.authority)
    if head.valid_to is not None and head.valid_to < begins:
        raise CannotPublish(f"有效期到 {head.valid_to} 为止，不能自 {begins} 起生效。")
    _end_predecessor(document, begins)
    edition = ProgrammeEdition.objects.create(
        code=head.code,
        edition=head.edition,
        authority=authority,
        name=head.name.zh,
        name_en=head.name.en,
        kind=head.kind,
        content=content,
        digest=digest(content),
        valid_from=begins,
        valid_to=head.valid_to,
        document_number=document_number,
        published_at=at,
    )
    _announce(edition, by=by, at=at)
    return edition


def _announce(edition: ProgrammeEdition, *, by: User | None, at: datetime) -> None:
    """Record the publication, and enter the edition with the digest of its bytes into the public log."""
    data = {"digest": edition.digest, "edition": edition.edition, "document_number": edition.document_number}
    events.record("programmes.edition.published", subject=edition, by=by, at=at, data=data)
    act = log.Act(
        kind="programmes.edition.published",
        about=f"{edition.code}/{edition.edition}",
        authority=edition.authority.code,
        effective_on=edition.valid_from,
        digests={"edition": edition.digest},
    )
    log.append([act], at=at)


def _authority(code: str) -> Authority:
    authority = Authority.objects.filter(code=code).first()
    if authority is None:
        raise CannotPublish(f"本平台没有代码为 {code} 的主管机关，请先登记。")
    return authority


def _end_predecessor(document: Edition, begins: date) -> None:
    """Let the new edition end the open-ended one before it; any other overlap is refused by name."""
    edition, ends = document.programme.edition, document.programme.valid_to
    others = ProgrammeEdition.objects.select_for_update().filter(code=document.programme.code)
    if others.filter(edition=edition).exists():
        raise CannotPublish(f"{edition} 版已经发布，内容不同；已发布的版本不能改动，请用新的版本号。")
    for other in others.order_by("valid_from"):
        if ends is not None and ends < other.valid_from:
            continue
        if other.valid_from >= begins:
            raise CannotPublish(f"{other.edition} 版自 {other.valid_from} 起生效，与新版本的有效期重叠。")
        if other.valid_to is None:
            ProgrammeEdition.objects.filter(pk=other.pk).update(valid_to=begins - timedelta(days=1))
        elif other.valid_to >= begins:
            raise CannotPublish(f"{other.edition} 版有效至 {other.valid_to}，与新版本的有效期重叠。")
