"""What happened to anything, who saw personal data, and what people may ask of their own data."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from pinzhang.domain.applications.models import Objection
from pinzhang.domain.core.personal import subjects
from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.core.services import personal
from pinzhang.domain.core.services.access import record_access
from pinzhang.domain.parties.choices import PostRole
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_records import ErasureForm
from pinzhang.portals.staff.pages import trail
from pinzhang.portals.staff.pages.rounds import show_on_form
from pinzhang.portals.staff.views.application import acted_on

approver_required = post_required(PostRole.APPROVER)


@require_safe
@staff_required
def history(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Tell what happened to an object in words, and who saw personal data in it (经过)."""
    found = get_object_or_404(trail.traceable(request.user, kind), pk=pk)
    events = trail.trail(found)
    context = {
        "title": trail.title_of(found),
        "events": events,
        "broken": [event for event in events if not event.fits],
        "looks": trail.looks(found),
    }
    return render(request, "staff/records/history.html", context)


@require_POST
@staff_required
def contact(request: StaffRequest, pk: int, objection: int) -> HttpResponse:
    """Show how an objector can be reached, and record who asked (查看异议人联系方式)."""
    found, _ = acted_on(request, pk, "office")
    disputed = get_object_or_404(Objection.objects.select_related("objector"), pk=objection, application=found)
    if not hasattr(disputed, "objector"):
        raise Http404
    record_access(disputed.objector, found, by=request.user, what="contact", at=timezone.now())
    return render(request, "staff/records/contact.html", {"application": found, "objection": disputed})


def _central(request: StaffRequest) -> None:
    """Let only an approver of the authority at the root look into data of everybody."""
    if not any(post.role == PostRole.APPROVER and post.authority.parent_id is None for post in request.posts):
        raise Http404


def _person(request: StaffRequest, name: str) -> tuple[str, Model]:
    _central(request)
    try:
        return personal.find_person(name)
    except personal.NoSuchPerson as nobody:
        raise Http404 from nobody


@require_safe
@approver_required
def people(request: StaffRequest) -> HttpResponse:
    """Find somebody whose data are kept (个人信息)."""
    _central(request)
    asked = request.GET.get("q", "")
    found = [
        {
            "kind": kind,
            "number": str(person.pk),
            "title": subjects()[kind].title,
            "called": subjects()[kind].called(person),
        }
        for kind, person in personal.people_matching(asked)
    ]
    return render(request, "staff/records/people.html", {"q": asked, "found": found})


@approver_required
def person(request: StaffRequest, name: str) -> HttpResponse:
    """Show where data of a person stand and who saw them, and erase what may go (个人信息存放情况)."""
    kind, found = _person(request, name)
    form = ErasureForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            ground, at = form.cleaned_data["ground"], timezone.now()
            personal.erase_person(kind=kind, person=found, ground=ground, by=request.user, at=at)
        except Refusal as refusal:
            show_on_form(form, refusal)
        else:
            messages.success(request, "可以删除的已经删除；依法保留的没有动。")
            return redirect("staff:people")
    record_access(found, by=request.user, what="person", at=timezone.now())
    context = {
        "name": name,
        "title": subjects()[kind].title,
        "called": subjects()[kind].called(found),
        "held": personal.held_of(kind, found),
        "hindrances": subjects()[kind].hindrances(found),
        "looks": trail.looks(found),
        "form": form,
    }
    return render(request, "staff/records/person.html", context, status=422 if form.errors else 200)


@require_POST
@approver_required
def export(request: StaffRequest, name: str) -> HttpResponse:
    """Hand out everything that is kept of a person (复制个人信息)."""
    kind, found = _person(request, name)
    content = personal.export_person(kind=kind, person=found, by=request.user, at=timezone.now())
    file = f"{kind}-{found.pk}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)
