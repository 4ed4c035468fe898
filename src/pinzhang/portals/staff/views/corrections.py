"""Ask the applicant to mend fields, told all at once (一次性告知补正)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.permissions import role_for
from pinzhang.domain.applications.services import stages
from pinzhang.domain.core.refusals import Refusal
from pinzhang.engine.stages import Action, Actor
from pinzhang.portals.staff.access import StaffRequest, staff_required
from pinzhang.portals.staff.forms_cases import CorrectionsForm
from pinzhang.portals.staff.pages import acting, correcting
from pinzhang.portals.staff.views.application import acted_on
from pinzhang.portals.ui.answers import filled_sections
from pinzhang.portals.ui.refusals import UNPROCESSABLE

PAGE = "staff/corrections.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def ask_corrections(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the form beside what was answered, and send what is asked for."""
    found, roles = acted_on(request, pk)
    if request.method == "POST":
        return _ask(request, found, roles)
    if not any(button.action is Action.ASK for button in acting.buttons_for(found, roles)):
        raise Http404
    form, sections = correcting.form_for(found)
    return render(request, PAGE, correcting.context_of(found, form, sections))


def _ask(request: StaffRequest, found: Application, roles: tuple[Actor, ...]) -> HttpResponse:
    sections = filled_sections(found)
    form = CorrectionsForm(request.POST, questions=correcting.questions_of(sections))
    context: dict[str, Any] = correcting.context_of(found, form, sections)
    if not form.is_valid():
        return render(request, PAGE, context, status=UNPROCESSABLE)
    try:
        stages.ask_corrections(
            application=found,
            requests=form.requests(),
            by=request.user,
            at=timezone.now(),
            expected_version=form.cleaned_data["version"],
            role=role_for(Action.ASK, roles, found),
        )
    except Refusal as refusal:
        return render(request, PAGE, {**context, "refusal": refusal}, status=UNPROCESSABLE)
    messages.success(request, f"已发出补正通知，共 {len(form.requests())} 处。")
    return redirect("staff:application", pk=found.pk)
