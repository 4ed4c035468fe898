"""The organisation: contact data, facts that are filled once and reused, members."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pinzhang.domain.core.refusals import Refusal
from pinzhang.domain.facts.selectors import entries_of
from pinzhang.domain.facts.services import declare_complete, end_entry
from pinzhang.domain.parties.services import update_profile
from pinzhang.domain.programmes.own_facts import APPLICANT, AS_OF, SOURCE, enter_fact, facts_in_force, questions_of
from pinzhang.portals.enterprise.access import EnterpriseRequest, enterprise_required
from pinzhang.portals.enterprise.forms import CompleteForm, ProfileForm
from pinzhang.portals.enterprise.pages.known import (
    KnownFact,
    coverage_of,
    known_fact,
    known_facts,
    read_entry,
    shelves_of,
)
from pinzhang.portals.enterprise.pages.own import signs_for
from pinzhang.portals.ui.pack_forms import AnswersForm, field_for
from pinzhang.portals.ui.refusals import refused

LAYOUT = "ui/enterprise.html"


@enterprise_required
@require_http_methods(["GET", "POST"])
def profile(request: EnterpriseRequest) -> HttpResponse:
    """Show what is known of the organisation, and keep its contact data (单位资料)."""
    mine = request.organisation
    known = {"name_en": mine.name_en, "address": mine.address, "phone": mine.phone}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        update_profile(organisation=mine, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("联系资料已更新。"))
        return redirect("enterprise:profile")
    context = {
        "form": form,
        "shelves": shelves_of(known_facts(mine, on=timezone.localdate())),
        "signs": signs_for(request),
        "nav": "profile",
    }
    return render(request, "enterprise/profile.html", context, status=422 if form.is_bound else 200)


def _known(request: EnterpriseRequest, name: str) -> KnownFact:
    fact = facts_in_force(timezone.localdate()).get(name)
    if fact is None:
        raise Http404
    return known_fact(fact, list(entries_of(request.organisation).filter(name=name).order_by("year", "on", "pk")))


@enterprise_required
@require_http_methods(["GET", "POST"])
def fact(request: EnterpriseRequest, name: str) -> HttpResponse:
    """Show one fact with its sources, and enter or correct it (填报、更正)."""
    known = _known(request, name)
    if request.method == "GET":
        return _fact_page(request, known)
    if not known.may_enter:
        raise Http404
    values, problems = read_entry(known.fact, request.POST)
    if problems:
        return _fact_page(request, known, problems)
    enter_fact(request.organisation, known.fact, values, by=request.user, at=timezone.now())
    messages.success(request, _("已登记，各项申报和资格比对都会用到。"))
    return redirect("enterprise:fact", name=name)


def _fact_page(
    request: EnterpriseRequest,
    known: KnownFact,
    problems: dict[str, str] | None = None,
    complete: CompleteForm | None = None,
) -> HttpResponse:
    asked = questions_of(known.fact)
    today = timezone.localdate()
    data = request.POST if problems else {AS_OF: today.isoformat()}
    form = AnswersForm(
        data,
        questions=lambda: {one.name: field_for(one, required=one.required) for one in asked},
        problems=problems or {},
    )
    context = {
        "known": known,
        "form": form,
        "coverage": coverage_of(request.organisation, known.fact),
        "complete": complete or CompleteForm(initial={"from_on": date(today.year - 5, 1, 1), "to_on": today}),
        "nav": "profile",
    }
    return render(request, "enterprise/fact.html", context, status=422 if problems or complete else 200)


@enterprise_required
@require_POST
def end_fact(request: EnterpriseRequest, name: str, entry: int) -> HttpResponse:
    """Take back something the organisation entered itself (撤下)."""
    living = entries_of(request.organisation).filter(name=name, supplied_by=APPLICANT)
    end_entry(entry=get_object_or_404(living, pk=entry), by=request.user, at=timezone.now())
    messages.success(request, _("已撤下。"))
    return redirect("enterprise:fact", name=name)


@enterprise_required
@require_POST
def complete_fact(request: EnterpriseRequest, name: str) -> HttpResponse:
    """Declare that the records entered are all there are in a window, none included (声明完整)."""
    known = _known(request, name)
    form = CompleteForm(request.POST)
    if not known.may_enter or known.fact.shape != "records":
        raise Http404
    if not form.is_valid():
        return _fact_page(request, known, complete=form)
    try:
        declare_complete(
            organisation=request.organisation, name=name, source=SOURCE, at=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        return refused(request, refusal, layout=LAYOUT)
    messages.success(request, _("已声明。没有列出的，按“没有”比对。"))
    return redirect("enterprise:fact", name=name)
