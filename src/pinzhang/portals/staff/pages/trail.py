"""What happened to anything the office keeps, in words; and who saw personal data in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import readable_by
from pinzhang.domain.core.models import AccessRecord, Event
from pinzhang.domain.core.selectors import accesses_to, events_about
from pinzhang.domain.core.services.events import digest_of
from pinzhang.domain.marks.selectors import marks_visible_to
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import paths_of
from pinzhang.domain.programmes.models import EditionDraft, ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.domain.reference.selectors import within
from pinzhang.portals.staff.pages.history import EVENTS

MORE_EVENTS = {
    "marks.mark.conferred": "授予标识",
    "marks.mark.suspended": "暂停使用标识",
    "marks.mark.restored": "恢复使用标识",
    "marks.mark.revoked": "撤销标识",
    "marks.mark.expired": "标识到期失效",
    "marks.mark.surrendered": "交回标识",
    "marks.mark.superseded": "标识由新的取代",
    "marks.mark.reinstated": "恢复已撤销的标识",
    "marks.mark.transferred": "标识转给承继单位",
    "marks.mark.scope_described": "写明标识的范围",
    "programmes.round.set_up": "设立批次",
    "programmes.round.open": "开始申报",
    "programmes.round.in_review": "截止申报，进入评审",
    "programmes.round.finished": "批次办结",
    "programmes.round.extended": "给一家单位延期",
    "applications.list.opened": "打开名单",
    "applications.list.closed": "名单办结",
    "applications.list.returned": "名单退回",
    "applications.list.term_over": "名单期满",
    "cases.list.opened": "名单冻结",
    "cases.list.closed": "名单产生结果",
    "review.panel.concluded": "评审会形成建议",
    "applications.files.entered": "补录申报",
    "review.sheets.entered": "补录评分",
    "review.round.ranked": "计算名次",
    "review.fairness_report.drawn_up": "编制公平性报告",
    "review.fairness_report.published": "公开公平性报告",
    "parties.organisation.registered": "登记单位",
    "parties.organisation.profile_updated": "更新单位资料",
    "parties.membership.begun": "增加成员",
    "parties.membership.ended": "成员退出",
    "parties.signer.changed": "变更授权签署人",
    "facts.entry.recorded": "登记事实",
    "facts.entry.ended": "更正事实，原值失效",
    "facts.coverage.declared": "声明数据完整期间",
    "messages.letter.issued": "签发文书",
    "programmes.edition.published": "发布版本",
    "programmes.draft.started": "开始起草",
    "programmes.draft.revised": "修改草案",
    "programmes.draft.advanced": "草案进入下一环节",
    "programmes.draft.returned": "退回草案",
    "programmes.draft.abandoned": "终止草案",
    "programmes.draft.approved": "批准草案，印发文号",
    "programmes.draft.opinions_asked": "征求意见",
    "programmes.draft.opinion_given": "回复意见",
    "programmes.draft.commented": "收到公众意见",
    "programmes.draft.comment_answered": "答复公众意见",
    "core.personal.exported": "导出个人信息",
    "core.personal.erased": "删除个人信息",
}
ACCESSES = {
    "file": "查看申报材料",
    "attachment": "下载附件",
    "letter": "下载文书",
    "contact": "查看联系方式",
    "export": "导出",
    "person": "查看个人信息存放情况",
}


@dataclass(frozen=True)
class Traced:
    """One event as people read it, and whether its digest still fits."""

    at: datetime
    text: str
    by: str
    sequence: int
    digest: str
    fits: bool


@dataclass(frozen=True)
class Look:
    """That somebody saw personal data, as people read it."""

    at: datetime
    by: str
    what: str


def traceable(user: User, kind: str) -> QuerySet[Any]:
    """Return the objects of a kind whose history an official may read; of an unknown kind there are none."""
    own = within(paths_of(user))
    found: dict[str, QuerySet[Any]] = {
        "application": readable_by(user),
        "mark": marks_visible_to(user),
        "round": Round.objects.filter(own).select_related("edition", "batch"),
        "draft": EditionDraft.objects.filter(own),
        "edition": ProgrammeEdition.objects.all(),
        "organisation": Organisation.objects.filter(
            Q(applications__in=readable_by(user).order_by()) | Q(marks__in=marks_visible_to(user).order_by())
        ).distinct(),
    }
    return found.get(kind, Organisation.objects.none())


def _streams(found: Model) -> list[Model]:
    """Return everything whose events tell of an object."""
    if isinstance(found, Application):
        return [found, found.case]
    if isinstance(found, Round):
        return [found, found.batch]
    return [found]


def title_of(found: Model) -> str:
    """Return what an object is called in the head of its history."""
    if isinstance(found, EditionDraft):
        return f"{found.name} {found.edition}（草案）"
    return str(found)


def trail(found: Model) -> list[Traced]:
    """Return what happened to an object, the newest first."""
    events = list(events_about(*_streams(found)))
    names = _names(event.by for event in events)
    stages = _stages(found)
    return [
        Traced(
            event.at, _said(event, stages), names.get(event.by, "系统" if not event.by else "已删除的用户"),
            event.sequence, event.digest, digest_of(event) == event.digest,
        )
        for event in events
    ]  # fmt: skip


def looks(found: Model) -> list[Look]:
    """Return who saw personal data of an object, the newest first."""
    seen: list[AccessRecord] = list(accesses_to(*_streams(found))[:200])
    names = _names(look.by for look in seen)
    return [Look(look.at, names.get(look.by, "已删除的用户"), ACCESSES.get(look.what, look.what)) for look in seen]


def _said(event: Event, stages: dict[str, str]) -> str:
    text = EVENTS.get(event.name) or MORE_EVENTS.get(event.name) or f"其他变更（{event.name}）"
    stage = stages.get(str(event.data.get("to") or event.data.get("stage") or ""))
    return f"{text}：{stage}" if stage else text


def _stages(found: Model) -> dict[str, str]:
    round_ = found if isinstance(found, Round) else getattr(found, "round", None)
    edition = round_.edition if round_ else None
    return {stage.key: stage.name.zh for stage in edition_document(edition).stages} if edition else {}


def _names(streams: Iterable[str]) -> dict[str, str]:
    numbers = {int(stream.partition(":")[2]) for stream in streams if stream.startswith("parties.user:")}
    users = User.objects.filter(pk__in=numbers)
    return {f"parties.user:{user.pk}": user.full_name or "已删除的用户" for user in users}
