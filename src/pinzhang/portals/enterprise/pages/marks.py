"""The organisation's own marks as it sees them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pinzhang.domain.marks.choices import LIVING
from pinzhang.domain.marks.models import Mark, MarkChange
from pinzhang.domain.marks.selectors import changes_of, state_on
from pinzhang.domain.parties.choices import SubjectKind
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.selectors import edition_document, open_rounds
from pinzhang.domain.supervision.models import Procedure
from pinzhang.domain.supervision.plans import STATEMENT
from pinzhang.domain.supervision.selectors import (
    appeal_rule,
    appealable_change,
    appeals,
    ground_named,
    ground_of,
    hearing_rule,
    last_day_to_appeal,
    procedures_against,
)
from pinzhang.portals.enterprise.access import EnterpriseRequest
from pinzhang.portals.enterprise.pages.own import signs_for
from pinzhang.portals.ui.components.badges import MARK_STATES
from pinzhang.portals.ui.components.words import words

INVALID = 422


def columns() -> list[str]:
    """Return the head of the exported list of marks."""
    return [_("编号"), _("项目"), _("对象"), _("授予日期"), _("有效期至"), _("状态")]


def cells_of(line: Mapping[str, Any]) -> tuple[object, ...]:
    """Return a line of the list as cells of a workbook."""
    mark: Mark = line["mark"]
    programme = words({"zh": mark.edition.name, "en": mark.edition.name_en})
    state = str(MARK_STATES[line["state"]][0])
    return (mark.number, programme, mark.subject.name, mark.conferred_on, mark.valid_until, state)


def lines(marks: Sequence[Mark], organisation: Organisation) -> list[dict[str, Any]]:
    """Return marks with their state of today and the procedure that waits for the holder's word."""
    today = timezone.localdate()
    waiting = {one.mark_id: one for one in procedures_against(organisation).filter(decision="")}
    return [{"mark": mark, "state": state_on(mark, today), "procedure": waiting.get(mark.pk)} for mark in marks]


def mark_page(mark: Mark, request: EnterpriseRequest) -> dict[str, Any]:
    """Return what the page of one mark shows to its holder."""
    today = timezone.localdate()
    document = edition_document(mark.edition)
    rule = document.outcomes.mark
    change = appealable_change(mark)
    until = last_day_to_appeal(change) if change else None
    return {
        "mark": mark,
        "state": state_on(mark, today),
        "today": today,
        "rule": rule,
        "renewal": _renewal(mark, today),
        "is_product": mark.subject.kind == SubjectKind.PRODUCT,
        "in_force": mark.state in LIVING,
        "signs": signs_for(request),
        "procedures": [_answerable(one, today) for one in procedures_against(request.organisation).filter(mark=mark)],
        "appeals": appeals().filter(mark=mark),
        "change": change if until is None or today <= until else None,
        "measures": [
            (one, ground_named(mark, one.ground))
            for one in changes_of(mark).filter(to_state__in=("suspended", "revoked"))
        ],
        "nav": "marks",
    }


def _renewal(mark: Mark, today: date) -> dict[str, Any]:
    """Return how a mark is renewed: what the edition says of it, and the rounds that are open for it now."""
    rule = edition_document(mark.edition).outcomes.mark
    rounds = [one for one in open_rounds(timezone.now()) if one.edition.code == mark.edition.code]
    return {"rule": rule.renewal if rule else None, "rounds": rounds, "ends": mark.valid_until, "today": today}


def _answerable(procedure: Procedure, today: date) -> dict[str, Any]:
    open_ = not procedure.decision and procedure.case.stage == STATEMENT
    return {
        "procedure": procedure,
        "ground": ground_of(procedure),
        "answerable": open_ and procedure.statement_at is None and today <= procedure.statement_until_on,
    }


def deed(
    request: HttpRequest, form: forms.Form, mark: Mark, title: str, button: str, *, warning: str = ""
) -> HttpResponse:
    """Show the page of one act about a mark."""
    context = {"form": form, "mark": mark, "title": title, "button": button, "warning": warning, "nav": "marks"}
    return render(request, "enterprise/mark_deed.html", context, status=INVALID if form.errors else 200)


def statement_page(request: HttpRequest, form: forms.Form, procedure: Procedure) -> HttpResponse:
    """Show the notice of a procedure beside the form that answers it."""
    context = {
        "form": form,
        "procedure": procedure,
        "mark": procedure.mark,
        "ground": ground_of(procedure),
        "hearing": hearing_rule(procedure.mark),
        "answerable": _answerable(procedure, timezone.localdate())["answerable"],
        "today": timezone.localdate(),
        "nav": "marks",
    }
    return render(request, "enterprise/statement.html", context, status=INVALID if form.errors else 200)


def appeal_page(request: HttpRequest, form: forms.Form, mark: Mark, change: MarkChange) -> HttpResponse:
    """Show what an appeal is against beside the form that raises it."""
    context = {
        "form": form,
        "mark": mark,
        "change": change,
        "ground": ground_named(mark, change.ground),
        "rule": appeal_rule(mark),
        "until": last_day_to_appeal(change),
        "title": _("申诉"),
        "back": reverse("enterprise:mark", args=[mark.pk]),
        "nav": "marks",
    }
    return render(request, "enterprise/appeal.html", context, status=INVALID if form.errors else 200)
