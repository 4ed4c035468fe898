"""The workbench: what is left to do first, by what runs out soonest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import applications_of
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.models import RoundExtension
from pinzhang.portals.enterprise.pages.own import is_declaring, is_draft, is_supplementing
from pinzhang.portals.enterprise.pages.progress import Status, Step, next_step, reading, status_of, track_of
from pinzhang.portals.ui.components.dates import day_short, hour
from pinzhang.portals.ui.components.words import words


@dataclass(frozen=True)
class Task:
    """Something to do, with the day it runs out."""

    due_on: date | None
    title: str
    sub: str
    action: str
    url: str
    note: str = ""
    """The hour, where the day has one."""
    others_wait: bool = False
    """Somebody waits for it; without a day it comes first."""


@dataclass(frozen=True)
class Card:
    """An application in a list: where it stands and what comes next."""

    application: Application
    programme: str
    round_label: str
    status: Status
    clock: str
    following: str
    track: list[Step]
    url: str


def desk_applications(organisation: Organisation) -> QuerySet[Application]:
    """Return an organisation's applications with what their cards and tasks need."""
    waiting = Q(case__corrections__answered_at__isnull=True, case__corrections__withdrawn_at__isnull=True)
    return applications_of(organisation).annotate(
        corrections_open=Count("case__corrections", filter=waiting & Q(case__corrections__isnull=False)),
        corrections_due_on=Min("case__corrections__due_on", filter=waiting),
    )


def columns() -> list[str]:
    """Return the head of the exported list of applications."""
    return [_("申报号"), _("项目"), _("届次"), _("对象"), _("状态"), _("提交时间"), _("期限"), _("接下来")]


def cells_of(application: Application, *, today: date) -> tuple[object, ...]:
    """Return an application as cells of a workbook."""
    card = card_of(application, today=today)
    subject, at = application.subject.name, application.submitted_at
    head = (application.case.number, card.programme, card.round_label, subject)
    return (*head, card.status.word, at, card.clock, card.following)


def programme_name(application: Application) -> str:
    """Return the name of the programme of an application."""
    edition = application.round.edition
    return words({"zh": edition.name, "en": edition.name_en})


def round_label(application: Application) -> str:
    """Return which round of its programme an application belongs to."""
    return words({"zh": application.round.label, "en": application.round.label_en})


def card_of(application: Application, *, today: date) -> Card:
    """Return an application as a card."""
    clock = reading(application, today=today)
    return Card(
        application=application,
        programme=programme_name(application),
        round_label=round_label(application),
        status=status_of(application),
        clock=words(clock.sentence) if clock else "",
        following=next_step(application),
        track=track_of(application),
        url=reverse("enterprise:application", args=[application.pk]),
    )


def tasks_of(applications: Sequence[Application], *, at: datetime) -> list[Task]:
    """Return what is left to do, what runs out soonest first and what has no day last."""
    closing = _closing(applications)
    found = [_task(application, closing[application.pk], at) for application in applications]
    return sorted((task for task in found if task), key=_urgency)


def _urgency(task: Task) -> tuple[bool, date]:
    undated = date.min if task.others_wait else date.max
    return task.due_on is None and not task.others_wait, task.due_on or undated


def _closing(applications: Sequence[Application]) -> dict[int, datetime]:
    extensions = {
        (row.round_id, row.organisation_id): row.closes_at
        for row in RoundExtension.objects.filter(round__in={one.round_id for one in applications})
    }
    return {one.pk: extensions.get((one.round_id, one.applicant_id), one.round.closes_at) for one in applications}


def _task(application: Application, closes_at: datetime, at: datetime) -> Task | None:
    if application.case.outcome:
        return None
    if application.case.waiting:
        return _correction(application)
    if is_draft(application):
        return _draft(application, closes_at) if closes_at > at else None
    if is_declaring(application):
        url = reverse("enterprise:preview", args=[application.pk])
        return _paper(application, _("签署自我声明：%(what)s"), _("由授权签署人签署后进入下一环节"), _("去声明"), url)
    if is_supplementing(application):
        url = reverse("enterprise:preview", args=[application.pk])
        return _paper(application, _("补充材料：%(what)s"), _("这个环节可以补充材料"), _("去补充"), url)
    return None


def _what(application: Application) -> str:
    return f"{programme_name(application)} · {application.subject.name}"


def _paper(application: Application, title: str, sub: str, action: str, url: str) -> Task:
    return Task(application.case.due_on, title % {"what": _what(application)}, sub, action, url)


def _correction(application: Application) -> Task:
    count = getattr(application, "corrections_open", 0)
    return Task(
        getattr(application, "corrections_due_on", None),
        _("补正：%(what)s") % {"what": _what(application)},
        ngettext("有 %(n)s 处要补正，补正期间不计入办理时限", "有 %(n)s 处要补正，补正期间不计入办理时限", count)
        % {"n": count},
        _("去补正"),
        reverse("enterprise:corrections", args=[application.pk]),
        others_wait=True,
    )


def _draft(application: Application, closes_at: datetime) -> Task:
    title = _("修改后重新提交：%(what)s") if application.submitted_at else _("继续填写：%(what)s")
    return Task(
        local_day(closes_at),
        title % {"what": _what(application)},
        _("%(round)s，还没有提交，别人看不到") % {"round": round_label(application)},
        _("接着填"),
        reverse("enterprise:preview", args=[application.pk]),
        _("%(day)s %(hour)s 前") % {"day": day_short(closes_at), "hour": hour(closes_at)},
    )
