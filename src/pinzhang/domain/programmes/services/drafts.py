"""Make an edition: draft, members' opinions, public comment, countersignature, legality review, approval, number."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import ChangedMeanwhile
from pinzhang.domain.core.services import events
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.choices import DraftStage
from pinzhang.domain.programmes.models import DraftOpinion, EditionDraft, ProgrammeEdition
from pinzhang.domain.programmes.refusals import CannotAdvanceDraft
from pinzhang.domain.programmes.services.editions import publish_edition
from pinzhang.domain.reference.models import Authority, Department
from pinzhang.engine.packs.canonical import canonical_bytes, digest, from_canonical
from pinzhang.engine.packs.schema import Edition

ORDER = (
    DraftStage.DRAFT,
    DraftStage.OPINIONS,
    DraftStage.PUBLIC_COMMENT,
    DraftStage.COUNTERSIGNATURE,
    DraftStage.LEGALITY_REVIEW,
    DraftStage.APPROVAL,
)
ASKED = (DraftStage.OPINIONS, DraftStage.COUNTERSIGNATURE, DraftStage.LEGALITY_REVIEW)
"""Stages in which departments are asked by name."""


@transaction.atomic
def start_draft(*, document: Edition, by: User, at: datetime) -> EditionDraft:
    """Begin to make an edition from a pack that checks clean (起草).

    :raises CannotAdvanceDraft: the authority is unknown, or the edition is published or in the making.
    """
    head = document.programme
    authority = Authority.objects.filter(code=head.authority).first()
    if authority is None:
        raise CannotAdvanceDraft(f"本平台没有代码为 {head.authority} 的主管机关。")
    if ProgrammeEdition.objects.filter(code=head.code, edition=head.edition).exists():
        raise CannotAdvanceDraft(f"{head.name} {head.edition} 版已经发布，请用新的版本号。")
    content = canonical_bytes(document)
    try:
        with transaction.atomic():
            draft = EditionDraft.objects.create(
                authority=authority,
                code=head.code,
                edition=head.edition,
                name=head.name.zh,
                content=content,
                digest=digest(content),
                started_by=by,
                started_at=at,
            )
    except IntegrityError as error:
        raise CannotAdvanceDraft(f"{head.name} {head.edition} 版正在制定中。") from error
    events.record("programmes.draft.started", subject=draft, by=by, at=at, data={"digest": draft.digest})
    return draft


@transaction.atomic
def revise_draft(
    *, draft: EditionDraft, document: Edition, by: User, at: datetime, expected_version: int | None = None
) -> EditionDraft:
    """Replace the text of a draft; what was countersigned or reviewed in another text is asked anew (修改草案).

    :raises CannotAdvanceDraft: another programme or edition, or the draft is past its approval.
    """
    draft = _locked(draft, expected_version)
    head = document.programme
    if (head.code, head.edition, head.authority) != (draft.code, draft.edition, draft.authority.code):
        raise CannotAdvanceDraft("上传的规则不是这个机关、这个项目、这个版本。")
    if draft.stage not in ORDER:
        raise CannotAdvanceDraft("已经审定或终止，不能再修改。")
    content = canonical_bytes(document)
    if digest(content) == draft.digest:
        raise CannotAdvanceDraft("内容没有变化。")
    draft.content, draft.digest, draft.name = content, digest(content), head.name.zh
    if draft.stage in LATE:
        _countersign_anew(draft, at=at)
    _bump(draft)
    events.record("programmes.draft.revised", subject=draft, by=by, at=at, data={"digest": draft.digest})
    return draft


@transaction.atomic
def advance_draft(
    *,
    draft: EditionDraft,
    by: User,
    at: datetime,
    departments: list[Department] | None = None,
    comment_until: date | None = None,
    expected_version: int | None = None,
) -> EditionDraft:
    """Take a draft to its next stage, once everything of the present one is settled (进入下一环节).

    :raises CannotAdvanceDraft: opinions are missing or against, the comment term is running, or nobody is asked.
    """
    draft = _locked(draft, expected_version)
    if draft.stage not in ORDER[:-1]:
        raise CannotAdvanceDraft("现在不能进入下一环节。")
    _check_settled(draft, today=local_day(at))
    following = ORDER[ORDER.index(DraftStage(draft.stage)) + 1]
    if following in ASKED:
        if not departments:
            raise CannotAdvanceDraft("请选择要征求意见的部门。", fields={"departments": "请至少选择一个部门。"})
        _ask(draft, following, departments, at=at)
    if following == DraftStage.PUBLIC_COMMENT:
        if comment_until is None or comment_until <= local_day(at):
            raise CannotAdvanceDraft("请填写公开征求意见的截止日期。", fields={"comment_until": "须在今天之后。"})
        draft.comment_until = comment_until
    draft.stage = following
    _bump(draft)
    events.record("programmes.draft.advanced", subject=draft, by=by, at=at, data={"stage": following.value})
    return draft


def _check_settled(draft: EditionDraft, *, today: date) -> None:
    opinions = DraftOpinion.objects.filter(draft=draft, stage=draft.stage)
    if draft.stage == DraftStage.PUBLIC_COMMENT:
        if draft.comment_until and today <= draft.comment_until:
            raise CannotAdvanceDraft(f"公开征求意见到 {draft.comment_until} 才结束。")
        unanswered = opinions.filter(response="").count()
        if unanswered:
            raise CannotAdvanceDraft(f"还有 {unanswered} 条公众意见没有写采纳情况。")
        return
    silent = list(opinions.filter(given_at__isnull=True).values_list("department__name", flat=True))
    if silent:
        raise CannotAdvanceDraft("还有部门没有回复。", reasons=tuple(str(name) for name in silent))
    if draft.stage == DraftStage.OPINIONS:
        return
    against = list(opinions.filter(agrees=False).values_list("department__name", flat=True))
    if against:
        raise CannotAdvanceDraft("有部门不同意，请修改草案后重新会签。", reasons=tuple(str(name) for name in against))


LATE = (DraftStage.COUNTERSIGNATURE, DraftStage.LEGALITY_REVIEW, DraftStage.APPROVAL)


def _countersign_anew(draft: EditionDraft, *, at: datetime) -> None:
    """Void what was said of the text since the countersignature, and ask the same departments to sign anew."""
    signers = Department.objects.filter(
        draft_opinions__draft=draft, draft_opinions__stage=DraftStage.COUNTERSIGNATURE
    ).order_by("pk")
    asked = list(signers)
    DraftOpinion.objects.filter(draft=draft, stage__in=LATE).delete()
    draft.stage = DraftStage.COUNTERSIGNATURE
    _ask(draft, draft.stage, asked, at=at)


def _ask(draft: EditionDraft, stage: DraftStage | str, asked: list[Department], *, at: datetime) -> None:
    DraftOpinion.objects.bulk_create(
        [DraftOpinion(draft=draft, stage=stage, department=department) for department in asked]
    )
    events.record(
        "programmes.draft.opinions_asked",
        subject=draft,
        by=None,
        at=at,
        data={"stage": str(stage), "departments": [department.pk for department in asked]},
    )


@transaction.atomic
def give_draft_opinion(*, opinion: DraftOpinion, agrees: bool, text: str, by: User, at: datetime) -> DraftOpinion:
    """Give a department's opinion, countersignature or legality review (回复意见、会签、合法性审查).

    :raises CannotAdvanceDraft: its stage is over, or it disagrees without saying why.
    """
    opinion = DraftOpinion.objects.select_for_update(of=("self",)).select_related("draft").get(pk=opinion.pk)
    if opinion.draft.stage != opinion.stage:
        raise CannotAdvanceDraft("这个环节已经结束。")
    if not agrees and not text.strip():
        raise CannotAdvanceDraft("不同意须写明理由。", fields={"text": "不同意须写明理由。"})
    opinion.agrees, opinion.text, opinion.given_at = agrees, text.strip(), at
    opinion.save(update_fields=["agrees", "text", "given_at"])
    data = {"stage": opinion.stage, "department": opinion.department_id, "agrees": agrees}
    events.record("programmes.draft.opinion_given", subject=opinion.draft, by=by, at=at, data=data)
    return opinion


@transaction.atomic
def comment_on_draft(*, draft: EditionDraft, author: str, text: str, clause: str, at: datetime) -> DraftOpinion:
    """Take a citizen's comment while the draft is open for comment (公众意见).

    :raises CannotAdvanceDraft: the term is over, or nothing is written.
    """
    draft = _locked(draft, None)
    if draft.stage != DraftStage.PUBLIC_COMMENT or (draft.comment_until and local_day(at) > draft.comment_until):
        raise CannotAdvanceDraft("公开征求意见已经结束。")
    if not text.strip() or len(text) > LONGEST_COMMENT:
        raise CannotAdvanceDraft("请写下意见。", fields={"text": f"请写下意见，最多 {LONGEST_COMMENT} 字。"})
    opinion = DraftOpinion.objects.create(
        draft=draft,
        stage=DraftStage.PUBLIC_COMMENT,
        author=author.strip()[:60],
        text=text.strip(),
        about_clause=clause.strip()[:60],
        given_at=at,
    )
    events.record("programmes.draft.commented", subject=draft, by=None, at=at, data={"opinion": opinion.pk})
    return opinion


LONGEST_COMMENT = 4000


@transaction.atomic
def respond_to_comment(*, opinion: DraftOpinion, response: str, by: User, at: datetime) -> DraftOpinion:
    """Say what became of an opinion: taken up, or not and why (采纳情况)."""
    if not response.strip():
        raise CannotAdvanceDraft("请写明采纳情况。", fields={"response": "请写明采纳情况。"})
    DraftOpinion.objects.filter(pk=opinion.pk).update(response=response.strip())
    opinion.response = response.strip()
    events.record(
        "programmes.draft.comment_answered", subject=opinion.draft, by=by, at=at, data={"opinion": opinion.pk}
    )
    return opinion


@transaction.atomic
def approve_draft(
    *,
    draft: EditionDraft,
    document_number: str,
    by: User,
    at: datetime,
    valid_from: date | None = None,
    expected_version: int | None = None,
) -> ProgrammeEdition:
    """Approve a draft in the executive meeting: it gets its number and is published (审定印发).

    :raises CannotAdvanceDraft: it is not before the meeting, or has no number.
    :raises CannotPublish: another edition is in the way.
    """
    draft = _locked(draft, expected_version)
    if draft.stage != DraftStage.APPROVAL:
        raise CannotAdvanceDraft("草案还没有提交审定。")
    if not document_number.strip():
        raise CannotAdvanceDraft("请填写文号。", fields={"document_number": "请填写文号，如 即政发〔2021〕2号。"})
    edition = publish_edition(
        document=from_canonical(bytes(draft.content)),
        by=by,
        at=at,
        document_number=document_number.strip(),
        valid_from=valid_from,
    )
    draft.stage, draft.document_number, draft.published = DraftStage.PUBLISHED, document_number.strip(), edition
    _bump(draft)
    data = {"document_number": draft.document_number, "digest": draft.digest}
    events.record("programmes.draft.approved", subject=draft, by=by, at=at, data=data)
    return edition


@transaction.atomic
def return_draft(*, draft: EditionDraft, note: str, by: User, at: datetime) -> EditionDraft:
    """Send a draft back from the meeting; what was countersigned is void (退回修改)."""
    draft = _locked(draft, None)
    if draft.stage != DraftStage.APPROVAL:
        raise CannotAdvanceDraft("草案还没有提交审定。")
    if not note.strip():
        raise CannotAdvanceDraft("请写明退回的理由。", fields={"note": "请写明退回的理由。"})
    _countersign_anew(draft, at=at)
    draft.note = note.strip()
    _bump(draft)
    events.record("programmes.draft.returned", subject=draft, by=by, at=at)
    return draft


@transaction.atomic
def abandon_draft(*, draft: EditionDraft, note: str, by: User, at: datetime) -> EditionDraft:
    """End the making of an edition without publishing it (终止制定)."""
    draft = _locked(draft, None)
    if draft.stage not in ORDER or not note.strip():
        raise CannotAdvanceDraft("已经印发或终止的不能再终止；终止须写明理由。")
    draft.stage = DraftStage.ABANDONED
    draft.note = note.strip()
    _bump(draft)
    events.record("programmes.draft.abandoned", subject=draft, by=by, at=at)
    return draft


def _locked(draft: EditionDraft, expected_version: int | None) -> EditionDraft:
    fresh = EditionDraft.objects.select_for_update().get(pk=draft.pk)
    if expected_version is not None and fresh.version != expected_version:
        raise ChangedMeanwhile
    return fresh


def _bump(draft: EditionDraft) -> None:
    draft.version += 1
    draft.save()
