"""What the organisation qualifies for, and what it lacks."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pinzhang.domain.applications.selectors import qualification_of
from pinzhang.domain.facts.selectors import entries_of
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import edition_document, edition_in_force, open_rounds
from pinzhang.portals.enterprise.access import EnterpriseRequest, delegate_allowed
from pinzhang.portals.enterprise.forms import SUBJECTS
from pinzhang.portals.enterprise.pages.outlook import heads_of, outlooks_of
from pinzhang.portals.enterprise.pages.verdicts import judgement_of, path_of
from pinzhang.portals.ui.components.words import words


@delegate_allowed
def eligibility(request: EnterpriseRequest) -> HttpResponse:
    """Compare the organisation with every programme in force (能报什么)."""
    today = timezone.localdate()
    context = {"outlooks": outlooks_of(request.organisation, on=today), "today": today, "nav": "eligibility"}
    return render(request, "enterprise/eligibility.html", context)


@delegate_allowed
def programme(request: EnterpriseRequest, code: str) -> HttpResponse:
    """Compare the organisation with one programme, rule by rule (资格比对)."""
    today = timezone.localdate()
    edition = edition_in_force(code, today)
    if edition is None:
        raise Http404
    document = edition_document(edition)
    chosen = _chosen(request, edition)
    explained = qualification_of(request.organisation, edition, on=today, application=chosen)
    entries = entries_of(request.organisation).order_by("as_of", "pk")
    judgement = judgement_of(document, explained, entries)
    at = timezone.now()
    context = {
        "edition": edition,
        "document": document,
        "name": words({"zh": edition.name, "en": edition.name_en}),
        "judgement": judgement,
        "path": path_of(judgement),
        "sectors": [(one.key, words(one.name)) for one in document.programme.sectors],
        "kinds": [(kind, SUBJECTS[kind]) for kind in document.programme.subject_kinds],
        "chosen": chosen,
        "rounds": [one for one in open_rounds(at) if one.edition_id == edition.pk],
        "today": today,
        "nav": "eligibility",
    }
    return render(request, "enterprise/programme.html", context)


def _chosen(request: EnterpriseRequest, edition: ProgrammeEdition) -> dict[str, str]:
    """Return the field and the kind of subject to compare for: those asked for, else those of the last application."""
    head = edition_document(edition).programme
    last = heads_of(request.organisation).get(edition.code, {})
    sector = request.GET.get("sector") or last.get("sector", "")
    kind = request.GET.get("subject_kind") or last.get("subject_kind", "")
    given = {
        "sector": sector if sector in {one.key for one in head.sectors} else "",
        "subject_kind": kind if kind in head.subject_kinds else head.subject_kinds[0],
    }
    return {name: value for name, value in given.items() if value}
