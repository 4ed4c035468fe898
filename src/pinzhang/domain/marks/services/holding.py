"""What holders do with their marks: hand them back, pass them on, say what exactly bears them."""

from datetime import datetime

from django.db import transaction

from pinzhang.domain.core.models import StoredFile
from pinzhang.domain.core.services import events, files
from pinzhang.domain.marks.choices import LIVING, MarkState
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.refusals import CannotChangeMark, CannotTransfer
from pinzhang.domain.marks.services.lifecycle import change_state, locked_mark, make_public, write_honour
from pinzhang.domain.marks.trusting import claims_of
from pinzhang.domain.parties.choices import SubjectKind
from pinzhang.domain.parties.models import Organisation, Subject, User
from pinzhang.domain.parties.selectors import is_signer
from pinzhang.domain.parties.services import enter_subject, label_subject
from pinzhang.domain.trust.services import credentials

LONGEST_SCOPE = 500
PERSONAL = (SubjectKind.PERSON, SubjectKind.TEAM, SubjectKind.WORK)
"""Whoever earned such a title keeps it: there is no successor."""


@transaction.atomic
def surrender_mark(*, mark: Mark, text: str, by: User, at: datetime, expected_version: int | None = None) -> Mark:
    """Hand a mark back for good; only the holder's signer may (交回标识).

    :raises CannotChangeMark: the person does not sign for the holder, gives no reason, or the mark is not in force.
    """
    if not is_signer(by, mark.holder):
        raise CannotChangeMark("须由本单位的授权签署人交回。")
    return change_state(
        mark,
        to=MarkState.SURRENDERED,
        from_states=LIVING,
        text=text,
        by=by,
        at=at,
        expected_version=expected_version,
    )


@transaction.atomic
def transfer_mark(
    *,
    mark: Mark,
    to: Organisation,
    text: str,
    document_number: str,
    by: User,
    at: datetime,
    content: bytes = b"",
    name: str = "",
    expected_version: int | None = None,
) -> Mark:
    """Pass a mark on to the successor of its holder, by a document (变更持有单位); number and end stay as they were.

    :raises CannotTransfer: nothing to pass on, no successor, no ground or document, or the successor has one already.
    :raises CannotKeepFile: the document's bytes are of no accepted type.
    """
    mark = locked_mark(mark, expected_version)
    _check_transfer(mark, to, text=text, document_number=document_number)
    left = mark.holder
    subject = _subject_of_successor(mark, to)
    document = (
        files.keep_file(content, name=name, accept=("pdf", "jpg", "png"), max_mb=20, by=by, at=at) if name else None
    )
    Mark.objects.filter(pk=mark.pk).update(holder=to, subject=subject, version=mark.version + 1)
    mark.holder, mark.subject, mark.version = to, subject, mark.version + 1
    change = _enter_transfer(mark, left, text=text, document_number=document_number, document=document, by=by, at=at)
    write_honour(mark, at=at, left=left)
    make_public(mark, change, "transferred", at=at)
    data = {"number": mark.number, "from": left.pk, "to": to.pk, "change": change.pk}
    events.record("marks.mark.transferred", subject=mark, by=by, at=at, data=data)
    return mark


def _check_transfer(mark: Mark, to: Organisation, *, text: str, document_number: str) -> None:
    if mark.state not in LIVING:
        raise CannotTransfer(f"标识现在是“{mark.get_state_display()}”，不能变更持有单位。")
    if mark.subject.kind in PERSONAL:
        raise CannotTransfer("授予个人、团队、作品的称号不能变更持有人。")
    if to.pk == mark.holder_id:
        raise CannotTransfer("承接单位就是现在的持有单位。", fields={"credit_code": "请填写承接单位的代码。"})
    missing = {
        name: "请填写。" for name, given in (("text", text), ("document_number", document_number)) if not given.strip()
    }
    if missing:
        raise CannotTransfer("请写明变更的事由和依据的文件。", fields=missing)


def _subject_of_successor(mark: Mark, to: Organisation) -> Subject:
    """Enter the subject anew under the successor; it may bear a mark of a programme once."""
    old = mark.subject
    subject = enter_subject(organisation=to, kind=old.kind, name=old.name, gtin=old.gtin)
    borne = Mark.objects.filter(edition__code=mark.edition.code, subject=subject, state__in=LIVING)
    if borne.exclude(pk=mark.pk).exists():
        raise CannotTransfer("承接单位的这个对象已有同一项目的有效标识。")
    return subject


def _enter_transfer(
    mark: Mark,
    left: Organisation,
    *,
    text: str,
    document_number: str,
    document: StoredFile | None,
    by: User,
    at: datetime,
) -> MarkChange:
    return MarkChange.objects.create(
        mark=mark,
        from_state=mark.state,
        to_state=mark.state,
        from_holder=left,
        to_holder=mark.holder,
        text=text.strip(),
        document_number=document_number.strip(),
        document=document,
        by=by,
        at=at,
    )


@transaction.atomic
def describe_scope(*, mark: Mark, scope: str, by: User, at: datetime, expected_version: int | None = None) -> Mark:
    """Say what exactly bears the mark: models, places, members (写明适用范围).

    :raises CannotChangeMark: the mark is not in force, or the text is too long.
    """
    mark = locked_mark(mark, expected_version)
    if mark.state not in LIVING:
        raise CannotChangeMark(f"标识现在是“{mark.get_state_display()}”，不能再写适用范围。")
    if len(scope.strip()) > LONGEST_SCOPE:
        long = f"最多 {LONGEST_SCOPE} 字，现在有 {len(scope.strip())} 字。"
        raise CannotChangeMark(f"适用范围{long}", fields={"scope": long})
    Mark.objects.filter(pk=mark.pk).update(scope=scope.strip(), version=mark.version + 1)
    mark.scope, mark.version = scope.strip(), mark.version + 1
    events.record("marks.mark.scope_described", subject=mark, by=by, at=at, data={"number": mark.number})
    return mark


@transaction.atomic
def record_gtin(*, mark: Mark, gtin: str, by: User, at: datetime) -> Mark:
    """Record the GTIN of the product that bears a mark (登记商品条码).

    :raises CannotChangeMark: the mark is on no product.
    :raises WrongGtin: it is no GTIN: its length or check digit is wrong.
    """
    if mark.subject.kind != SubjectKind.PRODUCT:
        raise CannotChangeMark("只有产品才有商品条码。")
    mark.subject = label_subject(subject=mark.subject, gtin=gtin, by=by, at=at)
    credentials.issue([claims_of(mark)], at=at)
    return mark
