"""One application after it was begun: its page, corrections, messages, withdrawal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services.drafts import withdraw_application
from pinzhang.domain.applications.services.stages import answer_corrections
from pinzhang.domain.cases.services.correspondence import send_message
from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.enterprise.access import EnterpriseRequest, delegate_allowed
from pinzhang.portals.enterprise.forms import MessageForm
from pinzhang.portals.enterprise.pages.case import asked_corrections, case_page, may_withdraw
from pinzhang.portals.enterprise.pages.own import own_application


def _version(request: EnterpriseRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else 0


@delegate_allowed
def application(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Show where an application stands, what was decided, and what comes next (办理进度)."""
    return _case_page(request, own_application(request, pk))


def _case_page(
    request: EnterpriseRequest, found: Application, form: MessageForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        **case_page(found, today=timezone.localdate()),
        "form": form or MessageForm(),
        "refusal": refusal,
        "nav": "applications",
    }
    return render(request, "enterprise/application.html", context, status=422 if refusal else 200)


@delegate_allowed
@require_POST
def send(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Write to the office about an application (发消息)."""
    found = own_application(request, pk)
    try:
        send_message(
            case=found.case,
            text=request.POST.get("text", ""),
            from_office=False,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form = MessageForm(request.POST)
        form.errors.clear()
        form.refuse({"text": refusal.sentence})
        return _case_page(request, found, form, refusal)
    messages.success(request, _("消息已发出。"))
    return redirect("enterprise:application", pk=pk)


@delegate_allowed
@require_http_methods(["GET", "POST"])
def corrections(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Answer what the office asked to be mended, each at its field (补正)."""
    found = own_application(request, pk)
    if request.method == "GET":
        return _corrections_page(request, found)
    answers = {
        int(name.removeprefix("answer-")): text
        for name, text in request.POST.items()
        if name.startswith("answer-") and name.removeprefix("answer-").isdecimal()
    }
    try:
        answer_corrections(
            application=found,
            answers={number: str(text) for number, text in answers.items()},
            by=request.user,
            at=timezone.now(),
            expected_version=_version(request),
        )
    except Refusal as refusal:
        return _corrections_page(request, own_application(request, pk), refusal)
    messages.success(request, _("补正已提交，办理继续。"))
    return redirect("enterprise:application", pk=pk)


def _corrections_page(request: EnterpriseRequest, found: Application, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "application": found,
        "asked": asked_corrections(found, typed=request.POST.dict(), problems=refusal.fields if refusal else {}),
        "refusal": refusal,
        "nav": "applications",
    }
    return render(request, "enterprise/corrections.html", context, status=422 if refusal else 200)


@delegate_allowed
@require_http_methods(["GET", "POST"])
def withdraw(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Withdraw an application after asking once more (撤回申报)."""
    found = own_application(request, pk)
    context = {"application": found, "possible": may_withdraw(found), "nav": "applications"}
    if request.method == "GET":
        return render(request, "enterprise/withdraw.html", context)
    try:
        withdraw_application(application=found, by=request.user, at=timezone.now(), expected_version=_version(request))
    except Refusal as refusal:
        return render(request, "enterprise/withdraw.html", {**context, "refusal": refusal}, status=422)
    messages.success(request, _("已撤回。填过的内容仍然保留，可以查看。"))
    return redirect("enterprise:application", pk=pk)
