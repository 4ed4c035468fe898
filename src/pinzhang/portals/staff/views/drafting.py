"""Editions in the making: from a draft to a document number (规则制定)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.models import EditionDraft
from pinzhang.domain.programmes.services import drafts as services
from pinzhang.domain.programmes.uploads import read_upload
from pinzhang.portals.staff.access import StaffRequest, post_required
from pinzhang.portals.staff.forms_drafting import (
    AdvanceForm,
    ApproveForm,
    DraftOpinionForm,
    NoteForm,
    PackForm,
    ResponseForm,
    ReviseForm,
)
from pinzhang.portals.staff.pages import drafting as page
from pinzhang.portals.staff.pages.rounds import show_on_form
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import UNPROCESSABLE

officer_required = post_required(PostRole.OFFICER)
approver_required = post_required(PostRole.APPROVER)
department_required = post_required(PostRole.DEPARTMENT)
maker_required = post_required(*page.MAKERS)


def _found(request: StaffRequest, pk: int, *roles: PostRole) -> EditionDraft:
    return get_object_or_404(page.drafts_for(request.posts, *roles), pk=pk)


def _show(
    request: StaffRequest,
    draft: EditionDraft,
    kept: dict[str, forms.Form] | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    """Show the page of a draft, with what was refused where it was typed."""
    shown = page.draft_page(draft, request.posts, timezone.localdate(), kept or {})
    context = {**shown, "problems": problems, "nav": "programmes", "kept": kept}
    return render(request, "staff/drafting/detail.html", context, status=UNPROCESSABLE if kept else 200)


def _attempt(
    request: StaffRequest, draft: EditionDraft, name: str, form: forms.Form, act: Callable[[], object], done: str
) -> HttpResponse:
    """Take one step with a draft and go back to its page; a refusal shows there with everything typed."""
    if not form.is_valid():
        return _show(request, draft, {name: form})
    try:
        act()
    except Refusal as refusal:
        show_on_form(form, Refusal(str(refusal), fields=refusal.fields))
        return _show(request, EditionDraft.objects.get(pk=draft.pk), {name: form}, refusal.reasons)
    messages.success(request, done)
    return redirect("staff:draft", pk=draft.pk)


@maker_required
def index(request: StaffRequest) -> HttpResponse:
    """List the editions in the making (规则草案)."""
    found = numbered_page(page.listed(page.drafts_for(request.posts)), request)
    may_start = any(post.role == PostRole.OFFICER for post in request.posts)
    return render(request, "staff/drafting/index.html", {"page": found, "may_start": may_start, "nav": "programmes"})


@officer_required
def start(request: StaffRequest) -> HttpResponse:
    """Begin to make an edition from an uploaded pack (起草)."""
    form = PackForm(request.POST, request.FILES) if request.method == "POST" else PackForm()
    problems: tuple[str, ...] = ()
    if form.is_valid():
        try:
            document = read_upload(form.content())
            draft = services.start_draft(document=document, by=request.user, at=timezone.now())
        except Refusal as refusal:
            show_on_form(form, Refusal(str(refusal), fields=refusal.fields))
            problems = refusal.reasons
        else:
            messages.success(request, "规则包检查通过，已经建立草案。")
            return redirect("staff:draft", pk=draft.pk)
    context = {"form": form, "problems": problems, "nav": "programmes"}
    return render(request, "staff/drafting/start.html", context, status=UNPROCESSABLE if form.errors else 200)


@maker_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a draft: how far it is, what it changes, what others said (规则草案)."""
    return _show(request, _found(request, pk))


