"""Which events the systems of others may be told of, and whom each concerns."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from pinzhang.domain.applications.models import Application
from pinzhang.domain.connections.models import WebhookEndpoint
from pinzhang.domain.connections.permissions import Holder
from pinzhang.domain.core.models import Event
from pinzhang.domain.marks.models import Mark
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.models import ProgrammeEdition, Round

SHARED = {
    "applications.application.submitted": "申报已提交",
    "applications.application.decided": "环节已办理",
    "applications.application.set_aside": "暂缓、恢复、失效或作废",
    "applications.application.withdrawn": "申报已撤回",
    "applications.correction.asked": "发出补正通知",
    "applications.correction.answered": "已答复补正",
    "applications.correction.withdrawn": "补正通知已撤销",
    "applications.objection.raised": "收到异议",
    "applications.objection.decided": "异议已认定",
    "cases.message.sent": "有新消息",
    "marks.mark.conferred": "授予标识",
    "marks.mark.suspended": "标识暂停使用",
    "marks.mark.restored": "标识恢复使用",
    "marks.mark.revoked": "标识撤销",
    "marks.mark.expired": "标识到期",
    "programmes.round.open": "开始申报",
    "programmes.round.in_review": "截止申报",
}
FOR_INSTITUTIONS = {"review.evaluation.commissioned": "有新的第三方评价任务"}
FOR_AUTHORITIES = {
    "applications.list.opened": "名单已生成",
    "applications.list.closed": "名单已办结",
    "applications.list.returned": "名单已退回",
    "applications.opinion.given": "部门已回复意见",
    "review.marks.submitted": "专家已提交评分",
    "review.evaluation.signed": "第三方评价已签署",
    "programmes.round.finished": "本届已结束",
    "programmes.edition.published": "版本已发布",
}
NAMES = {**SHARED, **FOR_INSTITUTIONS, **FOR_AUTHORITIES}


def names_for(holder: Holder) -> dict[str, str]:
    """Return the events that a holder may be told of, with what each means."""
    if not isinstance(holder, Organisation):
        return {**SHARED, **FOR_AUTHORITIES}
    return FOR_INSTITUTIONS if holder.is_institution else SHARED


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom an event concerns: an organisation, and the authority at a path; a round concerns every organisation."""

    organisation: int | None = None
    path: str = ""
    everybody: bool = False


def endpoints_told_of(event: Event) -> QuerySet[WebhookEndpoint]:
    """Return the living endpoints that are to be told of an event."""
    concern = concern_of(event)
    above = [concern.path[: place + 1] for place, character in enumerate(concern.path) if character == "/"]
    wanted = Q(authority__path__in=above)
    if concern.organisation is not None:
        wanted |= Q(organisation=concern.organisation)
    if concern.everybody:
        wanted |= Q(organisation__isnull=False)
    living = WebhookEndpoint.objects.filter(wanted, ended_at__isnull=True, created_at__lte=event.at).order_by("pk")
    # a list in JSON is searched by each database in its own way
    chosen = [each.pk for each in living if event.name in each.events]
    return WebhookEndpoint.objects.filter(pk__in=chosen).order_by("pk")


def concern_of(event: Event) -> Concern:
    """Return whom an event concerns."""
    kind, _, pk = event.stream.partition(":")
    if kind == "marks.mark":
        mark = Mark.objects.select_related("authority").get(pk=pk)
        return Concern(mark.holder_id, mark.authority.path)
    if kind == "programmes.round":
        round_ = Round.objects.select_related("authority").get(pk=pk)
        return Concern(None, round_.authority.path, everybody=event.name in SHARED)
    if kind == "programmes.programmeedition":
        edition = ProgrammeEdition.objects.select_related("authority").get(pk=pk)
        return Concern(None, edition.authority.path)
    found = {"applications.application": "pk", "cases.case": "case"}.get(kind)
    application = Application.objects.select_related("case__authority").filter(**{found: pk}).first() if found else None
    if application is None:
        return Concern()
    told = event.data.get("to") if event.name in FOR_INSTITUTIONS else application.applicant_id
    return Concern(told, application.case.authority.path)
