"""Appeals of holders (申诉)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from pinzhang.domain.parties.choices import PostRole
from pinzhang.domain.supervision.selectors import appeals_visible_to
from pinzhang.domain.supervision.services import appeals
from pinzhang.portals.staff.access import StaffRequest, post_required, staff_required
from pinzhang.portals.staff.forms_marks import AppealForm, TermForm
from pinzhang.portals.staff.pages import supervision as page
from pinzhang.portals.staff.pages.deeds import acted, deed, status_of
from pinzhang.portals.ui.pagination import numbered_page

decider_required = post_required(PostRole.OFFICER, PostRole.APPROVER)


@staff_required
def appeal_list(request: StaffRequest) -> HttpResponse:
    """List appeals, the undecided first (申诉)."""
    found = numbered_page(appeals_visible_to(request.user), request)
    context = {"page": found, "lines": page.appeal_lines(found.rows), "today": timezone.localdate()}
    return render(request, "staff/marks/appeals.html", context | page.frame(request, "appeals"))


@staff_required
def appeal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an appeal, and decide it (申诉复核)."""
    found = get_object_or_404(appeals_visible_to(request.user), pk=pk)
    form = AppealForm(initial={"version": found.case.version})
    return render(request, "staff/marks/appeal.html", {"form": form, **page.appeal_page(found, request)})


@decider_required
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide an appeal; who decided the measure cannot (申诉决定)."""
    found = get_object_or_404(appeals_visible_to(request.user), pk=pk)
    form = AppealForm(request.POST or None, initial={"version": found.case.version})

    def act() -> None:
        given = form.cleaned_data
        appeals.decide_appeal(
            appeal=found, upheld=given["upheld"] == "yes", finding=given["finding"], by=request.user,
            at=timezone.now(), expected_version=given["version"],
        )  # fmt: skip

    done = acted(request, form, act, "申诉已作出决定。", reverse("staff:appeal", args=[pk]))
    context = {"form": form, **page.appeal_page(found, request)}
    return done or render(request, "staff/marks/appeal.html", context, status=status_of(form))


@decider_required
def term(request: StaffRequest, pk: int) -> HttpResponse:
    """Name the day by which an appeal will be decided (确定办结日期)."""
    found = get_object_or_404(appeals_visible_to(request.user), pk=pk)
    form = TermForm(request.POST or None)

    def act() -> None:
        appeals.set_appeal_term(appeal=found, by=request.user, at=timezone.now(), **form.cleaned_data)

    done = acted(request, form, act, "办结日期已确定。", reverse("staff:appeal", args=[pk]))
    return done or deed(request, form, found.mark, "确定办结日期", "保存")