@require_POST
@officer_required
def advance(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a draft to its next stage (进入下一环节)."""
    draft = _found(request, pk, PostRole.OFFICER)
    form = AdvanceForm(request.POST, draft=draft, today=timezone.localdate())

    def act() -> None:
        given = form.cleaned_data
        services.advance_draft(
            draft=draft,
            by=request.user,
            at=timezone.now(),
            departments=list(given.get("departments", ())),
            comment_until=given.get("comment_until"),
            expected_version=given["version"],
        )

    return _attempt(request, draft, "advance", form, act, "已进入下一环节。")


@require_POST
@officer_required
def revise(request: StaffRequest, pk: int) -> HttpResponse:
    """Replace the text of a draft (修改草案)."""
    draft = _found(request, pk, PostRole.OFFICER)
    form = ReviseForm(request.POST, request.FILES, prefix="revise")

    def act() -> None:
        document, version = read_upload(form.content()), form.cleaned_data["version"]
        services.revise_draft(
            draft=draft, document=document, by=request.user, at=timezone.now(), expected_version=version
        )

    return _attempt(request, draft, "revise", form, act, "草案内容已经更新。")


@require_POST
@approver_required
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve a draft; it gets its number and is published (审定印发)."""
    draft = _found(request, pk, PostRole.APPROVER)
    form = ApproveForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        services.approve_draft(
            draft=draft,
            document_number=given["document_number"],
            valid_from=given["valid_from"],
            by=request.user,
            at=timezone.now(),
            expected_version=given["version"],
        )

    return _attempt(request, draft, "approve", form, act, "已审定印发，新版本已经发布。")


@require_POST
@approver_required
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a draft back from the meeting (退回修改)."""
    draft = _found(request, pk, PostRole.APPROVER)
    form = NoteForm(request.POST, prefix="back")

    def act() -> None:
        services.return_draft(draft=draft, note=form.cleaned_data["note"], by=request.user, at=timezone.now())

    return _attempt(request, draft, "send_back", form, act, "已退回，需要重新会签。")


@require_POST
@officer_required
def abandon(request: StaffRequest, pk: int) -> HttpResponse:
    """End the making of an edition (终止制定)."""
    draft = _found(request, pk, PostRole.OFFICER)
    form = NoteForm(request.POST, prefix="end")

    def act() -> None:
        services.abandon_draft(draft=draft, note=form.cleaned_data["note"], by=request.user, at=timezone.now())

    return _attempt(request, draft, "abandon", form, act, "已终止制定。")


@require_POST
@officer_required
def respond(request: StaffRequest, pk: int, opinion: int) -> HttpResponse:
    """Say what became of a citizen's comment (采纳情况)."""
    draft = _found(request, pk, PostRole.OFFICER)
    comment = get_object_or_404(draft.opinions.filter(department__isnull=True), pk=opinion)
    form = ResponseForm(request.POST, prefix=f"c{opinion}")

    def act() -> None:
        response = form.cleaned_data["response"]
        services.respond_to_comment(opinion=comment, response=response, by=request.user, at=timezone.now())

    return _attempt(request, draft, f"comment-{opinion}", form, act, "采纳情况已经写明。")


@department_required
def opinions(request: StaffRequest) -> HttpResponse:
    """List what the official's departments were asked about drafts (草案意见)."""
    found = numbered_page(page.opinions_for(request.posts).defer("draft__content"), request)
    context = {"page": found, "rows": [(one, page.is_owed(one)) for one in found.rows], "nav": "programmes"}
    return render(request, "staff/drafting/opinions.html", context)


@department_required
def give_opinion(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a department's opinion, countersignature or legality review (回复意见、会签、合法性审查)."""
    opinion = get_object_or_404(page.opinions_for(request.posts), pk=pk)
    said = {} if opinion.agrees is None else {"agrees": "yes" if opinion.agrees else "no", "text": opinion.text}
    form = DraftOpinionForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_draft_opinion(opinion=opinion, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "已回复。")
            return redirect("staff:draft_opinions")
    shown = {"opinion": opinion, "draft": opinion.draft, "form": form, "is_owed": page.is_owed(opinion)}
    text = page.text_of(opinion.draft, timezone.localdate())
    context = {**shown, **text, "nav": "programmes"}
    return render(request, "staff/drafting/give.html", context, status=UNPROCESSABLE if form.errors else 200)
