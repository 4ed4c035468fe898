"""Begin an application and fill in its form."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import form_problems
from pinzhang.domain.applications.services.drafts import save_answers, start_application
from pinzhang.domain.cases.models import Attachment
from pinzhang.domain.cases.services.correspondence import attach_file, remove_attachment
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services.files import CannotKeepFile
from pinzhang.domain.parties.choices import DelegatedAct
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import accepts, closes_for, edition_document, rounds
from pinzhang.engine.forms import section_of
from pinzhang.engine.packs.schema.form import FormSection
from pinzhang.portals.enterprise.access import EnterpriseRequest, delegate_allowed
from pinzhang.portals.enterprise.forms import StartForm
from pinzhang.portals.enterprise.pages.outline import outline_of
from pinzhang.portals.enterprise.pages.own import document_of, own_application
from pinzhang.portals.ui.pack_forms import raw_answers
from pinzhang.portals.ui.sheets import SheetMaker

FILE_PAGE = "enterprise:attachment"
PAGES = "enterprise.pages"
"""Where the session keeps which version each open page has saved last, so that a page never refuses itself."""
PAGES_KEPT = 12


@delegate_allowed
@require_http_methods(["GET", "POST"])
def start(request: EnterpriseRequest, pk: int) -> HttpResponse:
    """Begin an application in a round (开始申报)."""
    round_ = get_object_or_404(rounds(), pk=pk)
    if request.delegation is not None and not request.delegation.covers(DelegatedAct.FILL_IN, round_.edition.code):
        raise Http404
    form = StartForm(request.POST or None, edition=edition_document(round_.edition), initial=request.GET.dict())
    if request.method == "GET" or not form.is_valid():
        return _start_page(request, round_, form)
    try:
        application = start_application(
            round_=round_, applicant=request.organisation, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        form.refuse(refusal.fields)
        return _start_page(request, round_, form, refusal)
    return redirect(outline_of(application).to_fill[0].url)


def _start_page(
    request: EnterpriseRequest, round_: Round, form: StartForm, refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "round": round_,
        "form": form,
        "refusal": refusal,
        "open": accepts(round_, organisation_pk=request.organisation.pk, at=timezone.now()),
        "closes_at": closes_for(round_, request.organisation.pk),
        "head": edition_document(round_.edition).programme,
        "nav": "applications",
    }
    return render(request, "enterprise/start.html", context, status=422 if form.is_bound else 200)


@dataclass
class Saved:
    """What came of saving a section."""

    problems: dict[str, str] = field(default_factory=dict)
    refused_files: dict[str, list[str]] = field(default_factory=dict)


@delegate_allowed
@require_http_methods(["GET", "POST"])
def section(request: EnterpriseRequest, pk: int, key: str) -> HttpResponse:
    """Fill in one section of an application (填写)."""
    application = own_application(request, pk)
    asked = _section(application, key)
    if request.method == "GET":
        return _section_page(request, application, asked)
    try:
        saved = _save(request, application, asked)
    except Refusal as refusal:
        return _section_page(request, application, asked, refusal=refusal)
    application = own_application(request, pk)
    if request.headers.get("X-Requested-With") == "autosave":
        return _autosaved(request, application)
    return _onwards(request, application, asked, saved)


def _section(application: Application, key: str) -> FormSection:
    if key not in {part.key for part in outline_of(application).to_fill}:
        raise Http404
    return section_of(document_of(application).form, key)


def _save(request: EnterpriseRequest, application: Application, asked: FormSection) -> Saved:
    """Save the answers, then the files; a file that is refused leaves everything else saved."""
    now = timezone.now()
    problems = save_answers(
        application=application,
        section=asked.key,
        raw=raw_answers(asked, request.POST),
        by=request.user,
        at=now,
        expected_version=_version(request),
    )
    saved = Saved(problems)
    _remove_file(request, application, asked)
    for one in asked.fields:
        for upload in request.FILES.getlist(one.name) if one.kind == "attachment" else ():
            try:
                attach_file(
                    case=application.case,
                    field=one.name,
                    content=upload.read(),
                    name=upload.name or "",
                    accept=one.accept,
                    max_mb=one.max_size_mb,
                    max_files=one.max_files,
                    by=request.user,
                    at=now,
                )
            except CannotKeepFile as refusal:
                saved.refused_files.setdefault(one.name, []).append(refusal.sentence)
    return saved


def _remove_file(request: EnterpriseRequest, application: Application, asked: FormSection) -> None:
    """Remove a file of this section; what an earlier stage was handed in with stays."""
    chosen = request.POST.get("remove", "")
    if chosen.isascii() and chosen.isdigit():
        fields = [one.name for one in asked.fields]
        one = get_object_or_404(Attachment, case=application.case, field__in=fields, pk=int(chosen))
        remove_attachment(attachment=one, by=request.user, at=timezone.now())


def _version(request: EnterpriseRequest) -> int:
    """Return the version this page knows: the one it was loaded with, or the one it has saved itself since."""
    saved: dict[str, int] = request.session.get(PAGES, {})
    text = request.POST.get("answers_version", "")
    loaded = int(text) if text.isascii() and text.isdigit() else 0
    return saved.get(request.POST.get("page", ""), loaded)


def _autosaved(request: EnterpriseRequest, application: Application) -> HttpResponse:
    pages: dict[str, int] = request.session.get(PAGES, {})
    pages[request.POST.get("page", "")[:32]] = application.answers_version
    request.session[PAGES] = dict(list(pages.items())[-PAGES_KEPT:])
    return JsonResponse({"schema": 1, "saved_at": application.answers_saved_at.isoformat()})


def _onwards(request: EnterpriseRequest, application: Application, asked: FormSection, saved: Saved) -> HttpResponse:
    """Go where the pressed button leads; what is wrong keeps one on the page."""
    here = reverse("enterprise:section", args=[application.pk, asked.key])
    if "remove" in request.POST:
        return redirect(here)
    if added := request.POST.get("add"):
        return redirect(f"{here}?add={added}#{added}")
    outline = outline_of(application)
    problems = saved.problems if "later" in request.POST else _section_problems(outline.problems, asked)
    if problems or saved.refused_files:
        return _section_page(request, application, asked, problems=problems, saved=saved)
    messages.success(request, _("已保存。"))
    following = outline.after(asked.key)
    return redirect(following.url if following else reverse("enterprise:preview", args=[application.pk]))


def _section_problems(problems: Any, asked: FormSection) -> dict[str, str]:
    names = {one.name for one in asked.fields} | {group.name for group in asked.groups}
    return {path: text for path, text in problems.items() if path.split(".")[0] in names}


def _section_page(
    request: EnterpriseRequest,
    application: Application,
    asked: FormSection,
    *,
    problems: dict[str, str] | None = None,
    saved: Saved | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    outline = outline_of(application)
    if problems is None:
        everything = _section_problems(form_problems(application), asked)
        unread = {path: text for path, text in everything.items() if path in application.unread}
        problems = everything if "check" in request.GET else unread
    refused = {name: " ".join(texts) for name, texts in (saved.refused_files if saved else {}).items()}
    maker = SheetMaker(
        application, asked.key, file_page=FILE_PAGE, problems={**problems, **refused}, add=request.GET.get("add", "")
    )
    context = {
        "application": application,
        "sheet": maker.make(request.POST if refusal else None),
        "outline": outline,
        "step": outline.place(asked.key),
        "steps": len(outline.to_fill) + 1,
        "previous": outline.before(asked.key),
        "corrections": application.case.corrections.filter(answered_at__isnull=True, withdrawn_at__isnull=True),
        "closes_at": closes_for(application.round, application.applicant_id),
        "refusal": refusal,
        "page": secrets.token_hex(8),
        "nav": "applications",
    }
    failed = request.method == "POST"
    return render(request, "enterprise/section.html", context, status=422 if failed else 200)
