"""A report as its sender sees it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pinzhang.domain.protection.models import Report
from pinzhang.domain.protection.plans import ANSWER, INVESTIGATION
from pinzhang.domain.reference.models import Region
from pinzhang.portals.public.forms_reports import ReportForm
from pinzhang.portals.public.pages.names import name_of

KIND_NAMES: dict[str, Callable[[], str]] = {
    "fake": lambda: _("假冒标识"),
    "misuse": lambda: _("违规使用标识"),
    "unauthorised": lambda: _("擅自使用名称或标志"),
}
FINDINGS: dict[str, Callable[[], str]] = {
    "proven": lambda: _("属实"),
    "not_proven": lambda: _("不属实"),
    "cannot_tell": lambda: _("无法查实"),
}


def report_form(request: HttpRequest, number: str) -> ReportForm:
    """Return the form of a report, with the number of the page it was opened from."""
    regions = list(Region.objects.filter(parent__isnull=False).order_by("code"))
    names = [name_of(region) for region in regions]
    initial = {"mark_number": number, "kind": "fake"} if number else {}
    return ReportForm(request.POST or None, request.FILES or None, initial=initial, regions=regions, names=names)


def given(form: forms.Form) -> dict[str, Any]:
    """Return what was typed, as the service takes it."""
    typed = dict(form.cleaned_data)
    typed["region"] = Region.objects.filter(code=typed["region"] or "none").first()
    typed["photos"] = [(str(photo.name), photo.read()) for photo in typed["photos"]]
    return typed


def progress(report: Report) -> dict[str, Any]:
    """Return how far a report is: who has it, by when it will be answered, what was found."""
    case = report.case
    return {
        "report": report,
        "kind": KIND_NAMES[report.kind](),
        "authority": name_of(case.authority),
        "word": _word(report),
        "tone": "ok" if case.outcome == "granted" else "" if case.outcome else "info",
        "finding": FINDINGS[report.finding]() if report.finding else "",
        "due_on": case.due_on,
    }


def _word(report: Report) -> str:
    case = report.case
    if case.outcome == "granted":
        return _("已答复")
    if case.outcome:
        return _("不予受理")
    words = {INVESTIGATION: _("正在核查"), ANSWER: _("已有结论，准备答复")}
    return words.get(case.stage, _("等待分办"))
