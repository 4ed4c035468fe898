"""Reports as officials see them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.cases.clocks import Reading, reading_on
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import Organisation, User
from pinzhang.domain.parties.selectors import organisation_by_credit_code
from pinzhang.domain.protection.models import Report
from pinzhang.domain.protection.plans import ANSWER, INVESTIGATION, REPORT_PLAN, TRIAGE
from pinzhang.domain.protection.selectors import (
    alike,
    grounds_for,
    patterns,
    patterns_of,
    reports_visible_to,
)
from pinzhang.domain.reference.models import Authority
from pinzhang.domain.reference.selectors import authorities_under
from pinzhang.domain.supervision.models import Alert
from pinzhang.portals.staff.access import StaffRequest, has_post
from pinzhang.portals.staff.forms_protection import AnswerForm, AssignForm, ConclusionForm, FirmForm

AnyForm = forms.Form
Act = Callable[[], object]
VIEWS = {"triage": "待分办", "investigation": "核查中", "answer": "待答复", "ended": "已办结", "all": "全部"}
MOST_ALIKE = 10


class NothingAsked(forms.Form):
    """A button alone."""


class NoSuchFirm(Refusal):
    """No organisation has the code that was typed (没有这个单位)."""


def narrowed(found: QuerySet[Report], asked: QueryDict) -> tuple[QuerySet[Report], dict[str, str]]:
    """Return the reports of a view, and what was asked."""
    chosen = {"view": asked.get("view", "triage"), "kind": asked.get("kind", ""), "q": asked.get("q", "").strip()}
    if chosen["view"] not in VIEWS:
        chosen["view"] = "triage"
    if chosen["view"] == "ended":
        found = found.exclude(case__outcome="")
    elif chosen["view"] != "all":
        found = found.filter(case__outcome="", case__stage=chosen["view"])
    if chosen["kind"] in ("fake", "misuse", "unauthorised"):
        found = found.filter(kind=chosen["kind"])
    if chosen["q"]:
        found = found.filter(defect__icontains=chosen["q"]) | found.filter(case__number__icontains=chosen["q"])
    return found, chosen


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """Return the views of the queue with how many wait in each."""
    mine = reports_visible_to(user).order_by()
    living = mine.filter(case__outcome="")
    counts = {stage: living.filter(case__stage=stage).count() for stage in (TRIAGE, INVESTIGATION, ANSWER)}
    url = reverse("staff:reports")
    return [
        {"title": title, "url": f"{url}?view={key}", "count": counts.get(key), "current": key == current}
        for key, title in VIEWS.items()
    ]


def clock_of(report: Report, today: date) -> Reading | None:
    """Return what the clock of a report says; nothing before a day is named and once it is closed."""
    case = report.case
    if case.outcome or case.due_on is None:
        return None
    return reading_on(case.due_on, REPORT_PLAN.stage(case.stage), today=today)


def lines(found: Iterable[Report]) -> list[dict[str, Any]]:
    """Return reports with their clock and their patterns."""
    today, known = timezone.localdate(), patterns()
    return [
        {
            "report": report,
            "clock": clock_of(report, today),
            "stage": "已办结" if report.case.outcome else VIEWS[report.case.stage],
            "patterns": patterns_of(report, known),
        }
        for report in found
    ]


def competent(report: Report) -> list[Authority]:
    """Return the authorities a report may be given to; that of its district stands first."""
    found = list(authorities_under(report.case.authority).order_by("path"))
    region = report.region_id or (report.organisation.region_id if report.organisation else None)
    return sorted(found, key=lambda one: region is None or one.region_id != region)


def authority_of(code: str) -> Authority:
    """Return an authority by its code."""
    return Authority.objects.get(code=code)


def firm_of(code: str) -> Organisation | None:
    """Return the organisation of a code; of an empty one there is none.

    :raises NoSuchFirm: nobody has it.
    """
    if not code.strip():
        return None
    found = organisation_by_credit_code(code)
    if found is None:
        raise NoSuchFirm("本平台没有登记这个代码的单位。", fields={"credit_code": "没有登记这个代码的单位。"})
    return found


def detail(report: Report, request: StaffRequest, *, refused: dict[str, AnyForm] | None = None) -> dict[str, Any]:
    """Return what the page of one report shows."""
    case, is_officer = report.case, has_post(request.posts, PostRole.OFFICER)
    version = {"version": case.version}
    fresh: dict[str, AnyForm] = {
        "assign": AssignForm(initial=version, authorities=competent(report)),
        "refuse": AnswerForm(initial=version),
        "conclude": ConclusionForm(initial=version, report=report),
        "answer": AnswerForm(initial=version),
        "firm": FirmForm(),
    }
    return {
        "report": report,
        "case": case,
        "stage": "" if case.outcome else case.stage,
        "clock": clock_of(report, timezone.localdate()),
        "photos": report.photos.select_related("file").order_by("pk"),
        "reporter": getattr(report, "reporter", None) if is_officer else None,
        "patterns": patterns_of(report, patterns()),
        "alike": (alike(report) & reports_visible_to(request.user))[:MOST_ALIKE],
        "ground": next((one for one in grounds_for(report) if one.key == report.ground), None),
        "alert": Alert.objects.filter(reference=case.number).first(),
        "is_officer": is_officer,
        "forms": {**fresh, **(refused or {})},
        "nav": "reports",
    }
