"""What happened to an application, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan, list_plan
from pinzhang.domain.cases.models import StageVisit
from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.models import Event
from pinzhang.domain.core.selectors import events_about
from pinzhang.domain.parties.models import User
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.stages import Action
from pinzhang.engine.stages.kinds import moves

EVENTS = {
    "cases.case.handed_over": "转交办理机关",
    "cases.case.opened": "立件",
    "cases.case.advanced": "进入下一环节",
    "cases.case.refused": "不予通过",
    "cases.case.returned": "退回前面的环节",
    "cases.case.correction_asked": "要求补正，停止计时",
    "cases.case.correction_answered": "收到补正，继续计时",
    "cases.case.correction_withdrawn": "撤回补正要求",
    "cases.case.held": "暂缓办理",
    "cases.case.released": "恢复办理",
    "cases.case.withdrawn": "申报组织撤回",
    "cases.case.lapsed": "记为逾期，件已失效",
    "cases.case.voided": "作废",
    "cases.case.skipped": "跳过一个环节",
    "cases.case.assigned": "分派经办人",
    "cases.case.assignment_taken_back": "撤销分派",
    "cases.message.sent": "发出消息",
    "cases.attachment.added": "上传附件",
    "cases.attachment.removed": "删除附件",
    "applications.application.started": "开始申报",
    "applications.answers.saved": "保存填报内容",
    "applications.application.submitted": "提交申报，核对规则",
    "applications.application.decided": "办理本环节",
    "applications.application.withdrawn": "撤回申报",
    "applications.application.lapsed": "逾期未提交，草稿失效",
    "applications.application.set_aside": "变更办理状态",
    "applications.rule.decided": "人工认定条款",
    "applications.correction.asked": "发出补正通知",
    "applications.correction.answered": "答复补正，重新核对规则",
    "applications.correction.withdrawn": "撤回补正通知",
    "applications.opinion.given": "部门回复意见",
    "applications.objection.raised": "收到异议",
    "applications.objection.decided": "认定异议",
    "review.task.assigned": "分派评审专家",
    "review.task.dealt": "按方案分派评审专家",
    "review.task.declined": "专家谢绝评审",
    "review.task.withdrawn": "撤回评审分派",
    "review.task.reminded": "提醒评审专家",
    "review.conflict.declared": "专家声明利害关系",
    "review.marks.submitted": "专家提交评分",
    "review.evaluation.commissioned": "委托第三方评价",
    "review.evaluation.saved": "机构暂存评价",
    "review.evaluation.signed": "机构签署评价",
    "review.tier.set": "写明直接列入的等次",
    "review.feedback.written": "写出评审反馈",
}
"""What an event is called; each name of the glossary in words."""

ROUTINE = ("applications.answers.saved", "review.evaluation.saved")
"""Said once for a run of them, not each time."""


@dataclass(frozen=True)
class Happening:
    """One event as people read it."""

    at: datetime
    text: str
    detail: str
    by: str
    digest: str


@dataclass(frozen=True)
class Step:
    """One passage through a stage, or a stage to come, as the component of stages draws it."""

    title: str
    state: str
    sub: str = ""
    status: str = ""
    tone: str = ""
    note: str = ""


def happenings(application: Application) -> list[Happening]:
    """Return what happened, the newest first; the same routine step in a row is told once."""
    events: list[Event] = []
    for event in events_about(application, application.case):
        if not (events and event.name in ROUTINE and events[-1].name == event.name):
            events.append(event)
    people = {int(event.by.partition(":")[2]) for event in events if event.by}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    return [_happening(application, event, names) for event in events]


def _happening(application: Application, event: Event, names: dict[int, str]) -> Happening:
    by = names.get(int(event.by.partition(":")[2]), "") if event.by else "系统"
    return Happening(event.at, EVENTS.get(event.name, "其他变更"), _detail(application, event.data), by, event.digest)


def _detail(application: Application, data: dict[str, Any]) -> str:
    """Return what an event says of stages, rules and fields, by their names."""
    edition = edition_document(application.round.edition)
    stages = {stage.key: stage.name.zh for stage in edition.stages}
    rules = {rule.id: rule.title.zh for rule in edition.eligibility.rules}
    parts = []
    if data.get("to") in stages and data["to"] != data.get("from"):
        parts.append(f"{stages.get(str(data.get('from')), '')} → {stages[data['to']]}")
    if data.get("rule") in rules:
        parts.append(f"{rules[data['rule']]}：{'符合' if data.get('met') else '不符合'}")
    if "objection" in data:
        parts.append(str(data["objection"]))
    return "　".join(parts)


def timeline(application: Application) -> list[Step]:
    """Return the stages passed, the present one, and those to come."""
    plan = list_plan(application.round)
    names = {stage.key: stage for stage in plan.stages}
    visits = StageVisit.objects.filter(case_id=application.case_id).select_related("by").order_by("pk")
    passed = [_visited(visit, names[visit.stage].name.zh, names[visit.stage].kind) for visit in visits]
    own = application_plan(application)
    if application.case.outcome:
        return passed
    coming = [stage for stage in own.stages if own.comes_before(application.case.stage, stage.key)]
    return [*passed, *(Step(stage.name.zh, "") for stage in coming)]


def _visited(visit: StageVisit, title: str, kind: Any) -> Step:
    entered = f"{local_day(visit.entered_at)} 进入"
    if visit.left_at is None:
        due = f"，应于 {visit.due_on} 前办结" if visit.due_on else ""
        return Step(title, "now", f"{entered}{due}")
    action = moves(kind)[Action(visit.action)].zh if visit.action else "离开"
    by = f"（{visit.by}）" if visit.by else ""
    sub = f"{entered}，{local_day(visit.left_at)} {action}{by}"
    if visit.voided:
        return Step(title, "", sub, "已作废", "warn", visit.note)
    return Step(title, "end" if visit.action in ("refuse", "lapse", "void") else "done", sub, note=visit.note)
