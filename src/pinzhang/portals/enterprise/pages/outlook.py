"""What an organisation qualifies for, and what it lacks, over all programmes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import qualifications_of
from pinzhang.domain.parties.models import Organisation
from pinzhang.domain.programmes.models import ProgrammeEdition
from pinzhang.domain.programmes.selectors import current_editions, edition_document
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.rules.explain import COUNTING
from pinzhang.portals.enterprise.forms import submission_routes
from pinzhang.portals.enterprise.pages.verdicts import title_of
from pinzhang.portals.ui.components.words import words

NEAR = 2
"""Up to so many unmet rules a programme is nearly met."""


@dataclass(frozen=True)
class Outlook:
    """How an organisation stands with a programme."""

    edition: ProgrammeEdition
    document: Edition
    name: str
    verdict: str
    met: int
    not_met: int
    unknown: int
    lacking: list[str]
    """The titles of what is not met."""


def outlooks_of(organisation: Organisation, *, on: date) -> list[Outlook]:
    """Return how an organisation stands with every programme in force that it can apply to, the nearest first."""
    rows = [row for row in current_editions(on) if _takes(edition_document(row), organisation)]
    heads = heads_of(organisation)
    found = qualifications_of(organisation, rows, on=on, applications=[heads.get(row.code, {}) for row in rows])
    outlooks = [_outlook(row, explained) for row, explained in zip(rows, found, strict=True)]
    return sorted(outlooks, key=lambda one: (one.not_met, one.unknown, one.name))


def nearly_met(organisation: Organisation, *, on: date) -> list[Outlook]:
    """Return the programmes that little stands in the way of."""
    return [one for one in outlooks_of(organisation, on=on) if one.not_met <= NEAR]


def _takes(document: Edition, organisation: Organisation) -> bool:
    return organisation.kind in document.programme.applicant_kinds and bool(submission_routes(document))


def heads_of(organisation: Organisation) -> dict[str, dict[str, str]]:
    """Return the sector and the subject kind of the latest application to each programme."""
    rows = (
        Application.objects.filter(applicant=organisation)
        .order_by("pk")
        .values_list("round__edition__code", "sector", "subject__kind")
    )
    return {
        code: {name: value for name, value in (("sector", sector), ("subject_kind", kind)) if value}
        for code, sector, kind in rows
    }


def counting(explained: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rules of an explanation that decide and apply."""
    return [rule for rule in explained["rules"] if rule["kind"] in COUNTING and rule["applies"] is not False]


def _outlook(row: ProgrammeEdition, explained: dict[str, Any]) -> Outlook:
    document = edition_document(row)
    titles = {rule.id: title_of(rule) for rule in document.eligibility.rules}
    rules = counting(explained)
    by_verdict = {word: [rule["id"] for rule in rules if rule["verdict"] == word] for word in ("met", "not met")}
    met, not_met = len(by_verdict["met"]), len(by_verdict["not met"])
    return Outlook(
        edition=row,
        document=document,
        name=words({"zh": row.name, "en": row.name_en}),
        verdict=explained["verdict"],
        met=met,
        not_met=not_met,
        unknown=len(rules) - met - not_met,
        lacking=[titles[key] for key in by_verdict["not met"]],
    )
