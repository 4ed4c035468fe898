"""Tables brought in from Excel: looked at, taken over whole or given up (导入)."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pinzhang.domain.core.days import local_day
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.imports.choices import ImportKind, ImportState
from pinzhang.domain.imports.columns import record_facts
from pinzhang.domain.imports.models import Import
from pinzhang.domain.imports.selectors import imports_visible_to, sheet_of
from pinzhang.domain.imports.services import uploads
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.programmes.models import Round
from pinzhang.domain.programmes.selectors import posts_under
from pinzhang.portals.staff.access import StaffRequest, post_required
from pinzhang.portals.staff.forms_cases import blame
from pinzhang.portals.staff.forms_imports import ImportForm, asked_for_template
from pinzhang.portals.staff.pages import imports as page
from pinzhang.portals.ui.pagination import numbered_page
from pinzhang.portals.ui.refusals import UNPROCESSABLE, refused
from pinzhang.portals.ui.spreadsheets import workbook

officer_required = post_required(PostRole.OFFICER)


@require_safe
@officer_required
def index(request: StaffRequest) -> HttpResponse:
    """List the tables that were brought in, and what can be (导入)."""
    found = numbered_page(imports_visible_to(request.user), request)
    return render(request, "staff/imports/index.html", {"page": found, "kinds": page.kinds()})


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required
def new(request: StaffRequest, kind: str) -> HttpResponse:
    """Bring in a table: say what it is, choose the file (上传表格)."""
    form = _form(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            table = uploads.upload_table(**_given(request, kind, form), by=request.user, at=timezone.now())
        except Refusal as refusal:
            blame(form, refusal)
            if not refusal.fields:
                form.add_error("file", refusal.sentence)
        else:
            return redirect("staff:import", pk=table.pk)
    known = ImportKind(kind)
    context = {"form": form, "kind": known, "says": page.SAYS[known], "asked": asked_for_template(form, kind)}
    return render(request, "staff/imports/new.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def _form(request: StaffRequest, kind: str) -> ImportForm:
    if kind not in ImportKind.values:
        raise Http404
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    posts = page.officers(request.posts)
    return ImportForm(data, files, kind=kind, posts=posts, rounds=_rounds(request), on=local_day(timezone.now()))


def _rounds(request: StaffRequest) -> QuerySet[Round]:
    mine = posts_under(request.posts, PostRole.OFFICER)
    rounds = Round.objects.filter(mine).exclude(state="finished").select_related("edition", "authority")
    return rounds.defer("edition__content").order_by("-opens_at", "pk")


def _given(request: StaffRequest, kind: str, form: ImportForm) -> dict[str, Any]:
    """Return what was filled in, as the service takes it; the form has admitted only the official's own."""
    given = dict(form.cleaned_data)
    file = given.pop("file")
    given["authority"] = next(post.authority for post in request.posts if str(post.authority_id) == given["authority"])
    round_pk, _, stage = str(given.pop("stage", "")).partition(":")
    round_ = _rounds(request).get(pk=round_pk) if round_pk else None
    head = uploads.Head(kind=kind, round=round_, stage=stage, **given)
    return {"head": head, "content": file.read(), "name": file.name}


@require_safe
@officer_required
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what a table will do row by row, or what is wrong with it (预览)."""
    table = get_object_or_404(imports_visible_to(request.user).defer(None).defer("round__edition__content"), pk=pk)
    context = {
        "table": table,
        "faults": page.faults_of(table),
        "looked": page.looked_at(table) if table.state == ImportState.CHECKED else None,
        "fact": record_facts(local_day(table.uploaded_at)).get(table.fact),
    }
    return render(request, "staff/imports/detail.html", context)


@require_safe
@officer_required
def marked(request: StaffRequest, pk: int) -> FileResponse:
    """Hand out the table with what is wrong in a column of its own (标注了问题的表)."""
    table = get_object_or_404(imports_visible_to(request.user).defer(None).defer("round__edition__content"), pk=pk)
    head, rows = page.marked_copy(table, sheet_of(table))
    return workbook(f"{table.file.name.removesuffix('.xlsx')}-标注", head, rows)


@require_POST
@officer_required
def commit(request: StaffRequest, pk: int) -> HttpResponse:
    """Take over a table whole (确认导入)."""
    table = get_object_or_404(imports_visible_to(request.user), pk=pk)
    try:
        uploads.commit_import(table=table, by=request.user, at=timezone.now())
    except Refusal as refusal:
        back = reverse("staff:import", args=[pk])
        kept = "什么都没有导入，原来的数据没有变。"
        return refused(request, refusal, kept=kept, next_url=back, layout="ui/staff.html")
    messages.success(request, f"已导入 {table.rows} 行。")
    return redirect("staff:import", pk=pk)


@require_POST
@officer_required
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Give up a table that was not taken over (放弃导入)."""
    table = get_object_or_404(imports_visible_to(request.user), pk=pk)
    try:
        uploads.discard_import(table=table, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal, next_url=reverse("staff:imports"), layout="ui/staff.html")
    messages.success(request, "已放弃，没有导入任何数据。")
    return redirect("staff:imports")


@require_safe
@officer_required
def template(request: StaffRequest, kind: str) -> FileResponse:
    """Hand out an empty table with the right headings (模板)."""
    on = local_day(timezone.now())
    if kind not in ImportKind.values:
        raise Http404
    round_pk, _, stage = request.GET.get("stage", "").partition(":")
    round_ = get_object_or_404(_rounds(request), pk=round_pk) if round_pk.isdecimal() else None
    fact = request.GET.get("fact", "")
    supplier = request.GET.get("supplied_by", "")
    if (kind == ImportKind.RECORDS and fact not in record_facts(on)) or (kind == ImportKind.SCORES and round_ is None):
        raise Http404
    columns = page.template_of(Import(kind=kind, fact=fact, round=round_, stage=stage, supplied_by=supplier), on=on)
    head = [column.heading for column in columns]
    name = f"{ImportKind(kind).label}-模板"
    return workbook(name, head, (), notes=page.notes_on(columns), text_columns=page.text_columns(columns))
