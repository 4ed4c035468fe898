"""How far an application is, in the applicant's words: what is done, what is on, what comes next."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan
from pinzhang.domain.cases.clocks import Reading, reading_of
from pinzhang.domain.cases.models import StageVisit
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import Stage, Term
from pinzhang.engine.stages import Action
from pinzhang.portals.enterprise.pages.own import present_stage
from pinzhang.portals.ui.components.dates import day_short
from pinzhang.portals.ui.components.words import words

OUTCOMES = {
    "granted": (gettext_lazy("已通过"), "ok"),
    "refused": (gettext_lazy("未通过"), "bad"),
    "withdrawn": (gettext_lazy("已撤回"), ""),
    "lapsed": (gettext_lazy("已失效"), ""),
    "void": (gettext_lazy("已作废"), ""),
}
ENDED_BADLY = (Action.REFUSE, Action.WITHDRAW, Action.LAPSE, Action.VOID)


@dataclass(frozen=True)
class Status:
    """Where an application stands, in a word."""

    word: str
    tone: str


@dataclass(frozen=True)
class Step:
    """A stage as the applicant sees it; drawn by ``stages`` and ``track``."""

    title: str
    state: str
    sub: str = ""
    status: str = ""
    tone: str = ""
    clause: str = ""
    clause_url: str = ""


def name_now(stage: Stage) -> Words:
    """Return what an applicant reads while in a stage."""
    return stage.applicant_name or stage.name


def status_of(application: Application) -> Status:
    """Return where an application stands."""
    case = application.case
    if case.outcome:
        word, tone = OUTCOMES[case.outcome]
        return Status(str(word), tone)
    if case.waiting:
        return Status(_("等您补正"), "warn")
    if case.held:
        return Status(_("暂缓办理"), "warn")
    stage = present_stage(application)
    if stage.kind == "submission":
        return Status(_("退回修改"), "warn") if application.submitted_at else Status(_("草稿"), "")
    if stage.kind == "declaration":
        return Status(_("等您声明"), "warn")
    return Status(words(name_now(_visible(application, stage))), "info")


def _visible(application: Application, stage: Stage) -> Stage:
    """Return the stage, or the last one before it that the applicant may know of."""
    plan = application_plan(application)
    known = [one for one in plan.stages[: plan.place(stage.key) + 1] if "applicant" not in one.hidden_from]
    return known[-1] if known else stage


def reading(application: Application, *, today: date) -> Reading | None:
    """Return what the clock of an application says today."""
    return reading_of(application.case, present_stage(application), today=today)


def next_step(application: Application) -> str:
    """Return what comes after the present stage; nothing where the case has ended or this is the last."""
    if application.case.outcome:
        return ""
    plan = application_plan(application)
    later = plan.stages[plan.place(application.case.stage) + 1 :]
    following = next((stage for stage in later if "applicant" not in stage.hidden_from), None)
    return words(following.future_name or following.name) if following else ""


def track_of(application: Application) -> list[Step]:
    """Return the stages across the page: short names, no dates."""
    return [
        Step(words(stage.name), state) for stage, state in _states(application) if "applicant" not in stage.hidden_from
    ]


def timeline_of(application: Application, *, today: date) -> list[Step]:
    """Return the stages down the page: what was done when, what is on, what comes and how long it may take."""
    visits = StageVisit.objects.filter(case_id=application.case_id, voided=False).order_by("entered_at", "pk")
    by_stage = {visit.stage: visit for visit in visits}
    return [
        _step(application, stage, state, by_stage.get(stage.key), today)
        for stage, state in _states(application)
        if "applicant" not in stage.hidden_from
    ]


def _states(application: Application) -> list[tuple[Stage, str]]:
    case, plan = application.case, application_plan(application)
    here = plan.place(_visible(application, plan.stage(case.stage)).key)
    states = []
    for place, stage in enumerate(plan.stages):
        state = "done" if place < here else "now" if place == here else ""
        if state == "now" and case.outcome:
            state = "done" if case.outcome == "granted" else "end"
        states.append((stage, state))
    return states


def _step(application: Application, stage: Stage, state: str, visit: StageVisit | None, today: date) -> Step:
    name = {"now": name_now(stage), "": stage.future_name or stage.name}.get(state, stage.name)
    sub = {"done": _left, "end": _left, "now": _since}.get(state, _no_visit)(visit)
    status = status_of(application) if state in ("now", "end") else None
    if state == "now":
        clock = reading(application, today=today)
        sub = _joined(sub, words(clock.sentence) if clock else "")
    elif not state:
        sub = term_words(stage.term)
    return Step(
        title=words(name),
        state=state,
        sub=sub,
        status=status.word if status and status.word != words(name) else "",
        tone=status.tone or "plain" if status else "",
        clause=stage.clause if not state else "",
    )


def _left(visit: StageVisit | None) -> str:
    return _("%(day)s 完成") % {"day": day_short(visit.left_at)} if visit and visit.left_at else ""


def _since(visit: StageVisit | None) -> str:
    return _("%(day)s 起") % {"day": day_short(visit.entered_at)} if visit else ""


def _no_visit(_visit: StageVisit | None) -> str:
    return ""


def _joined(*parts: str) -> str:
    return _("，").join(part for part in parts if part)


def term_words(term: Term | None) -> str:
    """Return how long a stage may take."""
    if term is None:
        return ""
    said = {
        "working_days": ngettext("不超过 %(n)s 个工作日", "不超过 %(n)s 个工作日", term.count),
        "days": ngettext("不超过 %(n)s 天", "不超过 %(n)s 天", term.count),
        "months": ngettext("不超过 %(n)s 个月", "不超过 %(n)s 个月", term.count),
    }
    return said[term.unit] % {"n": term.count}
