"""The queue of cases (办件), and what is done with several of them at once."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.services import together
from pinzhang.domain.core.days import local_day
from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.parties.models import User
from pinzhang.domain.parties.selectors import officers_beside
from pinzhang.domain.review.desk import Desk, narrowed
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_cases import AssignForm
from pinzhang.portals.staff.pages import desk as beside
from pinzhang.portals.staff.pages import queue as shown
from pinzhang.portals.staff.views.saved import narrowing
from pinzhang.portals.ui.components.links import query_string
from pinzhang.portals.ui.refusals import refused
from pinzhang.portals.ui.spreadsheets import workbook


@require_safe
@staff_required
def queue(request: StaffRequest) -> HttpResponse:
    """Show what waits for the official, narrowed by filters (办件)."""
    desk = Desk.of(request.user, request.posts, today=local_day(timezone.now()))
    form = shown.filter_form(desk, request.GET)
    found, views = narrowed(desk, form.chosen()), desk.views
    view = request.GET.get("view", "mine")
    view = view if view in views else "mine"
    counts, due = shown.counts(found, views, desk.due(beside.working_days(desk.today)))
    page = shown.page_of(found.filter(views[view]), view, counts[view], request)
    context = {
        "form": form,
        "narrowed": form.chosen(),
        "counts": counts,
        "tabs": _tabs(request, view, counts),
        "view": view,
        "page": page,
        "given_together": len(request.session.get(GIVEN_TOGETHER, {}).get("cases", ())),
        **beside.saved(request.user, narrowing(request.GET)),
        "rows": shown.rows_of(page.rows, desk),
        "week": beside.week(due),
        **beside.beside(desk),
    }
    return render(request, "staff/queue.html", context)


@require_safe
@staff_required
def export(request: StaffRequest) -> FileResponse:
    """Hand out the cases of a view, as narrowed, as a workbook (导出)."""
    desk = Desk.of(request.user, request.posts, today=local_day(timezone.now()))
    found = narrowed(desk, shown.filter_form(desk, request.GET).chosen())
    views = desk.views
    view = request.GET.get("view", "mine")
    cases = found.filter(views.get(view, views["mine"]))
    return workbook("办件", shown.COLUMNS, shown.exported(cases, desk))


def _tabs(request: HttpRequest, view: str, counts: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "title": title,
            "url": query_string(request, {"view": key}),
            "count": counts[key] if counts[key] <= shown.COUNTED else None,
            "tone": tone if counts[key] else "",
            "current": key == view,
        }
        for key, title, tone in shown.VIEWS
    ]


GIVEN_TOGETHER = "given_together"
"""In the session: what this person last gave away together, and whose it was before."""
ACTS = {"pass": "资格审查通过", "assign": "分派"}


@require_POST
@post_required(PostRole.OFFICER)
def preview(request: StaffRequest) -> HttpResponse:
    """Say what a bulk action will do, and which cases cannot follow and why (预览)."""
    chosen, act, to, back = _chosen(request), _act(request), _officer(request), _back(request)
    if not chosen:
        return refused(request, "请先选中要办理的办件。", next_url=back, layout="ui/staff.html")
    if act == "assign" and to is None:
        return refused(request, "请选择分派给谁。", next_url=back, layout="ui/staff.html")
    handled = _previewed(chosen, act, to, request.user)
    context = {
        "act": act,
        "title": ACTS[act],
        "to": to,
        "follow": [each for each in handled if not each.obstacle],
        "stay": [each for each in handled if each.obstacle],
        "back": back,
    }
    return render(request, "staff/preview.html", context)


def _previewed(chosen: together.Chosen, act: str, to: User | None, by: User) -> list[together.Handled]:
    if act == "assign" and to is not None:
        return together.preview_assigning(chosen, to=to, by=by)
    return together.preview_passing(chosen, by=by)


@require_POST
@post_required(PostRole.OFFICER)
def handle_together(request: StaffRequest) -> HttpResponse:
    """Do to several cases what the preview said (批量办理)."""
    chosen, act, to, now = _chosen(request), _act(request), _officer(request), timezone.now()
    if act == "assign" and to is None:
        raise Http404
    before = {each.pk: each.case.assignee_id for each, _version in chosen}
    handled = (
        together.assign_together(chosen, to=to, by=request.user, at=now)
        if act == "assign" and to
        else together.pass_together(chosen, by=request.user, at=now)
    )
    done = sum(not each.obstacle for each in handled)
    messages.success(request, f"{ACTS[act]}：已办 {done} 件。")
    for each in handled:
        if each.obstacle:
            messages.warning(request, f"{each.application.case.number} 没有办：{each.obstacle}。")
    if act == "assign" and to:
        kept = [[one.application.pk, one.version, before[one.application.pk]] for one in handled if not one.obstacle]
        request.session[GIVEN_TOGETHER] = {"to": to.pk, "cases": kept}
    return redirect(_back(request))


@require_POST
@post_required(PostRole.OFFICER)
def take_back(request: StaffRequest) -> HttpResponse:
    """Take back what this person last gave away together, where nobody has acted on it since (撤销分派)."""
    kept = request.session.pop(GIVEN_TOGETHER, None) or {"to": None, "cases": []}
    versions = {pk: (version, before) for pk, version, before in kept["cases"]}
    people = User.objects.in_bulk({kept["to"], *(before for _version, before in versions.values())} - {None})
    desk = Desk.of(request.user, request.posts, today=local_day(timezone.now()))
    given = [
        together.Given(each, versions[each.pk][0], people[kept["to"]], people.get(versions[each.pk][1]))
        for each in desk.readable.filter(pk__in=versions)
    ]
    handled = together.take_back_together(given, by=request.user, at=timezone.now())
    messages.success(request, f"撤销分派：已撤销 {sum(not each.obstacle for each in handled)} 件。")
    for each in handled:
        if each.obstacle:
            messages.warning(request, f"{each.application.case.number} 没有撤销：{each.obstacle}。")
    return redirect(_back(request))


def _chosen(request: StaffRequest) -> list[tuple[Application, int]]:
    """Return the chosen cases that the official may read, each with the version they saw."""
    versions: dict[int, int] = {}
    for value in request.POST.getlist("chosen"):
        pk, _, version = value.partition(":")
        if pk.isdecimal() and version.isdecimal():
            versions[int(pk)] = int(version)
    desk = Desk.of(request.user, request.posts, today=local_day(timezone.now()))
    found = shown.in_order(desk.readable.filter(pk__in=versions))
    return [(each, versions[each.pk]) for each in found]


def _act(request: StaffRequest) -> str:
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    return act


def _officer(request: StaffRequest) -> User | None:
    form = AssignForm(request.POST, officers=officers_beside(request.user))
    return form.cleaned_data["to"] if form.is_valid() else None


def _back(request: StaffRequest) -> str:
    """Return the queue as it was narrowed, so that filters survive what is done in bulk."""
    address = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours and address else reverse("staff:queue")
